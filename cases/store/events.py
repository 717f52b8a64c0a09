"""A case's append-only timeline. Each line is chained to the one before, and lists what its transaction wrote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import select

from cases.store import chain
from cases.store.chain import FIRST
from cases.store.tables import Case, CaseHolder, Event
from cases.store.unit import Unit
from cases.store.written import written_in

__all__ = ["FIRST", "append"]


async def append(
    unit: Unit,
    case: Case,
    kind: str,
    actor: str,
    data: Mapping[str, Any] | None = None,
    *,
    referral_id: str | None = None,
    moves: bool = True,
) -> Event:
    """Add one line, move the case's version and its place in the lists of those who may know.

    `data` carries codes, counts and ids, never words of a person. A line with `referral_id` is known to that
    referral's recipient too. A line that `moves` nothing (somebody looked) leaves version and lists as they are:
    no form becomes stale by it. Its digest, and with it the case's head, is made when the unit ends.
    """
    seq = await chain.next_seq(unit.session, case.id)
    if moves:
        holders = (await unit.session.exec(select(CaseHolder).where(CaseHolder.case_id == case.id))).all()
        case.version += 1
        case.touched_at = unit.now
        for holder in holders:
            if holder.referral_id in (None, referral_id):
                holder.listed_at = unit.now
                unit.session.add(holder)
    event = Event(
        case_id=case.id,
        seq=seq,
        kind=kind,
        actor=actor,
        referral_id=referral_id,
        data=dict(data or {}),
        at=unit.now,
        digest=b"",
    )
    unit.session.add_all([event, case])
    written_in(unit.session).append(case, event)
    return event
