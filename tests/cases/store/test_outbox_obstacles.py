"""What stands in a message's way stands in no other's: a text that is refused, a chat that was closed for a while."""

from __future__ import annotations

import asyncio

from bot import conversations
from bot.channel import Refused, Unreachable
from bot.outbound import Outbound
from bot.rendering import Rendered
from cases.store import outbox
from cases.store.tables import Correspondent
from tests.cases.world import World


async def _put(world: World, chat: str, *words: str) -> None:
    async with world.store.writing() as unit:
        correspondent = await unit.session.get_one(Correspondent, chat)
        said = [{"notice": "message", "params": {"party": {"en": "U", "km": "U"}, "text": one}} for one in words]
        await outbox.enqueue(unit, correspondent, *said)


async def _sends(world: World, outbound: Outbound, enough: asyncio.Event) -> None:
    """The jobs' loop until enough was sent; the test's clock jumps over every wait."""
    stopping = asyncio.Event()
    task = asyncio.create_task(outbound.run(stopping, idle=0.01))
    async with asyncio.timeout(20):
        while not enough.is_set():
            await asyncio.sleep(0.02)
            world.clock.let_pass(seconds=60)
    stopping.set()
    await task


async def test_a_text_that_telegram_never_takes_holds_up_nothing(world: World) -> None:
    """After three tries a notice without content goes in its place, and the next message follows."""
    chat = await world.chat()
    await _put(world, chat, "refused words", "hearing tomorrow")
    taken: list[str] = []
    enough = asyncio.Event()

    async def send(_address: str, rendered: Rendered) -> None:
        if "refused words" in rendered.text:
            raise Refused("BadRequest")
        taken.append(rendered.text)
        if "hearing tomorrow" in rendered.text:
            enough.set()

    await _sends(world, Outbound(world.store, send), enough)
    assert len(taken) == 2, "the notice in place of the first, then the second"
    assert "hearing tomorrow" in taken[1]


async def test_when_she_comes_back_she_hears_that_something_waits(world: World) -> None:
    """She had closed the chat: what came meanwhile stands behind her receipt, and she is told so without content."""
    async with world.store.writing() as unit:
        opened = await conversations.of_chat(unit, "77", "")
    assert opened.correspondent is not None
    chat = opened.correspondent.id
    await _put(world, chat, "while you were away")
    closed = asyncio.Event()

    async def gone(_address: str, _rendered: Rendered) -> None:
        closed.set()
        raise Unreachable("Forbidden")

    await _sends(world, Outbound(world.store, gone), closed)
    async with asyncio.timeout(10):
        while not (await _unreachable(world, chat)):
            await asyncio.sleep(0.02)
    async with world.store.writing() as unit:
        await conversations.of_chat(unit, "77", "")
    told: list[str] = []
    enough = asyncio.Event()

    async def send(_address: str, rendered: Rendered) -> None:
        told.append(rendered.text)
        enough.set()

    await _sends(world, Outbound(world.store, send), enough)
    assert len(told) == 1
    assert "while you were away" not in told[0]


async def _unreachable(world: World, chat: str) -> bool:
    async with world.store.reading() as unit:
        return (await unit.session.get_one(Correspondent, chat)).unreachable_at is not None
