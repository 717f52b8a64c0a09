"""The register put right by officers: her name for a factory, and two entries that are one."""

from __future__ import annotations

import pytest

from cases.actions import merging, triage
from cases.rules.errors import BadInput, NotAllowed, NotNow, NotThere
from cases.rules.vocabulary import Issue, Province
from cases.store.door import case_for
from cases.store.factories import factory_named, find_factories
from cases.store.factory_views import entry_of, unlisted_for
from cases.store.figures import figures_for
from cases.store.linked_cases import similar_to
from cases.store.picc import factories_for
from cases.store.picc_decisions import concerned_by
from cases.store.tables import Factory
from cases.store.views import view_case
from tests.cases.world import World

HEN = "Hen 7 Garment Co., Ltd."


async def _factory(world: World, name: str) -> str:
    async with world.store.writing() as unit:
        factory = Factory(name=name, province=Province.KANDAL)
        unit.session.add(factory)
    return factory.id


async def _found(world: World, words: str) -> list[str]:
    async with world.store.reading() as unit:
        return [factory.name for factory in await find_factories(unit, words)]


async def test_the_name_that_she_used_finds_the_factory_for_the_next_one(world: World) -> None:
    """Her case waits with what it may be; the officer says which, and keeps the name; nobody else sees the case."""
    hen = await _factory(world, HEN)
    filed = await world.file(factory_words="ហេន ៧ ហ្គាម៉ិន")
    world.clock.let_pass(minutes=1)
    nameless = await world.file(factory_words="ក្រោយផ្សារ")
    async with world.store.reading() as unit:
        hers, other = await unlisted_for(unit, world.viewer("dara"))
        assert (hers.number, hers.words, [one.id for one in hers.candidates]) == (filed.number, "ហេន ៧ ហ្គាម៉ិន", [hen])
        assert (other.number, list(other.candidates)) == (nameless.number, [])
        assert await unlisted_for(unit, world.viewer("maly")) == []
    await world.act("dara", nameless.number, triage.correct, factory_id=hen, also_called="ក្រោយ\u200bផ្សារ")
    assert await _found(world, "រោងចក្រក្រោយផ្សារ") == [HEN]
    async with world.store.reading() as unit:
        assert [one.number for one in await unlisted_for(unit, world.viewer("dara"))] == [filed.number]
        named = await factory_named(unit, "ក្រោយផ្សារ")
        assert named is not None and named.id == hen
        [alias] = (await entry_of(unit, hen)).aliases
        assert (alias.name, alias.by) == ("ក្រោយផ្សារ", "dara")
    async with world.store.writing() as unit:
        again = await merging.add_alias(unit, world.viewer("maly"), hen, "ក្រោយផ្សារ")
        assert again.id == alias.id, "the same name stands there once"
        await merging.remove_alias(unit, world.viewer("maly"), hen, alias.id)
    assert await _found(world, "រោងចក្រក្រោយផ្សារ") == []


async def test_two_entries_are_one_factory_until_they_are_taken_apart(world: World) -> None:
    """Found, shown, compared and counted as one, with the names of both; no case was written."""
    hen, twin = await _factory(world, HEN), await _factory(world, "Hoeun Seven Apparel")
    first = await world.active(factory_id=hen)
    second = await world.active(factory_id=twin)
    before = (await world.case(second)).factory_id
    async with world.store.writing() as unit:
        await merging.merge(unit, world.viewer("maly"), twin, hen)
    assert await _found(world, "Hoeun Seven") == [HEN]
    async with world.store.reading() as unit:
        dara = world.viewer("dara")
        access = await case_for(unit, dara, second.number)
        shown = (await view_case(unit, access)).factory
        assert shown is not None and shown.id == hen
        assert [one.case.number for one in await similar_to(unit, access)] == [first.number]
        assert (HEN, 2) in (await figures_for(unit, dara)).by_factory
        assert [line.factory.id for line in await factories_for(unit, dara)] == [hen]
        assert len(await concerned_by(unit, dara, hen)) == 2
        [merged] = (await entry_of(unit, hen)).merged
        assert (merged.factory.id, merged.by) == (twin, "maly")
    assert (await world.case(second)).factory_id == before
    async with world.store.writing() as unit:
        await merging.separate(unit, world.viewer("sophea"), twin)
    assert (await _found(world, "Hoeun Seven"))[0] == "Hoeun Seven Apparel"


