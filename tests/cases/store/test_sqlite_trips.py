"""The connection to SQLite that crosses to its thread once a statement answers as aiosqlite's own does."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import aiosqlite
import pytest

from cases.store import sqlite_trips
from cases.store.sqlite_trips import ALONG

NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i FROM n"


@pytest.mark.parametrize("length", [0, 1, ALONG - 1, ALONG, ALONG + 1, 3 * ALONG])
async def test_every_row_comes_once_however_it_is_asked_for(length: int, tmp_path: Path) -> None:
    """At once, one by one, in portions, and the rest after some."""
    wanted = [(number,) for number in range(1, length + 1)]
    query = NUMBERS if length else NUMBERS + " WHERE i > ?"
    async with sqlite_trips.connect(str(tmp_path / "x.db"), check_same_thread=False) as connection:
        cursor = await connection.cursor()
        values = [length] if length else [1, 1]
        await cursor.execute(query, values)
        assert await cursor.fetchall() == wanted
        assert await cursor.fetchall() == []
        await cursor.execute(query, values)
        assert [row async for row in cursor] == wanted
        assert await cursor.fetchone() is None
        await cursor.execute(query, values)
        first = await cursor.fetchone()
        some = await cursor.fetchmany(7)
        assert [*([first] if first else []), *some, *await cursor.fetchall()] == wanted
        await cursor.close()


async def test_a_wrong_statement_fails_and_leaves_the_connection_usable(tmp_path: Path) -> None:
    async with sqlite_trips.connect(str(tmp_path / "x.db"), check_same_thread=False) as connection:
        cursor = await connection.cursor()
        with pytest.raises(sqlite3.OperationalError):
            await cursor.execute("SELECT nothing")
        await cursor.close()
        cursor = await connection.cursor()
        await cursor.execute("SELECT 1")
        assert await cursor.fetchall() == [(1,)]
        await cursor.close()


async def test_who_stops_waiting_ends_her_cursor_behind_her_statement(tmp_path: Path) -> None:
    """A cancelled request gives its connection back whole."""
    async with sqlite_trips.connect(str(tmp_path / "x.db"), check_same_thread=False) as connection:
        cursor: aiosqlite.Cursor = await connection.cursor()
        waiting = asyncio.create_task(cursor.execute(f"SELECT count(*) FROM ({NUMBERS})", [300_000]))
        await asyncio.sleep(0.01)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await cursor.close()
        again = await connection.cursor()
        await again.execute("SELECT 1")
        assert await again.fetchall() == [(1,)]
        await again.close()
