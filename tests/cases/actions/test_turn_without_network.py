"""A real turn of the conversation: committed first, sent afterwards, and nothing goes out in between."""

from __future__ import annotations

import asyncio

import pytest

from bot.channel import ChannelError
from bot.dialogue.model import Answer, AnswerKind
from bot.outbound import Outbound
from bot.rendering import Rendered
from bot.runner import Heard, Runner
from bot.telegram.client import TelegramClient
from bot.telegram.handling import Handling
from cases.store import unit as units
from cases.store.tables import OutboxMessage, TelegramUpdate
from tests.cases.world import World
from tests.support.no_network_inside import watched
from tests.support.phone import Control


async def test_a_turn_through_the_bot_api_is_sent_after_its_commit(world: World, bot_api: Control) -> None:
    """Real python-telegram-bot, real HTTP on loopback; the guard of every test watches both."""
    client = TelegramClient("123:abc", bot_api.base_url)
    await client.start()
    handling = Handling(world.store, Runner(world.store, "http://samleng.test"), client)
    phone = bot_api.phone(77)
    try:
        await asyncio.to_thread(phone.post, "text", text="/start")
        async with asyncio.timeout(20):
            updates = await client.get_updates(0, timeout=5)
            for update in updates:
                await handling.handle(client.read(update))
        assert len(await asyncio.to_thread(phone.texts)) >= 1
        (seen,) = await world.rows(TelegramUpdate)
        assert not seen.poisoned
    finally:
        await client.close()


async def test_sending_sees_what_was_committed_and_no_open_unit(world: World) -> None:
    """When the first message goes out, its row and the update's are already there for another connection."""
    seen: list[tuple[bool, int, int]] = []

    async def send(_address: str, _rendered: Rendered) -> None:
        rows = len(await world.rows(OutboxMessage)), len(await world.rows(TelegramUpdate))
        seen.append((units.is_open(), *rows))

    runner = Runner(world.store, "http://samleng.test")
    heard = Heard(Answer(AnswerKind.START, ""))
    outbound = Outbound(world.store, send)
    await runner.hear_chat(1, "77", heard, outbound)
    assert seen and all(not is_open and messages and updates == 1 for is_open, messages, updates in seen)
    await runner.hear_chat(1, "77", heard, outbound)
    assert len(await world.rows(TelegramUpdate)) == 1
    assert len(seen) == len(await world.rows(OutboxMessage)), "the same update again sends nothing"


async def test_a_call_from_inside_a_turn_would_be_caught(sqlite_world: World, bot_api: Control) -> None:
    """python-telegram-bot makes a network error of whatever a transport raises: it is written down all the same."""
    client = TelegramClient("123:abc", bot_api.base_url)
    await client.start()
    with watched() as started:
        try:
            async with sqlite_world.store.writing():
                with pytest.raises(ChannelError):
                    await client.get_me()
        finally:
            await client.close()
        assert started and "handle_async_request" in started[0]
    started.clear()
