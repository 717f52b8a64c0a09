"""/forget and the receipt page let a chat go: what is kept of it is gone, and the case stays."""

from __future__ import annotations

import pytest

from cases.actions import filing, forgetting, receipts, telling, withdrawing
from cases.rules.errors import NotNow, NotThere
from cases.rules.vocabulary import StoryKind
from cases.store import outbox
from cases.store.tables import (
    Case,
    ChatMessage,
    Complainant,
    Conversation,
    Correspondent,
    Event,
    Evidence,
    LockboxKey,
    OutboxMessage,
    OutboxQueue,
    new_id,
)
from tests.cases.world import Filed, World

OF_A_CHAT = (Correspondent, Conversation, OutboxMessage, OutboxQueue, ChatMessage)


async def linked(world: World) -> Filed:
    """A case linked to a chat that also has a draft with a file, unsent words and a message that still stands."""
    filed = await world.file(correspondent_id=await world.chat())
    await world.act("dara", filed.number, telling.write_to_worker, "we are here")
    async with world.store.writing() as unit:
        row = Conversation(
            id=new_id(),
            correspondent_id=filed.correspondent_id,
            key_name="draft/2024-11-04",
            sealed_state=b"-",
            expires_at=unit.now,
        )
        unit.session.add_all(
            [row, ChatMessage(correspondent_id=filed.correspondent_id or "", message_id=7, at=unit.now)]
        )
        await filing.keep_evidence(unit, new_id(), StoryKind.PHOTO, 1, conversation_id=row.id)
    return filed


async def forget(world: World, filed: Filed) -> None:
    async with world.store.writing() as unit:
        await forgetting.forget_chat(unit, filed.correspondent_id or "")


async def test_forgetting_leaves_nothing_of_the_chat_and_all_of_the_case(world: World) -> None:
    """No address, draft, file of a draft, unsent word or message; her receipt opens her thread as before."""
    filed = await linked(world)
    await forget(world, filed)
    assert [await world.rows(table) for table in OF_A_CHAT] == [[]] * len(OF_A_CHAT)
    assert await world.rows(Evidence) == []
    (person,) = await world.rows(Complainant)
    assert person.correspondent_id is None
    assert await world.receipt_keys(filed)
    assert "chat_unlinked" in [event.kind for event in await world.rows(Event)]


async def test_forgetting_twice_is_forgetting_once(world: World) -> None:
    """The second half of a double tap finds nothing."""
    filed = await linked(world)
    await forget(world, filed)
    events = await world.rows(Event)
    await forget(world, filed)
    assert await world.rows(Event) == events


async def test_another_chat_is_left_alone(sqlite_world: World) -> None:
    """Only what belongs to the one that was forgotten goes."""
    filed, other = (
        await linked(sqlite_world),
        await sqlite_world.file(correspondent_id=await sqlite_world.chat("987654321")),
    )
    await sqlite_world.act("dara", other.number, telling.write_to_worker, "still here")
    await forget(sqlite_world, filed)
    assert [row.id for row in await sqlite_world.rows(Correspondent)] == [other.correspondent_id]
    assert {row.correspondent_id for row in await sqlite_world.rows(OutboxMessage)} == {other.correspondent_id}


async def test_what_is_said_last_is_sent_although_nothing_of_it_is_kept(sqlite_world: World) -> None:
    """A message that was leased for a chat that is gone needs no row to be written down as sent or failed."""
    filed = await linked(sqlite_world)
    async with sqlite_world.store.writing() as unit:
        chat = await unit.session.get_one(Correspondent, filed.correspondent_id)
        await outbox.enqueue(unit, chat, {"notice": "waiting", "params": {}}, lease=True)
        await unit.session.flush()
        await forgetting.forget_chat(unit, chat.id)
    (last,) = unit.leased
    async with sqlite_world.store.writing() as unit:
        await outbox.mark_sent(unit, [last.id])
        await outbox.mark_failed(unit, last.id, "TryLater")
        assert await outbox.mark_unreachable(unit, last.id) is None
    assert await sqlite_world.rows(OutboxMessage) == []


async def test_from_her_receipt_one_case_is_unlinked_and_an_empty_chat_forgotten(sqlite_world: World) -> None:
    """A chat with another case of hers goes on hearing of that one."""
    first = await sqlite_world.file(correspondent_id=await sqlite_world.chat())
    second = await sqlite_world.file(correspondent_id=first.correspondent_id)
    await sqlite_world.her(first, forgetting.unlink_chat)
    await sqlite_world.her(first, forgetting.unlink_chat)
    assert [row.id for row in await sqlite_world.rows(Correspondent)] == [first.correspondent_id]
    await sqlite_world.her(second, forgetting.unlink_chat)
    assert await sqlite_world.rows(Correspondent) == []


async def test_a_case_is_linked_to_the_chat_that_she_asks_for_and_to_no_second(sqlite_world: World) -> None:
    """Whoever holds the number alone cannot turn her news away from her own chat."""
    filed, chat = await sqlite_world.file(), await sqlite_world.chat()
    await sqlite_world.her(filed, forgetting.link_chat, chat)
    await sqlite_world.her(filed, forgetting.link_chat, chat)
    other = await sqlite_world.chat("987654321")
    with pytest.raises(NotNow) as refused:
        await sqlite_world.her(filed, forgetting.link_chat, other)
    assert refused.value.code == "chat_elsewhere"
    async with sqlite_world.store.writing() as unit:
        (await unit.session.get_one(Correspondent, chat)).unreachable_at = unit.now
    await sqlite_world.her(filed, forgetting.link_chat, other)
    (person,) = await sqlite_world.rows(Complainant)
    assert person.correspondent_id == other


async def test_withdrawn_is_erased_at_once_when_she_confirms_it(world: World) -> None:
    """Not before she withdrew; afterwards no half of any lockbox is left, her numbers open nothing. Twice is once."""
    filed = await world.active()
    with pytest.raises(NotNow) as refused:
        await world.her(filed, withdrawing.erase_now)
    assert refused.value.code == "not_withdrawn"
    await world.her(filed, withdrawing.withdraw_case)
    await world.her(filed, withdrawing.erase_now)
    await world.her(filed, withdrawing.erase_now)
    assert await world.rows(LockboxKey) == []
    (case,) = await world.rows(Case)
    assert case.erased_at is not None
    with pytest.raises(NotThere):
        await receipts.find(world.store, "chat|a", filed.receipt)
