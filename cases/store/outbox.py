"""Messages on their way out: one queue per correspondent, lowest number first, none while one is leased.

The writer of a message leases it to itself and sends right after its commit; whatever is left (a crash, a
fault, a wait) is picked up by the jobs. Content is sealed under a daily key and rendered when sent. What reaches
her unasked is held until she opens it: see `cases.store.announcing`.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from cases.rules.errors import NotConfigured
from cases.store.keys_folder import DRAFT
from cases.store.tables import Correspondent, OutboxMessage, OutboxQueue, new_id
from cases.store.unit import Outgoing, Unit, insert_into
from cases.vault.sealing import DoesNotOpen, Where, open_under, seal_under

LEASE = dt.timedelta(seconds=30)
LONGEST_WAIT = dt.timedelta(hours=1)
CONTENT_KEPT = dt.timedelta(hours=72)
WAITING: Mapping[str, Any] = {"notice": "waiting", "params": {}}
GIVEN_UP_FAULT = "GivenUp"
GIVEN_UP = dt.timedelta(days=30)


INSERT = sa.insert(OutboxMessage)
MARK = (
    sa.update(OutboxMessage)
    .where(col(OutboxMessage.id).in_(sa.bindparam("ids", expanding=True)))
    .values(sent_at=sa.bindparam("now"), leased_until=None, sealed_content=b"")
)


def _where(message_id: str) -> Where:
    return Where("outbox", "sealed_content", message_id)


def _address_where(correspondent_id: str) -> Where:
    return Where("correspondents", "sealed_address", correspondent_id)


def seal_address(unit: Unit, correspondent_id: str, address: str) -> bytes:
    """A chat's address under the contacts' root."""
    return seal_under(unit.keys.contacts("addresses"), _address_where(correspondent_id), address.encode())


def address_of(unit: Unit, correspondent: Correspondent) -> str:
    """The address that `seal_address` sealed."""
    key = unit.keys.contacts("addresses")
    return open_under(key, _address_where(correspondent.id), correspondent.sealed_address).decode()


def is_waiting() -> sa.ColumnElement[bool]:
    """Whether a correspondent has an earlier message still to be sent, which a new one must not overtake.

    A column for a query over correspondents; its parameters are `sent`, ids that went out and are not written down
    yet, and `now`. A notice that nobody is sending yet may be overtaken.
    """
    earlier = sa.exists().where(
        col(OutboxMessage.correspondent_id) == col(Correspondent.id),
        col(OutboxMessage.id).not_in(sa.bindparam("sent", expanding=True)),
        waiting(),
        sa.or_(col(OutboxMessage.held).is_(False), col(OutboxMessage.leased_until) > sa.bindparam("now")),
    )
    return earlier.correlate(Correspondent)


async def enqueue(
    unit: Unit,
    correspondent: Correspondent,
    *contents: Mapping[str, Any],
    lease: bool = False,
    held: bool = False,
    due_at: dt.datetime | None = None,
    announced_at: dt.datetime | None = None,
) -> list[str]:
    """Put messages into a correspondent's queue, in this order.

    With `lease` the caller sends them after its commit; `held` are notices, shown when she opens them and announced
    from `due_at` (now) on, unless `announced_at` says that she needs no telling. Returns their ids.
    """
    if not contents:
        return []
    name = unit.keys.todays(DRAFT, unit.now)
    key, last = unit.keys.daily(name), await _count_up(unit, correspondent.id, len(contents))
    until = unit.now + LEASE if lease else None
    ids, rows = [new_id() for _ in contents], []
    for message_id, seq, content in zip(ids, count(last - len(contents) + 1), contents, strict=False):
        text = json.dumps(content, ensure_ascii=False).encode()
        rows.append(
            {
                "id": message_id,
                "correspondent_id": correspondent.id,
                "seq": seq,
                "key_name": name,
                "sealed_content": seal_under(key, _where(message_id), text),
                "due_at": due_at or unit.now,
                "leased_until": until,
                "tries": 0,
                "held": held,
                "announced_at": announced_at,
                "created_at": unit.now,
            }
        )
        if lease:
            unit.leased.append(outgoing(unit, message_id, correspondent, content))
    await unit.run(INSERT, rows)
    return ids


async def _count_up(unit: Unit, correspondent_id: str, by: int) -> int:
    """Count up in one statement: whoever comes second waits, and nobody gets the same number."""
    counted = await unit.run(_counting(unit.dialect), {"correspondent_id": correspondent_id, "by": by})
    return int(counted.scalar_one())


@cache
def _counting(dialect: str) -> sa.Executable:
    by = sa.bindparam("by", type_=sa.Integer)
    return (
        insert_into(dialect, OutboxQueue)
        .values(correspondent_id=sa.bindparam("correspondent_id"), last_seq=by)
        .on_conflict_do_update(index_elements=["correspondent_id"], set_={"last_seq": OutboxQueue.last_seq + by})
        .returning(col(OutboxQueue.last_seq))
    )


def outgoing(
    unit: Unit,
    message_id: str,
    correspondent: Correspondent,
    content: Mapping[str, Any],
    tries: int = 0,
    announces: bool = False,
) -> Outgoing:
    """A message as its sender needs it."""
    address = address_of(unit, correspondent)
    return Outgoing(
        message_id,
        correspondent.channel,
        address,
        correspondent.language,
        content,
        tries,
        correspondent_id=correspondent.id,
        announces=announces,
    )


def unsent() -> sa.ColumnElement[bool]:
    """Neither sent nor dropped."""
    return sa.and_(col(OutboxMessage.sent_at).is_(None), col(OutboxMessage.dropped_at).is_(None))


def waiting() -> sa.ColumnElement[bool]:
    """Still to be sent; a notice of which she was told waits for nobody but her."""
    told = sa.and_(col(OutboxMessage.held), col(OutboxMessage.announced_at).is_not(None))
    return sa.and_(unsent(), sa.not_(told))


async def due_correspondents(unit: Unit, limit: int = 100) -> list[str]:
    """Correspondents with something to send now, longest waiting first."""
    rows = await unit.session.exec(
        select(OutboxMessage.correspondent_id)
        .where(waiting(), col(OutboxMessage.due_at) <= unit.now)
        .group_by(col(OutboxMessage.correspondent_id))
        .order_by(sa.func.min(OutboxMessage.due_at))
        .limit(limit)
    )
    return list(rows.all())


def content_of(unit: Unit, message: OutboxMessage) -> Mapping[str, Any]:
    """The words while they are young and their key is there; afterwards a notice without content."""
    if unit.now - message.created_at <= CONTENT_KEPT:
        try:
            opened = open_under(unit.keys.daily(message.key_name), _where(message.id), message.sealed_content)
            content: Mapping[str, Any] = json.loads(opened)
        except (NotConfigured, DoesNotOpen):
            pass
        else:
            return content
    return WAITING


async def mark_sent(unit: Unit, message_ids: Sequence[str]) -> None:
    """Written down as sent; the content is emptied at once."""
    await unit.run(MARK, {"ids": list(message_ids), "now": unit.now})


async def release(unit: Unit, message_ids: Sequence[str]) -> None:
    """Give leases back: the jobs send these, in order, once the one before them is out of the way."""
    await unit.session.exec(
        sa.update(OutboxMessage).where(col(OutboxMessage.id).in_(message_ids), waiting()).values(leased_until=None)
    )


async def release_all(unit: Unit) -> None:
    """Give every lease back. Only where no other process can hold one, before this one leases any."""
    leased = sa.and_(waiting(), col(OutboxMessage.leased_until).is_not(None))
    await unit.session.exec(sa.update(OutboxMessage).where(leased).values(leased_until=None))


async def empty(unit: Unit, correspondent_id: str, *, drop: bool) -> None:
    """What waits for a chat loses its content: it is not sent, or says only that something is waiting."""
    waits = sa.and_(col(OutboxMessage.correspondent_id) == correspondent_id, unsent())
    gone = {"sealed_content": b""} | ({"dropped_at": unit.now} if drop else {})
    await unit.session.exec(sa.update(OutboxMessage).where(waits).values(**gone))


async def mark_failed(unit: Unit, message_id: str, fault: str, wait: dt.timedelta | None = None) -> None:
    """Try again after `wait`, or after a wait that doubles with each try up to an hour."""
    message = await unit.session.get(OutboxMessage, message_id)
    if message is None:
        return
    message.tries += 1
    doubling = min(dt.timedelta(seconds=2 ** min(message.tries, 12)), LONGEST_WAIT)
    message.due_at, message.leased_until, message.fault = unit.now + (wait or doubling), None, fault
    if unit.now - message.created_at > GIVEN_UP:
        message.dropped_at, message.sealed_content = unit.now, b""
    unit.session.add(message)


async def give_up(unit: Unit, message_id: str) -> None:
    """Telegram never takes this text: a notice without content goes in its place, so that nothing waits behind it."""
    message = await unit.session.get(OutboxMessage, message_id)
    if message is None:
        return
    if message.fault == GIVEN_UP_FAULT:
        message.dropped_at, message.sealed_content = unit.now, b""
    else:
        message.key_name = unit.keys.todays(DRAFT, unit.now)
        text = json.dumps(WAITING).encode()
        message.sealed_content = seal_under(unit.keys.daily(message.key_name), _where(message.id), text)
        message.fault, message.tries, message.due_at, message.leased_until = GIVEN_UP_FAULT, 0, unit.now, None
    unit.session.add(message)


async def remind_of_dropped(unit: Unit, correspondent: Correspondent, since: dt.datetime) -> None:
    """She can be reached again: say without content that something came meanwhile, if something did."""
    dropped = await unit.session.exec(
        select(OutboxMessage.id)
        .where(OutboxMessage.correspondent_id == correspondent.id, col(OutboxMessage.dropped_at) >= since)
        .limit(1)
    )
    if dropped.first() is not None:
        await enqueue(unit, correspondent, WAITING, held=True)


async def mark_unreachable(unit: Unit, message_id: str) -> str | None:
    """She blocked the bot: her messages stay behind her receipt; returns the correspondent's id."""
    message = await unit.session.get(OutboxMessage, message_id)
    correspondent = await unit.session.get(Correspondent, message.correspondent_id) if message else None
    if correspondent is None:
        return None
    correspondent.unreachable_at = correspondent.unreachable_at or unit.now
    unit.session.add(correspondent)
    await unit.session.exec(
        sa.update(OutboxMessage)
        .where(col(OutboxMessage.correspondent_id) == correspondent.id, waiting())
        .values(dropped_at=unit.now, sealed_content=b"")
    )
    return correspondent.id
