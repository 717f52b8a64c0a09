"""Since the employer was told, has anybody made trouble? Asked once for each day of the watch; a yes cannot wait."""

from __future__ import annotations

import datetime as dt

import pytest

from cases.actions import asking, direct, triage, watching, withdrawing
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.vocabulary import ClosingReason, Forum, NoticeBy, Part, Province, Trouble, Urgency, Worklist
from cases.store.clocks import open_duties
from cases.store.door import case_for
from cases.store.lists import work_on
from cases.store.tables import Case, Clock, Event, Factory, OutboxMessage, ThreadMessage, TroubleWord
from cases.store.views import CaseView, view_case
from cases.store.watching import trouble_asked
from tests.cases.world import Filed, World


async def told(world: World, filed: Filed, day: dt.date | None = None) -> None:
    """Management hears of it, on a day up to now."""
    if not [row for row in await world.rows(Event) if row.case_id == filed.case_id and row.kind == "employer_notified"]:
        track = await world.act("dara", filed.number, asking.negotiate, Forum.MANAGEMENT, [Part.WHAT_HAPPENED])
        await world.answer(filed, track.reference)
        reference = track.reference
    else:
        reference = next(track.referral.reference for track in (await view(world, filed)).tracks)
    notice = direct.Notice(day or world.today, NoticeBy.MEETING, [Part.WHAT_HAPPENED], "A worker was dismissed.")
    await world.act("dara", filed.number, direct.notify_employer, reference, notice)


async def watched(world: World, **kwargs: object) -> Filed:
    filed = await world.active(**kwargs)
    await told(world, filed)
    return filed


async def run(world: World, *, times: int = 2, **passing: float) -> None:
    """Time passes, and the job runs: twice, as when two processes or a crash repeat it."""
    world.clock.let_pass(**passing)
    for _ in range(times):
        async with world.store.writing() as unit:
            await watching.ask_about_trouble(unit)


async def words(world: World) -> list[TroubleWord]:
    rows = await world.rows(TroubleWord)
    return sorted(rows, key=lambda row: (row.asked_at or row.said_at, row.id))


async def view(world: World, filed: Filed, alias: str = "dara") -> CaseView:
    async with world.store.reading() as unit:
        return await view_case(unit, await case_for(unit, world.viewer(alias), filed.number))


async def listed(world: World, which: Worklist, alias: str = "sophea") -> list[str]:
    async with world.store.reading() as unit:
        return [row.reference for row in (await work_on(unit, world.viewer(alias), which)).rows]


async def test_a_yes_stands_in_the_worklists_at_once_until_somebody_has_acted(world: World) -> None:
    """Asked once on the seventh day, answered with one tap twice; then a duty runs, and what was done is kept."""
    filed = await watched(world, correspondent_id=await world.chat())
    await run(world, days=6)
    assert await words(world) == []
    await run(world, days=1)
    (word,) = await words(world)
    assert (word.asked_for, word.said) == (world.today, None)
    assert [view.said for view in (await view(world, filed)).watch.words] == [None], "no answer is shown as no answer"
    before = len(await world.rows(OutboxMessage))
    for _ in range(2):
        await world.her(filed, watching.answer_trouble, word.id, Trouble.YES)
    assert len(await world.rows(OutboxMessage)) == before, "what she said herself goes to no chat"
    (word,) = await words(world)
    assert (word.said, word.said_at) == (Trouble.YES, world.clock.now())
    for which in (Worklist.RETALIATION, Worklist.DANGER):
        assert await listed(world, which) == [filed.number]
        assert await listed(world, which, "vuthy") == []
    (clock,) = await world.rows(Clock, Clock.rule == "retaliation")
    assert clock.due_at == world.clock.now() + dt.timedelta(hours=2)
    assert (await world.case(filed)).urgency is Urgency.URGENT
    await world.act("sophea", filed.number, watching.handle_trouble, "Called her; a steward walks home with her.")
    with pytest.raises(NotNow, match="no_trouble_waits"):
        await world.act("dara", filed.number, watching.handle_trouble, "again")
    (shown,) = (await view(world, filed)).watch.words
    assert (shown.handled_by, shown.done) == ("sophea", "Called her; a steward walks home with her.")
    assert await listed(world, Worklist.RETALIATION) == []
    assert all(one.met_at for one in await world.rows(Clock, Clock.rule == "retaliation"))
    notices = [row.notice for row in await world.rows(ThreadMessage) if row.notice.startswith("trouble")]
    assert notices == ["trouble_ask", "trouble_told", "trouble_seen"]


async def test_a_no_stays_a_fact_and_a_threat_later_stands_beside_it(sqlite_world: World) -> None:
    """The old question takes a graver word still, and never a milder one; a threat is danger."""
    filed = await watched(sqlite_world)
    await run(sqlite_world, days=7)
    (word,) = await words(sqlite_world)
    for said in (Trouble.NONE, Trouble.THREATENED, Trouble.YES, Trouble.NONE, Trouble.THREATENED):
        sqlite_world.clock.let_pass(minutes=1)
        await sqlite_world.her(filed, watching.answer_trouble, word.id, said)
    assert [(row.asked_for is not None, row.said) for row in await words(sqlite_world)] == [
        (True, Trouble.NONE),
        (False, Trouble.THREATENED),
    ]
    assert (await sqlite_world.case(filed)).urgency is Urgency.DANGER
    other = await sqlite_world.active()
    with pytest.raises(NotThere):
        await sqlite_world.her(other, watching.answer_trouble, word.id, Trouble.YES)


