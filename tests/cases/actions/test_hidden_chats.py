"""Her chat is emptied: at once when she hides it, by itself at 40 hours, and never when she chose to keep it."""

from __future__ import annotations

import asyncio

import pytest

from cases.store.tables import ChatMessage, Complainant, Correspondent
from tests.cases.world import World
from tests.support.chat_line import PUBLIC_URL, ChatLine, chat_line
from tests.support.phone import Control

STORY = "គេឲ្យខ្ញុំឈប់ ព្រោះខ្ញុំបង្កើតសហជីព។ មេក្រុមប្រាប់ខ្ញុំផ្ទាល់។"
CLEARED, MENU = "បានសម្អាតហើយ។", "ព័ត៌មានការងារ។ ចុចយកមួយ។"


async def _files(line: ChatLine, world: World) -> None:
    """From a link to the receipt, in Khmer."""
    await line.say("/start _kmo")
    for data in ("danger:no", "issue:union"):
        await line.tap(data)
    await line.say(STORY)
    for data in ("story:done", f"who:{world.party['union']}", "send:go"):
        await line.tap(data)


async def test_hiding_deletes_every_message_hers_and_the_bots(world: World, bot_api: Control) -> None:
    """Only a last neutral message is left, and the bot shows the harmless menu to whoever writes next."""
    async with chat_line(world.store, bot_api) as line:
        await _files(line, world)
        assert len(await line.chat()) > 8
        world.clock.let_pass(seconds=1)
        await line.say("/hide")
        (last,) = await line.chat()
        assert last["by"] == "bot" and last["text"].startswith(CLEARED)
        for word in ("រឿង", "សហជីព", "រោងចក្រ"):
            assert word not in last["text"]
        world.clock.let_pass(seconds=1)
        assert await line.say("?") == [MENU]
        world.clock.let_pass(minutes=5)
        await line.jobs()
        assert [m.get("text") for m in await line.chat()] == ["?", MENU], "the last message went by itself"
        await line.tap("menu:mine")
        assert "receipt:have" in await line.buttons()
    assert bot_api.violations() == []


async def test_a_double_tap_on_hide_and_a_chat_that_is_empty_already_are_harmless(
    world: World, bot_api: Control
) -> None:
    """One last message each time, and its own button takes that away too."""
    async with chat_line(world.store, bot_api) as line:
        await _files(line, world)
        await line.tap("receipt:have")
        world.clock.let_pass(seconds=1)
        for _ in range(2):
            await asyncio.to_thread(line.phone.post, "press", data="chat:hide")
        await line.handle()
        world.clock.let_pass(seconds=1)
        await line.say("/hide")
        assert len(await line.chat()) == 1
        world.clock.let_pass(seconds=1)
        await line.tap("chat:bare")
        await line.jobs()
        assert await line.chat() == []
        assert await world.rows(ChatMessage) == []
    assert bot_api.violations() == []


async def test_other_chats_are_left_alone(sqlite_world: World, bot_api: Control) -> None:
    """Hers is emptied, her neighbour's stays as it is."""
    async with chat_line(sqlite_world.store, bot_api, 77) as line, chat_line(sqlite_world.store, bot_api, 78) as other:
        await other.say("/start _kmo")
        await _files(line, sqlite_world)
        sqlite_world.clock.let_pass(seconds=1)
        before = await other.chat()
        await line.say("/hide")
        assert await other.chat() == before and len(before) == 2


@pytest.mark.parametrize("status", [429, 0, 500])
async def test_a_hide_that_was_interrupted_is_finished_by_the_jobs(
    sqlite_world: World, bot_api: Control, status: int
) -> None:
    """Telegram was busy or gone: the rows are what is left to do."""
    async with chat_line(sqlite_world.store, bot_api) as line:
        await _files(line, sqlite_world)
        sqlite_world.clock.let_pass(seconds=1)
        bot_api.fault("deleteMessages", status, retry_after=1)
        await line.say("/hide")
        assert len(await line.chat()) > 8
        await line.jobs()
        assert len(await line.chat()) == 1


