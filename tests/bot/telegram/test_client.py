"""Sending and fetching over HTTP, and what each fault of the far side becomes."""

from __future__ import annotations

import asyncio
import logging
import traceback

import pytest

from bot.channel import ChannelError, Refused, TryLater, Unreachable
from bot.rendering import Rendered, RenderedButton
from bot.telegram.client import TelegramClient
from tests.support.phone import Control, Phone

WORDS = "ចាប់ខ្ញុំ"
HELLO = Rendered("សួស្ដី", ((RenderedButton("បាទ", "a:yes"), RenderedButton("ទេ", "a:no")),))


@pytest.fixture
def phone(bot_api: Control) -> Phone:
    """User 7, who has spoken once: a bot cannot write first."""
    phone = bot_api.phone(7)
    phone.post("text", text="/start")
    return phone


async def test_text_and_buttons_arrive(client: TelegramClient, bot_api: Control, phone: Phone) -> None:
    """And the id of the message comes back."""
    sent = await client.send(7, HELLO)
    (shown,) = [message for message in phone.chat() if message["by"] == "bot"]
    assert ((shown["message_id"],), shown["text"]) == (sent, "សួស្ដី")
    assert [button["callback_data"] for button in phone.buttons()] == ["a:yes", "a:no"]
    assert bot_api.violations() == []


async def test_a_long_text_goes_as_several_with_the_buttons_on_the_last(
    client: TelegramClient, bot_api: Control, phone: Phone
) -> None:
    """Even when Telegram asks for a pause in between: what was sent is not sent again."""
    long = Rendered("\n\n".join(["ក" * 3000, "ខ" * 3000, "គ" * 3000]), HELLO.buttons)
    bot_api.fault("sendMessage", 429, retry_after=1, skip=1)
    await client.send(7, long)
    assert phone.texts() == ["ក" * 3000, "ខ" * 3000, "គ" * 3000]
    assert [bool(m.get("buttons")) for m in phone.chat() if m["by"] == "bot"] == [False, False, True]


@pytest.mark.parametrize(
    ("status", "retry_after", "error", "seconds"),
    [(429, 7, TryLater, 7.0), (0, 0, TryLater, 1.0), (500, 0, TryLater, 1.0), (400, 0, Refused, None)],
)
async def test_each_fault_has_its_word(
    client: TelegramClient,
    bot_api: Control,
    phone: Phone,
    status: int,
    retry_after: int,
    error: type,
    seconds: float | None,
) -> None:
    """Too many, dropped, down: later. A bad request: never again."""
    bot_api.fault("sendMessage", status, retry_after=retry_after)
    with pytest.raises(error) as caught:
        await client.send(7, HELLO)
    assert getattr(caught.value, "seconds", None) == seconds
    assert phone.texts() == []


async def test_another_process_that_polls_is_waited_for(client: TelegramClient, bot_api: Control) -> None:
    """A conflict is no hurry: the other one may be about to stop."""
    bot_api.fault("getUpdates", 409)
    with pytest.raises(TryLater) as caught:
        await client.get_updates(0, 0)
    assert caught.value.seconds == 10


async def test_who_blocked_the_bot_or_never_was_is_unreachable(client: TelegramClient, phone: Phone) -> None:
    """Both end the tries."""
    phone.block()
    for chat in (7, 99):
        with pytest.raises(Unreachable):
            await client.send(chat, HELLO)


async def test_a_file_is_fetched(client: TelegramClient, bot_api: Control, phone: Phone) -> None:
    """Byte for byte; a broken download can be tried again, a file that is gone cannot."""
    phone.post("file", kind="photo", base64="/9j/4AAQ", caption="")
    (photo,) = [message["photo"][-1] for message in phone.chat() if message.get("photo")]
    assert await client.fetch(photo["file_id"]) == b"\xff\xd8\xff\xe0\x00\x10"
    bot_api.fault("download", 0)
    with pytest.raises(TryLater):
        await client.fetch(photo["file_id"])
    bot_api.fault("download", 404)
    with pytest.raises(Refused, match="gone"):
        await client.fetch(photo["file_id"])
    with pytest.raises(Refused):
        await client.fetch("nothing")


async def test_a_press_is_answered_and_an_old_one_does_no_harm(
    client: TelegramClient, bot_api: Control, phone: Phone
) -> None:
    """Whether the waiting mark goes is no reason to fail."""
    await client.send(7, HELLO)
    phone.post("press", data="a:yes")
    updates = await client.get_updates(0, 1)
    query = client.read(updates[-1]).callback_query
    assert query is not None
    bot_api.fault("answerCallbackQuery", 0)
    await client.answer_press(query.id)
    await client.answer_press(query.id)
    await client.answer_press("old")
    assert bot_api.violations() == []


async def test_a_press_is_answered_while_every_other_connection_hangs(bot_api: Control, phone: Phone) -> None:
    """It has connections of its own."""
    client = TelegramClient("123:abc", bot_api.base_url, connections=2)
    await client.start()
    await client.send(7, HELLO)
    phone.post("press", data="a:yes")
    (*_, update) = await client.get_updates(0, 1)
    bot_api.fault("sendMessage", 0, hold=30, times=2)
    hanging = [asyncio.create_task(client.send(7, HELLO)) for _ in range(2)]
    while len(bot_api.log(method="sendMessage")) < 3:
        await asyncio.sleep(0.01)
    async with asyncio.timeout(2):
        await client.answer_press(update["callback_query"]["id"])
    assert [bool(press["tried"]) for press in bot_api.presses()] == [True]
    assert not any(task.done() for task in hanging)
    for task in hanging:
        task.cancel()
    await asyncio.gather(*hanging, return_exceptions=True)
    await client.close()


async def test_neither_token_nor_words_reach_log_or_error(
    client: TelegramClient, bot_api: Control, phone: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even when everything is logged and printed with its cause."""
    caplog.set_level(logging.DEBUG)
    printed = []
    for status in (0, 429, 400, 403, 404, 500):
        bot_api.fault("sendMessage", status, retry_after=1)
        try:
            await client.send(7, Rendered(WORDS))
        except ChannelError as problem:
            printed.append("".join(traceback.format_exception(problem)))
    await client.send(7, Rendered(WORDS))
    assert len(printed) == 6
    for text in (*printed, caplog.text):
        assert "123:abc" not in text
        assert WORDS not in text


async def test_starting_needs_no_telegram() -> None:
    """The server comes up while Telegram cannot be reached; asking then says so."""
    client = TelegramClient("123:abc", "http://127.0.0.1:9")
    await client.start()
    with pytest.raises(TryLater):
        await client.get_me()
    await client.close()
