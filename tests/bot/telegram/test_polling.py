"""Nothing that came in is lost, doubled or out of order, whatever dies when."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import urllib.request
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import telegram

from bot.rendering import Rendered
from bot.telegram.client import TelegramClient
from bot.telegram.incoming import read_update
from bot.telegram.polling import Polling
from tests.support.phone import Control


class Seen:
    """A handler that writes down what it was given, and what runs beside what."""

    def __init__(self, act: Callable[[telegram.Update], Awaitable[None]] | None = None) -> None:
        self.act = act
        self.texts: dict[int, list[str]] = defaultdict(list)
        self.under_way: set[int] = set()
        self.most = 0
        self.poisoned: list[int] = []

    async def handle(self, update: telegram.Update) -> None:
        incoming = read_update(update)
        assert incoming is not None
        assert incoming.chat_id not in self.under_way
        self.under_way.add(incoming.chat_id)
        self.most = max(self.most, len(self.under_way))
        try:
            if self.act is not None:
                await self.act(update)
        finally:
            self.under_way.discard(incoming.chat_id)
        self.texts[incoming.chat_id].append(incoming.answer.text)

    async def record(self, update: telegram.Update) -> None:
        self.poisoned.append(update.update_id)

    async def until(self, count: int, limit: float = 15.0) -> None:
        async with asyncio.timeout(limit):
            while sum(map(len, self.texts.values())) < count:
                await asyncio.sleep(0.01)


@asynccontextmanager
async def polling(client: TelegramClient, seen: Seen, *, at_once: int = 16) -> AsyncIterator[Polling]:
    """A running one, stopped in the end."""
    running = Polling(client, seen.handle, seen.record, at_once=at_once, timeout=5, first_wait=0.02)
    task = asyncio.create_task(running.run())
    yield running
    await running.stop()
    await task


def waiting(api: Control) -> int:
    """How many updates Telegram still keeps for the bot."""
    with urllib.request.urlopen(f"{api.base_url}/bot123:abc/getUpdates", timeout=5) as answer:
        return len(json.loads(answer.read())["result"])


async def test_a_hundred_updates_of_twenty_chats_stay_in_order(client: TelegramClient, bot_api: Control) -> None:
    """Chats beside each other, each chat one after the other, every reply delivered."""

    async def reply(update: telegram.Update) -> None:
        assert update.message is not None
        await client.send(update.message.chat.id, Rendered(f"re {update.message.text}"))

    seen = Seen(reply)
    async with polling(client, seen):
        await asyncio.to_thread(bot_api.post, "flood", count=100, chats=20)
        await seen.until(100)
    assert seen.texts == {1 + chat: [str(chat + 20 * turn) for turn in range(5)] for chat in range(20)}
    assert 1 < seen.most <= 16
    for chat in (1, 20):
        assert bot_api.phone(chat).texts() == [f"re {text}" for text in seen.texts[chat]]
    assert waiting(bot_api) == 0
    assert bot_api.violations() == []


async def test_a_slow_chat_holds_up_nobody_else(client: TelegramClient, bot_api: Control) -> None:
    """Later updates of others are done while it works, and it is done once although Telegram repeats it."""
    release = asyncio.Event()

    async def wait_for_first(update: telegram.Update) -> None:
        assert update.message is not None
        if update.message.chat.id == 1:
            await release.wait()

    seen = Seen(wait_for_first)
    bot_api.phone(1).post("text", text="slow")
    async with polling(client, seen) as running:
        for number in range(5):
            await asyncio.to_thread(bot_api.phone(2).post, "text", text=f"{number}")
        await seen.until(5)
        first = running.offset
        await asyncio.sleep(0.5)
        assert running.offset == first, "not acknowledged before it is done"
        assert sum(entry["method"] == "getUpdates" for entry in bot_api.log()) < 30, "asked too often"
        release.set()
        await seen.until(6)
    assert seen.texts == {1: ["slow"], 2: ["0", "1", "2", "3", "4"]}
    assert waiting(bot_api) == 0


async def test_a_pressed_button_is_known_before_its_chat_is_free(client: TelegramClient, bot_api: Control) -> None:
    """Of each update once, whatever Telegram repeats meanwhile."""
    release, arrived = asyncio.Event(), list[int]()

    async def wait(_update: telegram.Update) -> None:
        await release.wait()

    seen = Seen(wait)
    for text in ("a voice note that is hard to get", "a press behind it"):
        bot_api.phone(1).post("text", text=text)
    running = Polling(client, seen.handle, seen.record, arrived=lambda one: arrived.append(one.update_id), timeout=5)
    task = asyncio.create_task(running.run())
    await asyncio.sleep(0.3)
    assert len(arrived) == 2 and not seen.texts
    release.set()
    await seen.until(2)
    await running.stop()
    await task
    assert len(arrived) == 2


async def test_more_than_telegram_tells_at_once_all_arrive(client: TelegramClient, bot_api: Control) -> None:
    """Telegram tells a hundred from the first unfinished one on; the rest follows when that one is done."""
    release = asyncio.Event()

    async def wait_for_first(update: telegram.Update) -> None:
        assert update.message is not None
        if update.message.text == "0":
            await release.wait()

    seen = Seen(wait_for_first)
    await asyncio.to_thread(bot_api.post, "flood", count=250, chats=250)
    async with polling(client, seen):
        await seen.until(99)
        await asyncio.sleep(0.3)
        assert len(seen.texts) == 99
        assert sum(entry["method"] == "getUpdates" for entry in bot_api.log()) < 10
        release.set()
        await seen.until(250)
    assert seen.texts == {1 + number: [str(number)] for number in range(250)}
    assert waiting(bot_api) == 0


async def test_an_update_that_fails_for_a_moment_is_tried_again(client: TelegramClient, bot_api: Control) -> None:
    """And its chat's later updates wait for it."""
    failures = iter([True, True, False, False])

    async def fail_twice(_update: telegram.Update) -> None:
        if next(failures):
            raise OSError("database is away")

    seen = Seen(fail_twice)
    for text in ("first", "second"):
        bot_api.phone(1).post("text", text=text)
    async with polling(client, seen):
        await seen.until(2)
    assert seen.texts == {1: ["first", "second"]}
    assert seen.poisoned == []


