"""Where she works, told after sending."""

from __future__ import annotations

import pytest

from cases.actions import filing
from cases.rules.errors import NotThere
from cases.rules.vocabulary import Province
from cases.store.tables import Event, Factory, StoryEntry
from tests.cases.world import World


async def test_the_case_takes_the_factory_with_its_province(world: World) -> None:
    """A factory of the register; a later one does not replace it, and the timeline says that she told."""
    filed = await world.file()
    assert (await world.case(filed)).factory_id is None
    (factory,) = await world.rows(Factory)
    await world.her(filed, filing.set_factory, factory.id, "", "takeo")
    await world.her(filed, filing.set_factory, "", "", "takeo")
    case = await world.case(filed)
    assert (case.factory_id, case.province) == (factory.id, Province.KANDAL)
    told = await world.rows(Event, Event.case_id == filed.case_id, Event.kind == "factory_told")
    assert len(told) == 2


async def test_her_own_words_for_it_join_the_story(sqlite_world: World) -> None:
    """Sealed like the rest of it; the case stays without a factory."""
    filed = await sqlite_world.file()
    before = await sqlite_world.rows(StoryEntry, StoryEntry.case_id == filed.case_id)
    await sqlite_world.her(filed, filing.set_factory, "", " ម៉ាកឡុត ", "")
    after = await sqlite_world.rows(StoryEntry, StoryEntry.case_id == filed.case_id)
    assert len(after) == len(before) + 1
    assert all("ម៉ាកឡុត".encode() not in entry.sealed for entry in after)
    assert (await sqlite_world.case(filed)).factory_id is None


async def test_a_factory_that_is_not_there_changes_nothing(sqlite_world: World) -> None:
    """Refused as not there."""
    filed = await sqlite_world.file()
    with pytest.raises(NotThere):
        await sqlite_world.her(filed, filing.set_factory, "nowhere", "", "")
    assert (await sqlite_world.case(filed)).factory_id is None
