"""What a remedy is told with, until when it is owed, and what came of it piece by piece, with photos."""

from __future__ import annotations

import base64
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col

from cases.actions import (
    agreeing,
    asking,
    consents,
    delivering,
    disclosing,
    remedies,
    remedy_photos,
    triage,
    withdrawing,
)
from cases.actions.delivering import Came
from cases.actions.remedies import Amount
from cases.actions.remedy_photos import Shot
from cases.rules.errors import BadInput, NotAllowed, NotNow, NotThere, SamlengError
from cases.rules.particulars import MONEY_KINDS, OF_KIND, Particulars
from cases.rules.vocabulary import (
    ClosingReason,
    ConsentStatus,
    Currency,
    Entitlement,
    Improvement,
    Language,
    Measure,
    Part,
    PhotoStage,
    RemedyKind,
    RemedyStatus,
    StoryKind,
    TakenBy,
    Worklist,
)
from cases.rules.workers import Workers
from cases.store.door import case_for
from cases.store.figures import figures_for
from cases.store.tables import Clock, Consent, Delivery, Event, Evidence, RemedyPhoto, ThreadMessage
from cases.store.track_views import RemedyView
from cases.store.views import entries, file_for, view_case
from tests.cases.actions.handing import a_paper
from tests.cases.actions.test_reminding import remind
from tests.cases.actions.test_worklists import listed
from tests.cases.store.timeline_history import _with_evidence
from tests.cases.world import World

K = RemedyKind
USD = Currency.USD
TOLD: dict[RemedyKind, Particulars] = {
    K.REINSTATEMENT: Particulars(same_position=True, same_pay=False),
    K.BACK_PAY: Particulars(months=6, days=15),
    K.OTHER_ENTITLEMENT: Particulars(entitlement=Entitlement.SENIORITY),
    K.WORKPLACE_IMPROVEMENT: Particulars(improvement=Improvement.FANS, building="B", floor="2", line="12"),
    K.AGREEMENT: Particulars(covered=1200, agreed_until=dt.date(2026, 12, 31)),
    K.APOLOGY: Particulars(measure=Measure.RULE_CHANGE),
}


async def proposed(
    world: World,
    number: str,
    kind: RemedyKind,
    told: Particulars | None = None,
    *,
    alias: str = "dara",
    due_on: dt.date | None = None,
    reference: str | None = None,
) -> str:
    heads = Workers() if kind is K.NONE else Workers(women=5)
    amount = Amount(USD, Decimal(100)) if kind in MONEY_KINDS else None
    args = (kind, heads, amount, due_on, "", reference, told or TOLD.get(kind, Particulars()))
    return (await world.act(alias, number, agreeing.propose_remedy, *args)).id


async def owed(world: World, number: str, days: int, kind: RemedyKind = K.COMPENSATION, **more: str) -> str:
    """Agreed today, to be done in so many days."""
    remedy_id = await proposed(world, number, kind, due_on=world.today + dt.timedelta(days=days), **more)  # type: ignore[arg-type]
    await world.act(more.get("alias", "dara"), number, agreeing.agree_remedy, remedy_id, world.today)
    return remedy_id


async def seen(world: World, number: str, remedy_id: str, alias: str = "dara") -> RemedyView:
    async with world.store.reading() as unit:
        view = await view_case(unit, await case_for(unit, world.viewer(alias), number))
    return next(one for one in view.remedies if one.row.id == remedy_id)


async def notices(world: World) -> list[str]:
    return [row.notice for row in await world.rows(ThreadMessage)]


# ------------------------------------------------------------------------------------------- particulars
async def test_each_kind_is_told_with_its_own_and_with_nothing_of_another(sqlite_world: World) -> None:
    """Read back as it was told; what may say who she is stands in no column."""
    world = sqlite_world
    filed = await world.active()
    for kind, told in TOLD.items():
        remedy_id = await proposed(world, filed.number, kind)
        view = await seen(world, filed.number, remedy_id)
        assert view.particulars == told
        assert (view.row.improvement, view.row.covered) == (told.improvement, told.covered or 0)
        assert view.row.sealed is not None
        other = next(one for one in TOLD if one is not kind)
        with pytest.raises(BadInput):
            await proposed(world, filed.number, kind, TOLD[other])
    assert set(OF_KIND) == set(RemedyKind)
    with pytest.raises(BadInput):
        await proposed(world, filed.number, K.WORKPLACE_IMPROVEMENT, Particulars(floor="2"))


