"""How far what was written to a worker has come: her chat's outbox knows it for a while, her thread never."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlmodel import col, select

from cases.rules.vocabulary import Arrival
from cases.store.tables import Complainant, OutboxMessage, ThreadMessage
from cases.store.unit import Unit


async def arrivals_of(unit: Unit, complainant: Complainant, lines: Sequence[ThreadMessage]) -> Mapping[str, Arrival]:
    """By id of the line, for those to her of which it is known: what was opened some days ago is not."""
    told = [line for line in lines if line.notice]
    copies = {line.outbox_id: line.id for line in told if line.outbox_id}
    rows = await unit.session.exec(select(OutboxMessage).where(col(OutboxMessage.id).in_(copies)))
    found = {copies[row.id]: _arrival(row) for row in rows.all()}
    if complainant.correspondent_id is None:
        found |= {line.id: Arrival.NO_CHAT for line in told if line.id not in found}
    return found


def _arrival(row: OutboxMessage) -> Arrival:
    if row.dropped_at is not None:
        return Arrival.NOT_REACHED
    if row.sent_at is not None:
        return Arrival.OPENED
    return Arrival.UNOPENED if row.announced_at is not None else Arrival.WAITS
