"""The revocation drill: whoever is out opens nothing that is written afterwards, whatever she kept.

Removed people stand in test_people_of_a_party, old leads in test_handing_over, old receipts in test_receipt_renewal.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from api.own_figures import own_figures
from api.v1 import showing, showing_case
from cases.actions import consents, delivering, filing, meetings, referrals, remedies, telling, triage, withdrawing
from cases.actions.filing import Piece
from cases.actions.remedies import Amount
from cases.rules.errors import NotNow, NotThere
from cases.rules.periods import Period
from cases.rules.vocabulary import Conclusion, Currency, Issue, Part, RemedyKind, StoryKind
from cases.rules.workers import Workers
from cases.store.bfc_list import others_of
from cases.store.door import case_for
from cases.store.lists import list_cases
from cases.store.lockboxes import half_of
from cases.store.tables import Case, Complainant, Disclosure, Lockbox, LockboxKey, Referral, StoryEntry, ThreadMessage
from cases.store.views import view_case
from tests.cases.world import World


async def test_a_party_whose_consent_was_withdrawn_opens_nothing_written_after(world: World) -> None:
    """Not the disclosure, not what its track and the case say later; with the halves of its dump only the old ones."""
    filed = await world.active()
    reference = await world.accepted(filed)
    await world.act("maly", reference, meetings.log_meeting, world.today, meetings.Minutes("office", "all"))
    [disclosure] = await world.rows(Disclosure)
    [track] = await world.rows(Referral)
    maly = world.viewer("maly")
    async with world.store.reading() as unit:
        dumped = {box: await half_of(unit, maly.keys, box, 1) for box in (disclosure.box, track.work_box)}
    await world.her(filed, consents.withdraw_consent, (await world.consent_of(filed, reference)).id)
    for act in (referrals.start_referral, referrals.receive_referral):
        with pytest.raises((NotNow, NotThere)):
            await world.act("maly", reference, act)
    with pytest.raises(NotNow):
        await world.act("dara", filed.number, meetings.log_meeting, world.today, _minutes(), None, reference)
    await world.act("dara", filed.number, telling.write_to_worker, "after")
    await world.her(filed, filing.add_to_story, Piece(StoryKind.TEXT, "her addition"))
    again = await world.sent(filed, "bfc", [Part.WHAT_HAPPENED])
    await world.her(filed, consents.withdraw_consent, (await world.consent_of(filed, again)).id)
    await _holds_nothing_but(world, maly.keys.name, await world.rows(Lockbox, Lockbox.kind == "work"))
    [case], [her] = await world.rows(Case), await world.rows(Complainant)
    later = await world.rows(Disclosure, Disclosure.id != disclosure.id)
    written = [
        (her.thread_box, max(row.generation for row in await world.rows(ThreadMessage))),
        (case.story_box, max(row.generation for row in await world.rows(StoryEntry))),
        *((row.box, row.generation) for row in [disclosure, *later]),
    ]
    async with world.store.reading() as unit:
        for box, generation in written:
            with pytest.raises(NotThere):
                await half_of(unit, world.viewer("maly").keys, box, generation)
    assert not {box for box, _ in written if box in dumped} - {disclosure.box}, "its dump opens what it had, no more"


@pytest.mark.parametrize("concluded", [False, True])
async def test_what_becomes_of_the_case_is_not_told_to_whom_she_took_it_from(
    sqlite_world: World, *, concluded: bool
) -> None:
    """Not what it is about by now, not how far a remedy has come, by no page, list or sum; and it moves none itself."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.accepted(filed)
    five = Amount(Currency.USD, Decimal(100)), Workers(women=5)
    remedy = await sqlite_world.agreed("maly", reference, RemedyKind.COMPENSATION, *five)
    if concluded:
        await sqlite_world.act("maly", reference, referrals.conclude_referral, Conclusion.SETTLED)
    await sqlite_world.her(filed, consents.withdraw_consent, (await sqlite_world.consent_of(filed, reference)).id)
    before = await _told(sqlite_world, reference)
    assert before.count('"issue":null') == 2
    with pytest.raises(NotThere):
        await sqlite_world.act("maly", reference, delivering.deliver_remedy, remedy, sqlite_world.today)
    sqlite_world.clock.let_pass(hours=1)
    await sqlite_world.act("dara", filed.number, triage.correct, Issue.PAY)
    await sqlite_world.act("dara", filed.number, delivering.deliver_remedy, remedy, sqlite_world.today)
    await sqlite_world.her(filed, remedies.answer_remedy, remedy, confirmed=True, facts={})
    assert await _told(sqlite_world, reference) == before
    await sqlite_world.her(filed, withdrawing.withdraw_case)
    assert await _told(sqlite_world, reference) == before


async def test_what_ran_out_opens_no_more_even_before_the_job_that_ends_it(sqlite_world: World) -> None:
    """Her year is over at its hour, not when the jobs run next."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.accepted(filed)
    assert '"disclosed":{"what_happened"' in await _told(sqlite_world, reference)
    sqlite_world.clock.let_pass(days=366)
    assert '"disclosed":{}' in await _told(sqlite_world, reference)
    async with sqlite_world.store.reading() as unit:
        assert await others_of(unit, sqlite_world.viewer("maly")) == []


async def _told(world: World, reference: str) -> str:
    """Everything that BFC is told of it, and of all that it was given."""
    async with world.store.reading() as unit:
        maly = world.viewer("maly")
        shown = showing_case.case(await view_case(unit, await case_for(unit, maly, reference)))
        listed = showing.page(await list_cases(unit, maly))
        own = await own_figures(unit, maly, Period())
        sums = showing.figures(own.found, own.export)
    return "".join(part.model_dump_json(exclude={"as_of"}) for part in (shown, listed, sums))


def _minutes() -> meetings.Minutes:
    return meetings.Minutes("gate", "all", "said after it was withdrawn")


async def _holds_nothing_but(world: World, holder: str, boxes: list[Lockbox]) -> None:
    held = await world.rows(LockboxKey, LockboxKey.holder == holder)
    assert {row.box for row in held} <= {box.box for box in boxes}
