"""One process at a time: an advisory lock in the database."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator

import sqlalchemy as sa

from cases.store.engine import Engines

RETRY = 2.0  # seconds


@contextlib.asynccontextmanager
async def only_one(engines: Engines, name: str, stopping: asyncio.Event) -> AsyncIterator[bool]:
    """Wait until no other process holds `name`; False when told to stop first. SQLite has one process anyway."""
    if engines.is_sqlite:
        yield True
        return
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    async with engines.writer.connect() as connection:
        session = await connection.execution_options(isolation_level="AUTOCOMMIT")
        while not stopping.is_set():
            if (await session.execute(sa.select(sa.func.pg_try_advisory_lock(number)))).scalar_one():
                yield True
                await session.execute(sa.select(sa.func.pg_advisory_unlock(number)))
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), RETRY)
        yield False
