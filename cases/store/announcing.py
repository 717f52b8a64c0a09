"""Notices carry nothing until she opens them: held in the outbox, announced as a number, shown when she is here.

    held, not announced   waits for her hours; then the jobs send "1 update" with a button, or the notice itself where
                          she is here now
    held, announced       she was told; it waits for her alone
    not held any more     she opened it: an ordinary message of the outbox, lowest number first

Several that wait are one announcement, repeated at most once an hour.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from cases.rules.contact_hours import next_moment
from cases.rules.vocabulary import ContactHours
from cases.store import outbox
from cases.store.clock import CAMBODIA
from cases.store.tables import Conversation, Correspondent, OutboxMessage
from cases.store.unit import Unit

ANNOUNCED_AGAIN = dt.timedelta(hours=1)
FORGOTTEN = dt.timedelta(days=30)  # a notice that she never opened stands behind her receipt all the same

ANNOUNCED = (
    sa.update(OutboxMessage)
    .where(
        col(OutboxMessage.id).in_(sa.bindparam("ids", expanding=True)),
        col(OutboxMessage.held),
        col(OutboxMessage.sent_at).is_(None),
    )
    .values(announced_at=sa.bindparam("now"), leased_until=None)
)


def is_held() -> sa.ColumnElement[bool]:
    """Whether notices wait for a correspondent to open them: a column for a query over correspondents."""
    held = sa.exists().where(
        col(OutboxMessage.correspondent_id) == col(Correspondent.id), outbox.unsent(), col(OutboxMessage.held)
    )
    return held.correlate(Correspondent)


async def is_here(unit: Unit, correspondent_id: str) -> bool:
    """Is she in her own matter right now? Then she sees at once what comes."""
    here = select(Conversation.id).where(
        Conversation.correspondent_id == correspondent_id, col(Conversation.open_until) > unit.now
    )
    return (await unit.session.exec(here)).first() is not None


async def hold(unit: Unit, correspondent: Correspondent, content: Mapping[str, Any], *, at_once: bool) -> str:
    """Keep a notice for her; returns its id. She is told in her hours that there is one, or `at_once`."""
    soon = at_once or await is_here(unit, correspondent.id)
    due_at, announced_at = _told_when(unit, correspondent.hours, soon)
    (message_id,) = await outbox.enqueue(
        unit, correspondent, content, held=True, due_at=due_at, announced_at=announced_at
    )
    return message_id


async def set_hours(unit: Unit, correspondent_id: str, hours: ContactHours) -> None:
    """When she may be told from now on; what waits for its hour waits for the new one."""
    await unit.session.exec(
        sa.update(Correspondent).where(col(Correspondent.id) == correspondent_id).values(hours=hours)
    )
    waits = sa.and_(outbox.unsent(), col(OutboxMessage.held), col(OutboxMessage.announced_at).is_(None))
    hers = col(OutboxMessage.correspondent_id) == correspondent_id
    due_at, announced_at = _told_when(unit, hours, False)
    await unit.session.exec(
        sa.update(OutboxMessage).where(hers, waits).values(due_at=due_at, announced_at=announced_at)
    )


def _told_when(unit: Unit, hours: ContactHours, soon: bool) -> tuple[dt.datetime, dt.datetime | None]:
    """When a notice is due, and since when it counts as announced: at once for who never wants to be told."""
    moment = next_moment(hours, unit.now.astimezone(CAMBODIA))
    if moment is None:
        return unit.now, unit.now
    return unit.now if soon else moment.astimezone(dt.UTC), None


async def announced_before(unit: Unit, correspondent_id: str) -> dt.datetime | None:
    """When, in the last hour, she was told of something that she has not opened: it covers this notice too."""
    if await is_here(unit, correspondent_id):
        return None
    standing = (
        select(OutboxMessage.announced_at)
        .where(
            OutboxMessage.correspondent_id == correspondent_id,
            outbox.unsent(),
            col(OutboxMessage.held),
            col(OutboxMessage.announced_at) > unit.now - ANNOUNCED_AGAIN,
        )
        .order_by(col(OutboxMessage.announced_at).desc())
        .limit(1)
    )
    return (await unit.session.exec(standing)).first()


async def announcement(unit: Unit, correspondent_id: str) -> Mapping[str, Any]:
    """What she is told: how many wait, and nothing else."""
    count = await unit.session.exec(
        select(sa.func.count())
        .select_from(OutboxMessage)
        .where(OutboxMessage.correspondent_id == correspondent_id, outbox.unsent(), col(OutboxMessage.held))
    )
    return {"notice": "update", "params": {"count": count.one()}}


async def mark_announced(unit: Unit, message_ids: Collection[str]) -> None:
    """She was told of these; one that she has opened meanwhile is left alone."""
    await unit.run(ANNOUNCED, {"ids": list(message_ids), "now": unit.now})


async def open_held(
    unit: Unit,
    correspondent: Correspondent,
    *,
    lease: bool,
    announced: Collection[str] = (),
    shown: Collection[str] = (),
) -> None:
    """She opens what waits: from now on ordinary messages, in order; with `lease` the caller sends them.

    `announced` and `shown` are ids that went out, as announcement or as they are, and are not written down yet. One
    that another process is just sending is left to it.
    """
    free = sa.or_(
        col(OutboxMessage.leased_until).is_(None),
        col(OutboxMessage.leased_until) <= unit.now,
        col(OutboxMessage.id).in_(announced),
    )
    rows = await unit.session.exec(
        select(OutboxMessage)
        .where(
            OutboxMessage.correspondent_id == correspondent.id,
            outbox.unsent(),
            col(OutboxMessage.held),
            free,
            col(OutboxMessage.id).not_in(shown),
        )
        .order_by(col(OutboxMessage.seq))
    )
    for message in rows.all():
        message.held, message.announced_at = False, message.announced_at or unit.now
        message.due_at, message.leased_until = unit.now, unit.now + outbox.LEASE if lease else None
        unit.session.add(message)
        if lease:
            content = outbox.content_of(unit, message)
            unit.leased.append(outbox.outgoing(unit, message.id, correspondent, content, message.tries))


async def forget_unopened(unit: Unit) -> None:
    """Words older than 72 hours are emptied, opened or not; after a month the row goes too."""
    unopened = sa.and_(outbox.unsent(), col(OutboxMessage.held), col(OutboxMessage.announced_at).is_not(None))
    await unit.session.exec(
        sa.update(OutboxMessage)
        .where(unopened, col(OutboxMessage.created_at) <= unit.now - outbox.CONTENT_KEPT)
        .values(sealed_content=b"")
    )
    await unit.session.exec(
        sa.delete(OutboxMessage).where(unopened, col(OutboxMessage.created_at) <= unit.now - FORGOTTEN)
    )
