"""Messages on their way out: in order for each person, one at a time, never lost, and bare when they are late."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from sqlmodel import select

from cases.actions import telling
from cases.store import claiming, outbox
from cases.store.door import case_for
from cases.store.tables import Correspondent, OutboxMessage
from cases.store.views import thread_of
from cases.store.worker_views import by_receipt
from cases.vault import receipts
from tests.cases.world import Filed, World


async def _put(world: World, chat: str, *words: str, lease: bool = False) -> list[str]:
    """Messages in the queue; the ids that the writer leased."""
    async with world.store.writing() as unit:
        correspondent = await unit.session.get_one(Correspondent, chat)
        for said in words:
            await outbox.enqueue(unit, correspondent, {"notice": "message", "params": {"text": said}}, lease=lease)
        return [message.id for message in unit.leased]


async def _claim(world: World, chat: str) -> OutboxMessage | None:
    async with world.store.writing() as unit:
        return await claiming.claim_next(unit, chat)


async def _words(world: World, message_id: str) -> str:
    async with world.store.reading() as unit:
        found = await claiming.read(unit, message_id)
    assert found is not None
    return str(found.content["params"].get("text", found.content["notice"]))


async def _sent(world: World, *message_ids: str) -> None:
    async with world.store.writing() as unit:
        await outbox.mark_sent(unit, message_ids)


async def test_each_persons_messages_go_out_in_order_and_one_at_a_time(world: World) -> None:
    """The second waits until the first is sent; other people's go beside it."""
    one, two = await world.chat("1"), await world.chat("2")
    await _put(world, one, "a", "b")
    await _put(world, two, "x")
    first = await _claim(world, one)
    assert first is not None and await _words(world, first.id) == "a"
    assert await _claim(world, one) is None, "the first is leased"
    beside = await _claim(world, two)
    assert beside is not None and await _words(world, beside.id) == "x"
    await _sent(world, first.id)
    second = await _claim(world, one)
    assert second is not None and await _words(world, second.id) == "b"


async def test_a_lease_that_ran_out_is_taken_over(world: World) -> None:
    """The process that held it died: the same message goes first, not the next one."""
    chat = await world.chat()
    (leased, _) = await _put(world, chat, "a", "b", lease=True)
    world.clock.let_pass(seconds=29)
    assert await _claim(world, chat) is None
    world.clock.let_pass(seconds=1)
    again = await _claim(world, chat)
    assert again is not None and again.id == leased


async def test_two_processes_never_claim_the_same_message(world: World) -> None:
    """Six at once: one gets it."""
    chat = await world.chat()
    await _put(world, chat, "a", "b")
    claimed = [found for found in await asyncio.gather(*(_claim(world, chat) for _ in range(6))) if found]
    assert len(claimed) == 1


async def test_writers_at_the_same_moment_get_different_numbers(world: World) -> None:
    """An officer's words, a notice and an answer for one chat at once: nothing is lost, no number twice."""
    chat = await world.chat()
    await asyncio.gather(*(_put(world, chat, f"{n}a", f"{n}b") for n in range(8)))
    rows = sorted(await world.rows(OutboxMessage), key=lambda row: row.seq)
    assert [row.seq for row in rows] == list(range(1, 17))
    said = [await _words(world, row.id) for row in rows]
    assert {said[n][0] for n in range(16)} == set("01234567")
    assert all(said.index(f"{n}a") < said.index(f"{n}b") for n in range(8))


async def test_a_conversation_that_holds_its_chat_does_not_block_an_officer(postgres_world: World) -> None:
    """A turn locks her chat, then the case; the desk locks the case, then writes to her chat: no deadlock."""
    world = postgres_world
    chat = await world.chat()
    filed = await world.active(correspondent_id=chat)
    turn_holds_chat, desk_holds_case = asyncio.Event(), asyncio.Event()

    async def turn() -> None:
        async with world.store.writing() as unit:
            await unit.session.exec(select(Correspondent).where(Correspondent.id == chat).with_for_update())
            turn_holds_chat.set()
            await desk_holds_case.wait()
            await telling.write_to_case(unit, filed.complainant_id, "when?")

    async def desk() -> None:
        async with world.store.writing() as unit:
            access = await case_for(unit, world.viewer("dara"), filed.number)
            await turn_holds_chat.wait()
            desk_holds_case.set()
            await telling.write_to_worker(unit, access, "on Monday")

    async with asyncio.timeout(20):
        await asyncio.gather(turn(), desk())


