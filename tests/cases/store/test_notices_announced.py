"""What reaches her unasked carries nothing until she opens it: announced as a number, then shown in order, once."""

from __future__ import annotations

import asyncio
import datetime as dt

from bot.channel import TryLater
from bot.outbound import Outbound
from bot.rendering import Rendered
from cases.actions import telling
from cases.store import announcing, outbox
from cases.store.tables import Conversation, Correspondent, OutboxMessage
from tests.cases.world import Filed, World
from tests.support.chat_line import ChatLine, chat_line
from tests.support.phone import Control

WORDS = "យើងបានអានរឿងរបស់បងហើយ"
MENU = "ព័ត៌មានការងារ។ ចុចយកមួយ។"
CLEARED = "បានសម្អាតហើយ។"


async def _linked(line: ChatLine, world: World) -> Filed:
    """A case whose worker is in this chat, which has been silent for an hour."""
    await line.say("/start")
    (chat,) = await world.rows(Correspondent)
    filed = await world.active(correspondent_id=chat.id)
    async with world.store.writing() as unit:
        for row in await world.rows(Conversation):
            await unit.session.delete(row)  # as after three days: rebuilt from her linked case
    world.clock.let_pass(hours=2)
    await line.jobs()
    await line.tap("open:")
    world.clock.let_pass(hours=2)
    return filed


async def _write(world: World, filed: Filed, *words: str) -> None:
    for said in words:
        await world.act("dara", filed.number, telling.write_to_worker, said)


async def test_an_announcement_says_how_many_and_the_words_come_when_she_opens_it(
    world: World, bot_api: Control
) -> None:
    """Two messages, one announcement; opened, both stand there in order, and her own screen below them."""
    async with chat_line(world.store, bot_api) as line:
        filed = await _linked(line, world)
        before = len(await line.texts())
        await _write(world, filed, WORDS + "1", WORDS + "2")
        await line.jobs()
        (told,) = (await line.texts())[before:]
        assert told == "ព័ត៌មានថ្មី៖ 2"
        first, second, *_screen = await line.tap("open:")
        assert WORDS + "1" in first and WORDS + "2" in second
        await line.jobs()
        assert sum(WORDS in text for text in await line.texts()) == 2
        rows = await world.rows(OutboxMessage)
        assert all(row.sent_at and not row.sealed_content for row in rows)
    assert bot_api.violations() == []


async def test_what_comes_within_the_hour_is_covered_by_the_announcement_that_stands(
    world: World, bot_api: Control
) -> None:
    """No second one; after an hour she is told again, and opening shows all of it."""
    async with chat_line(world.store, bot_api) as line:
        filed = await _linked(line, world)
        before = len(await line.texts())
        await _write(world, filed, WORDS)
        await line.jobs()
        world.clock.let_pass(minutes=30)
        await _write(world, filed, "II")
        await line.jobs()
        assert len(await line.texts()) == before + 1
        world.clock.let_pass(minutes=45)
        await _write(world, filed, "III")
        await line.jobs()
        assert (await line.texts())[before:] == ["ព័ត៌មានថ្មី៖ 1", "ព័ត៌មានថ្មី៖ 3"]
        assert len(await line.tap("open:")) == 4


async def test_while_she_is_here_what_comes_is_shown_at_once(world: World, bot_api: Control) -> None:
    """She has just tapped; two minutes later, or once she has hidden the chat, it is only announced."""
    async with chat_line(world.store, bot_api) as line:
        filed = await _linked(line, world)
        await line.tap("open:")
        world.clock.let_pass(minutes=1)
        await _write(world, filed, WORDS)
        await line.jobs()
        assert WORDS in (await line.texts())[-1]
        world.clock.let_pass(minutes=1)
        await _write(world, filed, "later")
        await line.jobs()
        assert (await line.texts())[-1] == "ព័ត៌មានថ្មី៖ 1"
        await line.tap("open:")
        world.clock.let_pass(seconds=1)
        await line.say("/hide")
        world.clock.let_pass(seconds=1)
        await _write(world, filed, "after hiding")
        await line.jobs()
        assert (await line.texts())[-1] == "ព័ត៌មានថ្មី៖ 1"
        assert not any("after hiding" in text for text in await line.texts())


