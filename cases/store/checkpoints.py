"""Checkpoints: each minute the heads of all timelines that moved, under one root that partners can keep.

A timeline alone does not show that its newest lines were cut off, or that a case went with all its lines; the head
that a checkpoint kept does. Who holds the installation's key can make everything anew: a root that somebody else
kept shows that.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from cases.store.chain import FIRST
from cases.store.tables import Case, Checkpoint, CheckpointHead, Event
from cases.store.timeline import Fault, Finding, Line, as_of_one_moment, read
from cases.store.unit import Store, Unit
from cases.store.written import canonical, table_of
from cases.vault.hashing import keyed_digest

MOST = 5000  # heads under one root
LATEST = dt.timedelta(minutes=10)  # a line may be committed this long after the moment that it carries
PAGE = 500
CHECKPOINTS = str(Checkpoint.__tablename__)


def merkle_root(heads: Sequence[tuple[str, bytes]]) -> bytes:
    """Root over (case id, head) in this order, hashed as in RFC 6962: a leaf can never be taken for a node."""
    level = [hashlib.sha256(b"\0" + case_id.encode() + head).digest() for case_id, head in heads]
    while len(level) > 1:
        pairs = [level[at : at + 2] for at in range(0, len(level), 2)]
        level = [hashlib.sha256(b"\1" + b"".join(pair)).digest() if len(pair) > 1 else pair[0] for pair in pairs]
    return level[0] if level else hashlib.sha256(b"").digest()


async def keep(store: Store) -> int:
    """Write checkpoints until no timeline has moved since the last one; returns how many.

    Of several processes one writes; the others find nothing left to do in the next minute.
    """
    made = 0
    try:
        while await _one(store):
            made += 1
    except IntegrityError:  # another process wrote the same number first
        return made
    return made


async def _one(store: Store) -> bool:
    async with store.writing() as unit:
        last = (await unit.session.exec(select(Checkpoint).order_by(col(Checkpoint.seq).desc()).limit(1))).first()
        heads = await _moved(unit, last)
        if not heads:
            return False
        seq, root = (last.seq + 1 if last else 1), merkle_root(heads)
        digest = _chained(unit, last.digest if last else FIRST, seq, unit.now, root)
        unit.session.add(Checkpoint(seq=seq, at=unit.now, root=root, digest=digest))
        await unit.session.flush()
        unit.session.add_all([CheckpointHead(checkpoint_seq=seq, case_id=case, head=head) for case, head in heads])
    return True


async def _moved(unit: Unit, last: Checkpoint | None) -> list[tuple[str, bytes]]:
    """(case id, head) of cases whose head no checkpoint has, in order. Looks only at what happened lately."""
    kept = sa.exists().where(col(CheckpointHead.case_id) == col(Case.id), col(CheckpointHead.head) == col(Case.head))
    query = select(Case.id, Case.head).where(~kept).order_by(col(Case.id)).limit(MOST)
    if last is not None:
        since = min(last.at, unit.now) - LATEST
        query = query.where(col(Case.id).in_(select(Event.case_id).where(col(Event.at) >= since)))
    return [(case_id, head) for case_id, head in (await unit.session.exec(query)).all()]


def _chained(unit: Unit, before: bytes, seq: int, at: dt.datetime, root: bytes) -> bytes:
    return keyed_digest(unit.keys.install("checkpoints"), before + canonical([seq, at, root]))


@dataclass(frozen=True)
class Root:
    """One checkpoint as partners keep it: its moment in ISO 8601, UTC; root and digest in hex."""

    seq: int
    at: str
    root: str
    digest: str


async def _pages(store: Store) -> AsyncIterator[tuple[Unit, list[Line]]]:
    """All checkpoints, oldest first, each page with the unit that has read it."""
    column, last = table_of(Checkpoint).c.seq, 0
    while True:
        async with store.reading() as unit:
            await as_of_one_moment(unit)
            page = [row for _, row in await read(unit, Checkpoint, column > last, order=(column,), limit=PAGE)]
            yield unit, page
        if len(page) < PAGE:
            return
        last = page[-1]["seq"]


async def roots(store: Store) -> AsyncIterator[Root]:
    """All checkpoints, oldest first."""
    async for _, page in _pages(store):
        for row in page:
            yield Root(row["seq"], _words(row["at"]), _words(row["root"]), _words(row["digest"]))


def _words(value: Any) -> str:
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, dt.datetime) else str(value)


async def verify(store: Store) -> AsyncIterator[Finding]:
    """Checkpoints that do not follow from the one before, are missing, or whose root is not over the heads kept."""
    before, number = FIRST, 0
    async for unit, page in _pages(store):
        newest = (await unit.session.exec(select(sa.func.max(col(CheckpointHead.checkpoint_seq))))).one() or 0
        for row in page:
            for missing in range(number + 1, row["seq"]):
                yield _dropped(missing)
            after_a_gap = row["seq"] != number + 1
            follows = after_a_gap or row["digest"] == _chained(unit, before, row["seq"], row["at"], row["root"])
            if not follows or row["root"] != merkle_root(await _heads(unit, row["seq"])):
                yield Finding(CHECKPOINTS, str(row["seq"]), Fault.ALTERED)
            before, number = row["digest"] if isinstance(row["digest"], bytes) else FIRST, row["seq"]
    for missing in range(number + 1, newest + 1):
        yield _dropped(missing)


def _dropped(seq: int) -> Finding:
    return Finding(CHECKPOINTS, str(seq), Fault.DROPPED)


async def _heads(unit: Unit, seq: int) -> list[tuple[str, bytes]]:
    query = select(CheckpointHead).where(CheckpointHead.checkpoint_seq == seq).order_by(col(CheckpointHead.case_id))
    return [(row.case_id, row.head) for row in (await unit.session.exec(query)).all()]


async def first_difference(store: Store, kept: Sequence[Root]) -> Finding | None:
    """The first checkpoint that is not as a partner kept it; None when all are there and alike."""
    now = {root.seq: root async for root in roots(store)}
    for root in sorted(kept, key=lambda root: root.seq):
        if root.seq not in now:
            return _dropped(root.seq)
        if now[root.seq] != root:
            return Finding(CHECKPOINTS, str(root.seq), Fault.ALTERED)
    return None