async def test_merging_never_makes_a_chain_or_a_ring(sqlite_world: World) -> None:
    """What was merged into an entry follows it; what is merged cannot be merged again; nothing into itself."""
    world = sqlite_world
    one, two, three = [await _factory(world, name) for name in ("Alpha Garment", "Beta Garment", "Gamma Garment")]
    lead = world.viewer("dara")
    async with world.store.writing() as unit:
        await merging.merge(unit, lead, one, two)
        assert (await merging.merge(unit, lead, two, three)).id == three
        assert {row.factory.id for row in (await entry_of(unit, three)).merged} == {one, two}
        with pytest.raises(NotNow):
            await merging.merge(unit, lead, one, three)
        for itself in (three, one):
            with pytest.raises(BadInput):
                await merging.merge(unit, lead, three, itself)
        with pytest.raises(BadInput):
            await merging.merge(unit, lead, three, "nothing")
        with pytest.raises(NotThere):
            await merging.merge(unit, lead, "nothing", three)
        with pytest.raises(NotNow):
            await merging.separate(unit, lead, three)


@pytest.mark.parametrize("name", ["", "\u200b", "x" * 81, "Hen 7\nat the market", "call 012 345 678"])
async def test_what_is_no_name_is_refused(sqlite_world: World, name: str) -> None:
    """Nothing to read, a story, a telephone number."""
    hen = await _factory(sqlite_world, HEN)
    async with sqlite_world.store.writing() as unit:
        with pytest.raises(BadInput):
            await merging.add_alias(unit, sqlite_world.viewer("dara"), hen, name)


async def test_a_name_wants_a_factory_and_somebody_who_leads_cases(sqlite_world: World) -> None:
    """A case without a factory keeps nothing; who only receives referrals changes no register."""
    filed = await sqlite_world.file()
    with pytest.raises(BadInput) as refused:
        await sqlite_world.act("dara", filed.number, triage.correct, issue=Issue.HEAT, also_called="Hen")
    assert refused.value.data["field"] == "also_called"
    stranger = sqlite_world.viewer("dara")
    object.__setattr__(stranger, "party_kind", None)
    async with sqlite_world.store.writing() as unit:
        with pytest.raises(NotAllowed):
            await merging.merge(unit, stranger, "a", "b")


async def test_a_factory_that_was_missing_is_added_and_found_from_then_on(sqlite_world: World) -> None:
    """By what stands on its sign; whose case waits for it is offered it; no name of it is added twice."""
    world = sqlite_world
    sign = "ហេន ៧"
    waiting = await world.file(factory_words=sign)
    lead = world.viewer("dara")
    told = merging.NewFactory("", sign, Province.TAKEO, "ផ្សារថ្មី")
    async with world.store.writing() as unit:
        added = await merging.add_factory(unit, lead, told)
        assert (added.name, added.roads, added.added_by) == (sign, ["ផ្សារថ្មី"], lead.staff_id)
    async with world.store.reading() as unit:
        (case,) = await unlisted_for(unit, lead)
        assert (case.number, [one.id for one in case.candidates]) == (waiting.number, [added.id])
    merged = await _factory(world, HEN)
    again = (told, merging.NewFactory("hen 7 garment CO., Ltd.", "", Province.KANDAL))
    refused = (merging.NewFactory("", "", Province.TAKEO), merging.NewFactory("call 012 345 678", "", Province.TAKEO))
    async with world.store.writing() as unit:
        await merging.merge(unit, lead, merged, added.id)
        for wrong in (*again, *refused):
            with pytest.raises(BadInput):
                await merging.add_factory(unit, lead, wrong)
