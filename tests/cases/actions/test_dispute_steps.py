"""Steps of a dispute begin and end limits of law, each from its own day, and an error leaves no trace in them."""

from __future__ import annotations

import datetime as dt

import pytest

from cases.actions import referrals, reminding, steps, telling, triage
from cases.rules.errors import BadInput, NotAllowed, NotThere
from cases.rules.facts import Step
from cases.rules.vocabulary import ClosingReason, Conclusion, Urgency
from cases.store import clocks
from cases.store.door import case_for
from cases.store.lists import list_cases
from cases.store.tables import Clock
from cases.store.views import view_case
from tests.cases.world import Filed, World


async def running(world: World, filed: Filed, *, duties: bool = False) -> dict[str, dt.date]:
    """Open limits, or duties, by rule: the day on which each runs out."""
    rows = await world.rows(Clock, Clock.case_id == filed.case_id, Clock.met_at.is_(None))  # type: ignore[union-attr]
    kind = "duty" if duties else "limit"
    return {row.rule: row.due_at.astimezone(clocks.CAMBODIA).date() for row in rows if row.kind == kind}


async def keep(world: World, filed: Filed, step: Step, on: dt.date, reference: str | None = None) -> str:
    return (await world.act("dara", filed.number, steps.keep_step, step, on, reference)).id


async def at_the_counter(world: World, *, collective: bool = False) -> tuple[Filed, str]:
    filed = await world.active()
    reference = await world.sent(filed, "ministry")
    await world.act(
        "dara", filed.number, referrals.receive_referral, reference, "12/24", world.today, collective=collective
    )
    return filed, reference


async def test_an_individual_dispute_from_the_counter_to_the_court(world: World) -> None:
    """Three weeks to the meeting; without a result two months to the court, from the day that was entered."""
    filed, reference = await at_the_counter(world)
    assert await running(world, filed) == {"conciliation": dt.date(2024, 11, 25)}
    earlier = world.today - dt.timedelta(days=3)
    await world.act("dara", filed.number, referrals.receive_referral, reference, "12/24", earlier)
    assert await running(world, filed) == {"conciliation": dt.date(2024, 11, 22)}, "the day was put right"
    world.clock.let_pass(days=20)
    failed = await keep(world, filed, Step.NOT_CONCILIATED, dt.date(2024, 11, 20), reference)
    assert await running(world, filed) == {"court": dt.date(2025, 1, 20)}
    await world.act("dara", filed.number, referrals.accept_referral, reference)
    await world.act("dara", filed.number, referrals.conclude_referral, Conclusion.NOT_SETTLED, reference)
    assert await running(world, filed) == {"court": dt.date(2025, 1, 20)}, "concluding restarts nothing"
    await world.act("dara", filed.number, steps.cancel_step, failed)
    assert await running(world, filed) == {"conciliation": dt.date(2024, 11, 22)}
    await keep(world, filed, Step.NOT_CONCILIATED, dt.date(2024, 11, 21), reference)
    await keep(world, filed, Step.TO_COURT, world.today, reference)
    assert await running(world, filed) == {}


async def test_concluding_without_a_result_starts_the_way_to_the_court_by_itself(sqlite_world: World) -> None:
    """What nobody entered is not lost; an award or a settlement starts nothing."""
    for conclusion, found in ((Conclusion.NOT_SETTLED, {"court": dt.date(2025, 1, 4)}), (Conclusion.SETTLED, {})):
        filed, reference = await at_the_counter(sqlite_world)
        await sqlite_world.act("dara", filed.number, referrals.accept_referral, reference)
        await sqlite_world.act("dara", filed.number, referrals.conclude_referral, conclusion, reference)
        assert await running(sqlite_world, filed) == found
        if found:
            sqlite_world.clock.let_pass(hours=1)
            day = sqlite_world.today - dt.timedelta(days=9)
            wrong = [await keep(sqlite_world, filed, Step.NOT_CONCILIATED, day, reference) for _ in range(2)]
            assert await running(sqlite_world, filed) == {"court": dt.date(2024, 12, 26)}
            await sqlite_world.act("dara", filed.number, steps.cancel_step, wrong[1])
            assert await running(sqlite_world, filed) == {"court": dt.date(2024, 12, 26)}, "the other still says so"
            await sqlite_world.act("dara", filed.number, steps.cancel_step, wrong[0])
            assert await running(sqlite_world, filed) == found, "put right in error, it runs as before"


async def test_each_wage_has_a_limit_of_its_own(sqlite_world: World) -> None:
    """The older one is not lost by a later month's; the same day twice is one."""
    filed = await sqlite_world.active()
    days = [sqlite_world.today - dt.timedelta(days=30 * months) for months in (30, 2, 2)]
    kept = [await keep(sqlite_world, filed, Step.WAGE_DUE, day) for day in days]

    async def limits() -> int:
        return len({row.due_at for row in await sqlite_world.rows(Clock, Clock.rule == "wage_claim")})

    assert await limits() == 2
    await sqlite_world.act("dara", filed.number, steps.cancel_step, kept[2])
    assert await limits() == 2
    await sqlite_world.act("dara", filed.number, steps.cancel_step, kept[1])
    assert await limits() == 1


