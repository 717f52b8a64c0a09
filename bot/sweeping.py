"""Messages leave her chat: what she hid at once, what goes by itself in minutes, and the rest at 40 hours.

Deleting the same message twice is the same as once, so nothing is leased: the rows of what is due are the list, and
one that was interrupted is gone through again.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Sequence

from bot.channel import ChannelError, Refused, TryLater
from cases.store import chat_messages
from cases.store.chat_messages import ToDelete
from cases.store.unit import Store

Delete = Callable[[str, Sequence[int]], Awaitable[None]]
PER_ROUND = 20  # chats, each one request of up to a hundred messages
IDLE = 5.0  # seconds between two looks when nothing is due
UNREACHABLE_AGAIN = dt.timedelta(hours=1)

log = logging.getLogger(__name__)


class Sweeper:
    """Deletes for one process. `delete` takes an address and at most a hundred numbers, and tolerates what is gone."""

    def __init__(self, store: Store, delete: Delete) -> None:
        self._store, self._delete = store, delete

    async def empty(self, correspondent_id: str) -> None:
        """Delete what is due in one chat now. What does not work out is left to the jobs."""
        try:
            while await self._some(correspondent_id):
                pass
        except ChannelError as problem:
            log.warning("sweep: a chat is not emptied yet (%s)", problem.reason)

    async def run(self, stopping: asyncio.Event, idle: float = IDLE) -> None:
        """Delete what is due again and again until told to stop."""
        while not stopping.is_set():
            wait = idle
            try:
                if await self.round():
                    continue
            except TryLater as later:
                wait = max(idle, later.seconds)
            except Exception as problem:
                log.error("sweep: %s", type(problem).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), wait)

    async def round(self) -> bool:
        """One request to each chat where something is due; whether there was any.

        Raises:
            TryLater: Telegram wants to be left alone for a while; nobody's chat is asked for meanwhile.
        """
        async with self._store.reading() as unit:
            due = await chat_messages.due_chats(unit, PER_ROUND)
        return any([await self._some(correspondent_id) for correspondent_id in due])

    async def _some(self, correspondent_id: str) -> bool:
        """The next hundred of one chat; whether any were deleted."""
        async with self._store.reading() as unit:
            found = await chat_messages.to_delete(unit, correspondent_id)
        if found is None:
            return False
        try:
            await self._delete(found.address, found.message_ids)
        except TryLater:
            raise
        except Refused as problem:
            log.warning("sweep: messages cannot be deleted (%s)", problem.reason)
        except ChannelError:  # she closed the chat: it may open again before the two days are over
            await self._put_off(found)
            return True
        async with self._store.writing() as unit:
            await chat_messages.deleted(unit, found)
        return True

    async def _put_off(self, found: ToDelete) -> None:
        async with self._store.writing() as unit:
            await chat_messages.put_off(unit, found, unit.now + UNREACHABLE_AGAIN)
