"""Her two numbers typed into Telegram: the case opens for this conversation, and what the page can do the chat can."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from bot import slow
from bot.runner import Runner
from bot.telegram.client import TelegramClient
from bot.telegram.handling import Handling
from bot.telegram.polling import Polling
from cases.actions import delivering, following_up, hearings, telling
from cases.actions.hearings import Appointment
from cases.rules.digits import two_numbers
from cases.rules.vocabulary import RemedyKind, RemedyStatus
from cases.store.tables import (
    Attempt,
    Case,
    ChatMessage,
    Complainant,
    Consent,
    Conversation,
    Correspondent,
    LockboxKey,
    OutboxMessage,
    StoryEntry,
    ThreadMessage,
)
from cases.vault.receipts import new_digits
from tests.cases.world import Filed, World
from tests.journeys.media import photo_with_gps
from tests.support.phone import Control, Message, Phone

KHMER = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
WAIT = 15.0


@dataclass
class Chat:
    """Her phone, and the world behind the bot that it talks to. Waits for what she is to see."""

    world: World
    control: Control
    phone: Phone

    async def say(self, text: str, button: str = "") -> list[Message]:
        return await self._act(button, "text", text=text)

    async def tap(self, data: str, button: str = "") -> list[Message]:
        return await self._act(button, "press", data=data)

    async def _act(self, button: str, what: str, **body: Any) -> list[Message]:
        before = max((m["revision"] for m in await self._chat()), default=0)
        await asyncio.to_thread(self.phone.post, what, **body)

        def enough(news: list[Message]) -> bool:
            return any(data.startswith(button) for m in news for data in buttons(m)) if button else bool(news)

        return await self._until(enough, before)

    async def _until(self, enough: Callable[[list[Message]], bool], after: int) -> list[Message]:
        async with asyncio.timeout(WAIT):
            while True:
                news = [m for m in await self._chat() if m["by"] == "bot" and m["revision"] > after]
                if enough(news):
                    await asyncio.sleep(0.2)  # what comes together is sent one after the other
                    return [m for m in await self._chat() if m["by"] == "bot" and m["revision"] > after]
                await asyncio.sleep(0.05)

    async def _chat(self) -> list[Message]:
        return await asyncio.to_thread(self.phone.chat)

    async def enters(self, language: str = "km") -> None:
        """A stranger's first words: past the calm menu to the first question."""
        await self.say("/start gate_" + language + "o")

    async def opens(self, filed: Filed, digits: str = "", language: str = "km") -> list[Message]:
        await self.enters(language)
        return await self.say(digits or " ".join(two_numbers(filed.receipt)), "home:leave")


def buttons(message: Message) -> list[str]:
    return [str(b.get("callback_data", "")) for row in message.get("buttons", []) for b in row]


def texts(messages: list[Message]) -> str:
    return "\n".join(str(message.get("text", "")) for message in messages)


@contextlib.asynccontextmanager
async def serving(world: World, control: Control) -> AsyncIterator[None]:
    """One process of the bot, from its start to its end."""
    client = TelegramClient("123:abc", control.base_url)
    await client.start()
    handling = Handling(world.store, Runner(world.store, "https://samleng.example"), client)
    polling = Polling(client, handling.handle, handling.poisoned, arrived=handling.arrived, timeout=5, first_wait=0.02)
    task = asyncio.create_task(polling.run())
    try:
        yield
    finally:
        await polling.stop()
        await task
        await handling.outbound.finish()
        await client.close()


@pytest.fixture
async def chat(sqlite_world: World, bot_api: Control) -> AsyncIterator[Chat]:
    """A chat with the running bot; at the end nothing was sent that Telegram would refuse."""
    async with serving(sqlite_world, bot_api):
        yield Chat(sqlite_world, bot_api, bot_api.phone(855))
    assert bot_api.violations() == []


async def linked_to(world: World) -> str | None:
    (person,) = await world.rows(Complainant)
    return person.correspondent_id


