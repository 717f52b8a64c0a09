"""Who looked into a case: lines of its timeline, of kind `read`, that move nothing and stand on a page of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from cases.store.door import Access
from cases.store.tables import Event, Party, Referral, Staff
from cases.store.unit import Unit

READ = "read"
ONE_LOOK = dt.timedelta(minutes=15)  # looks within it are one
PAGE = 50


async def looked_lately(unit: Unit, access: Access) -> bool:
    """Whether this viewer's last look at this case is young enough to be the same one."""
    query = select(Event.id).where(
        Event.actor == access.viewer.actor,
        col(Event.at) > unit.now - ONE_LOOK,
        Event.case_id == access.case.id,
        Event.kind == READ,
        Event.referral_id == (access.referral.id if access.referral else None),
    )
    return (await unit.session.exec(query.limit(1))).first() is not None


@dataclass(frozen=True)
class Read:
    """One look: the alias of a colleague, or the organisation that a referral went to."""

    at: dt.datetime
    alias: str
    party: Party | None


@dataclass(frozen=True)
class Reads:
    """A page of looks, newest first. `before`: put into the next request; 0 at the end."""

    lines: Sequence[Read]
    before: int


async def reads_of(unit: Unit, access: Access, before: int = 0) -> Reads:
    """Who opened this case and when; of a recipient only the organisation, since its people are its own affair."""
    query = (
        select(Event.seq, Event.at, Staff.alias, Party)
        .join(Staff, sa.literal("staff:") + col(Staff.id) == col(Event.actor))
        .outerjoin(Referral, col(Referral.id) == col(Event.referral_id))
        .outerjoin(Party, col(Party.id) == col(Referral.party_id))
        .where(Event.case_id == access.case.id, Event.kind == READ)
        .order_by(col(Event.seq).desc())
        .limit(PAGE + 1)
    )
    if before:
        query = query.where(col(Event.seq) < before)
    rows: Sequence[tuple[int, dt.datetime, str, Party | None]] = (await unit.session.exec(query)).all()
    lines = [Read(at, "" if party else alias, party) for _, at, alias, party in rows[:PAGE]]
    return Reads(lines, rows[PAGE - 1][0] if len(rows) > PAGE else 0)
