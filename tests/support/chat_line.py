"""A phone and the bot's own code in one test: real HTTP through the Bot API server, and a clock that the test moves."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Any

from bot.dialogue.marks import unmarked
from bot.runner import Runner
from bot.telegram.client import TelegramClient
from bot.telegram.handling import Handling
from cases.store.unit import Store
from tests.support.phone import Control, Message, Phone

PUBLIC_URL = "https://samleng.example"


class ChatLine:
    """One person's chat. Each act is handled when it returns; the jobs run when a test lets them."""

    def __init__(self, store: Store, client: TelegramClient, handling: Handling, phone: Phone) -> None:
        self.store, self.client, self.handling, self.phone = store, client, handling, phone
        self._offset = 0

    async def act(self, what: str, **body: Any) -> list[str]:
        """Do something on the phone; what the bot's new messages say."""
        before = {message["message_id"] for message in await self.chat()}
        await asyncio.to_thread(self.phone.post, what, **body)
        await self.handle()
        return [str(m.get("text")) for m in await self.chat() if m["by"] == "bot" and m["message_id"] not in before]

    async def say(self, text: str) -> list[str]:
        return await self.act("text", text=text)

    async def tap(self, data: str) -> list[str]:
        return await self.act("press", data=data)

    async def handle(self) -> None:
        """Everything that waits for the bot."""
        for update in await self.waiting():
            read = self.client.read(update)
            self.handling.arrived(read)
            await self.handling.handle(read)
            self._offset = update["update_id"] + 1

    async def waiting(self) -> Sequence[dict[str, Any]]:
        """The updates that the bot has not dealt with."""
        return await self.client.get_updates(self._offset, timeout=2)

    async def jobs(self) -> None:
        """The outbox is emptied, what was sent is written down, what is due is deleted."""
        while await self.handling.outbound.round():
            pass
        await self.handling.outbound.finish()
        while await self.handling.sweeper.round():
            pass

    async def chat(self) -> list[Message]:
        return await asyncio.to_thread(self.phone.chat)

    async def texts(self) -> list[str]:
        return await asyncio.to_thread(self.phone.texts)

    async def buttons(self) -> list[str]:
        """The data of every button in the chat, oldest first, without the mark of a case."""
        rows = [row for message in await self.chat() for row in message.get("buttons", [])]
        return [unmarked(button.get("callback_data") or button["url"]) for row in rows for button in row]


@contextlib.asynccontextmanager
async def chat_line(store: Store, control: Control, user: int = 77) -> AsyncIterator[ChatLine]:
    """A chat with the bot's own parts over a store."""
    client = TelegramClient("123:abc", control.base_url)
    await client.start()
    handling = Handling(store, Runner(store, PUBLIC_URL), client)
    try:
        yield ChatLine(store, client, handling, control.phone(user))
    finally:
        await handling.outbound.finish()
        await client.close()
