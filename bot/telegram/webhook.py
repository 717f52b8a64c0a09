"""Updates that Telegram posts to us. Answering 200 acknowledges, so `receive` returns only when the work is done."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from collections import OrderedDict
from typing import Any
from weakref import WeakValueDictionary

from bot.telegram.client import TelegramClient
from bot.telegram.incoming import chat_of
from bot.telegram.polling import TRIES, Arrived, Handle, Poisoned

HEADER = "X-Telegram-Bot-Api-Secret-Token"
REMEMBERED = 1000  # failing updates whose tries are counted

log = logging.getLogger(__name__)


def secret_token(install_subkey: bytes) -> str:
    """What Telegram must send along: 64 hex digits, the same in every process that has the key."""
    return hashlib.blake2b(b"telegram webhook", digest_size=32, key=install_subkey).hexdigest()


def is_telegram(header: str | None, token: str) -> bool:
    """Whether a request carries the secret, compared in constant time."""
    return hmac.compare_digest((header or "").encode(), token.encode())


class Webhook:
    """Each chat in order; an update that keeps failing is recorded as poisoned and then acknowledged."""

    def __init__(
        self,
        client: TelegramClient,
        handle: Handle,
        poisoned: Poisoned,
        *,
        arrived: Arrived = lambda _update: None,
    ) -> None:
        self._client, self._handle, self._poisoned, self._arrived = client, handle, poisoned, arrived
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._failures: OrderedDict[int, int] = OrderedDict()

    async def receive(self, payload: dict[str, Any]) -> None:
        """Handle one posted update. Whatever it raises must become a 5xx, and Telegram posts it again.

        A lost count (another process, a restart) only means more tries.
        """
        update = self._client.read(payload)
        self._arrived(update)
        turn = self._turns.setdefault(chat_of(update), asyncio.Lock())
        async with turn:
            try:
                await self._handle(update)
            except Exception as problem:
                failures = self._count(update.update_id)
                log.warning("telegram: an update failed (%s), %d times", type(problem).__name__, failures)
                if failures < TRIES:
                    raise
                await self._poisoned(update)
            self._failures.pop(update.update_id, None)

    def _count(self, update_id: int) -> int:
        failures = self._failures.pop(update_id, 0) + 1
        self._failures[update_id] = failures
        if len(self._failures) > REMEMBERED:
            self._failures.popitem(last=False)
        return failures
