"""Telegram fails in every way that it can: each message arrives all the same, in order, and none twice without cause.

The same conversation is had in calm weather first; what she reads in the storm must be that, word for word.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import re
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from bot.outbound import drawn
from bot.runner import Runner
from bot.telegram.client import TelegramClient
from bot.telegram.handling import Handling
from bot.telegram.polling import Polling
from cases.rules.vocabulary import Language
from cases.store.outbox import WAITING
from cases.store.tables import Case, StoryEntry, TelegramUpdate
from tests.cases.world import World
from tests.journeys.media import voice_note
from tests.support.chat_line import chat_line
from tests.support.phone import Control

Act = tuple[str, dict[str, Any]]
VOICE = {"kind": "voice", "base64": base64.b64encode(voice_note()).decode(), "filename": "v.ogg"}
BLOCKS = 500  # she whose bot was blocked for a moment
ANSWERED_WITHIN = 1.0  # seconds from the update's arrival to the first try to take the mark off her button
WEATHER = {"429": 10, "5xx": 10, "dropped": 10, "accepted": 10}


def whole_conversation(union: str) -> list[list[Act]]:
    """From the code to the questions. What stands together she does without waiting for an answer."""
    begin, end = ["danger:no", "issue:pay"], ["story:done", f"who:{union}", "send:go", "receipt:have"]
    words: list[Act] = [("text", {"text": f"words {number}"}) for number in "abc"]
    voice: list[Act] = [("file", VOICE), press("story:more")]
    asked: list[Act] = [press("q_pay_what:done"), ("text", {"text": "and one thing more"})]
    questions = [[press("work_province:skip")], [press("q_pay_what:late")], asked]
    scan: list[Act] = [("text", {"text": "/start gate_kmo"})]
    return [scan, *([press(data)] for data in begin), words, voice, *([press(data)] for data in end), *questions]


def press(data: str) -> Act:
    return "press", {"data": data}


async def in_calm_weather(world: World, control: Control, acts: Sequence[Sequence[Act]]) -> list[list[str]]:
    """What the bot says to each act."""
    async with chat_line(world.store, control, user=99) as line:
        said = [[text for act in some for text in await line.act(act[0], **act[1])] for some in acts]
    return [[_known(text) for text in some] for some in said]


def _known(text: str) -> str:
    """Numbers are another case's."""
    return re.sub(r"\d", "0", text)


@contextlib.asynccontextmanager
async def serving(world: World, control: Control, speed: float) -> AsyncIterator[None]:
    """The whole bot, with a clock on which so many seconds pass in each."""
    client = TelegramClient("123:abc", control.base_url)
    await client.start()
    handling = Handling(world.store, Runner(world.store, "https://samleng.example"), client)
    stopping, calls = asyncio.Event(), (handling.handle, handling.poisoned)
    polling = Polling(client, *calls, arrived=handling.arrived, timeout=5, first_wait=0.02)

    async def tick() -> None:
        while not stopping.is_set():
            await asyncio.sleep(0.02)
            world.clock.let_pass(seconds=0.02 * speed)

    outbound = handling.outbound
    jobs = (polling.run(), outbound.run(stopping, idle=0.05), outbound.keep_settled(stopping), tick())
    tasks = [asyncio.create_task(job) for job in jobs]
    try:
        yield
    finally:
        control.mend()
        stopping.set()
        await polling.stop()
        await asyncio.gather(*tasks)
        await outbound.finish()
        await client.close()


async def sends_to(control: Control, user: int) -> list[dict[str, Any]]:
    return await asyncio.to_thread(control.log, method="sendMessage", user=user)


def final(sends: Sequence[dict[str, Any]]) -> list[str]:
    """What is out of the way: taken and known to be, or refused because she blocked the bot."""
    return [_known(entry["text"]) for entry in sends if entry["error"] in (None, 403)]


def of_what_was_missed(world: World) -> set[str]:
    """What she may read besides, once she can be reached again."""
    waiting = [message.text for language in Language for message in drawn(language, WAITING)]
    return {_known(text) for text in (*waiting, "ព័ត៌មានថ្មី៖ 1")}