async def test_a_collective_dispute_to_the_objection_with_the_earlier_of_two_readings(sqlite_world: World) -> None:
    """48 hours, 15 days, 48 hours, three and three days, 15 days, eight: calendar days hold, working days are named."""
    filed, reference = await at_the_counter(sqlite_world, collective=True)
    sqlite_world.clock.let_pass(days=60)
    for step, on, found in (
        (None, None, {"conciliator": "2024-11-06"}),
        (Step.CONCILIATOR_APPOINTED, "2024-11-05", {"collective_conciliation": "2024-11-20"}),
        (Step.CONCILIATION_FAILED, "2024-11-20", {"report_to_minister": "2024-11-22"}),
        (Step.REPORT_SENT, "2024-11-21", {"to_council": "2024-11-24"}),
        (Step.COUNCIL_RECEIVED, "2024-11-24", {"council_meeting": "2024-11-27", "award": "2024-12-09"}),
        (Step.COUNCIL_MET, "2024-11-26", {"award": "2024-12-09"}),
        (Step.AWARD_NOTIFIED, "2024-12-20", {"objection": "2024-12-28"}),
    ):
        if step:
            await keep(sqlite_world, filed, step, dt.date.fromisoformat(str(on)), reference)
        assert await running(sqlite_world, filed) == {name: dt.date.fromisoformat(day) for name, day in found.items()}
    (objection,) = await sqlite_world.rows(Clock, Clock.rule == "objection")
    assert objection.latest_at is not None
    assert objection.latest_at.astimezone(clocks.CAMBODIA).date() == dt.date(2025, 1, 2), "New Year is a holiday"


async def test_a_missed_date_is_counted_in_working_days(sqlite_world: World) -> None:
    """Three of them, over a holiday and a weekend; before the prakas there was no such limit."""
    filed, reference = await at_the_counter(sqlite_world)
    await keep(sqlite_world, filed, Step.DATE_MISSED, sqlite_world.today, reference)
    assert "missed_date" not in await running(sqlite_world, filed)
    sqlite_world.clock.let_pass(days=365)
    await keep(sqlite_world, filed, Step.DATE_MISSED, dt.date(2025, 11, 3), reference)
    assert (await running(sqlite_world, filed))["missed_date"] == dt.date(2025, 11, 11), (
        "4 to 6 and 9 November are holidays"
    )
    await keep(sqlite_world, filed, Step.DATE_MADE_UP, dt.date(2025, 11, 4), reference)
    assert "missed_date" not in await running(sqlite_world, filed)


async def test_who_keeps_which_step(sqlite_world: World) -> None:
    """Of the case the lead; of a track both sides, and of no track that the law does not know."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.accepted(filed)
    await keep(sqlite_world, filed, Step.WAGE_DUE, dt.date(2024, 2, 29))
    assert await running(sqlite_world, filed) == {"wage_claim": dt.date(2027, 2, 28)}
    with pytest.raises(NotAllowed):
        await sqlite_world.act("maly", reference, steps.keep_step, Step.FILED_INDIVIDUAL, sqlite_world.today, reference)
    with pytest.raises(NotThere):
        await sqlite_world.act("maly", reference, steps.keep_step, Step.WAGE_DUE, sqlite_world.today)
    with pytest.raises(BadInput, match="date_future"):
        await keep(sqlite_world, filed, Step.LEAVE_ASKED, sqlite_world.today + dt.timedelta(days=1))
    asked = await keep(sqlite_world, filed, Step.LEAVE_ASKED, sqlite_world.today)
    for alias, number in (("maly", reference), ("vuthy", filed.number)):
        with pytest.raises(NotThere):
            await sqlite_world.act(alias, number, steps.cancel_step, asked)
    async with sqlite_world.store.reading() as unit:
        view = await view_case(unit, await case_for(unit, sqlite_world.viewer("maly"), reference))
    assert view.steps == [] and [clock.rule for clock in view.clocks] == ["referral_answer"]


async def test_samlengs_own_duties_and_what_is_not_done_in_time(sqlite_world: World) -> None:
    """Read, answered, sent: each ends with its act; an overdue one is before the lead once, and closing is not held."""
    danger, calm = await sqlite_world.file(danger=True), await sqlite_world.file()
    assert set(await running(sqlite_world, danger, duties=True)) == {"first_reading_danger", "first_answer"}
    assert await running(sqlite_world, calm, duties=True) == {
        "first_reading": dt.date(2024, 11, 5),
        "first_answer": dt.date(2024, 11, 7),
    }
    sqlite_world.clock.let_pass(hours=3)
    for _ in range(2):
        async with sqlite_world.store.writing() as unit:
            await reminding.escalate(unit)
    async with sqlite_world.store.reading() as unit:
        late = await list_cases(unit, sqlite_world.viewer("dara"), overdue=True)
    assert [row.reference for row in late.rows] == [danger.number]
    await sqlite_world.act("dara", danger.number, triage.correct, urgency=Urgency.URGENT)
    await sqlite_world.act("dara", danger.number, triage.activate)
    await sqlite_world.act("dara", calm.number, triage.open_case)
    await sqlite_world.act("dara", calm.number, telling.write_to_worker, "We read it and call you.")
    assert await running(sqlite_world, danger, duties=True) == {} == await running(sqlite_world, calm, duties=True)
    reference = await sqlite_world.ask(danger)
    await sqlite_world.answer(danger, reference)
    assert set(await running(sqlite_world, danger, duties=True)) == {"disclosure_sent"}
    await sqlite_world.act("dara", danger.number, referrals.revoke_referral, reference)
    assert await running(sqlite_world, danger, duties=True) == {}
    spam = await sqlite_world.file()
    await sqlite_world.act("dara", spam.number, triage.close, ClosingReason.SPAM)
    assert await running(sqlite_world, spam, duties=True) == {}
