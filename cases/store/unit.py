"""The one unit of work: everything or nothing, committed at the edge.

Inside `writing()` there is no network call, no hashing, no file and no image work. `is_open()` lets a test
prove it.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.rules.vocabulary import Channel, Language
from cases.store import chain
from cases.store.engine import Engines
from cases.store.evidence_files import EvidenceFiles
from cases.store.hashing_queue import HashingQueue
from cases.store.keys_folder import KeysFolder
from cases.store.written import WritingSession

_OPEN: ContextVar[bool] = ContextVar("unit of work is open", default=False)


def is_open() -> bool:
    """Whether a unit of work that may write is open in this task."""
    return _OPEN.get()


class Now(Protocol):
    def now(self) -> dt.datetime: ...


@dataclass(frozen=True)
class Outgoing:
    """One message to send now. `content` is {"prompt": ...} or {"notice": key, "params": {...}}."""

    id: str
    channel: Channel
    address: str
    language: Language
    content: Mapping[str, Any]
    tries: int
    correspondent_id: str = ""
    announces: bool = False  # it says only that a notice waits


@dataclass
class Unit:
    """One transaction: its session, the keys, the moment that all its rows carry, and what to send after it."""

    session: AsyncSession
    keys: KeysFolder
    now: dt.datetime
    leased: list[Outgoing] = field(default_factory=list)  # what the writer sends itself, after commit
    before_commit: list[Callable[[], None]] = field(default_factory=list)  # written elsewhere first; each blocks
    on_rollback: list[Callable[[], None]] = field(default_factory=list)  # told when nothing of it was kept
    _ticks: int = 0

    @property
    def dialect(self) -> str:
        return self.session.get_bind().dialect.name

    async def run(self, statement: sa.Executable, values: Any = None) -> sa.CursorResult[Any]:
        """Execute a prepared statement of the busiest paths, past the session's bookkeeping."""
        connection = await self.session.connection()
        return await connection.execute(statement, values)

    def next_moment(self) -> dt.datetime:
        """`now`, a microsecond later each time: for lines of one transaction whose order must be kept."""
        self._ticks += 1
        return self.now + dt.timedelta(microseconds=self._ticks - 1)


def insert_into(dialect: str, table: type[SQLModel]) -> sqlite.Insert | postgresql.Insert:
    """An insert that can say what happens on conflict, which SQL leaves to the dialects."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@dataclass(frozen=True)
class Store:
    """What a process opens once: database, keys, evidence and the clock."""

    engines: Engines
    keys: KeysFolder
    files: EvidenceFiles
    clock: Now
    sign_ins: HashingQueue = field(default_factory=lambda: HashingQueue(is_open))
    receipts: HashingQueue = field(default_factory=lambda: HashingQueue(is_open))  # guesses at the desk delay no worker
    phone_time: Callable[[], float] = time.time  # what phones count codes by: no demonstration shifts it

    @classmethod
    def open(cls, engines: Engines, keys: Path, evidence: Path, clock: Now) -> Store:
        return cls(engines, KeysFolder(keys), EvidenceFiles(evidence), clock)

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[Unit]:
        """A unit of work: commits when the block ends well, rolls back when it raises."""
        session = WritingSession(self.engines.writer, expire_on_commit=False)
        async with self.engines.turn or contextlib.nullcontext(), session:
            unit = Unit(session, self.keys, self.clock.now())
            token = _OPEN.set(True)
            try:
                yield unit
                await chain.close(session, self.keys.install, unit.now)
                await _promise(unit)
                await session.commit()
            except BaseException:
                for told in unit.on_rollback:
                    told()
                raise
            finally:
                _OPEN.reset(token)

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[Unit]:
        """A look at the database that writes nothing."""
        async with AsyncSession(self.engines.reader, expire_on_commit=False) as session:
            yield Unit(session, self.keys, self.clock.now())


async def _promise(unit: Unit) -> None:
    """Do what must be on the disk before this commit. All statements have run: hardly anything can fail after it."""
    if unit.before_commit:
        await unit.session.flush()
        for work in unit.before_commit:
            await asyncio.to_thread(work)