async def test_a_poisoned_update_is_recorded_and_skipped_after_five_tries(
    client: TelegramClient, bot_api: Control
) -> None:
    """It stops neither its chat nor the others."""
    tries = 0

    async def fail_on_poison(update: telegram.Update) -> None:
        nonlocal tries
        if update.message is not None and update.message.text == "poison":
            tries += 1
            raise ValueError

    seen = Seen(fail_on_poison)
    for text in ("poison", "good"):
        bot_api.phone(1).post("text", text=text)
    async with polling(client, seen):
        await seen.until(1)
    assert seen.texts == {1: ["good"]}
    assert (tries, len(seen.poisoned)) == (5, 1)
    assert waiting(bot_api) == 0


async def test_stopping_finishes_what_is_under_way_and_leaves_the_rest(
    client: TelegramClient, bot_api: Control
) -> None:
    """What was not begun comes again after the restart, once and in order."""

    async def slowly(_update: telegram.Update) -> None:
        await asyncio.sleep(0.3)

    for text in ("first", "second", "third"):
        bot_api.phone(1).post("text", text=text)
    before, after = Seen(slowly), Seen()
    async with polling(client, before):
        await asyncio.sleep(0.15)
    assert before.texts == {1: ["first"]}
    async with polling(client, after):
        await after.until(2)
    assert after.texts == {1: ["second", "third"]}


async def test_an_acknowledged_update_that_comes_again_reaches_the_handler(
    client: TelegramClient, bot_api: Control
) -> None:
    """The handler knows by the update's id; polling does not pretend to."""
    seen = Seen()
    async with polling(client, seen):
        bot_api.phone(1).post("text", text="once")
        await seen.until(1)
        await asyncio.sleep(0.2)
        await asyncio.to_thread(bot_api.repeat)
        await seen.until(2)
        await asyncio.to_thread(bot_api.phone(1).post, "text", text="next")
        await seen.until(3)
    assert seen.texts == {1: ["once", "once", "next"]}


@pytest.mark.parametrize(("status", "retry_after"), [(0, 0), (429, 1), (502, 0)])
async def test_faults_of_the_far_side_are_waited_out(
    client: TelegramClient, bot_api: Control, status: int, retry_after: int
) -> None:
    """Dropped, too many, down: polling goes on."""
    bot_api.fault("getUpdates", status, retry_after=retry_after)
    seen = Seen()
    bot_api.phone(1).post("text", text="hello")
    async with polling(client, seen):
        await seen.until(1)
    assert seen.texts == {1: ["hello"]}


KILLED = """
import asyncio, sys
from pathlib import Path
from bot.rendering import Rendered
from bot.telegram.client import TelegramClient
from bot.telegram.polling import Polling

async def main(api, begun, hang):
    client = TelegramClient("123:abc", api)
    await client.start()
    async def handle(update):
        Path(begun).touch()
        if hang == "hang":
            await asyncio.sleep(60)
        await client.send(update.message.chat.id, Rendered("re " + update.message.text))
    async def poisoned(_update):
        raise SystemExit(1)
    await Polling(client, handle, poisoned, timeout=5).run()

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.chaos
def test_kill_9_in_the_middle_loses_nothing(bot_api: Control, tmp_path: Path) -> None:
    """The process dies between receiving and answering; the next one answers, once."""

    def start(hang: str) -> subprocess.Popen[bytes]:
        begun = tmp_path / hang
        process = subprocess.Popen([sys.executable, "-c", KILLED, bot_api.base_url, str(begun), hang])
        for _ in range(200):
            if begun.exists():
                return process
            try:
                process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
        process.kill()
        raise AssertionError("the bot did not begin")

    phone = bot_api.phone(7)
    phone.post("text", text="one")
    phone.post("text", text="two")
    first = start("hang")
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert phone.texts() == []
    second = start("answer")
    try:
        assert [message["text"] for message in phone.say("three")][-1] == "re three"
    finally:
        second.kill()
        second.wait()
    assert phone.texts() == ["re one", "re two", "re three"]
    assert bot_api.violations() == []
