"""Slow hashing, one at a time in a process, in a fair order: many tries of one account hold up nobody else long."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


NICE = 5  # a third of a page's share: more would make signing in wait too long


def _give_way() -> None:
    """Pages go before hashing where both want the same core. Linux alone lets a thread be nicer than its process."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


class HashingQueue:
    """Work in a thread, one at a time. Nobody is ever turned away.

    There are two lanes, which take turns: devices and people that are known, and strangers. In a lane names take
    turns too: whoever asks many times waits for herself.
    """

    def __init__(self, is_open: Callable[[], bool]) -> None:
        self._is_open = is_open
        self._busy = False
        self._lanes: dict[bool, OrderedDict[str, deque[asyncio.Future[None]]]] = {
            True: OrderedDict(),
            False: OrderedDict(),
        }
        self._next_known = True
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hashing", initializer=_give_way)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Wait for the turn in the lane of the known, then work."""
        return await self.run_for("", True, work, *args, **kwargs)

    async def run_for(self, name: str, known: bool, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Wait for the turn of `name` in a lane, then work."""
        assert not self._is_open(), "slow hashing inside a unit of work"
        await self._turn(name, known)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, partial(work, *args, **kwargs))
        finally:
            self._pass_on()

    async def _turn(self, name: str, known: bool) -> None:
        if not self._busy:
            self._busy = True
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._lanes[known].setdefault(name, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._pass_on()  # the turn had come in the same moment
            raise

    def _pass_on(self) -> None:
        while (turn := self._take()) is not None:
            if not turn.done():
                turn.set_result(None)
                return
        self._busy = False

    def _take(self) -> asyncio.Future[None] | None:
        lane = self._lanes[self._next_known] or self._lanes[not self._next_known]
        self._next_known = not self._next_known
        if not lane:
            return None
        name, waiting = lane.popitem(last=False)
        turn = waiting.popleft()
        if waiting:
            lane[name] = waiting
        return turn