async def test_a_fault_is_waited_for_longer_each_time_and_an_hour_at_most(world: World) -> None:
    """2, 4, 8 seconds ...; what the far side asks for comes first."""
    chat = await world.chat()
    (message,) = await _put(world, chat, "a", lease=True)
    waits = []
    for _ in range(14):
        async with world.store.writing() as unit:
            await outbox.mark_failed(unit, message, "TryLater")
        (row,) = await world.rows(OutboxMessage)
        waits.append(int((row.due_at - world.clock.now()).total_seconds()))
        assert row.leased_until is None and row.fault == "TryLater"
    assert waits == [min(2 ** min(n, 12), 3600) for n in range(1, 15)]
    async with world.store.writing() as unit:
        await outbox.mark_failed(unit, message, "TryLater", dt.timedelta(seconds=17))
    world.clock.let_pass(seconds=16)
    assert await _claim(world, chat) is None
    world.clock.let_pass(seconds=1)
    assert await _claim(world, chat) is not None


async def test_what_waits_after_a_fault_holds_up_what_comes_later(world: World) -> None:
    """Order before speed: the second does not overtake."""
    chat = await world.chat()
    (first,) = await _put(world, chat, "a", lease=True)
    await _put(world, chat, "b")
    async with world.store.writing() as unit:
        await outbox.mark_failed(unit, first, "TryLater")
    assert await _claim(world, chat) is None
    async with world.store.reading() as unit:
        assert await outbox.due_correspondents(unit) == [chat]
    world.clock.let_pass(seconds=2)
    claimed = await _claim(world, chat)
    assert claimed is not None and claimed.id == first


async def test_after_three_days_only_that_something_waits_is_sent(world: World) -> None:
    """The words stay behind her receipt; and a month later it is given up."""
    chat = await world.chat()
    (message,) = await _put(world, chat, "a", lease=True)
    world.clock.let_pass(hours=72)
    assert await _words(world, message) == "a"
    world.clock.let_pass(seconds=1)
    assert await _words(world, message) == "waiting"
    world.clock.let_pass(days=28)
    async with world.store.writing() as unit:
        await outbox.mark_failed(unit, message, "TryLater")
    (row,) = await world.rows(OutboxMessage)
    assert row.dropped_at is not None and row.sealed_content == b""


async def test_words_whose_key_is_destroyed_are_not_sent(world: World) -> None:
    """The daily key goes on time, and with it what it sealed."""
    chat = await world.chat()
    (message,) = await _put(world, chat, "a", lease=True)
    world.store.keys.destroy_old(world.clock.now() + dt.timedelta(days=5))
    assert await _words(world, message) == "waiting"


async def test_what_was_sent_is_emptied_at_once(world: World) -> None:
    """Nothing that reached her stays here."""
    chat = await world.chat()
    (message,) = await _put(world, chat, "a", lease=True)
    await _sent(world, message)
    (row,) = await world.rows(OutboxMessage)
    assert row.sealed_content == b"" and row.sent_at == world.clock.now()
    async with world.store.reading() as unit:
        assert await claiming.read(unit, message) is None


async def _blocked(world: World) -> tuple[Filed, str]:
    chat = await world.chat()
    filed = await world.active(correspondent_id=chat)
    message = await _claim(world, chat)
    assert message is not None
    async with world.store.writing() as unit:
        assert await outbox.mark_unreachable(unit, message.id) == chat
    return filed, chat


async def test_who_blocked_the_bot_is_written_to_no_more_and_loses_nothing(world: World) -> None:
    """Her queue is emptied and stays so; what is told stands in her thread."""
    filed, chat = await _blocked(world)
    world.clock.let_pass(minutes=1)
    await world.act("dara", filed.number, telling.write_to_worker, "are you well?")
    assert all(row.dropped_at and not row.sealed_content for row in await world.rows(OutboxMessage))
    assert await _claim(world, chat) is None

    keys = await world.receipt_keys(filed)
    async with world.store.reading() as unit:
        lookup, _ = receipts.find(filed.receipt, world.store.keys.receipt_salt())
        said = await thread_of(unit, keys, await by_receipt(unit, lookup))
    assert said[-1].text == "are you well?"


@pytest.mark.parametrize("leased", [True, False])
async def test_a_lease_given_back_is_free_at_once(world: World, leased: bool) -> None:
    """The first failed: those behind it go back into the queue, in order."""
    chat = await world.chat()
    ids = await _put(world, chat, "a", "b", lease=True)
    async with world.store.writing() as unit:
        await outbox.release(unit, ids if leased else ids[1:])
    claimed = await _claim(world, chat)
    assert (claimed is not None) is leased
