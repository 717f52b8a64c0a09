"""Counting tries: five, then a wait that doubles, a success or a quiet day forgets them; nobody waits for another."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import select

from cases.actions import upkeep
from cases.rules.errors import TooMany
from cases.store.attempts import SIGN_IN, claim, failed, must_wait, succeeded
from cases.store.engine import open_engines
from cases.store.tables import Attempt
from cases.store.unit import Store
from tests.cases.world import Clock

MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class World:
    """An empty database, and a clock that stands still."""

    store: Store
    clock: Clock


@pytest.fixture
async def world(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    clock = Clock()
    store = Store.open(open_engines(database_url), tmp_path / "keys", tmp_path / "evidence", clock)
    store.keys.make()
    yield World(store, clock)
    await store.engines.dispose()


async def _claims(world: World, what: str) -> bool:
    """One try; whether it may be made at all."""
    try:
        async with world.store.writing() as unit:
            await claim(unit, what, SIGN_IN)
    except TooMany:
        return False
    return True


async def test_five_tries_then_one_minute_doubling_to_fifteen(world: World) -> None:
    """Each wait begins with the try before it; while it lasts nothing more is counted."""
    assert [await _claims(world, "a") for _ in range(6)] == [True] * 5 + [False]
    waits = []
    for _ in range(7):
        async with world.store.reading() as unit:
            wait = await must_wait(unit, "a")
        assert wait is not None
        waits.append(wait // MINUTE)
        assert not await _claims(world, "a")
        world.clock.let_pass(seconds=wait.total_seconds())
        assert await _claims(world, "a")
    assert waits == [1, 2, 4, 8, 15, 15, 15]


async def test_the_wait_is_told_in_seconds_and_minutes(world: World) -> None:
    """Programs read the one, people the other."""
    for _ in range(5):
        await _claims(world, "a")
    world.clock.let_pass(seconds=10.5)
    with pytest.raises(TooMany) as refused:
        async with world.store.writing() as unit:
            await claim(unit, "a", SIGN_IN)
    assert (refused.value.code, refused.value.data) == ("tries_wait", {"seconds": 50, "minutes": 1})


async def test_a_success_forgets_what_failed_and_others_are_not_touched(world: World) -> None:
    """Names are counted apart."""
    for what in ("a", "b"):
        for _ in range(5):
            await _claims(world, what)
    async with world.store.writing() as unit:
        await succeeded(unit, "a")
    assert [await _claims(world, "a"), await _claims(world, "b"), await _claims(world, "c")] == [True, False, True]


async def test_a_quiet_day_forgets_and_upkeep_deletes_the_row(world: World) -> None:
    """After 24 hours without a try the count begins anew, whether the row was deleted or not."""
    for _ in range(9):
        async with world.store.writing() as unit:
            await failed(unit, "a", SIGN_IN)
    world.clock.let_pass(hours=24, seconds=1)
    assert [await _claims(world, "a") for _ in range(6)] == [True] * 5 + [False]
    world.clock.let_pass(hours=24, seconds=1)
    async with world.store.writing() as unit:
        await upkeep.forget(unit)
    async with world.store.reading() as unit:
        assert (await unit.session.exec(select(Attempt))).all() == []


async def test_twenty_tries_at_once_are_five(world: World) -> None:
    """A try is counted before the slow work, so many at the same moment gain nothing."""
    allowed = await asyncio.gather(*(_claims(world, "a") for _ in range(20)))
    assert sum(allowed) == 5


async def test_the_database_does_not_tell_whose_attempts_they_are(world: World) -> None:
    """The name is a digest under a key outside the database."""
    await _claims(world, "sign-in:dara")
    async with world.store.reading() as unit:
        (row,) = (await unit.session.exec(select(Attempt))).all()
    assert "dara" not in repr(row.model_dump()) and len(row.id) == 64
