"""Engines for SQLite and PostgreSQL, and the migrations that bring a database to today's tables."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from cases.store import sqlite_trips

MIGRATIONS = Path(__file__).parent.parent / "migrations"
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON", "busy_timeout=10000")


@dataclass(frozen=True)
class Engines:
    """`writer` begins a transaction that may write, `reader` one that only reads.

    SQLite lets one writer in at a time: `turn` is the queue before its door, so that waiting is in order.
    """

    writer: AsyncEngine
    reader: AsyncEngine
    turn: asyncio.Lock | None = field(default=None)

    @property
    def is_sqlite(self) -> bool:
        return self.turn is not None

    async def dispose(self) -> None:
        await self.writer.dispose()


def open_engines(url: str) -> Engines:
    """Engines for a database address such as `sqlite:///var/samleng.db` or `postgresql://user@host/name`."""
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address.set(drivername="sqlite+aiosqlite"))
    engine = create_async_engine(
        address.set(drivername="postgresql+psycopg"), pool_size=10, max_overflow=10, hide_parameters=True
    )
    return Engines(engine, engine.execution_options(postgresql_readonly=True))


def _sqlite(address: sa.URL) -> Engines:
    engine = create_async_engine(
        address,
        pool_size=8,
        max_overflow=8,
        hide_parameters=True,
        connect_args={"async_creator_fn": sqlite_trips.connect},
    )

    @sa.event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine.sync_engine, "begin")
    def begin(connection: sa.Connection) -> None:
        kind = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
        connection.exec_driver_sql(f"BEGIN {kind}")

    return Engines(engine, engine.execution_options(sqlite_begin="DEFERRED"), asyncio.Lock())


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database to a revision (blocking)."""
    command.upgrade(alembic_config(url), revision)


def alembic_config(url: str) -> Config:
    """Alembic's configuration for a database address."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = sync_address(url)
    return config


def sync_address(url: str) -> sa.URL:
    """The same address with a driver that blocks."""
    address = sa.make_url(url)
    driver = "sqlite" if address.get_backend_name() == "sqlite" else "postgresql+psycopg"
    return address.set(drivername=driver)


def revisions(url: str) -> tuple[str | None, str | None]:
    """(the database's revision, the newest one); blocking. Alike when migrated."""
    engine = sa.create_engine(sync_address(url))
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    return current, newest_revision(url)


def newest_revision(url: str) -> str | None:
    """The revision that this program's tables have."""
    return ScriptDirectory.from_config(alembic_config(url)).get_current_head()
