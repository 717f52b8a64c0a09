"""What stands in her chat and can still be deleted there: by her, by itself, and by the sweep.

A row is written for each message that came or went and is deleted with it; Telegram lets a bot delete for 48 hours.
To hide a chat is one moment in `Correspondent.hidden_at`: whatever came until then is due, also a message whose row
is written a moment later. The rows that are due are the list of what is left to do, whoever stopped in the middle.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlmodel import col, select

from cases.store import outbox
from cases.store.tables import ChatMessage, Correspondent, OutboxMessage
from cases.store.unit import Unit, insert_into

DELETABLE = dt.timedelta(hours=48)
SWEPT_AFTER = dt.timedelta(hours=40)
AT_ONCE = 100  # messages in one request to Telegram


@dataclass(frozen=True)
class InChat:
    """One message in a chat. `delete_at` when it goes by itself soon."""

    correspondent_id: str
    message_id: int
    at: dt.datetime
    delete_at: dt.datetime | None = None


@dataclass(frozen=True)
class ToDelete:
    """Messages of one chat that are to be deleted, at most `AT_ONCE`."""

    correspondent_id: str
    address: str
    message_ids: tuple[int, ...]


async def record(unit: Unit, messages: Sequence[InChat]) -> None:
    """Write down what stands in a chat now. The same message again changes nothing."""
    if messages:
        await unit.run(_recording(unit.dialect), [vars(message) for message in messages])


@cache
def _recording(dialect: str) -> sa.Executable:
    return insert_into(dialect, ChatMessage).on_conflict_do_nothing(index_elements=["correspondent_id", "message_id"])


async def hide(unit: Unit, correspondent_id: str) -> None:
    """Everything in a chat until now is to be deleted, and nothing that still waits for it is sent any more.

    Notices that she has not read wait again until she opens them.
    """
    await unit.session.exec(
        sa.update(Correspondent).where(col(Correspondent.id) == correspondent_id).values(hidden_at=unit.now)
    )
    await unit.session.exec(
        sa.update(ChatMessage)
        .where(col(ChatMessage.correspondent_id) == correspondent_id, col(ChatMessage.delete_at).is_not(None))
        .values(delete_at=unit.now)
    )
    not_sent = sa.and_(
        col(OutboxMessage.correspondent_id) == correspondent_id,
        outbox.unsent(),
        col(OutboxMessage.held).is_(False),
        sa.or_(col(OutboxMessage.leased_until).is_(None), col(OutboxMessage.leased_until) <= unit.now),
    )
    announced = col(OutboxMessage.announced_at).is_not(None)
    await unit.session.exec(sa.update(OutboxMessage).where(not_sent, announced).values(held=True))
    await unit.session.exec(
        sa.update(OutboxMessage).where(not_sent, ~announced).values(dropped_at=unit.now, sealed_content=b"")
    )


async def keep(unit: Unit, correspondent_id: str, keeps: bool) -> None:
    """Her wish: the chat stays as it is, or its messages are deleted by themselves."""
    await unit.session.exec(
        sa.update(Correspondent).where(col(Correspondent.id) == correspondent_id).values(keeps_messages=keeps)
    )


def _due(unit: Unit) -> tuple[sa.ColumnElement[bool], ...]:
    """The three reasons to delete a message, each found by an index of its own."""
    hidden = sa.and_(
        col(Correspondent.hidden_at).is_not(None),
        col(ChatMessage.at) <= col(Correspondent.hidden_at),
        col(ChatMessage.delete_at).is_(None),
    )
    fleeting = col(ChatMessage.delete_at) <= unit.now
    swept = sa.and_(
        col(ChatMessage.at) <= unit.now - SWEPT_AFTER,
        col(Correspondent.keeps_messages).is_(False),
        col(ChatMessage.delete_at).is_(None),
    )
    return hidden, fleeting, swept


async def due_chats(unit: Unit, limit: int) -> list[str]:
    """Correspondents in whose chat something is to be deleted now."""
    found: dict[str, None] = {}
    for reason in _due(unit):
        rows = await unit.session.exec(
            select(ChatMessage.correspondent_id)
            .join(Correspondent, col(Correspondent.id) == col(ChatMessage.correspondent_id))
            .where(reason)
            .distinct()
            .limit(limit)
        )
        found |= dict.fromkeys(rows.all())
    return list(found)[:limit]


async def to_delete(unit: Unit, correspondent_id: str) -> ToDelete | None:
    """The next messages to delete in one chat, newest first; None when nothing is due."""
    correspondent = await unit.session.get(Correspondent, correspondent_id)
    if correspondent is None:
        return None
    rows = await unit.session.exec(
        select(ChatMessage.message_id)
        .join(Correspondent, col(Correspondent.id) == col(ChatMessage.correspondent_id))
        .where(ChatMessage.correspondent_id == correspondent_id, sa.or_(*_due(unit)))
        .order_by(col(ChatMessage.message_id).desc())
        .limit(AT_ONCE)
    )
    ids = tuple(rows.all())
    return ToDelete(correspondent_id, outbox.address_of(unit, correspondent), ids) if ids else None


async def deleted(unit: Unit, done: ToDelete) -> None:
    """These are gone from the chat, or can never be deleted there."""
    await unit.session.exec(
        sa.delete(ChatMessage).where(
            col(ChatMessage.correspondent_id) == done.correspondent_id,
            col(ChatMessage.message_id).in_(done.message_ids),
        )
    )


async def put_off(unit: Unit, late: ToDelete, until: dt.datetime) -> None:
    """Telegram cannot be asked before `until`."""
    await unit.session.exec(
        sa.update(ChatMessage)
        .where(
            col(ChatMessage.correspondent_id) == late.correspondent_id,
            col(ChatMessage.message_id).in_(late.message_ids),
        )
        .values(delete_at=until)
    )


async def forget_old(unit: Unit) -> None:
    """After 48 hours Telegram deletes nothing for a bot: the rows are of no more use."""
    over = unit.now - DELETABLE
    await unit.session.exec(sa.delete(ChatMessage).where(col(ChatMessage.at) <= over))
    await unit.session.exec(sa.update(Correspondent).where(col(Correspondent.hidden_at) <= over).values(hidden_at=None))
