"""Slow hashing one at a time, in a fair order: who asks often waits for herself, and nobody is turned away."""

from __future__ import annotations

import asyncio
import threading

import pytest

from cases.store.hashing_queue import HashingQueue


class _Work:
    """Work that is noted down in the order in which it is done, and never two at once."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.first = threading.Event()
        self._running = threading.Lock()

    def __call__(self, name: str) -> str:
        assert self._running.acquire(blocking=False), "two at once"
        self.first.wait(5)
        self.done.append(name)
        self._running.release()
        return name


async def _all(queue: HashingQueue, work: _Work, asked: list[tuple[str, bool]]) -> list[str]:
    tasks = []
    for name, known in asked:
        tasks.append(asyncio.create_task(queue.run_for(name, known, work, name)))
        await asyncio.sleep(0)
    work.first.set()
    await asyncio.gather(*tasks)
    return work.done


async def test_names_take_turns_within_a_lane() -> None:
    """Ten tries of one account hold up another by one."""
    asked = [("busy", False)] * 10 + [("other", False), ("third", False)]
    assert (await _all(HashingQueue(lambda: False), _Work(), asked))[:4] == ["busy", "busy", "other", "third"]


async def test_known_devices_and_strangers_take_turns() -> None:
    """However many made-up accounts wait, a known device waits for one of them at most."""
    strangers = [(f"stranger{number}", False) for number in range(30)]
    done = await _all(HashingQueue(lambda: False), _Work(), [*strangers, ("dara", True), ("maly", True)])
    assert done.index("dara") <= 2 and done.index("maly") <= 4
    assert len(done) == 32


async def test_a_hundred_wait_and_nobody_is_turned_away() -> None:
    """There is no cap over all: one attacker must not be able to refuse others."""
    asked = [(f"person{number}", number % 2 == 0) for number in range(100)]
    assert sorted(await _all(HashingQueue(lambda: False), _Work(), asked)) == sorted(name for name, _ in asked)


async def test_who_gives_up_waiting_holds_up_nobody() -> None:
    """A cancelled turn goes to the next, also when it had just come."""
    queue, work = HashingQueue(lambda: False), _Work()
    tasks = []
    for name in ("first", "gone", "gone too", "last"):
        tasks.append(asyncio.create_task(queue.run_for(name, True, work, name)))
        await asyncio.sleep(0)
    tasks[1].cancel()
    work.first.set()
    await tasks[0]
    tasks[2].cancel()
    assert await asyncio.wait_for(tasks[3], 5) == "last"
    assert await queue.run(work, "again") == "again"


async def test_work_that_fails_passes_the_turn_on() -> None:
    """A wrong passphrase raises; the next one goes on."""
    queue = HashingQueue(lambda: False)
    with pytest.raises(ZeroDivisionError):
        await queue.run(lambda: 1 / 0)
    assert await queue.run(len, "x") == 1
