"""How a case ends: closed for a reason, or withdrawn by her, which nobody can stop or undo."""

from __future__ import annotations

import os
import time
from decimal import Decimal

import pytest

from cases.actions import (
    agreeing,
    delivering,
    erasure,
    filing,
    referrals,
    remedies,
    telling,
    triage,
    upkeep,
    withdrawing,
)
from cases.actions.filing import Piece
from cases.actions.remedies import Amount
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.vocabulary import (
    CaseStatus,
    ClosingReason,
    Conclusion,
    ConsentStatus,
    Currency,
    ReferralStatus,
    StoryKind,
)
from cases.store.door import case_for
from cases.store.figures import figures_for
from cases.store.tables import (
    Complainant,
    Consent,
    DisclosedFile,
    Evidence,
    Lockbox,
    LockboxKey,
    Referral,
    new_id,
)
from cases.store.unit import Unit
from cases.store.views import view_case
from cases.store.worker_views import by_receipt
from cases.vault import receipts
from tests.cases.world import Filed, World

MONEY = Amount(Currency.USD, Decimal("6000.00"))


async def test_a_settled_case_closes_as_confirmed_and_may_go_on(world: World) -> None:
    """Track concluded, duty met, remedy confirmed by her: nothing is in the way any more."""
    filed = await world.active()
    reference = await world.accepted(filed)
    remedy_id = await world.agreed("maly", reference, amount=MONEY)
    blocked = [
        ["track_open", "remedy_open", "nothing_confirmed"],
        ["remedy_open", "nothing_confirmed"],
    ]
    for expected, step in zip(
        blocked,
        (
            lambda: world.act("maly", reference, referrals.conclude_referral, Conclusion.SETTLED),
            lambda: world.act("dara", filed.number, delivering.deliver_remedy, remedy_id, world.today),
        ),
        strict=True,
    ):
        with pytest.raises(NotNow) as refused:
            await world.act("dara", filed.number, triage.close, ClosingReason.CONFIRMED)
        assert refused.value.data["blockers"] == expected
        await step()
    await world.her(filed, remedies.answer_remedy, remedy_id, confirmed=True, facts={})
    await world.act("dara", filed.number, triage.close, ClosingReason.CONFIRMED)
    case = await world.case(filed)
    assert (case.status, case.closing_reason) == (CaseStatus.CLOSED, ClosingReason.CONFIRMED)
    with pytest.raises(NotNow):
        await world.act("dara", filed.number, triage.close, ClosingReason.CONFIRMED)
    with pytest.raises(NotNow):
        await world.act("dara", filed.number, agreeing.drop_remedy, remedy_id)
    await world.act("dara", filed.number, triage.reopen)
    case = await world.case(filed)
    assert (case.status, case.closing_reason, case.closed_at) == (CaseStatus.ACTIVE, None, None)


async def test_only_she_withdraws(sqlite_world: World) -> None:
    """An officer cannot close a case in her name."""
    filed = await sqlite_world.active()
    with pytest.raises(BadInput):
        await sqlite_world.act("dara", filed.number, triage.close, ClosingReason.WITHDRAWN)


async def test_an_unread_case_may_be_closed_as_spam_and_undone(sqlite_world: World) -> None:
    """From received, while nothing was shared."""
    filed = await sqlite_world.file()
    await sqlite_world.act("dara", filed.number, triage.close, ClosingReason.SPAM)
    await sqlite_world.act("dara", filed.number, triage.reopen)
    reference = await sqlite_world.sent(filed)
    await sqlite_world.act("maly", reference, referrals.receive_referral)
    for reason in (ClosingReason.SPAM, ClosingReason.OUT_OF_SCOPE, ClosingReason.MERGED):
        with pytest.raises(NotNow):
            await sqlite_world.act("dara", filed.number, triage.close, reason)


async def _with_evidence(world: World) -> Filed:
    evidence_id = new_id()
    key, size = world.store.files.store(evidence_id, b"the photo of the letter")
    async with world.store.writing() as unit:
        await filing.keep_evidence(unit, evidence_id, StoryKind.PHOTO, size, conversation_id="draft")
    photo = Piece(StoryKind.PHOTO, "the letter", evidence_id, key.hex(), "image/jpeg")
    return await world.active(story=[Piece(StoryKind.TEXT, "dismissed"), photo])


async def test_withdrawing_stops_everything_at_once(world: World) -> None:
    """From any state: tracks end, disclosures close, consents end, duties are met; a second time changes nothing."""
    filed = await _with_evidence(world)
    running = await world.accepted(filed)
    asked = await world.ask(filed, "other")
    await world.her(filed, withdrawing.withdraw_case)
    case = await world.case(filed)
    assert (case.status, case.closing_reason) == (CaseStatus.CLOSED, ClosingReason.WITHDRAWN)
    assert {row.reference: row.status for row in await world.rows(Referral)} == {
        running: ReferralStatus.WITHDRAWN,
        asked: ReferralStatus.WITHDRAWN,
    }
    assert {row.status for row in await world.rows(Consent)} == {ConsentStatus.WITHDRAWN}
    async with world.store.reading() as unit:
        view = await view_case(unit, await case_for(unit, world.viewer("maly"), running))
    assert view.tracks[0].disclosed == {} and all(clock.met_at for clock in view.clocks)
    await world.her(filed, withdrawing.withdraw_case)
    assert (await world.case(filed)).version == case.version


