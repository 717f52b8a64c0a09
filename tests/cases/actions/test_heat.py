"""Readings of heat: hers and an officer's, sealed, shared as she saw them, a month over one's own cases, erased."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest

from cases.actions import consents, disclosing, erasure, filing, heat, withdrawing
from cases.actions.conflicts import declare_conflict
from cases.actions.heat import Reading
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.heat import Air
from cases.rules.vocabulary import AgainstReference, ConflictReason, HeatBand, HeatPlace, Province
from cases.store.door import case_for
from cases.store.heat_months import FactoryHeat, factories_measured, factory_heat
from cases.store.heat_views import ReadingView
from cases.store.tables import Event, Factory, HeatReading, new_id
from cases.store.views import view_case
from tests.cases.world import Filed, World

NOVEMBER = dt.date(2024, 11, 1)
EIGHT = dt.datetime(2024, 11, 4, 1, 0, tzinfo=dt.UTC)  # in the morning of the day that the clock stands at


def reading(
    celsius: str = "36.5", humidity: int | None = 60, place: HeatPlace = HeatPlace.SEWING, **ago: float
) -> Reading:
    return Reading(place, Air(Decimal(celsius), humidity), EIGHT - dt.timedelta(**ago))


async def at_factory(world: World, factory_id: str = "") -> tuple[Filed, str]:
    """A case that the union has taken on, and the id of its factory."""
    filed = await world.active()
    if not factory_id:
        factory_id = new_id()
        async with world.store.writing() as unit:
            unit.session.add(Factory(id=factory_id, name="Hen 7 Garment", khmer_sign="ហេន", province=Province.KANDAL))
    await world.her(filed, filing.set_factory, factory_id, "", "")
    return filed, factory_id


async def month(world: World, alias: str, factory_id: str, first: dt.date = NOVEMBER) -> FactoryHeat:
    async with world.store.reading() as unit:
        return await factory_heat(unit, world.viewer(alias), factory_id, first)


async def of_case(world: World, filed: Filed) -> list[ReadingView]:
    async with world.store.reading() as unit:
        view = await view_case(unit, await case_for(unit, world.viewer("dara"), filed.number))
        return list(view.readings)


async def test_her_reading_and_an_officers_make_a_month_that_its_lead_alone_reads(world: World) -> None:
    """By place and day, with hours, estimates and how many measured; nothing of it stands in clear."""
    filed, factory_id = await at_factory(world)
    await world.her(filed, heat.tell_reading, reading("35.0", 60, hours=1))
    await world.her(filed, heat.tell_reading, reading("33.0", 65, place=HeatPlace.IRONING))
    await world.act("sophea", filed.number, heat.keep_reading, reading("36.0", None))
    await world.her(filed, heat.tell_reading, reading("31.0", 50, days=10))
    found = await month(world, "dara", factory_id)
    assert found.cases == 1
    sewing, ironing = found.places
    (day,) = sewing.days
    assert (day.day, day.first, day.last) == (dt.date(2024, 11, 4), dt.time(7), dt.time(8))
    assert (day.readings, day.persons, day.hottest.air.celsius) == (2, 2, Decimal("36.0"))
    assert (day.worst.estimate.felt, day.worst.estimate.band) == (Decimal("45.1"), HeatBand.DANGER)
    assert ironing.days[0].worst.estimate.against is AgainstReference.ABOVE
    (october,) = (await month(world, "dara", factory_id, dt.date(2024, 10, 1))).places
    assert october.readings == 1
    assert sorted(one.by for one in await of_case(world, filed)) == ["", "", "", "sophea"]
    async with world.store.reading() as unit:
        listed = {
            alias: [one.id for one in await factories_measured(unit, world.viewer(alias))]
            for alias in ("dara", "vuthy")
        }
    assert listed == {"dara": [factory_id], "vuthy": []}
    for row in await world.rows(HeatReading):
        assert b"sewing" not in row.sealed
    assert all("sewing" not in json.dumps(line.data) for line in await world.rows(Event))
    for alias in ("vuthy", "maly"):
        with pytest.raises(NotThere):
            await month(world, alias, factory_id)
    assert await world.findings() == []


async def test_what_cannot_be_is_refused_and_what_was_wrong_is_taken_out(sqlite_world: World) -> None:
    """No moment to come, none of long ago, no heat that no hall has; a cancelled reading counts and goes no more."""
    world = sqlite_world
    filed, factory_id = await at_factory(world)
    wrong = {"heat_future": reading(hours=-2), "date_far": reading(days=400), "heat_degrees": reading("96.0")}
    wrong["heat_humidity"] = reading(humidity=101)
    for code, one in wrong.items():
        with pytest.raises(BadInput, match=code):
            await world.her(filed, heat.tell_reading, one)
    kept = await world.act("sophea", filed.number, heat.keep_reading, reading())
    await world.act("sophea", filed.number, heat.cancel_reading, kept.id)
    with pytest.raises(NotNow, match="reading_cancelled"):
        await world.act("sophea", filed.number, heat.cancel_reading, kept.id)
    other, _ = await at_factory(world, factory_id)
    with pytest.raises(NotThere):
        await world.act("sophea", other.number, heat.cancel_reading, kept.id)
    assert (await month(world, "dara", factory_id)).places == []


async def test_a_recipient_reads_what_she_saw_and_nothing_measured_later(sqlite_world: World) -> None:
    """She goes on measuring between her yes and the sending; both readings go with the next yes alone."""
    world = sqlite_world
    filed, factory_id = await at_factory(world)
    await world.her(filed, heat.tell_reading, reading("35.0"))
    world.clock.let_pass(hours=1)
    reference = await world.ask(filed)
    world.clock.let_pass(hours=1)
    await world.her(filed, heat.tell_reading, reading("38.0", hours=-1))
    await world.answer(filed, reference)
    await world.act("dara", filed.number, disclosing.send_referral, reference)
    (place,) = (await month(world, "maly", factory_id)).places
    assert (place.readings, place.days[0].persons, place.days[0].hottest.air.celsius) == (1, 1, Decimal("35.0"))
    with pytest.raises(NotThere):
        await world.act("maly", reference, heat.keep_reading, reading())
    consent = await world.consent_of(filed, reference)
    await world.her(filed, consents.withdraw_consent, consent.id)
    with pytest.raises(NotThere):
        await month(world, "maly", factory_id)


async def test_a_month_leaves_out_what_is_closed_to_its_reader_and_what_is_erased(sqlite_world: World) -> None:
    """A conflict of interest holds for the month too; an erased case, and a worker who left, leave nothing to read."""
    world = sqlite_world
    filed, factory_id = await at_factory(world)
    second = await world.colleague(filed, "it is too hot")
    await world.her(filed, heat.tell_reading, reading())
    await world.her(second, heat.tell_reading, reading("34.0"))
    assert (await month(world, "sophea", factory_id)).places[0].days[0].persons == 2
    await world.act("sophea", filed.number, declare_conflict, ConflictReason.FRIEND)
    with pytest.raises(NotThere):
        await month(world, "sophea", factory_id)
    await world.her(second, withdrawing.withdraw_case)
    await world.her(second, withdrawing.erase_now)
    assert [row.complainant_id for row in await world.rows(HeatReading)] == [filed.complainant_id]
    await world.her(filed, withdrawing.withdraw_case)
    with pytest.raises(NotNow):
        await world.her(filed, heat.tell_reading, reading())
    world.clock.let_pass(days=8)
    assert await erasure.erase_due(world.store) == 1
    with pytest.raises(NotThere):
        await month(world, "dara", factory_id)
