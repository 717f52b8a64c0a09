"""Copies of a prepared database, lent to one test after another.

CREATE DATABASE copies some hundred files. Putting a handful of rows back costs a tenth of that.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator

import psycopg
from psycopg import sql

from tests.support.postgres import Postgres

FILLED = """SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0 ORDER BY relname"""
# A copy keeps the numbers of what it was copied from, so both answer the same as long as nobody changed a table.
SHAPE = """SELECT
    (SELECT string_agg(concat_ws(' ', oid, relname, relhastriggers, relhasrules), ',' ORDER BY oid) FROM pg_class),
    (SELECT string_agg(concat_ws(' ', attrelid, attname, atttypid, attnotnull), ',' ORDER BY attrelid, attnum)
        FROM pg_attribute),
    (SELECT string_agg(oid::text, ',' ORDER BY oid) FROM pg_constraint)"""
END_OTHERS = """SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


class Copies:
    """Databases like `template`, which nobody writes to any more."""

    def __init__(self, server: Postgres, template: str) -> None:
        self._server, self._template = server, template
        self._numbers = itertools.count(1)
        self._free: list[str] = []
        with server.connected(template) as connection:
            self._shape = connection.execute(SHAPE).fetchone()
            self._rows = {table: _read(connection, table) for table in _filled(connection)}

    @contextlib.contextmanager
    def lent(self) -> Iterator[str]:
        """The address of a copy; a later borrower finds it as it was, and one whose tables were changed is dropped."""
        name = self._free.pop() if self._free else self._make()
        yield self._server.url(name)
        if self._put_back(name):
            self._free.append(name)
        else:
            self._server.drop(name)

    def _make(self) -> str:
        name = f"{self._template}_{next(self._numbers)}"
        self._server.create(name, self._template)
        return name

    def _put_back(self, name: str) -> bool:
        """Every row as in the template; no when the tables themselves are not."""
        with self._server.connected(name) as connection:
            connection.execute(END_OTHERS)
            if connection.execute(SHAPE).fetchone() != self._shape:
                return False
            connection.execute("SET session_replication_role = replica")  # foreign keys ask for no order
            if filled := [sql.Identifier(table) for table in _filled(connection)]:
                connection.execute(sql.SQL("; ").join(map(sql.SQL("DELETE FROM {}").format, filled)))
                # Emptied, so that rows of the next test stand in the order in which they came. TRUNCATE would empty
                # each table that refers to these as well, and make new files.
                connection.execute(sql.SQL("VACUUM {}").format(sql.SQL(", ").join(filled)))
            with connection.transaction():
                for table, rows in self._rows.items():
                    with connection.cursor().copy(_copy(table, "FROM STDIN")) as copy:
                        copy.write(rows)
        return True


def _filled(connection: psycopg.Connection) -> list[str]:
    return [table for (table,) in connection.execute(FILLED)]


def _read(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor().copy(_copy(table, "TO STDOUT")) as copy:
        return b"".join(copy)


def _copy(table: str, way: str) -> sql.Composed:
    return sql.SQL("COPY {} " + way).format(sql.Identifier(table))
