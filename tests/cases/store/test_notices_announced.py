"""What reaches her unasked carries nothing until she opens it: announced as a number, then shown in order, once."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

from sqlmodel import select

from bot.channel import TryLater
from bot.outbound import Outbound
from bot.rendering import Rendered
from cases.actions import telling
from cases.rules.vocabulary import Arrival, ContactHours
from cases.store import announcing, outbox
from cases.store.door import case_for
from cases.store.tables import Conversation, Correspondent, OutboxMessage
from cases.store.views import view_case
from tests.cases.world import Filed, World
from tests.support.chat_line import ChatLine, chat_line
from tests.support.phone import Control

WORDS = "យើងបានអានរឿងរបស់បងហើយ"
MENU = "ព័ត៌មានការងារ។ ចុចយកមួយ។"
CLEARED = "បានសម្អាតហើយ។"


async def _linked(line: ChatLine, world: World, hours: ContactHours = ContactHours.ANY_TIME, **filing: Any) -> Filed:
    """A case whose worker is in this chat, which has been silent for an hour, and may be told at `hours`."""
    await line.say("/start")
    (chat,) = await world.rows(Correspondent)
    async with world.store.writing() as unit:
        await announcing.set_hours(unit, chat.id, ContactHours.ANY_TIME)
    filed = await world.active(correspondent_id=chat.id, **filing)
    async with world.store.writing() as unit:
        for row in await world.rows(Conversation):
            await unit.session.delete(row)  # as after three days: rebuilt from her linked case
    world.clock.let_pass(hours=2)
    await line.jobs()
    await line.tap("open:")
    async with world.store.writing() as unit:
        await announcing.set_hours(unit, chat.id, hours)
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


async def test_news_waits_for_her_hours_and_holds_up_nothing_else(world: World, bot_api: Control) -> None:
    """At nine nothing; what she asks herself is answered, and at half past eleven she is told."""
    async with chat_line(world.store, bot_api) as line:
        filed = await _linked(line, world, ContactHours.NOON_AND_EVENING)
        world.clock.let_pass(hours=20)  # 09:00 of the next day
        await _write(world, filed, WORDS)
        before = len(await line.texts())
        await line.jobs()
        assert len(await line.texts()) == before
        async with world.store.writing() as unit:
            chat = (await unit.session.exec(select(Correspondent))).one()
            await outbox.enqueue(unit, chat, outbox.WAITING)  # as a reply that a crash left behind
        await line.jobs()
        assert len(await line.texts()) == before + 1
        world.clock.let_pass(hours=2, minutes=30)
        await line.jobs()
        assert (await line.texts())[-1] == "ព័ត៌មានថ្មី៖ 1"


async def test_who_never_wants_to_be_written_to_finds_it_when_she_looks(sqlite_world: World, bot_api: Control) -> None:
    """Chosen in the chat: nothing comes by itself, not at noon either, and nothing is lost."""
    world = sqlite_world
    async with chat_line(world.store, bot_api) as line:
        filed = await _linked(line, world, ContactHours.EVENING)
        await _write(world, filed, WORDS + "1")
        await line.tap("chat:ask")
        await line.tap("chat:hours")
        assert {"chat:hours.noon", "chat:hours.any_time", "chat:hours.never"} <= set(await line.buttons())
        await line.tap("chat:hours.never")
        world.clock.let_pass(hours=14)
        await _write(world, filed, WORDS + "2")
        before = len(await line.texts())
        await line.jobs()
        assert len(await line.texts()) == before
        opened = await line.tap("menu:mine")
        assert [WORDS + "1" in opened[0], WORDS + "2" in opened[1]] == [True, True]


async def test_danger_waits_for_no_hour(sqlite_world: World, bot_api: Control) -> None:
    """Nine in the morning, but somebody is in danger."""
    world = sqlite_world
    async with chat_line(world.store, bot_api) as line:
        filed = await _linked(line, world, ContactHours.EVENING, danger=True)
        await _write(world, filed, WORDS)
        await line.jobs()
        assert (await line.texts())[-1].startswith("ព័ត៌មានថ្មី")


async def test_the_officer_sees_how_far_her_message_has_come(sqlite_world: World, bot_api: Control) -> None:
    """Waits for her hours, waits in the chat, opened; and when she blocks the bot, that it did not arrive."""
    world = sqlite_world
    async with chat_line(world.store, bot_api) as line:
        filed = await _linked(line, world, ContactHours.NOON)
        world.clock.let_pass(hours=20)
        await _write(world, filed, WORDS)
        assert await _arrival(world, filed) is Arrival.WAITS
        world.clock.let_pass(hours=3)
        await line.jobs()
        assert await _arrival(world, filed) is Arrival.UNOPENED
        await line.tap("open:")
        await line.jobs()
        assert await _arrival(world, filed) is Arrival.OPENED
        world.clock.let_pass(hours=24)
        await _write(world, filed, "again")
        async with world.store.writing() as unit:
            (waits,) = [row for row in await world.rows(OutboxMessage) if row.sent_at is None]
            await outbox.mark_unreachable(unit, waits.id)
        assert await _arrival(world, filed) is Arrival.NOT_REACHED


async def _arrival(world: World, filed: Filed) -> Arrival | None:
    """Of the last line to her, as her union sees it."""
    async with world.store.reading() as unit:
        access = await case_for(unit, world.viewer("dara"), filed.number)
        return (await view_case(unit, access)).thread[-1].arrival