async def test_a_track_may_end_with_nothing_and_she_is_told(sqlite_world: World) -> None:
    """It counts nothing, waits for nobody, stands beside nothing that was agreed, and lets the case close honestly."""
    world = sqlite_world
    filed = await world.active()
    none = await proposed(world, filed.number, K.NONE)
    assert (await world.remedy(none)).status is RemedyStatus.NOTHING_AGREED
    assert (await notices(world)).count("remedy_none") == 1
    with pytest.raises(NotNow):
        await proposed(world, filed.number, K.NONE)
    with pytest.raises(NotNow):
        await world.her(filed, remedies.answer_remedy, none, confirmed=True, facts={})
    async with world.store.reading() as unit:
        assert (await figures_for(unit, world.viewer("dara"))).money == []
    await world.act("dara", filed.number, agreeing.drop_remedy, none)
    assert "remedy_none_undone" in await notices(world)
    await world.agreed("dara", filed.number, amount=Amount(USD, Decimal(5)))
    with pytest.raises(NotNow):
        await proposed(world, filed.number, K.NONE)
    other = await world.active()
    reference = await world.accepted(other)
    await proposed(world, reference, K.NONE, alias="maly")
    assert "remedy_none_with" in await notices(world)
    bare = await world.active()
    await proposed(world, bare.number, K.NONE)
    with pytest.raises(NotNow):
        await world.act("dara", bare.number, triage.close, ClosingReason.CONFIRMED)
    await world.act("dara", bare.number, triage.close, ClosingReason.UNCONFIRMED)


# ------------------------------------------------------------------------------------------------ clocks
async def test_what_is_owed_by_a_day_runs_as_a_duty_until_all_of_it_came(world: World) -> None:
    """Due today, overdue and before the leads of both sides; a part does not end it, the whole does."""
    filed = await world.active()
    reference = await world.accepted(filed)
    remedy_id = await owed(world, reference, 2, alias="maly")
    (clock,) = await world.rows(Clock, Clock.rule == "remedy_due")
    assert clock.remedy_id == remedy_id and clock.due_at.date() == world.today + dt.timedelta(days=2)
    assert clock in (await _clocks(world, reference, "maly"))
    world.clock.let_pass(days=2)
    for alias, number in (("dara", filed.number), ("maly", reference)):
        assert await listed(world, Worklist.DUE_TODAY, alias) == [number]
    world.clock.let_pass(days=1)
    await remind(world)
    (line,) = await world.rows(Event, Event.kind == "remedy_overdue")
    assert line.referral_id is not None
    await world.act(
        "maly", reference, delivering.deliver_remedy, remedy_id, world.today, None, Decimal(40), whole=False
    )
    for alias, number in (("dara", filed.number), ("maly", reference)):
        assert await listed(world, Worklist.OVERDUE, alias) == [number]
    with pytest.raises(NotNow) as refused:
        await world.act("dara", filed.number, triage.close, ClosingReason.UNCONFIRMED)
    assert "duty_open" in refused.value.data["blockers"]  # type: ignore[operator]
    await world.act("maly", reference, delivering.deliver_remedy, remedy_id, world.today)
    assert await listed(world, Worklist.OVERDUE) == [] == await listed(world, Worklist.OVERDUE, "maly")
    assert await world.findings() == []


async def _clocks(world: World, number: str, alias: str) -> list[Clock]:
    async with world.store.reading() as unit:
        return list((await view_case(unit, await case_for(unit, world.viewer(alias), number))).clocks)


async def _running(world: World) -> list[Clock]:
    return await world.rows(Clock, Clock.rule == "remedy_due", col(Clock.met_at).is_(None))