async def test_khmer_digits_open_the_case_and_show_its_messages_and_nothing_is_linked(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Status, messages and the card of a day ahead at once; the chat is not tied to the case, leaving closes it."""
    monkeypatch.setattr(slow, "LINES", 1)
    filed, day = await chat.world.active(), chat.world.today + dt.timedelta(days=9)
    await chat.world.act("dara", filed.number, hearings.keep_hearing, Appointment(day, dt.time(8, 30), "Room 14"))
    chat.world.clock.let_pass(hours=1)
    await chat.world.act("dara", filed.number, telling.write_to_worker, "Have you got the letter?")
    news = await chat.opens(filed, " ".join(two_numbers(filed.receipt)).translate(KHMER))
    assert "Have you got the letter?" in texts(news)
    assert "កំពុងដោះស្រាយរឿង" in texts(news)
    assert "Room 14" in texts(news), "however much was written since"
    assert "ថ្ងៃដែលបងត្រូវទៅ៖ ក្រសួងណាត់ស្ដាប់បង ថ្ងៃទី13 ខែ11" in texts(news)
    assert await linked_to(chat.world) is None
    left = await chat.tap("home:leave")
    assert "បើកវាម្ដងទៀតបាន" in texts(left)
    stored = [row.sealed_state for row in await chat.world.rows(Conversation)]
    assert all(filed.receipt.encode() not in sealed for sealed in stored)


async def test_she_answers_sends_more_and_confirms_from_a_chat_that_is_not_linked(chat: Chat) -> None:
    """Words, a photo, a consent, a remedy: everything that the page behind the number does."""
    world = chat.world
    filed = await world.active()
    reference = await world.ask(filed)
    await chat.opens(filed, language="en")
    await chat.say("I still have the letter.")
    await chat._act("", "file", kind="photo", base64=photo_64(), filename="p.jpg", mime_type="image/jpeg", caption="")
    consent = await world.consent_of(filed, reference)
    await chat.tap("home:status", f"consent:{consent.id}")
    await chat.tap(f"consent:{consent.id}", "consent_yes:")
    yes = next(d for m in reversed(await chat._chat()) for d in buttons(m) if d.startswith("consent_yes:"))
    await chat.tap(yes, "consent_sure:")
    sure = next(d for m in reversed(await chat._chat()) for d in buttons(m) if d.startswith("consent_sure:"))
    await chat.tap(sure)
    (given,) = await world.rows(Consent)
    assert given.status.value == "given"
    assert len(await world.rows(StoryEntry)) == 2
    lines = await world.rows(ThreadMessage, ThreadMessage.notice == "")
    assert len(lines) == 1


def photo_64() -> str:
    return base64.b64encode(photo_with_gps()).decode()


async def test_five_wrong_numbers_make_this_chat_wait_even_after_a_restart(
    sqlite_world: World, bot_api: Control
) -> None:
    """Told kindly with what else to do; another chat opens its case meanwhile."""
    filed = await sqlite_world.file()
    one = Chat(sqlite_world, bot_api, bot_api.phone(855))
    other = Chat(sqlite_world, bot_api, bot_api.phone(856))
    async with serving(sqlite_world, bot_api):
        await one.enters("en")
        for _ in range(5):
            assert "Nothing opens with these numbers" in texts(await one.say(new_digits()))
    async with serving(sqlite_world, bot_api):
        news = texts(await one.say(filed.receipt))
        assert "please wait 15 minutes" in news
        assert "office" in news
        await other.opens(filed, language="en")
    assert bot_api.violations() == []


async def test_a_mistyped_digit_costs_no_try(chat: Chat) -> None:
    """The check digit tells it before anything is hashed or counted."""
    filed = await chat.world.file()
    wrong = filed.receipt[:-1] + str((int(filed.receipt[-1]) + 1) % 10)
    await chat.enters("en")
    for _ in range(7):
        assert "write a word beside them" in texts(await chat.say(wrong))
    assert await chat.world.rows(Attempt) == []
    await chat.say(filed.receipt, "home:leave")


async def test_news_come_here_only_after_she_says_yes(chat: Chat) -> None:
    """Then the case is one of this chat, and leaving is not offered any more."""
    filed = await chat.world.active()
    await chat.opens(filed, language="en")
    await chat.tap("home:news", "news:yes")
    news = await chat.tap("news:yes", "home:renew")
    assert "home:leave" not in [data for m in news for data in buttons(m)]
    assert await linked_to(chat.world) is not None
    before = len(await chat.world.rows(OutboxMessage))
    await chat.world.act("dara", filed.number, telling.write_to_worker, "hello")
    assert len(await chat.world.rows(OutboxMessage)) == before + 1


async def test_new_numbers_in_the_linked_chat_and_a_second_tap_gives_no_others(chat: Chat) -> None:
    """The old ones open nothing; a visit that was opened with them ends at her next word."""
    world = chat.world
    filed = await world.active()
    thief = Chat(world, chat.control, chat.control.phone(999))
    await thief.opens(filed, language="en")
    assert "cannot give new numbers" in texts(await thief.tap("home:renew"))
    await chat.opens(filed, language="en")
    await chat.tap("home:news", "news:yes")
    await chat.tap("news:yes", "home:renew")
    assert "cannot give new numbers" in texts(await chat.tap("home:renew"))
    async with world.store.writing() as unit:  # as if she had filed here
        await unit.session.exec(sa.update(Complainant).values(chat_by_number=False))
    world.tampered = True
    await chat.tap("home:renew", "renew:yes")
    shown = texts(await chat.tap("renew:yes", "receipt:have"))
    await asyncio.to_thread(chat.phone.post, "press", data="renew:yes")
    await asyncio.sleep(0.5)
    (person,) = await world.rows(Complainant)
    assert person.receipt_generation == 2
    assert " ".join(two_numbers(filed.receipt)) not in shown
    assert "open nothing any more" in texts(await thief.say("I am the worker"))
    assert [row for row in await world.rows(ThreadMessage) if not row.notice] == []
    assert "Nothing opens with these numbers" in texts(await thief.say(filed.receipt))


async def test_withdrawn_and_erased_at_once_by_number(chat: Chat) -> None:
    """Withdraw in three taps, erase in two; no half of a lockbox is left."""
    filed = await chat.world.active()
    await chat.opens(filed, language="en")
    await chat.tap("home:withdraw", "withdraw:yes")
    (hers,) = [person.id for person in await chat.world.rows(Complainant)]
    await chat.tap("withdraw:yes", f"withdraw_sure:{hers}")
    await chat.tap(f"withdraw_sure:{hers}", "home:erase")
    explained = texts(await chat.tap("home:erase", f"erase:{hers}"))
    assert "figures without a name" in explained
    assert "Erased" in texts(await chat.tap(f"erase:{hers}"))
    assert await chat.world.rows(LockboxKey) == []
    (case,) = await chat.world.rows(Case)
    assert case.erased_at is not None


async def test_forget_leaves_nothing_of_the_chat_and_it_is_a_stranger_again(chat: Chat) -> None:
    """Two taps and a double one; the case and its receipt stay."""
    world = chat.world
    filed = await world.active()
    await chat.opens(filed, language="en")
    await chat.tap("home:news", "news:yes")
    await chat.tap("news:yes", "home:forget")
    warned = await chat.tap("home:forget", "forget:yes")
    assert "Only your two numbers open it" in texts(warned)
    assert "forget:renew" in [data for m in warned for data in buttons(m)]
    assert "Forgotten" in texts(await chat.tap("forget:yes"))
    await asyncio.to_thread(chat.phone.post, "press", data="forget:yes")
    await asyncio.sleep(0.8)
    for table in (Correspondent, Conversation, OutboxMessage, ChatMessage):
        assert await world.rows(table) == [], table.__name__
    assert await linked_to(world) is None
    assert await world.receipt_keys(filed)
    await chat.opens(filed, language="en")


async def test_she_confirms_a_remedy_by_number(chat: Chat) -> None:
    """Fact by fact, as in a linked chat; asked again after three days, she says that it holds no longer."""
    world = chat.world
    filed = await world.active()
    remedy_id = await world.agreed("dara", filed.number, RemedyKind.APOLOGY)
    await world.act("dara", filed.number, delivering.deliver_remedy, remedy_id, world.today)
    await chat.opens(filed, language="en")
    await chat.tap(f"remedy:{remedy_id}", f"fact:{remedy_id}.0.yes")
    await chat.tap(f"fact:{remedy_id}.0.yes", f"remedy_right:{remedy_id}")
    await chat.tap(f"remedy_right:{remedy_id}")
    assert (await world.remedy(remedy_id)).status is RemedyStatus.CONFIRMED
    world.clock.let_pass(days=3)
    async with world.store.writing() as unit:
        await following_up.follow_up(unit)
    await chat.opens(filed, language="en")
    asked = await chat.tap(f"remedy:{remedy_id}", f"fact:{remedy_id}.again0.no")
    assert "We ask once more" in texts(asked) and "Is it still as was agreed?" in texts(asked)
    await chat.tap(f"fact:{remedy_id}.again0.no", f"remedy_dispute:{remedy_id}")
    await chat.tap(f"remedy_dispute:{remedy_id}", f"remedy_no_word:{remedy_id}")
    await chat.tap(f"remedy_no_word:{remedy_id}")
    assert (await world.remedy(remedy_id)).status is RemedyStatus.DISPUTED
