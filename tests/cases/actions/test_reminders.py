"""What officers and workers are reminded of: each stage once, whoever's work it is; her limits on three mornings."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from cases.actions import own_limits, owning, people, reminding, seeing, steps, withdrawing
from cases.rules.clocks import is_working_day
from cases.rules.errors import NotThere
from cases.rules.facts import Step
from cases.rules.reminding import horizon, stage_of
from cases.rules.vocabulary import ClosingReason, ConsentStatus, Stage
from cases.rules.work_facts import holiday_days
from cases.store import reminders
from cases.store.reminders import reminders_for
from cases.store.tables import Case, Clock, Consent, ThreadMessage
from tests.cases.world import World

CAMBODIA = dt.timezone(dt.timedelta(hours=7))
HOLIDAYS = holiday_days()
moments = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda minutes: dt.datetime(2024, 1, 1, tzinfo=CAMBODIA) + dt.timedelta(minutes=minutes)
)


@given(moments, moments, st.booleans())
def test_a_reminder_only_ever_comes_nearer_to_the_end(due: dt.datetime, now: dt.datetime, told: bool) -> None:
    """No stage is left out for an earlier one as time passes, and every end is announced on a working day before."""
    later = [stage_of(due, now + dt.timedelta(hours=hours), HOLIDAYS, lead_told=told) for hours in range(0, 200, 7)]
    order = [-1 if stage is None else list(Stage).index(stage) for stage in later]
    assert order == sorted(order)
    day = due.date() - dt.timedelta(days=1)
    while not is_working_day(day, HOLIDAYS):
        day -= dt.timedelta(days=1)
    before = dt.datetime.combine(day, dt.time(9), CAMBODIA)
    assert stage_of(due, before, HOLIDAYS) is Stage.SOON
    assert horizon(now, HOLIDAYS) > now + dt.timedelta(days=1)


async def stages(world: World, alias: str) -> list[tuple[str, Stage]]:
    async with world.store.reading() as unit:
        return [(one.clock.rule, one.stage) for one in await reminders_for(unit, world.viewer(alias))]


async def see(world: World, alias: str, clock: Clock, stage: Stage) -> None:
    async with world.store.writing() as unit:
        await seeing.see_reminder(unit, world.viewer(alias), clock.id, stage)


async def test_a_reminder_is_seen_once_a_stage_and_goes_along_with_the_work(world: World) -> None:
    """Before, that day, after, and then the lead; gone for one who saw it, there for one who takes the case over."""
    filed = await world.active()
    await world.act("dara", filed.number, owning.assign, "sophea")
    kept = await world.act("dara", filed.number, steps.keep_step, Step.LEAVE_ASKED, world.today - dt.timedelta(days=28))
    (clock,) = await world.rows(Clock, Clock.rule == "leave_to_dismiss")
    world.clock.moment = clock.due_at - dt.timedelta(days=1)
    assert await stages(world, "sophea") == [("leave_to_dismiss", Stage.SOON)]
    assert await stages(world, "dara") == [] and await stages(world, "vuthy") == []
    await see(world, "sophea", clock, Stage.SOON)
    with pytest.raises(NotThere):
        await see(world, "sophea", clock, Stage.SOON)
    assert await stages(world, "sophea") == []
    world.clock.let_pass(days=1, hours=-1)
    assert await stages(world, "sophea") == [("leave_to_dismiss", Stage.TODAY)]
    world.clock.let_pass(days=1)
    assert await stages(world, "sophea") == [("leave_to_dismiss", Stage.OVERDUE)]
    await see(world, "sophea", clock, Stage.OVERDUE)
    assert await stages(world, "sophea") == []
    await world.act("dara", filed.number, owning.assign, "dara")
    assert await stages(world, "dara") == [("leave_to_dismiss", Stage.OVERDUE)]
    await world.act("dara", filed.number, steps.cancel_step, kept.id)
    assert await stages(world, "dara") == [], "and what was seen of it is forgotten"


async def test_the_work_of_somebody_who_was_shut_out_is_everybodys_until_a_lead_gives_it_away(
    sqlite_world: World,
) -> None:
    """While she is suspended, and after she was removed, a colleague is reminded of what she was to do."""
    filed = await sqlite_world.active()
    await sqlite_world.act("dara", filed.number, owning.assign, "sophea")
    await sqlite_world.act("dara", filed.number, steps.keep_step, Step.LEAVE_ASKED, sqlite_world.today)
    (clock,) = await sqlite_world.rows(Clock, Clock.rule == "leave_to_dismiss")
    sqlite_world.clock.moment = clock.due_at - dt.timedelta(days=1)
    assert await stages(sqlite_world, "dara") == []
    for shut_out in (people.suspend, people.remove):
        async with sqlite_world.store.writing() as unit:
            await shut_out(unit, sqlite_world.viewer("dara"), sqlite_world.viewer("sophea").staff_id)
        assert await stages(sqlite_world, "dara") == [("leave_to_dismiss", Stage.SOON)]
    async with sqlite_world.store.writing() as unit:
        assert await owning.reassign(unit, sqlite_world.viewer("dara"), "sophea", "dara") == (1, 0)


async def test_a_duty_that_nobody_met_is_the_leads_too(sqlite_world: World) -> None:
    """The officer sees that the lead was told."""
    await sqlite_world.file()
    sqlite_world.clock.let_pass(days=3)
    async with sqlite_world.store.writing() as unit:
        await reminding.escalate(unit)
    assert ("first_reading", Stage.LEAD_TOLD) in await stages(sqlite_world, "dara")
    assert ("first_reading", Stage.LEAD_TOLD) in await stages(sqlite_world, "sophea")


async def test_what_was_seen_takes_no_place_from_what_was_not(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few are shown at once, the next one comes when the first was seen."""
    monkeypatch.setattr(reminders, "MOST", 1)
    for _ in range(2):
        await sqlite_world.file()
    sqlite_world.clock.let_pass(days=3)
    found: list[str] = []
    while await stages(sqlite_world, "dara"):
        async with sqlite_world.store.reading() as unit:
            (one,) = await reminders_for(unit, sqlite_world.viewer("dara"))
        found.append(one.clock.id)
        await see(sqlite_world, "dara", one.clock, one.stage)
    assert len(found) == len(set(found)) == 4


