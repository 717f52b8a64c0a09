"""The brake: after twenty cases within an hour further ones wait for a lead."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from cases.actions import reading
from cases.actions.opening import MOST_OPENED, OpeningPaused, may_open, paused_people, release_opening
from cases.rules.errors import NotAllowed, NotThere, PassphraseAgain
from cases.store.door import case_for
from tests.cases.world import Filed, World


async def _opens(world: World, filed: Filed, alias: str = "sophea") -> bool:
    """She opens a case, which is written down; False where she has to wait."""
    try:
        async with world.store.writing() as unit:
            await reading.note_look(unit, await case_for(unit, world.viewer(alias), filed.number))
    except OpeningPaused:
        return False
    return True


async def _many(world: World, count: int = MOST_OPENED + 2) -> list[Filed]:
    return [await world.file() for _ in range(count)]


async def test_the_twenty_first_case_waits_and_those_opened_stay_open(sqlite_world: World) -> None:
    """Looking at one case many times counts once; after the hour the count begins anew."""
    world = sqlite_world
    cases = await _many(world)
    assert all([await _opens(world, cases[0]) for _ in range(3)])
    assert [await _opens(world, one) for one in cases] == [True] * MOST_OPENED + [False, False]
    world.clock.let_pass(minutes=16)
    assert [await _opens(world, cases[0]), await _opens(world, cases[-1])] == [True, False]
    assert await _opens(world, cases[-1], "dara"), "a colleague is counted apart"
    world.clock.let_pass(minutes=45)
    assert await _opens(world, cases[-1])


async def test_many_at_once_open_no_more(world: World) -> None:
    """Her row is locked while it is counted, also on PostgreSQL."""
    cases = await _many(world)
    for one in cases[: MOST_OPENED - 1]:
        assert await _opens(world, one)
    assert sum(await asyncio.gather(*(_opens(world, one) for one in cases[MOST_OPENED - 1 :]))) == 1


async def test_a_lead_sees_who_waits_and_releases_her(sqlite_world: World) -> None:
    """Only of her own party, and only a lead; then twenty more."""
    world = sqlite_world
    cases = await _many(world)
    for one in cases:
        await _opens(world, one)
    sophea = world.staff["sophea"].staff_id
    async with world.store.reading() as unit:
        assert [(one.alias, one.opened) for one in await paused_people(unit, world.viewer("dara"))] == [
            ("sophea", MOST_OPENED)
        ]
        assert await paused_people(unit, world.viewer("vuthy")) == []
        with pytest.raises(NotAllowed):
            await paused_people(unit, world.viewer("sophea"))
    for alias, refusal in (("vuthy", NotThere), ("sophea", NotAllowed)):
        with pytest.raises(refusal):
            async with world.store.writing() as unit:
                await release_opening(unit, world.viewer(alias), sophea)
    async with world.store.writing() as unit:
        await release_opening(unit, world.viewer("dara"), sophea)
    async with world.store.reading() as unit:
        assert await paused_people(unit, world.viewer("dara")) == []
    assert await _opens(world, cases[-1])


async def test_a_lead_releases_herself_only_with_her_passphrase(sqlite_world: World) -> None:
    """She may be the only lead; a login left open is not enough."""
    world = sqlite_world
    cases = await _many(world)
    assert [await _opens(world, one, "dara") for one in cases].count(False) == 2
    dara = world.viewer("dara")
    with pytest.raises(PassphraseAgain):
        async with world.store.writing() as unit:
            await release_opening(unit, replace(dara, passphrase_at=None), dara.staff_id)
    async with world.store.writing() as unit:
        await release_opening(unit, replace(dara, passphrase_at=unit.now), dara.staff_id)
    assert await _opens(world, cases[-1], "dara")


async def test_asking_alone_writes_nothing(sqlite_world: World) -> None:
    """A look that is refused is no look."""
    world = sqlite_world
    filed = await world.file()
    access_to = (await world.case(filed)).id
    async with world.store.reading() as unit:
        for _ in range(MOST_OPENED + 5):
            await may_open(unit, world.viewer("sophea"), access_to)
