"""Long polling that acknowledges nothing before it is done.

Chats run in parallel, each chat in order. The offset moves up to the lowest update that is not finished, so a killed
process gets every unfinished update again. Until then Telegram repeats what is unfinished; it is handled once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import telegram

from bot.channel import ChannelError, TryLater
from bot.telegram.client import TelegramClient
from bot.telegram.incoming import chat_of

Handle = Callable[[telegram.Update], Awaitable[None]]
Poisoned = Callable[[telegram.Update], Awaitable[None]]
Arrived = Callable[[telegram.Update], None]

TRIES = 5
WINDOW = 100  # updates in one answer of Telegram, counted from the offset
LONGEST_WAIT = 30.0  # seconds
# Seconds between two asks while something is unfinished: Telegram then answers at once, with what we have already.
SHORTEST_PAUSE, LONGEST_PAUSE = 0.05, 0.4

log = logging.getLogger(__name__)


class Polling:
    """`handle` returns when an update is committed; `poisoned` records one that `handle` cannot take.

    `arrived` hears of each update at once, whatever its chat still waits for.

    `at_once` handlers run beside each other. More are not faster: the connection pool's own work grows with them.
    """

    def __init__(
        self,
        client: TelegramClient,
        handle: Handle,
        poisoned: Poisoned,
        *,
        arrived: Arrived = lambda _update: None,
        at_once: int = 16,
        timeout: int = 25,
        first_wait: float = 0.5,
    ) -> None:
        self._client, self._handle, self._poisoned, self._arrived = client, handle, poisoned, arrived
        self._timeout, self._first_wait = timeout, first_wait
        self._seats = asyncio.Semaphore(at_once)
        self._next = 0  # one above the newest update that came
        self._unfinished: set[int] = set()
        self._finished: set[int] = set()  # and not yet acknowledged
        self._queues: dict[int, deque[telegram.Update]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._progress = asyncio.Event()
        self._stopping = asyncio.Event()
        self._asking: asyncio.Task[Sequence[dict[str, Any]]] | None = None

    @property
    def offset(self) -> int:
        """What the next ask acknowledges below."""
        return min(self._unfinished, default=self._next)

    async def run(self) -> None:
        """Ask and hand out until `stop` is called."""
        wait, pause = self._first_wait, SHORTEST_PAUSE
        while not self._stopping.is_set():
            try:
                updates = await self._ask()
            except ChannelError as problem:
                seconds = max(wait, problem.seconds if isinstance(problem, TryLater) else wait)
                log.warning("telegram: no updates (%s); again in %.1f s", problem.reason, seconds)
                await _until(self._stopping, seconds)
                wait = min(wait * 2, LONGEST_WAIT)
                continue
            except Exception as problem:
                log.error("telegram: asking for updates failed (%s); again in %.1f s", type(problem).__name__, wait)
                await _until(self._stopping, wait)
                wait = min(wait * 2, LONGEST_WAIT)
                continue
            wait = self._first_wait
            pause = SHORTEST_PAUSE if self._take(updates) else min(pause * 2, LONGEST_PAUSE)
            await self._let_work(pause, window=[update["update_id"] for update in updates])

    async def stop(self) -> None:
        """Begin nothing new, finish what is under way and acknowledge it. The rest comes again after a restart."""
        self._stopping.set()
        self._progress.set()
        if self._asking is not None:
            self._asking.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        with contextlib.suppress(ChannelError):
            await self._client.get_updates(self.offset, timeout=0)

    async def _ask(self) -> Sequence[dict[str, Any]]:
        offset = self.offset
        self._asking = asyncio.create_task(self._client.get_updates(offset, self._timeout))
        try:
            updates = await self._asking
        except asyncio.CancelledError:
            if self._stopping.is_set():
                return ()
            self._asking.cancel()
            raise
        finally:
            self._asking = None
        self._finished = {update_id for update_id in self._finished if update_id >= offset}
        return updates

    async def _let_work(self, pause: float, window: list[int]) -> None:
        """Wait until all is done or `pause` seconds.

        While a full window is mostly unfinished, wait for that first: an ask could bring little that is new.
        """
        deadline = asyncio.get_running_loop().time() + pause
        while self._unfinished and not self._stopping.is_set():
            offset = self.offset
            full = len(window) == WINDOW and sum(update_id >= offset for update_id in window) > WINDOW // 2
            left = deadline - asyncio.get_running_loop().time()
            if not full and left <= 0:
                return
            self._progress.clear()
            await _until(self._progress, LONGEST_WAIT if full else left)

    def _take(self, updates: Sequence[dict[str, Any]]) -> bool:
        """Queue what is new; whether there was any."""
        if self._stopping.is_set():
            return False
        if updates:
            # Not the highest ever seen: after a quiet week Telegram begins again at a random number.
            self._next = max(update["update_id"] for update in updates) + 1
        known = self._unfinished | self._finished
        news = [self._client.read(update) for update in updates if update["update_id"] not in known]
        for update in news:
            self._unfinished.add(update.update_id)
            self._arrived(update)
            self._enqueue(update)
        return bool(news)

    def _enqueue(self, update: telegram.Update) -> None:
        chat = chat_of(update)
        if chat in self._queues:
            self._queues[chat].append(update)
            return
        self._queues[chat] = deque([update])
        worker = asyncio.create_task(self._work(chat))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _work(self, chat: int) -> None:
        """Handle one chat's updates in order until none is left."""
        queue = self._queues[chat]
        while queue and not self._stopping.is_set():
            update_id = queue[0].update_id
            if not await self._done(queue[0]):
                break
            queue.popleft()
            self._unfinished.discard(update_id)
            self._finished.add(update_id)
            self._progress.set()
        del self._queues[chat]

    async def _done(self, update: telegram.Update) -> bool:
        """Handled, or recorded as poisoned. While not even that can be recorded, the fault is not the update's."""
        while not self._stopping.is_set():
            if await self._handled(update):
                return True
            if self._stopping.is_set():
                break
            try:
                await self._poisoned(update)
            except Exception as problem:
                log.error("telegram: an update can neither be handled nor recorded (%s)", type(problem).__name__)
                await _until(self._stopping, LONGEST_WAIT)
            else:
                log.error("telegram: an update was skipped after %d tries", TRIES)
                return True
        return False

    async def _handled(self, update: telegram.Update) -> bool:
        wait = self._first_wait
        for left in range(TRIES - 1, -1, -1):
            async with self._seats:
                try:
                    await self._handle(update)
                except Exception as problem:
                    log.warning("telegram: an update failed (%s); %d more tries", type(problem).__name__, left)
                    seconds = max(wait, problem.seconds if isinstance(problem, TryLater) else 0.0)
                else:
                    return True
            if left:
                await _until(self._stopping, seconds)
            if self._stopping.is_set():
                break
            wait = min(wait * 2, LONGEST_WAIT)
        return False


async def _until(event: asyncio.Event, seconds: float) -> None:
    """Wait for the event, but no longer than `seconds`."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
