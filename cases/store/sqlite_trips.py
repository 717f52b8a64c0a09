"""Connections to SQLite that cross to their thread once for each statement.

aiosqlite runs SQLite in a thread beside the loop, and crosses over for the cursor, the statement, its rows and the end
of the cursor: four handings-over, each of which costs more than most of our statements. Here the statement brings its
first rows along, and making and ending a cursor, which do not wait, happen where they are asked for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

import aiosqlite
from aiosqlite.context import contextmanager

ALONG = 500  # rows; a longer answer is fetched as it is read


class Cursor(aiosqlite.Cursor):
    """A cursor whose statement returns with its first rows."""

    def __init__(self, connection: aiosqlite.Connection, cursor: sqlite3.Cursor) -> None:
        super().__init__(connection, cursor)
        self._ahead: list[Any] = []
        self._are_more = False  # rows beside those
        self._is_at_work = False

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> Cursor:
        self._is_at_work = True
        await self._execute(self._run, sql, parameters or ())  # type: ignore[no-untyped-call]
        return self

    def _run(self, sql: str, parameters: Any) -> None:
        try:
            self._cursor.execute(sql, parameters)
            self._ahead = self._cursor.fetchmany(ALONG) if self._cursor.description else []
            self._are_more = len(self._ahead) == ALONG
        finally:
            self._is_at_work = False

    async def fetchone(self) -> Any:
        return next(iter(await self.fetchmany(1)), None)

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        wanted = self.arraysize if size is None else size
        rows, self._ahead = self._ahead[:wanted], self._ahead[wanted:]
        if len(rows) == wanted or not self._are_more:
            return rows
        return [*rows, *await super().fetchmany(wanted - len(rows))]

    async def fetchall(self) -> list[Any]:
        rows, self._ahead = self._ahead, []
        return [*rows, *await super().fetchall()] if self._are_more else rows

    async def close(self) -> None:
        if self._is_at_work:  # who asked was cancelled: the end waits its turn behind the statement
            await super().close()
        else:
            self._cursor.close()


class Connection(aiosqlite.Connection):
    """aiosqlite's, with such cursors."""

    @contextmanager
    async def cursor(self) -> aiosqlite.Cursor:
        return Cursor(self, self._conn.cursor())


def connect(database: str, **options: Any) -> Connection:
    """A connection that opens when it is awaited."""
    connection = Connection(lambda: sqlite3.connect(database, **options), ALONG)
    connection._thread.daemon = True  # one that nobody closed does not keep the process alive
    return connection