async def test_nobody_reopens_what_she_withdrew(sqlite_world: World) -> None:
    """It would stop the erasure that she was promised."""
    filed = await sqlite_world.active()
    await sqlite_world.her(filed, withdrawing.withdraw_case)
    with pytest.raises(NotNow):
        await sqlite_world.act("dara", filed.number, triage.reopen)
    assert (await sqlite_world.case(filed)).closing_reason is ClosingReason.WITHDRAWN


async def test_she_may_withdraw_after_somebody_else_closed(sqlite_world: World) -> None:
    """A closed case is still her story: it is erased when she says so."""
    filed = await sqlite_world.active()
    await sqlite_world.act("dara", filed.number, triage.close, ClosingReason.OUT_OF_SCOPE)
    sqlite_world.clock.let_pass(days=30)
    await sqlite_world.her(filed, withdrawing.withdraw_case)
    case = await sqlite_world.case(filed)
    assert (case.closing_reason, case.closed_at) == (ClosingReason.WITHDRAWN, sqlite_world.clock.now())


async def _nothing_opens(unit: Unit, world: World, filed: Filed) -> None:
    for alias in ("dara", "sophea", "maly"):
        with pytest.raises(NotThere):
            await case_for(unit, world.viewer(alias), filed.number)
    boxes = [box.box for box in await world.rows(Lockbox, Lockbox.case_id == filed.case_id)]
    assert boxes and not [row for row in await world.rows(LockboxKey) if row.box in boxes]
    lookup, _ = receipts.find(filed.receipt, world.store.keys.receipt_salt())
    with pytest.raises(NotThere):
        await by_receipt(unit, lookup)


async def test_seven_days_after_withdrawing_nothing_opens_and_the_figures_stay(sqlite_world: World) -> None:
    """No half of any lockbox, no receipt, no chat, no file; sums and the chained timeline remain."""
    chat = await sqlite_world.chat()
    filed, stays = await _with_evidence(sqlite_world), await sqlite_world.active(correspondent_id=chat)
    remedy_id = await sqlite_world.agreed("dara", filed.number, amount=MONEY)
    await sqlite_world.act("dara", filed.number, delivering.deliver_remedy, remedy_id, sqlite_world.today)
    await sqlite_world.accepted(filed)
    await sqlite_world.her(filed, telling.write_to_case, "please stop")
    await sqlite_world.her(filed, withdrawing.withdraw_case)
    for days in (6, 1):
        await erasure.erase_due(sqlite_world.store)
        assert (await sqlite_world.case(filed)).erased_at is None
        sqlite_world.clock.let_pass(days=days)
    await erasure.erase_due(sqlite_world.store)
    async with sqlite_world.store.reading() as unit:
        await _nothing_opens(unit, sqlite_world, filed)
        assert (await figures_for(unit, sqlite_world.viewer("dara"))).money[0].delivered == Decimal("6000.00")
        assert (await figures_for(unit, sqlite_world.viewer("dara"))).cases == 2
        person = await unit.session.get_one(Complainant, filed.complainant_id)
        assert (person.correspondent_id, person.receipt_lookup, person.receipt_wrapped) == (None, None, None)
        await view_case(unit, await case_for(unit, sqlite_world.viewer("dara"), stays.number))
    assert await sqlite_world.rows(Evidence) == [] == await sqlite_world.rows(DisclosedFile)


async def test_the_sweep_takes_files_that_no_row_knows_and_leaves_the_others(sqlite_world: World) -> None:
    """Young files may belong to a conversation that has not come so far."""
    filed = await _with_evidence(sqlite_world)
    files = sqlite_world.store.files
    for name in ("a" * 32, "b" * 32):
        files.store(name, b"nobody knows me")
    (known,) = await sqlite_world.rows(Evidence, Evidence.case_id == filed.case_id)
    old = time.time() - 25 * 3600
    for name in ("a" * 32, known.id):
        os.utime(files._place(name), (old, old))
    assert await upkeep.sweep_files(sqlite_world.store) == 1
    assert sorted(path.name for path in files.folder.rglob("*") if path.is_file()) == sorted(["b" * 32, known.id])


async def test_what_she_says_after_the_end_still_arrives(sqlite_world: World) -> None:
    """A closed case takes her words; an officer may reopen it for them."""
    filed = await sqlite_world.active()
    await sqlite_world.act("dara", filed.number, triage.close, ClosingReason.UNCONFIRMED)
    sqlite_world.clock.let_pass(minutes=1)
    await sqlite_world.her(filed, telling.write_to_case, "they dismissed me again")
    async with sqlite_world.store.reading() as unit:
        view = await view_case(unit, await case_for(unit, sqlite_world.viewer("dara"), filed.number))
    assert view.thread[-1].text == "they dismissed me again"
