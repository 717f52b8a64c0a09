"""A case's append-only timeline. Each line is chained to the one before under the installation's key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from cases.store.tables import (
    Case,
    CaseHolder,
    Disclosure,
    Event,
    Meeting,
    RemedyAnswer,
    StoryEntry,
    ThreadMessage,
)
from cases.store.unit import Unit
from cases.vault.hashing import keyed_digest

FIRST = bytes(32)
WRITTEN_ONCE: Mapping[str, type[SQLModel]] = {
    kind.__tablename__: kind for kind in (StoryEntry, ThreadMessage, Meeting, RemedyAnswer, Disclosure)
}


def row_digest(row: SQLModel) -> str:
    """SHA-256 over a row's sealed columns: proves later which bytes an event wrote."""
    sealed = sorted((name, value) for name, value in row.model_dump().items() if isinstance(value, bytes))
    return hashlib.sha256(b"".join(name.encode() + b"\0" + value for name, value in sealed)).hexdigest()


async def append(
    unit: Unit,
    case: Case,
    kind: str,
    actor: str,
    data: Mapping[str, Any] | None = None,
    *,
    referral_id: str | None = None,
    wrote: Sequence[SQLModel] = (),
) -> Event:
    """Add one line, move the case's head, version and place in the lists of those who may know.

    `data` carries codes, counts and ids, never words of a person. A line with `referral_id` is known to that
    referral's recipient too.
    """
    content = dict(data or {})
    if wrote:
        content["rows"] = {f"{row.__tablename__}:{getattr(row, 'id', '')}": row_digest(row) for row in wrote}
    seq = (await unit.session.exec(select(sa.func.max(col(Event.seq))).where(Event.case_id == case.id))).one() or 0
    event = Event(
        case_id=case.id,
        seq=seq + 1,
        kind=kind,
        actor=actor,
        referral_id=referral_id,
        data=content,
        at=unit.now,
        digest=b"",
    )
    event.digest = chained(unit.keys.install("events"), case.head, event)
    case.head = event.digest
    case.version += 1
    case.touched_at = unit.now
    unit.session.add_all([event, case])
    holders = (await unit.session.exec(select(CaseHolder).where(CaseHolder.case_id == case.id))).all()
    for holder in holders:
        if holder.referral_id in (None, referral_id):
            holder.listed_at = unit.now
            unit.session.add(holder)
    return event


def chained(key: bytes, before: bytes, event: Event) -> bytes:
    """The digest of a line: over the digest before it and everything it says."""
    said = [event.case_id, event.seq, event.kind, event.actor, event.referral_id, event.data, event.at.isoformat()]
    return keyed_digest(key, before + json.dumps(said, sort_keys=True, ensure_ascii=False).encode())


async def verify(unit: Unit, case: Case) -> int | None:
    """The number of the first line that does not follow from the one before, or whose rows are not what it wrote.

    None when the chain holds. Rows that may change later (`complainants`, `remedies`) are not compared.
    """
    before = FIRST
    events = (await unit.session.exec(select(Event).where(Event.case_id == case.id).order_by(col(Event.seq)))).all()
    for expected, event in enumerate(events, start=1):
        if event.seq != expected or chained(unit.keys.install("events"), before, event) != event.digest:
            return expected
        if not all([await _is_as_written(unit, name, digest) for name, digest in event.data.get("rows", {}).items()]):
            return expected
        before = event.digest
    return None if before == case.head else len(events) + 1


async def _is_as_written(unit: Unit, name: str, digest: str) -> bool:
    table, _, row_id = name.partition(":")
    kind = WRITTEN_ONCE.get(table)
    if kind is None:
        return True
    row = await unit.session.get(kind, row_id)
    return row is not None and row_digest(row) == digest
