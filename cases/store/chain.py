"""A timeline's chain: every line's digest is made over the line before, under the installation's key.

A line lists the digest of each row that its transaction wrote, so it gets its own when the unit of work ends.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.store.tables import Case, Event, new_id
from cases.store.written import canonical, written_in
from cases.vault.hashing import keyed_digest

FIRST = bytes(32)
NOTED = "noted"  # rows of a case were written, and nothing happened that its people are told
ADOPTED = "adopted"  # all rows of a case from before lines listed any
SYSTEM = "system"
SAID = ("id", "case_id", "seq", "kind", "actor", "referral_id", "data", "rows", "at")
SAID_BEFORE_ROWS = ("case_id", "seq", "kind", "actor", "referral_id", "data")


def chained(key: bytes, before: bytes, line: Mapping[str, Any]) -> bytes:
    """The digest of a line: over the digest before it and everything it says."""
    return keyed_digest(key, before + canonical([line[name] for name in SAID]))


def chained_before_rows(key: bytes, before: bytes, line: Mapping[str, Any]) -> bytes:
    """The digest of a line from before lines listed rows."""
    said = [line[name] for name in SAID_BEFORE_ROWS] + [line["at"].isoformat()]
    return keyed_digest(key, before + json.dumps(said, sort_keys=True, ensure_ascii=False).encode())


async def next_seq(session: AsyncSession, case_id: str) -> int:
    """The number of a case's next line."""
    return ((await session.exec(select(sa.func.max(col(Event.seq))).where(Event.case_id == case_id))).one() or 0) + 1


async def close(session: AsyncSession, install: Callable[[str], bytes], now: dt.datetime) -> None:
    """Before the commit: rows into the last line of their case, a digest for each line, the newest into the case."""
    written = written_in(session)
    for case_id, rows in (await written.by_case(session)).items():
        if case_id not in written.lines:
            await _note(session, case_id, now)
        written.lines[case_id][-1].rows = rows
    key = install("events") if written.lines else b""
    for case_id, lines in written.lines.items():
        case = written.cases[case_id]
        for line in lines:
            line.digest = case.head = chained(key, case.head, line.__dict__)
        session.add(case)


async def _note(session: AsyncSession, case_id: str, now: dt.datetime) -> None:
    """A line for rows that were written without one; it moves nothing."""
    case = await session.get_one(Case, case_id)
    # Whoever writes a line holds the case: its head must be the newest.
    case.head = (await session.exec(select(Case.head).where(Case.id == case_id).with_for_update())).one()
    line = Event(
        id=new_id(),
        case_id=case_id,
        seq=await next_seq(session, case_id),
        kind=NOTED,
        actor=SYSTEM,
        at=now,
        digest=b"",
    )
    session.add(line)
    written_in(session).append(case, line)
