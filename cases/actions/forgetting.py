"""The way back to her is let go: a chat is unlinked from her cases and everything that is kept of it goes."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col, select

from cases.actions.telling import actor_of, locked, own
from cases.rules.errors import NotNow
from cases.store import events, outbox
from cases.store.tables import (
    ChatMessage,
    Complainant,
    Conversation,
    Correspondent,
    Evidence,
    OutboxMessage,
    OutboxQueue,
)
from cases.store.unit import Unit


async def link_chat(unit: Unit, complainant_id: str, correspondent_id: str) -> None:
    """She opened her case by its number and wants its news in this chat. Twice is once.

    Raises:
        NotNow: they go to another chat that takes them. It is let go there, or at the office, not by the number alone.
    """
    complainant, case = await own(unit, complainant_id)
    await unit.session.refresh(complainant)
    if complainant.correspondent_id == correspondent_id:
        return
    if complainant.correspondent_id is not None:
        other = await unit.session.get(Correspondent, complainant.correspondent_id)
        if other is not None and other.unreachable_at is None:
            raise NotNow("chat_elsewhere")
    complainant.correspondent_id, complainant.chat_by_number = correspondent_id, True
    unit.session.add(complainant)
    await events.append(unit, case, "chat_linked", actor_of(complainant))


async def let_chat_go(unit: Unit, complainant: Complainant) -> None:
    """Somebody else may hold her phone: nothing more of this case is told or heard there.

    The talk that the chat is in ends, since it knows the case; what waits there to be opened says nothing any more.
    """
    if complainant.correspondent_id is None:
        return
    await outbox.empty(unit, complainant.correspondent_id, drop=False)
    await _end_talk(unit, complainant.correspondent_id)
    complainant.correspondent_id, complainant.chat_by_number = None, False
    unit.session.add(complainant)


async def unlink_chat(unit: Unit, complainant_id: str) -> None:
    """From her receipt: no chat hears of this case any more. The chat is forgotten when nothing else holds it."""
    complainant, case = await own(unit, complainant_id)
    await unit.session.refresh(complainant)
    correspondent_id = complainant.correspondent_id
    if correspondent_id is None:
        return
    await let_chat_go(unit, complainant)
    await events.append(unit, case, "chat_unlinked", actor_of(complainant))
    await unit.session.flush()
    still = select(Complainant.id).where(Complainant.correspondent_id == correspondent_id).limit(1)
    if (await unit.session.exec(still)).first() is None:
        await _forget_rows(unit, correspondent_id)


async def forget_chat(unit: Unit, correspondent_id: str) -> None:
    """/forget: the chat is unlinked from every case and its rows go. The cases stay, and her receipts open them.

    A later message from the same chat begins as a stranger's. Twice is once.
    """
    linked = select(Complainant.id, Complainant.case_id).where(Complainant.correspondent_id == correspondent_id)
    for complainant_id, case_id in (await unit.session.exec(linked.order_by(Complainant.case_id))).all():
        case = await locked(unit, case_id)
        complainant = await unit.session.get_one(Complainant, complainant_id, populate_existing=True)
        complainant.correspondent_id = None
        unit.session.add(complainant)
        await events.append(unit, case, "chat_unlinked", actor_of(complainant))
    await unit.session.flush()
    await _forget_rows(unit, correspondent_id)


async def _forget_rows(unit: Unit, correspondent_id: str) -> None:
    """The talk, what was to be sent, what stood in the chat, and the address itself."""
    await _end_talk(unit, correspondent_id)
    for statement in (
        sa.delete(ChatMessage).where(col(ChatMessage.correspondent_id) == correspondent_id),
        sa.delete(OutboxMessage).where(col(OutboxMessage.correspondent_id) == correspondent_id),
        sa.delete(OutboxQueue).where(col(OutboxQueue.correspondent_id) == correspondent_id),
        sa.delete(Correspondent).where(col(Correspondent.id) == correspondent_id),
    ):
        await unit.session.exec(statement)


async def _end_talk(unit: Unit, correspondent_id: str) -> None:
    """The talk that a chat is in, with its draft and the files of that."""
    drafts = select(Conversation.id).where(Conversation.correspondent_id == correspondent_id)
    for statement in (
        sa.delete(Evidence).where(col(Evidence.conversation_id).in_(drafts), col(Evidence.case_id).is_(None)),
        sa.delete(Conversation).where(col(Conversation.correspondent_id) == correspondent_id),
    ):
        await unit.session.exec(statement)