async def test_a_day_is_moved_by_agreement_and_the_days_before_are_kept(sqlite_world: World) -> None:
    """The same clock runs to the new day; who moved it from when to when stands beside it, and she is told."""
    world = sqlite_world
    filed = await world.active()
    remedy_id = await owed(world, filed.number, 1)
    world.clock.let_pass(days=2)
    await remind(world)
    later = world.today + dt.timedelta(days=7)
    for _ in range(2):
        await world.act("dara", filed.number, agreeing.move_due_day, remedy_id, later)
    (clock,) = await world.rows(Clock, Clock.rule == "remedy_due")
    assert (clock.due_at.date(), clock.escalated_at, clock.met_at) == (later, None, None)
    async with world.store.reading() as unit:
        view = await view_case(unit, await case_for(unit, world.viewer("dara"), filed.number))
    (moved,) = [line for line in entries(view.events, remedy_id) if line.kind == "remedy_due_moved"]
    assert moved.actor == "dara" and moved.data["due_before"] == (world.today - dt.timedelta(days=1)).isoformat()
    assert (await notices(world)).count("remedy_due_moved") == 1
    with pytest.raises(BadInput):
        await world.act("dara", filed.number, agreeing.move_due_day, remedy_id, world.today - dt.timedelta(days=9))
    await world.act("dara", filed.number, agreeing.drop_remedy, remedy_id)
    assert await _running(world) == []


async def test_what_she_disputes_is_owed_by_the_same_day_again(sqlite_world: World) -> None:
    """It was met in time by their word; by hers it runs on, and is over when it came again. Withdrawing ends all."""
    world = sqlite_world
    filed = await world.active()
    remedy_id = await owed(world, filed.number, 3)
    await world.act("dara", filed.number, delivering.deliver_remedy, remedy_id, world.today)
    assert await _running(world) == []
    world.clock.let_pass(days=5)
    await world.her(filed, remedies.answer_remedy, remedy_id, confirmed=False, facts={})
    (again,) = await _running(world)
    assert again.remedy_id == remedy_id and again.due_at < world.clock.now()
    assert await listed(world, Worklist.OVERDUE) == [filed.number]
    await world.act("dara", filed.number, delivering.deliver_remedy, remedy_id, world.today)
    assert await _running(world) == [] and len(await world.rows(Clock, Clock.rule == "remedy_due")) == 2
    await owed(world, filed.number, 3)
    await world.her(filed, withdrawing.withdraw_case)
    assert await _running(world) == []


