"""Everything or nothing, and no network in between."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import socket

import httpx
import pytest
from sqlalchemy.exc import InternalError

from cases.rules.errors import AlreadySent
from cases.rules.vocabulary import Province
from cases.store import once, unit
from cases.store.tables import Factory, OnceKey
from tests.cases.world import World
from tests.support.no_network_inside import NetworkInside, watched


def _factory(name: str) -> Factory:
    return Factory(name=name, province=Province.TAKEO)


async def test_what_ends_well_is_there_and_what_raises_never_was(world: World) -> None:
    """The default is to roll back: only the end of the block commits."""
    async with world.store.writing() as writing:
        writing.session.add(_factory("Gold Fame"))

    async def fails() -> None:
        async with world.store.writing() as writing:
            writing.session.add(_factory("Run Shing"))
            await writing.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    assert {row.name for row in await world.rows(Factory)} == {"Outdoor Gear", "Gold Fame"}


async def test_a_task_that_is_cancelled_leaves_nothing_and_holds_nothing(world: World) -> None:
    """A dropped connection in the middle of a request: the next writer is not held up."""
    inside = asyncio.Event()

    async def half_done() -> None:
        async with world.store.writing() as writing:
            writing.session.add(_factory("Olive"))
            await writing.session.flush()
            inside.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(half_done())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(5), world.store.writing() as writing:
        writing.session.add(_factory("Sabrina"))
    assert {row.name for row in await world.rows(Factory)} == {"Outdoor Gear", "Sabrina"}


async def test_a_look_never_writes(world: World) -> None:
    """What is added while reading is gone."""
    refused = contextlib.nullcontext() if world.store.engines.is_sqlite else pytest.raises(InternalError)
    with refused:
        async with world.store.reading() as reading:
            reading.session.add(_factory("Olive"))
            await reading.session.flush()
    assert len(await world.rows(Factory)) == 1


async def test_a_unit_is_open_exactly_while_it_may_write(sqlite_world: World) -> None:
    """Also in what it calls and in its threads; not in tasks beside it, not while reading, not afterwards."""
    beside: list[bool] = []

    async def look() -> None:
        await asyncio.sleep(0.01)
        beside.append(unit.is_open())

    other = asyncio.create_task(look())
    assert not unit.is_open()
    async with sqlite_world.store.writing():
        assert unit.is_open()
        assert await asyncio.to_thread(unit.is_open)
        await other
    assert not unit.is_open()
    async with sqlite_world.store.reading():
        assert not unit.is_open()
    with pytest.raises(ZeroDivisionError):
        async with sqlite_world.store.writing():
            raise ZeroDivisionError
    assert not unit.is_open()
    assert beside == [False]


async def test_hashing_inside_a_unit_is_refused(sqlite_world: World) -> None:
    """Slow work holds up every other writer."""
    async with sqlite_world.store.writing():
        with pytest.raises(AssertionError):
            await sqlite_world.store.sign_ins.run(len, "x")
    assert await sqlite_world.store.sign_ins.run(len, "x") == 1


async def test_the_guard_sees_every_way_out_of_a_unit(sqlite_world: World) -> None:
    """A request, a connection, a socket: each raises inside a unit and is written down, even when swallowed."""
    with watched() as started:
        async with httpx.AsyncClient() as client, sqlite_world.store.writing():
            with pytest.raises(NetworkInside):
                await client.get("http://127.0.0.1:9/")
            with pytest.raises(NetworkInside):
                await asyncio.open_connection("127.0.0.1", 9)
            with pytest.raises(NetworkInside), socket.socket() as raw:
                raw.connect(("127.0.0.1", 9))
            with pytest.raises(NetworkInside):
                await asyncio.to_thread(httpx.get, "http://127.0.0.1:9/")
        assert len(started) == 4
        with pytest.raises(httpx.ConnectError):
            await asyncio.to_thread(httpx.get, "http://127.0.0.1:9/")
        assert len(started) == 4, "outside a unit everything is free"
    started.clear()


async def _once(world: World, key: str, body: bytes, result: str = "made") -> str | None:
    async with world.store.writing() as writing:
        before = await once.done_before(writing, "dara", "act", key, body)
        if before is None:
            await asyncio.sleep(0.02)
            await once.finish(writing, "dara", "act", key, result)
        return before


async def test_the_same_key_with_the_same_body_is_carried_out_once(world: World) -> None:
    """The second gets what came of the first; another actor, verb or key is another request."""
    assert await _once(world, "k1", b"body") is None
    assert await _once(world, "k1", b"body") == "made"
    assert await _once(world, "k2", b"body") is None


async def test_the_same_key_with_another_body_is_refused_and_nothing_is_written(world: World) -> None:
    """The first result stays."""
    await _once(world, "k1", b"body")
    with pytest.raises(AlreadySent):
        await _once(world, "k1", b"another")
    assert [(row.key, row.result) for row in await world.rows(OnceKey)] == [("k1", "made")]


async def test_a_request_that_failed_may_come_again(world: World) -> None:
    """Its key was rolled back with its work."""

    async def fails() -> None:
        async with world.store.writing() as writing:
            await once.done_before(writing, "dara", "act", "k1", b"body")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    assert await _once(world, "k1", b"body") is None


async def test_repetitions_at_the_same_moment_are_carried_out_once(world: World) -> None:
    """Six at once: one is new, five get its result."""
    answers = await asyncio.gather(*(_once(world, "k1", b"body") for _ in range(6)))
    assert sorted(map(str, answers)) == ["None", *["made"] * 5]


async def test_what_is_kept_of_a_request_is_a_digest_under_our_key(sqlite_world: World) -> None:
    """A guess at the body cannot be checked without the keys folder."""
    await _once(sqlite_world, "k1", b"body")
    (row,) = await sqlite_world.rows(OnceKey)
    assert b"body" not in row.digest
    assert row.digest not in {hashlib.sha256(b"body").digest(), hashlib.blake2b(b"body", digest_size=32).digest()}