async def test_several_notices_and_a_standstill_make_no_two_questions_of_one_day(sqlite_world: World) -> None:
    """A notice of a month ago asks once for what it missed; a second notice adds its own days."""
    filed = await sqlite_world.active()
    await told(sqlite_world, filed, sqlite_world.today - dt.timedelta(days=30))
    await run(sqlite_world)
    await told(sqlite_world, filed)
    assert [day - sqlite_world.today for day in (await view(sqlite_world, filed)).watch.days] == [
        dt.timedelta(days=days) for days in (7, 21, 30, 60)
    ]
    for days in (1, 6, 25, 40):
        await run(sqlite_world, days=days)
    asked = [row.asked_at.date() for row in await words(sqlite_world) if row.asked_at]
    assert [(day - asked[0]).days for day in asked] == [0, 7, 32, 72]
    assert (await view(sqlite_world, filed)).watch.days == []


@pytest.mark.parametrize("ending", ["withdrawn", "spam", "settled"])
async def test_who_took_her_case_back_is_asked_nothing_and_who_settled_is(sqlite_world: World, ending: str) -> None:
    """It is after a settlement that they pay; a case that was none is watched no more."""
    filed = await watched(sqlite_world)
    if ending == "withdrawn":
        await sqlite_world.her(filed, withdrawing.withdraw_case)
    else:
        async with sqlite_world.store.writing() as unit:
            case = await unit.session.get_one(Case, filed.case_id)
            case.closed_at, case.closing_reason = unit.now, ClosingReason.SPAM
            if ending == "settled":
                case.closing_reason = ClosingReason.CONFIRMED
            unit.session.add(case)
    sqlite_world.tampered = True
    await run(sqlite_world, days=7)
    assert len(await words(sqlite_world)) == (ending == "settled")


async def test_who_leaves_takes_her_words_along_and_nobody_owes_an_act_for_them(sqlite_world: World) -> None:
    """Each worker is asked; a colleague who joined later only for days to come. What is erased holds nothing open."""
    filed = await watched(sqlite_world)
    sqlite_world.clock.let_pass(days=8)
    friend = await sqlite_world.colleague(filed)
    await run(sqlite_world)
    assert [row.complainant_id for row in await words(sqlite_world)] == [filed.complainant_id]
    await run(sqlite_world, days=13)
    rows = await words(sqlite_world)
    hers = [row for row in rows if row.complainant_id == friend.complainant_id]
    assert len(rows) == 3
    await sqlite_world.her(friend, watching.answer_trouble, hers[0].id, Trouble.YES)
    await sqlite_world.her(friend, withdrawing.withdraw_case)
    async with sqlite_world.store.reading() as unit:
        assert await trouble_asked(unit, friend.complainant_id) == ()
    assert await listed(sqlite_world, Worklist.RETALIATION) == [filed.number], "until she is erased it can be helped"
    await sqlite_world.her(friend, withdrawing.erase_now)
    assert {row.complainant_id for row in await words(sqlite_world)} == {filed.complainant_id}
    async with sqlite_world.store.reading() as unit:
        case = await unit.session.get_one(Case, filed.case_id)
        assert await open_duties(unit, case) == 0
    assert [one.met_at is not None for one in await sqlite_world.rows(Clock, Clock.rule == "retaliation")] == [True]


async def test_an_officer_enters_what_she_was_told_and_the_worker_learns_of_it(sqlite_world: World) -> None:
    """It answers the open question; without one it is a word unasked. Only of a worker who is in the case."""
    filed = await watched(sqlite_world)
    await run(sqlite_world, days=7)
    await sqlite_world.act("sophea", filed.number, watching.keep_trouble, 1, Trouble.NONE)
    await sqlite_world.act("dara", filed.number, watching.keep_trouble, 1, Trouble.THREATENED)
    assert [(one.said, one.entered_by, one.waits) for one in (await view(sqlite_world, filed)).watch.words] == [
        (Trouble.THREATENED, "dara", True),
        (Trouble.NONE, "sophea", False),
    ]
    assert [row.notice for row in await sqlite_world.rows(ThreadMessage)].count("trouble_entered") == 2
    with pytest.raises(BadInput, match="complainant_unknown"):
        await sqlite_world.act("dara", filed.number, watching.keep_trouble, 2, Trouble.YES)
    assert await listed(sqlite_world, Worklist.RETALIATION) == [filed.number]


async def test_what_was_filed_at_the_same_factory_meanwhile_is_shown_of_ones_own_cases_alone(
    sqlite_world: World,
) -> None:
    """A case that another organisation leads, of another factory, or of before the notice is no hint."""
    async with sqlite_world.store.writing() as unit:
        here, there = (Factory(name=name, province=Province.KANDAL) for name in ("Here", "There"))
        unit.session.add_all([here, there])
    before = await sqlite_world.active()
    sqlite_world.clock.let_pass(days=1)
    filed = await watched(sqlite_world)
    sqlite_world.clock.let_pass(days=10)
    hit, elsewhere = await sqlite_world.active(), await sqlite_world.active()
    hidden = await sqlite_world.file(lead="other")
    for one, factory, alias in (
        (before, here, "dara"),
        (filed, here, "dara"),
        (hit, here, "dara"),
        (elsewhere, there, "dara"),
        (hidden, here, "vuthy"),
    ):
        await sqlite_world.act(alias, one.number, triage.correct, factory_id=factory.id)
    assert [case.number for case in (await view(sqlite_world, filed)).watch.nearby] == [hit.number]