async def in_the_storm(
    world: World, control: Control, user: int, acts: Sequence[Sequence[Act]], calm: Sequence[Sequence[str]]
) -> None:
    """She goes on as soon as she has read everything; in the end she has read what she would have in calm weather."""
    phone, due, besides = control.phone(user), 0, of_what_was_missed(world) if user == BLOCKS else set()
    for some, answers in zip(acts, calm, strict=True):
        due += len(answers)
        for what, body in some:
            await asyncio.to_thread(phone.post, what, **body)
        async with asyncio.timeout(300):
            while len([text for text in final(await sends_to(control, user)) if text not in besides]) < due:
                await asyncio.sleep(0.1)
    sends = await sends_to(control, user)
    assert [text for text in final(sends) if text not in besides] == [text for answers in calm for text in answers]
    assert await asyncio.to_thread(phone.texts) == [one["text"] for one in sends if one["error"] in (None, "unheard")]
    assert besides.isdisjoint(final(sends)) == (user != BLOCKS)


@pytest.mark.parametrize(
    ("seed", "chats", "speed"),
    [
        (1, 2, 5.0),
        *(pytest.param(seed, 24, 1.0, marks=[pytest.mark.chaos, pytest.mark.timeout(600)]) for seed in (2, 3, 4)),
    ],
)
async def test_in_any_storm_each_message_arrives_in_order(
    sqlite_world: World, bot_api: Control, seed: int, chats: int, speed: float, capsys: pytest.CaptureFixture[str]
) -> None:
    """429, 5xx, 403 and broken connections at every method: doubled only where one broke after it was carried out."""
    world, users = sqlite_world, [*range(101, 100 + chats), BLOCKS]
    acts = whole_conversation(world.party["union"])
    calm = await in_calm_weather(world, bot_api, acts)
    told = len(await world.rows(StoryEntry))
    bot_api.storm(seed, ["sendMessage"], users[:-1], **WEATHER)
    bot_api.storm(seed, ["answerCallbackQuery"], **WEATHER)
    if speed == 1.0:  # each of these is waited out for a second, whatever the clock says
        bot_api.storm(seed, ["getFile", "download"], **dict.fromkeys(WEATHER, 3))
        bot_api.storm(seed, ["getUpdates"], **dict.fromkeys(WEATHER, 1))
    bot_api.fault("sendMessage", 403, user=BLOCKS, skip=sum(map(len, calm[:3])) + 1, times=2)
    async with serving(world, bot_api, speed):
        await asyncio.gather(*(in_the_storm(world, bot_api, user, acts, calm) for user in users))
    assert bot_api.violations() == []
    presses = [one for one in bot_api.presses() if one["user"] in users]
    waits = [one["tried"] - one["told"] for one in presses]
    assert max(waits) < ANSWERED_WITHIN
    assert len(await world.rows(Case)) == chats + 1
    assert len(await world.rows(StoryEntry)) == told * (chats + 1)
    assert await world.rows(TelegramUpdate, TelegramUpdate.poisoned) == []
    faults = [entry["error"] for entry in bot_api.log() if entry["error"]]
    for user in users:
        waited(await sends_to(bot_api, user), speed)
    with capsys.disabled():
        met = ", ".join(f"{faults.count(one)} {one}" for one in (429, 502, 403, "dropped", "unheard"))
        print(f"\nseed {seed}, {chats} chats: {met}; {len(waits)} presses, slowest tried after {max(waits):.2f} s")


def waited(sends: Sequence[dict[str, Any]], speed: float) -> None:
    """After 429 a chat is left alone for as long as Telegram asked: one second."""
    for one, following in itertools.pairwise(sends):
        assert one["error"] != 429 or following["at"] - one["at"] >= 0.9 / speed


async def test_a_file_that_cannot_be_had_at_all_is_told_to_her(sqlite_world: World, bot_api: Control) -> None:
    """Given up, the update never comes again; what she wrote below the file is kept all the same."""
    async with chat_line(sqlite_world.store, bot_api) as line:
        for ((what, body),) in whole_conversation("")[:3]:
            await line.act(what, **body)
        await asyncio.to_thread(line.phone.post, "file", **VOICE, caption="they shouted")
        (update,) = await line.waiting()
        for _ in range(2):
            await line.handling.poisoned(line.client.read(update))
        await line.handle()
        assert sum("ឯកសារ" in text for text in await line.texts()) == 1
        assert "story:remove.1" in await line.buttons() and "story:remove.2" not in await line.buttons()