async def test_she_is_told_three_times_of_the_last_day_for_court_and_not_after_she_took_her_case_back(
    sqlite_world: World,
) -> None:
    """Three days before, the day before, that morning; nothing once she has gone to court, or withdrawn."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.accepted(filed, "ministry", "dara")
    day = sqlite_world.today - dt.timedelta(days=50)
    await sqlite_world.act("dara", filed.number, steps.keep_step, Step.NOT_CONCILIATED, day, reference)
    told = []
    for _ in range(24):
        sqlite_world.clock.let_pass(hours=12)
        for _ in range(2):
            async with sqlite_world.store.writing() as unit:
                await own_limits.remind_of_limits(unit)
        told.append(len([row for row in await sqlite_world.rows(ThreadMessage) if row.notice == "limit_ends"]))
        if told[-1] == 2:
            await sqlite_world.her(filed, withdrawing.withdraw_case)
    assert set(told) == {0, 1, 2}


@pytest.mark.parametrize(
    ("said", "reason", "notices"),
    [(ConsentStatus.GIVEN, None, 1), (ConsentStatus.WITHDRAWN, None, 0), (ConsentStatus.GIVEN, ClosingReason.SPAM, 0)],
)
async def test_who_took_her_word_back_is_told_no_date_there_and_nobody_of_a_case_that_is_none(
    sqlite_world: World, said: ConsentStatus, reason: ClosingReason | None, notices: int
) -> None:
    """A limit of a track is told to whom the track concerns, and of no case that is closed as spam."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.accepted(filed, "ministry", "dara")
    day = sqlite_world.today - dt.timedelta(days=50)
    await sqlite_world.act("dara", filed.number, steps.keep_step, Step.NOT_CONCILIATED, day, reference)
    (court,) = await sqlite_world.rows(Clock, Clock.rule == "court")
    async with sqlite_world.store.writing() as unit:
        for consent in (await unit.session.exec(select(Consent))).all():
            consent.status = said
            unit.session.add(consent)
        case = await unit.session.get_one(Case, court.case_id)
        case.closing_reason = reason
        unit.session.add(case)
    sqlite_world.clock.moment = court.due_at - dt.timedelta(hours=30)
    async with sqlite_world.store.writing() as unit:
        await own_limits.remind_of_limits(unit)
    told = [row for row in await sqlite_world.rows(ThreadMessage) if row.notice == "limit_ends"]
    assert court.referral_id is not None and len(told) == notices