async def test_the_harmless_menu_shows_no_notice(world: World, bot_api: Control) -> None:
    """Somebody with her phone looks at the wages: what waits stays closed until her own matter is entered."""
    async with chat_line(world.store, bot_api) as line:
        filed = await _linked(line, world)
        await line.say("?")
        await _write(world, filed, WORDS)
        await line.tap("menu:wages")
        await line.jobs()
        assert not any(WORDS in text for text in await line.texts())
        said = await line.tap("menu:mine")
        assert WORDS in said[0]


async def test_after_three_days_it_says_only_where_to_read_it(world: World, bot_api: Control) -> None:
    """The short-lived copy is gone, emptied by the jobs: her two numbers open her thread."""
    async with chat_line(world.store, bot_api) as line:
        filed = await _linked(line, world)
        await _write(world, filed, WORDS)
        await line.jobs()
        world.clock.let_pass(hours=73)
        async with world.store.writing() as unit:
            await announcing.forget_unopened(unit)
        (row,) = [row for row in await world.rows(OutboxMessage) if row.held]
        assert row.sealed_content == b""
        said = await line.tap("open:")
        assert "លេខពីរ" in said[0] and WORDS not in said[0]


async def test_opening_twice_shows_it_once(world: World, bot_api: Control) -> None:
    """A double tap, and the same update again."""
    async with chat_line(world.store, bot_api) as line:
        filed = await _linked(line, world)
        await _write(world, filed, WORDS)
        await line.jobs()
        for _ in range(2):
            await asyncio.to_thread(line.phone.post, "press", data="open:")
        await line.handle()
        bot_api.repeat(2)
        await line.handle()
        await line.jobs()
        assert sum(WORDS in text for text in await line.texts()) == 1


async def test_who_hides_before_the_answer_came_finds_the_notice_again(world: World, bot_api: Control) -> None:
    """Opened, but Telegram was busy, and then hidden: nothing of it is sent any more until she opens it again."""
    async with chat_line(world.store, bot_api) as line:
        filed = await _linked(line, world)
        await _write(world, filed, WORDS)
        await line.jobs()
        bot_api.fault("sendMessage", 429, retry_after=60)
        await line.tap("open:")
        world.clock.let_pass(seconds=1)
        await line.say("/hide")
        await line.jobs()
        (last,) = await line.texts()
        assert last.startswith(CLEARED)
        await line.say("?")
        said = await line.tap("menu:mine")
        assert WORDS in said[0]


async def test_an_announcement_that_fails_is_tried_again_and_one_that_was_cut_off_comes_twice_at_most(
    world: World,
) -> None:
    """As every message: waited for, and doubled only where the process died before it wrote that down."""
    chat = await world.chat()
    filed = await world.active(correspondent_id=chat)
    await _write(world, filed, WORDS)
    told: list[str] = []
    refusals = [TryLater("RetryAfter", 3)]

    async def send(_address: str, rendered: Rendered) -> tuple[int, ...]:
        if refusals:
            raise refusals.pop()
        told.append(rendered.text)
        return (len(told),)

    dying = Outbound(world.store, send)
    await dying.round()
    assert told == []
    world.clock.let_pass(seconds=3)
    while await dying.round():
        world.clock.let_pass(seconds=1)
    assert len(told) == 1 and WORDS not in told[0]
    # It dies with the last mark in memory alone; another takes over when the lease ends.
    survivor = Outbound(world.store, send)
    world.clock.let_pass(seconds=31)
    while await survivor.round():
        pass
    await survivor.finish()
    assert len(told) <= 2
    rows = await world.rows(OutboxMessage)
    assert all(row.held and row.announced_at and not row.sent_at for row in rows)
    assert all(outbox.CONTENT_KEPT > world.clock.now() - row.created_at > dt.timedelta(0) for row in rows)