# -------------------------------------------------------------------------------------------- deliveries
steps = st.lists(
    st.tuples(st.sampled_from(["part", "whole", "correct", "gone", "dispute"]), st.integers(0, 4), st.integers(0, 60)),
    max_size=10,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
async def test_sums_are_the_rows_that_count_whatever_is_entered(
    sqlite_world: World, steps: list[tuple[str, int, int]]
) -> None:
    """Parts, the whole, corrections and disputes in any order; what is refused changes nothing."""
    world = sqlite_world
    filed = await world.active()
    args = (K.COMPENSATION, Workers(women=4, not_recorded=2), Amount(USD, Decimal(100)), None, "")
    made = await world.act("dara", filed.number, agreeing.propose_remedy, *args)
    await world.act("dara", filed.number, agreeing.agree_remedy, made.id, world.today)
    for what, women, dollars in steps:
        rows = await world.rows(Delivery, Delivery.remedy_id == made.id, col(Delivery.replaced_at).is_(None))
        came = Came(Workers(women=women), Decimal(dollars))
        try:
            if what in ("part", "whole"):
                given = (None, None) if what == "whole" and dollars % 2 else (came.workers, came.amount)
                await world.act(
                    "dara", filed.number, delivering.deliver_remedy, made.id, world.today, *given, whole=what == "whole"
                )
            elif what == "dispute":
                await world.her(filed, remedies.answer_remedy, made.id, confirmed=False, facts={})
            elif rows:
                day = world.today if what == "correct" else None
                await world.act("dara", filed.number, delivering.correct_delivery, made.id, rows[0].id, day, came)
        except SamlengError:
            continue
        found = await world.remedy(made.id)
        rows = await world.rows(Delivery, Delivery.remedy_id == made.id, col(Delivery.replaced_at).is_(None))
        for name in ("women", "men", "not_recorded", "amount"):
            assert getattr(found, f"delivered_{name}") == sum(getattr(row, name) for row in rows)
        assert all(getattr(row, name) >= 0 for row in rows for name in ("women", "men", "not_recorded", "amount"))


async def test_a_part_says_how_much_came_and_no_money_comes_where_none_was_agreed(sqlite_world: World) -> None:
    """What would count as nothing, or be dropped, is refused."""
    world = sqlite_world
    filed = await world.active()
    paid = await owed(world, filed.number, 9)
    back = await world.agreed("dara", filed.number, RemedyKind.REINSTATEMENT, workers=Workers(women=2))
    for remedy_id, amount in ((paid, None), (back, None), (back, Decimal(50))):
        part = (remedy_id, world.today, None, amount)
        with pytest.raises(BadInput):
            await world.act("dara", filed.number, delivering.deliver_remedy, *part, whole=False)
    assert await world.rows(Delivery) == []


async def test_a_wrong_part_is_put_right_and_stays_in_sight(sqlite_world: World) -> None:
    """Who entered what and who put it right; once is enough, and not while she is asked."""
    world = sqlite_world
    filed = await world.active()
    remedy_id = await owed(world, filed.number, 9)
    deliver = (delivering.deliver_remedy, remedy_id, world.today, None)
    wrong = await world.act("dara", filed.number, *deliver, Decimal(60), whole=False, proof=a_paper(world))
    world.clock.let_pass(minutes=1)
    right = (delivering.correct_delivery, remedy_id, wrong.id, world.today, Came(amount=Decimal(6)))
    await world.act("sophea", filed.number, *right)
    with pytest.raises(NotNow):
        await world.act("sophea", filed.number, *right)
    view = await seen(world, filed.number, remedy_id)
    assert [(one.row.amount, one.by, one.replaced_by) for one in view.deliveries] == [
        (6000, "dara", "sophea"),
        (600, "sophea", ""),
    ]
    assert [photo.delivery_id for photo in view.proofs] == [wrong.id]
    await world.act("dara", filed.number, *deliver, Decimal(94))
    with pytest.raises(NotNow):
        await world.act(
            "dara", filed.number, delivering.correct_delivery, remedy_id, view.deliveries[1].row.id, None, Came()
        )
    await world.her(filed, remedies.answer_remedy, remedy_id, confirmed=True, facts={})
    async with world.store.reading() as unit:
        lines = (await view_case(unit, await case_for(unit, world.viewer("dara"), filed.number))).events
    stages = {line.kind: line.actor for line in entries(lines, remedy_id)}
    assert stages == {
        "remedy_proposed": "dara",
        "remedy_agreed": "dara",
        "remedy_delivered": "dara",
        "remedy_confirmed": "complainant",
    }
    assert await world.findings() == []


# ------------------------------------------------------------------------------------------------ photos
async def _opens(world: World, number: str, photo_id: str, alias: str) -> bytes:
    async with world.store.reading() as unit:
        found = await file_for(unit, await case_for(unit, world.viewer(alias), number), photo_id)
    return world.store.files.open(found.evidence_id, base64.b64decode(found.key))


async def test_before_and_after_stand_side_by_side_for_the_track_alone(sqlite_world: World) -> None:
    """The recipient of the track sees them, another recipient and another lead do not; taken out, nobody."""
    world = sqlite_world
    filed = await world.active()
    reference, ministry = await world.accepted(filed), await world.accepted(filed, "ministry", "dara")
    fans = await proposed(world, reference, K.WORKPLACE_IMPROVEMENT, alias="maly")
    apology = await proposed(world, filed.number, K.APOLOGY, reference=ministry)
    for stage, spot in ((PhotoStage.BEFORE, "stairs"), (PhotoStage.AFTER, "stairs "), (PhotoStage.AFTER, "door")):
        shot = Shot(stage, world.today, spot, TakenBy.PICC)
        photo = await world.act("maly", reference, remedy_photos.add_photo, fans, shot, a_paper(world))
    spots = (await seen(world, reference, fans, "maly")).spots
    assert [(one.name, len(one.before), len(one.after)) for one in spots] == [("door", 0, 1), ("stairs", 1, 1)]
    for alias, number in (("maly", reference), ("dara", filed.number)):
        assert await _opens(world, number, photo.id, alias) == b"a thumb print"
    other = await world.active()
    strange = await world.accepted(other)
    for alias, number in (("dara", other.number), ("maly", strange)):
        with pytest.raises(NotThere):
            await _opens(world, number, photo.id, alias)
    after = Shot(PhotoStage.AFTER, world.today, "x")
    for remedy_id, shot, paper in (
        (apology, after, a_paper(world)),
        (fans, Shot(PhotoStage.AFTER, world.today), a_paper(world)),
        (fans, Shot(PhotoStage.AFTER, world.today + dt.timedelta(days=1), "x"), a_paper(world)),
        (fans, after, a_paper(world, StoryKind.DOCUMENT)),
    ):
        with pytest.raises((BadInput, NotNow)):
            await world.act("dara", filed.number, remedy_photos.add_photo, remedy_id, shot, paper)
    for _ in range(2):
        await world.act("maly", reference, remedy_photos.remove_photo, fans, photo.id)
    with pytest.raises(NotThere):
        await _opens(world, filed.number, photo.id, "dara")
    (row,) = await world.rows(RemedyPhoto, RemedyPhoto.id == photo.id)
    assert (row.sealed, row.evidence_id) == (None, None) and len(await world.rows(Evidence)) == 2


async def test_what_she_sent_goes_to_no_recipient_by_a_photo_of_a_remedy(sqlite_world: World) -> None:
    """Directly it may be used; on a track only what she gave there. Taken back or erased it goes."""
    world = sqlite_world
    filed = await _with_evidence(world)
    (hers,) = await world.rows(Evidence)
    shot = Shot(PhotoStage.BEFORE, world.today, "line 12", TakenBy.WORKER)
    reference = await world.accepted(filed)
    theirs = await proposed(world, reference, K.WORKPLACE_IMPROVEMENT, alias="maly")
    with pytest.raises(NotAllowed):
        await world.act("dara", filed.number, remedy_photos.link_photo, theirs, shot, hers.id)
    with pytest.raises(NotThere):
        await world.act("maly", reference, remedy_photos.link_photo, theirs, shot, hers.id)
    given = await world.sent(filed, "ministry", [Part.WHAT_HAPPENED, f"evidence:{hers.id}"])
    shown = await proposed(world, filed.number, K.WORKPLACE_IMPROVEMENT, reference=given)
    direct = await proposed(world, filed.number, K.WORKPLACE_IMPROVEMENT)
    for remedy_id in (shown, direct):
        linked = await world.act("dara", filed.number, remedy_photos.link_photo, remedy_id, shot, hers.id)
    assert await _opens(world, filed.number, linked.id, "dara") == b"a slip of paper"
    taken = Shot(PhotoStage.AFTER, world.today, "line 12")
    ours = await world.act("dara", filed.number, remedy_photos.add_photo, direct, taken, a_paper(world))
    colleague = await world.colleague(filed, "It is so at my line too.")
    await world.act("dara", filed.number, asking.ask_parts, reference, [Part.WHAT_HAPPENED, f"evidence:{hers.id}"])
    said = {"yes": True, "language": Language.KHMER, "wording_digest": "0" * 64}
    for word in await world.rows(Consent, Consent.status == ConsentStatus.ASKED):
        whose = filed if word.complainant_id == filed.complainant_id else colleague
        await world.her(whose, consents.answer_consent, word.id, parts=word.parts, **said)
    await world.act("dara", filed.number, disclosing.send_referral, reference)
    shared = await world.act("dara", filed.number, remedy_photos.link_photo, theirs, shot, hers.id)
    assert await _opens(world, reference, shared.id, "maly") == b"a slip of paper"
    track = (await world.remedy(theirs)).referral_id
    words = await world.rows(Consent, Consent.complainant_id == filed.complainant_id, Consent.referral_id == track)
    await world.her(filed, consents.withdraw_consent, words[0].id)
    assert not (await seen(world, reference, theirs, "maly")).photos, "a colleague's word keeps no photo of hers"
    with pytest.raises(NotThere):
        await _opens(world, reference, shared.id, "maly")
    await world.her(filed, withdrawing.withdraw_case)
    await world.her(filed, withdrawing.erase_now)
    photos = {one.id: one.gone for one in (await seen(world, filed.number, direct)).photos}
    assert photos == {linked.id: True, ours.id: False}
    assert await _opens(world, filed.number, ours.id, "dara") == b"a thumb print"
