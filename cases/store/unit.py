"""The one unit of work: everything or nothing, committed at the edge.

Inside `writing()` there is no network call, no hashing, no file and no image work. `is_open()` lets a test
prove it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import AsyncIterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.store.engine import Engines
from cases.store.evidence_files import EvidenceFiles
from cases.store.keys_folder import KeysFolder

_OPEN: ContextVar[bool] = ContextVar("unit of work is open", default=False)


def is_open() -> bool:
    """Whether a unit of work that may write is open in this task."""
    return _OPEN.get()


class Now(Protocol):
    def now(self) -> dt.datetime: ...


@dataclass
class Unit:
    """One transaction: its session, the keys, the moment that all its rows carry, and what to send after it."""

    session: AsyncSession
    keys: KeysFolder
    now: dt.datetime
    leased: list[str] = field(default_factory=list)  # outbox ids that the writer sends itself, after commit


@dataclass(frozen=True)
class Store:
    """What a process opens once: database, keys, evidence and the clock."""

    engines: Engines
    keys: KeysFolder
    files: EvidenceFiles
    clock: Now

    @classmethod
    def open(cls, engines: Engines, keys: Path, evidence: Path, clock: Now) -> Store:
        return cls(engines, KeysFolder(keys), EvidenceFiles(evidence), clock)

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[Unit]:
        """A unit of work: commits when the block ends well, rolls back when it raises."""
        async with self.engines.turn or contextlib.nullcontext():
            async with self._session(self.engines.writer) as unit:
                token = _OPEN.set(True)
                try:
                    yield unit
                    await unit.session.commit()
                finally:
                    _OPEN.reset(token)

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[Unit]:
        """A look at the database that writes nothing."""
        async with self._session(self.engines.reader) as unit:
            yield unit

    @contextlib.asynccontextmanager
    async def _session(self, engine: AsyncEngine) -> AsyncIterator[Unit]:
        async with AsyncSession(engine, expire_on_commit=False) as session:
            yield Unit(session, self.keys, self.clock.now())
