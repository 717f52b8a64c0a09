"""The one unit of work: everything or nothing, committed at the edge.

Inside `writing()` there is no network call, no hashing, no file and no image work. `is_open()` lets a test
prove it.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ParamSpec, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.rules.errors import TooMany
from cases.rules.vocabulary import Channel, Language
from cases.store.engine import Engines
from cases.store.evidence_files import EvidenceFiles
from cases.store.keys_folder import KeysFolder

P = ParamSpec("P")
T = TypeVar("T")

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


@dataclass
class Unit:
    """One transaction: its session, the keys, the moment that all its rows carry, and what to send after it."""

    session: AsyncSession
    keys: KeysFolder
    now: dt.datetime
    leased: list[Outgoing] = field(default_factory=list)  # what the writer sends itself, after commit
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


class HashingQueue:
    """Slow hashing in a thread, one at a time in this process, never inside a unit of work."""

    def __init__(self, most: int = 0) -> None:
        self._turn, self._waiting, self._most = asyncio.Lock(), 0, most

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Wait for the turn, then work.

        Raises:
            TooMany: more than `most` are waiting already; 0 means no limit.
        """
        assert not is_open(), "slow hashing inside a unit of work"
        if self._most and self._waiting >= self._most:
            raise TooMany("too_many_sign_ins")
        self._waiting += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(work, *args, **kwargs)
        finally:
            self._waiting -= 1


MOST_SIGN_INS = 20


@dataclass(frozen=True)
class Store:
    """What a process opens once: database, keys, evidence and the clock."""

    engines: Engines
    keys: KeysFolder
    files: EvidenceFiles
    clock: Now
    sign_ins: HashingQueue = field(default_factory=lambda: HashingQueue(MOST_SIGN_INS))
    receipts: HashingQueue = field(default_factory=HashingQueue)  # of its own: guesses at the desk delay no worker

    @classmethod
    def open(cls, engines: Engines, keys: Path, evidence: Path, clock: Now) -> Store:
        return cls(engines, KeysFolder(keys), EvidenceFiles(evidence), clock)

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[Unit]:
        """A unit of work: commits when the block ends well, rolls back when it raises."""
        async with self.engines.turn or contextlib.nullcontext(), self._session(self.engines.writer) as unit:
            token = _OPEN.set(True)
            try:
                yield unit
                await unit.session.commit()
            except BaseException:
                for told in unit.on_rollback:
                    told()
                raise
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
