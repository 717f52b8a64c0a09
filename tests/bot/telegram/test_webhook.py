"""Updates that are posted: acknowledged when done, in order, and never for ever."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import telegram

from bot.telegram.client import TelegramClient
from bot.telegram.webhook import Webhook, is_telegram, secret_token

CLIENT = TelegramClient("123:abc", "http://127.0.0.1:9")


def posted(update_id: int, text: str, chat: int = 7) -> dict[str, Any]:
    """An update as Telegram's request body."""
    by = {"id": chat, "is_bot": False, "first_name": "W"}
    where = {"id": chat, "type": "private"}
    return {"update_id": update_id, "message": {"message_id": 1, "date": 1, "chat": where, "from": by, "text": text}}


def test_the_secret_is_checked() -> None:
    """It follows from the key, fits Telegram's alphabet, and nothing else passes."""
    token = secret_token(b"k" * 32)
    assert token == secret_token(b"k" * 32) != secret_token(b"j" * 32)
    assert len(token) == 64
    assert is_telegram(token, token)
    assert not any(is_telegram(header, token) for header in (None, "", token[:-1], "សំឡេង"))


async def test_one_chat_is_handled_in_order_and_chats_beside_each_other() -> None:
    """As Telegram posts several at once."""
    order: list[str] = []

    async def handle(update: telegram.Update) -> None:
        assert update.message is not None
        order.append(f"begin {update.message.text}")
        await asyncio.sleep(0.01)
        order.append(f"end {update.message.text}")

    async def poisoned(_update: telegram.Update) -> None:
        raise AssertionError

    webhook = Webhook(CLIENT, handle, poisoned)
    bodies = [posted(1, "a1"), posted(2, "a2"), posted(3, "b1", chat=8)]
    await asyncio.gather(*(webhook.receive(body) for body in bodies))
    assert [line for line in order if "a" in line.split()[1]] == ["begin a1", "end a1", "begin a2", "end a2"]
    assert order.index("begin b1") < order.index("end a1")


async def test_a_failing_update_is_refused_four_times_and_then_recorded() -> None:
    """Refused means that Telegram posts it again; recorded, it is acknowledged."""
    recorded: list[int] = []

    async def handle(_update: telegram.Update) -> None:
        raise ValueError

    async def poisoned(update: telegram.Update) -> None:
        recorded.append(update.update_id)

    webhook = Webhook(CLIENT, handle, poisoned)
    for _ in range(4):
        with pytest.raises(ValueError):
            await webhook.receive(posted(1, "x"))
    await webhook.receive(posted(1, "x"))
    assert recorded == [1]
