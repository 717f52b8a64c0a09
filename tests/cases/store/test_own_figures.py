"""What an organisation counts of its own cases: each figure once over a story, and what its partner counts of it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import sqlalchemy as sa

from cases.actions import delivering, filing, remedies, triage
from cases.actions.remedies import Amount
from cases.rules.figures import Value, cells, percentile
from cases.rules.periods import CountedBy, Period
from cases.rules.vocabulary import ClosingReason, Currency, RemedyKind
from cases.rules.workers import Workers
from cases.store.figures import figures_for
from cases.store.tables import Factory
from tests.cases.world import World


async def counted(world: World, alias: str = "dara", period: Period = Period()) -> Mapping[str, Value]:  # noqa: B008  frozen
    """Every number that this person sees, by its code."""
    async with world.store.reading() as unit:
        return dict(cells((await figures_for(unit, world.viewer(alias), period)).tables))


async def test_every_figure_of_a_story_is_counted(world: World) -> None:
    """Filed, read a day later, agreed after three, delivered after nine, disputed once: for lead and recipient."""
    async with world.store.writing() as unit:
        await unit.session.exec(sa.update(Factory).values(brands=["Northpeak", "Southpeak"]))
        factory = (await unit.session.exec(sa.select(Factory.id))).scalar_one()  # type: ignore[call-overload]
    filed = await world.file()
    await world.her(filed, filing.set_headcount, 4, 2)
    world.clock.let_pass(days=1)
    await world.act("dara", filed.number, triage.correct, factory_id=factory)
    await world.act("dara", filed.number, triage.activate)
    reference = await world.accepted(filed)
    world.clock.let_pass(days=2)
    by_bfc = await world.agreed("maly", reference, RemedyKind.REINSTATEMENT, workers=Workers(4, 1))
    by_union = await world.agreed("dara", filed.number, amount=Amount(Currency.USD, Decimal(600)))
    world.clock.let_pass(days=6)
    for alias, number, remedy in (("maly", reference, by_bfc), ("dara", filed.number, by_union)):
        await world.act(alias, number, delivering.deliver_remedy, remedy, world.today)
    await world.her(filed, remedies.answer_remedy, by_bfc, confirmed=True, facts={})
    await world.her(filed, remedies.answer_remedy, by_union, confirmed=False, facts={})
    found = await counted(world)
    assert {code: found[code] for code in EXPECTED} == EXPECTED
    hers = await counted(world, "maly")
    assert {code: hers[code] for code in OF_BFC} == OF_BFC
    assert not [code for code in hers if code.startswith(("status/", "people/", "money/", "support/", "times/reading"))]
    await world.file()
    assert (await counted(world))["status/received/cases"] == 1


EXPECTED: Mapping[str, Value] = {
    "status/active/cases": 1,
    "issue/union/cases": 1,
    "province/kandal/cases": 1,
    "factory/Outdoor Gear/cases": 1,
    "brand/Northpeak/cases": 1,
    "brand/Southpeak/cases": 1,
    "month/2024-11/cases": 1,
    "party/bfc/cases": 1,
    "track/bfc/running": 1,
    "people/women/complain": 0,
    "people/not_recorded/complain": 1,
    "people/women/concerned": 4,
    "persons.reinstatement/women/confirmed": 4,
    "persons.reinstatement/men/confirmed": 1,
    "money/compensation USD/delivered": Decimal("600.00"),
    "money/compensation USD/confirmed": Decimal("0.00"),
    "remedies/reinstatement/confirmed": 1,
    "remedies/compensation/disputed": 1,
    "came_true/confirmed/percent": 50,
    "came_true/disputed/remedies": 1,
    "word/bfc/delivered": 1,
    "word/bfc/differs": 0,
    "word/union/differs": 1,
    "word/union/percent": 100,
    "logged/bfc/confirmed": 1,
    "logged/bfc/workers_confirmed": 5,
    "logged/union/delivered": 1,
    "times/reading/median": 1,
    "times/settlement/p90": 3,
    "times/delivery/n": 2,
    "times/delivery/median": 6,
    "clocks/first_reading/in_time": 1,
}
OF_BFC: Mapping[str, Value] = {
    "referral_status/in_progress/cases": 1,
    "party/union/cases": 1,
    "persons.reinstatement/women/confirmed": 4,
    "persons.reinstatement/men/confirmed": 0,  # one man is the lead's alone to know
    "logged/bfc/workers_confirmed": 4,
    "times/answer/median": 0,
    "times/settlement/median": 2,
    "clocks/referral_answer/in_time": 1,
}


async def test_a_period_takes_cases_by_filing_or_by_closing(sqlite_world: World) -> None:
    """Both months are in it; what is open is in no period of closing."""
    world = sqlite_world
    first = await world.active()
    world.clock.let_pass(days=30)
    await world.file()
    await world.act("dara", first.number, triage.close, ClosingReason.OUT_OF_SCOPE)

    async def cases(*period: str) -> int:
        async with world.store.reading() as unit:
            return (await figures_for(unit, world.viewer("dara"), Period(CountedBy(period[0]), *period[1:]))).cases

    assert [await cases("filed", *months) for months in (("2024-11",), ("2024-12",), ("", "2024-11"))] == [2, 1, 1]
    closed = (("", ""), ("2024-12", "2024-12"), ("2025-01", ""), ("", "2024-11"))
    assert [await cases("closed", *months) for months in closed] == [1, 1, 0, 0]


def test_median_and_ninety_percent_are_values_that_were_there() -> None:
    """The smallest that half, or nine of ten, do not exceed."""
    days = {0: 4, 1: 1, 7: 4, 30: 1}
    assert (percentile(days, 50), percentile(days, 90), percentile({}, 50)) == (1, 7, None)