async def test_a_message_that_cannot_be_deleted_holds_up_no_other(sqlite_world: World, bot_api: Control) -> None:
    """The batch is refused: each is tried alone, and what is refused then is let go."""
    async with chat_line(sqlite_world.store, bot_api) as line:
        await _files(line, sqlite_world)
        sqlite_world.clock.let_pass(seconds=1)
        bot_api.fault("deleteMessages", 400)
        bot_api.fault("deleteMessage", 400)
        await line.say("/hide")
        await line.jobs()
        assert len(await line.chat()) == 2
        assert len(await sqlite_world.rows(ChatMessage)) == 1, "of the last message alone"


async def test_at_forty_hours_messages_go_by_themselves(world: World, bot_api: Control) -> None:
    """Not before; and the receipt, noted or not, opens the case all the same."""
    async with chat_line(world.store, bot_api) as line:
        await _files(line, world)
        await line.jobs()
        world.clock.let_pass(hours=39)
        before = len(await line.chat())
        await line.jobs()
        assert len(await line.chat()) == before
        world.clock.let_pass(hours=1)
        await line.jobs()
        assert await line.chat() == []
        assert await world.rows(ChatMessage) == []


async def test_who_keeps_her_messages_is_not_swept(sqlite_world: World, bot_api: Control) -> None:
    """Said once after sending, chosen with one tap, and taken back with another; rows are let go at 48 hours."""
    async with chat_line(sqlite_world.store, bot_api) as line:
        await _files(line, sqlite_world)
        said = await line.tap("receipt:have")
        assert any("40 ម៉ោង" in text for text in said)
        await line.tap("chat:keep")
        (chat,) = await sqlite_world.rows(Correspondent)
        assert chat.keeps_messages
        sqlite_world.clock.let_pass(hours=41)
        before = len(await line.chat())
        await line.jobs()
        assert len(await line.chat()) == before
        await line.say("/hide")
        await line.jobs()
        assert len(await line.chat()) == 1, "hiding deletes what she kept, too"


async def test_a_message_too_old_for_telegram_is_passed_over(sqlite_world: World, bot_api: Control) -> None:
    """After 48 hours nothing can be deleted: the sweep neither fails nor tries for ever."""
    async with chat_line(sqlite_world.store, bot_api) as line:
        await line.say("/start _kmo")
        await line.jobs()
        await asyncio.to_thread(line.phone.post, "age", hours=49)
        sqlite_world.clock.let_pass(hours=41)
        await line.jobs()
        assert len(await line.chat()) == 2
        assert await sqlite_world.rows(ChatMessage) == []


async def test_who_shares_her_phone_is_led_to_the_browser_and_nothing_is_linked(
    sqlite_world: World, bot_api: Control
) -> None:
    """Only the way to the page stands in the chat, for five minutes; what she files here all the same is not linked."""
    async with chat_line(sqlite_world.store, bot_api) as line:
        await line.say("/start _km")
        sqlite_world.clock.let_pass(seconds=1)
        await line.tap("phone:others")
        (door,) = await line.chat()
        assert f"{PUBLIC_URL}/chat" in await line.buttons() and door["by"] == "bot"
        assert await line.say("តើនេះជាអ្វី") == [MENU]
        await line.tap("door:here")
        for data in ("danger:no", "issue:union"):
            await line.tap(data)
        await line.say(STORY)
        for data in ("story:done", f"who:{sqlite_world.party['union']}", "send:go"):
            await line.tap(data)
        (her,) = await sqlite_world.rows(Complainant)
        assert her.correspondent_id is None
        sqlite_world.clock.let_pass(minutes=6)
        await line.jobs()
        assert not any("samleng.example" in data for data in await line.buttons())


async def test_the_bot_leaves_a_group_without_a_word(sqlite_world: World, bot_api: Control) -> None:
    """Whoever adds it there, and whatever is said there."""
    async with chat_line(sqlite_world.store, bot_api) as line:
        await line.act("group", group=-4001, text="/start")
        assert set(await asyncio.to_thread(bot_api.get, "left")) == {-4001}
        assert [entry["method"] for entry in bot_api.log() if entry["method"] == "sendMessage"] == []
        assert await sqlite_world.rows(Correspondent) == []
    assert bot_api.violations() == []
