"""Help kept: by the lead alone, sealed where it is words, counted exactly, and never deleted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from cases.actions import support, withdrawing
from cases.actions.remedies import Amount
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.vocabulary import Currency, SupportKind
from cases.store.door import case_for
from cases.store.figures import figures_for
from cases.store.lists import list_cases
from cases.store.support_views import SupportLine, SupportView
from cases.store.tables import Event, Support
from cases.store.views import view_case
from tests.cases.world import Filed, World

K = SupportKind


async def keep(world: World, filed: Filed, kind: SupportKind, dollars: str = "", note: str = "") -> str:
    amount = Amount(Currency.USD, Decimal(dollars)) if dollars else None
    world.clock.let_pass(minutes=1)
    made = await world.act("dara", filed.number, support.keep_support, kind, world.today, amount, note)
    return made.id


async def shown(world: World, number: str, alias: str = "dara") -> list[SupportView]:
    async with world.store.reading() as unit:
        return list((await view_case(unit, await case_for(unit, world.viewer(alias), number))).support)


async def sums(world: World, alias: str = "dara") -> list[SupportLine]:
    async with world.store.reading() as unit:
        return list((await figures_for(unit, world.viewer(alias))).support)


async def test_help_is_kept_tagged_and_summed_to_the_cent(world: World) -> None:
    """Kinds and currencies apart; how often, and in how many cases."""
    first, second = await world.active(), await world.active()
    await keep(world, first, K.FOOD, "12.25", "rice for two weeks")
    await keep(world, first, K.FOOD, "7.50")
    await keep(world, second, K.FOOD, "0.25")
    await keep(world, second, K.NSSF_ENROLMENT)
    (rice, _) = await shown(world, first.number)
    assert (rice.kind, rice.amount, rice.note, rice.by) == (K.FOOD, Decimal("12.25"), "rice for two weeks", "dara")
    assert await sums(world) == [
        SupportLine(K.FOOD, 3, 2, Currency.USD, Decimal("20.00")),
        SupportLine(K.NSSF_ENROLMENT, 1, 1, None, None),
    ]
    async with world.store.reading() as unit:
        tags = {row.reference: row.support for row in (await list_cases(unit, world.viewer("dara"))).rows}
    assert tags == {first.number: [K.FOOD], second.number: [K.FOOD, K.NSSF_ENROLMENT]}
    assert all(row.sealed is None or b"rice" not in row.sealed for row in await world.rows(Support))


async def test_what_was_kept_by_mistake_counts_no_more_and_is_not_gone(sqlite_world: World) -> None:
    """Cancelled once; the timeline has both lines."""
    filed, other = await sqlite_world.active(), await sqlite_world.active()
    kept = await keep(sqlite_world, filed, K.RENT, "30.00")
    with pytest.raises(NotThere):
        await sqlite_world.act("dara", other.number, support.cancel_support, kept)
    await sqlite_world.act("sophea", filed.number, support.cancel_support, kept)
    assert (await shown(sqlite_world, filed.number), await sums(sqlite_world)) == ([], [])
    with pytest.raises(NotNow, match="support_cancelled"):
        await sqlite_world.act("dara", filed.number, support.cancel_support, kept)
    kinds = [event.kind for event in await sqlite_world.rows(Event, Event.case_id == filed.case_id)]
    assert {"support_kept", "support_cancelled"} <= set(kinds)


async def test_help_is_the_leads_own(sqlite_world: World) -> None:
    """A recipient neither keeps nor sees it, and its figures have none."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.sent(filed)
    await keep(sqlite_world, filed, K.MEDICAL, "5.00")
    with pytest.raises(NotThere):
        await sqlite_world.act("maly", reference, support.keep_support, K.FOOD, sqlite_world.today)
    assert (await shown(sqlite_world, reference, "maly"), await sums(sqlite_world, "maly")) == ([], [])
    async with sqlite_world.store.reading() as unit:
        assert [row.support for row in (await list_cases(unit, sqlite_world.viewer("maly"))).rows] == [()]


async def test_what_cannot_be_is_refused(sqlite_world: World) -> None:
    """A day to come, money for what has none, a withdrawn case."""
    filed = await sqlite_world.active()
    tomorrow = sqlite_world.today + dt.timedelta(days=1)
    with pytest.raises(BadInput, match="date_future"):
        await sqlite_world.act("dara", filed.number, support.keep_support, K.FOOD, tomorrow)
    with pytest.raises(BadInput, match="support_without_money"):
        await keep(sqlite_world, filed, K.PROTECTION_ASKED, "1.00")
    await sqlite_world.her(filed, withdrawing.withdraw_case)
    with pytest.raises(NotNow, match="case_withdrawn"):
        await keep(sqlite_world, filed, K.FOOD, "1.00")
