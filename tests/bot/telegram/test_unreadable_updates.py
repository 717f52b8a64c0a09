"""An update that python-telegram-bot cannot read stops nobody else's, and its words are not logged."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
import telegram

from bot.telegram.client import TelegramClient
from bot.telegram.incoming import read_update
from bot.telegram.polling import Polling
from tests.support.phone import Control

CANARY = "រឿងសម្ងាត់"
BROKEN: dict[str, Any] = {"poll": {"id": "1"}, "text": CANARY}  # a poll lacks nearly everything


async def test_the_updates_beside_a_broken_one_are_handled(
    client: TelegramClient, bot_api: Control, caplog: pytest.LogCaptureFixture
) -> None:
    """The broken one is acknowledged as an update of nothing; the next is answered."""
    seen: list[telegram.Update] = []

    async def handle(update: telegram.Update) -> None:
        seen.append(update)

    async def poisoned(_update: telegram.Update) -> None:
        raise AssertionError("it is no failure of ours")

    bot_api.phone(1).post("message", fields=BROKEN)
    bot_api.phone(2).post("text", text="hello")
    polling = Polling(client, handle, poisoned)
    with caplog.at_level(logging.DEBUG, "bot"):
        task = asyncio.create_task(polling.run())
        async with asyncio.timeout(10):
            while len(seen) < 2:
                await asyncio.sleep(0.02)
        await polling.stop()
        await task
    assert [read_update(update) is not None for update in seen] == [False, True]
    assert CANARY not in caplog.text


def test_a_broken_update_of_the_webhook_is_an_update_of_nothing() -> None:
    """It is answered with 200, so that Telegram does not send it for ever."""
    update = TelegramClient("123:abc").read({"update_id": 7, "message": BROKEN})
    assert (update.update_id, update.message) == (7, None)
