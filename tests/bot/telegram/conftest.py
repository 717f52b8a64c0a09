"""A client on the Bot API server of the test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.telegram.client import TelegramClient
from tests.support.phone import Control


@pytest.fixture
async def client(bot_api: Control) -> AsyncIterator[TelegramClient]:
    client = TelegramClient("123:abc", bot_api.base_url)
    await client.start()
    yield client
    await client.close()
