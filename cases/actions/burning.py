"""Burning keys: chats, drafts and unsent messages become unreadable for ever, before somebody takes the server.

The files go first, at once; the rows that nobody can open any more follow. Stories, timelines and receipts do not hang
on these keys and stay.
"""

from __future__ import annotations

import asyncio

import sqlalchemy as sa
from sqlmodel import col, select

from cases.actions.telling import locked
from cases.rules.errors import NotConfigured
from cases.store import events
from cases.store.tables import (
    ChatMessage,
    Complainant,
    Conversation,
    Correspondent,
    Evidence,
    Installation,
    OutboxMessage,
    OutboxQueue,
    Preview,
    QuestionsLeft,
)
from cases.store.unit import Store, Unit
from cases.vault.hashing import same

SYSTEM = "system"


async def burn(store: Store) -> None:
    """Destroy the contacts' key and all daily keys, then let the database know. Twice is once, and mends a half."""
    await asyncio.to_thread(store.keys.burn)
    await settle_burned(store)


async def settle_burned(store: Store) -> None:
    """Tell the database that keys were burned: whoever it knew by them is a stranger from here on.

    Raises:
        NotConfigured: the keys were burned for another database.
    """
    before = store.keys.burned_check()
    if before is None:
        return
    async with store.writing() as unit:
        installed = (await unit.session.exec(select(Installation))).one()
        if not (same(installed.keys_check, before) or same(installed.keys_check, store.keys.check())):
            raise NotConfigured("keys_of_another", keys=str(store.keys.folder))
        await forget_chats(unit)
        await _forget_daily(unit)
        installed.keys_check = store.keys.check()
        unit.session.add(installed)
    store.keys.burning_is_done()


async def forget_chats(unit: Unit) -> None:
    """Unlink every chat from every case and delete all that is kept of chats. Receipts open the cases as before."""
    linked = select(Complainant.id, Complainant.case_id).where(col(Complainant.correspondent_id).is_not(None))
    for complainant_id, case_id in (await unit.session.exec(linked.order_by(Complainant.case_id))).all():
        case = await locked(unit, case_id)
        complainant = await unit.session.get_one(Complainant, complainant_id, populate_existing=True)
        complainant.correspondent_id = None
        unit.session.add(complainant)
        await events.append(unit, case, "chat_unlinked", SYSTEM)
    await unit.session.flush()
    of_chats = select(Conversation.id).where(col(Conversation.correspondent_id).is_not(None))
    await unit.session.exec(
        sa.delete(Evidence).where(col(Evidence.conversation_id).in_(of_chats), col(Evidence.case_id).is_(None))
    )
    await unit.session.exec(sa.delete(Conversation).where(col(Conversation.correspondent_id).is_not(None)))
    for table in (ChatMessage, OutboxMessage, OutboxQueue, Correspondent, QuestionsLeft):
        await unit.session.exec(sa.delete(table))


async def _forget_daily(unit: Unit) -> None:
    """What lay under daily keys: drafts of browser pages and previews."""
    await unit.session.exec(sa.delete(Evidence).where(col(Evidence.case_id).is_(None)))
    for table in (Conversation, Preview):
        await unit.session.exec(sa.delete(table))
