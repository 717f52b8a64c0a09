"""Whose turn it is to be sent: the lowest waiting message of a correspondent, with its words or only announced."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col, select

from cases.store import announcing
from cases.store.outbox import LEASE, content_of, outgoing, waiting
from cases.store.tables import Correspondent, OutboxMessage
from cases.store.unit import Outgoing, Unit


async def claim_next(unit: Unit, correspondent_id: str) -> OutboxMessage | None:
    """Lease the lowest waiting message of a correspondent; None when there is none, it must wait, or one is leased.

    A notice that comes while another stands announced is covered by that one, and passed over.
    """
    await unit.session.exec(select(Correspondent.id).where(Correspondent.id == correspondent_id).with_for_update())
    first = await _first(unit, correspondent_id)
    while first is not None and first.held and first.due_at <= unit.now and not _is_leased(unit, first):
        covered_since = await announcing.announced_before(unit, correspondent_id)
        if covered_since is None:
            break
        first.announced_at, first.leased_until = covered_since, None
        unit.session.add(first)
        await unit.session.flush()
        first = await _first(unit, correspondent_id)
    if first is None or first.due_at > unit.now or _is_leased(unit, first):
        return None
    first.leased_until = unit.now + LEASE
    unit.session.add(first)
    return first


async def _first(unit: Unit, correspondent_id: str) -> OutboxMessage | None:
    """The lowest number; a notice that waits for her hours holds up nothing behind it."""
    in_line = sa.or_(
        col(OutboxMessage.held).is_(False),
        col(OutboxMessage.due_at) <= unit.now,
        col(OutboxMessage.leased_until) > unit.now,
    )
    found = await unit.session.exec(
        select(OutboxMessage)
        .where(OutboxMessage.correspondent_id == correspondent_id, waiting(), in_line)
        .order_by(col(OutboxMessage.seq))
        .limit(1)
    )
    return found.first()


def _is_leased(unit: Unit, message: OutboxMessage) -> bool:
    return message.leased_until is not None and message.leased_until > unit.now


async def read(unit: Unit, message_id: str) -> Outgoing | None:
    """A leased message with its words, or None when it is gone already.

    Of a notice only that there is one, unless she is here right now.
    """
    message = await unit.session.get(OutboxMessage, message_id)
    if message is None or message.sent_at or message.dropped_at:
        return None
    correspondent = await unit.session.get(Correspondent, message.correspondent_id)
    if correspondent is None:
        return None
    if message.held and not await announcing.is_here(unit, correspondent.id):
        told = await announcing.announcement(unit, correspondent.id)
        return outgoing(unit, message.id, correspondent, told, message.tries, announces=True)
    return outgoing(unit, message.id, correspondent, content_of(unit, message), message.tries)
