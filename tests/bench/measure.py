"""Plays many people to one bot process through the Bot API server in a process of its own, and takes the time."""

from __future__ import annotations

import contextlib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.phone import Control, Message

StartBot = Callable[[str], "subprocess.Popen[bytes]"]  # given the Bot API's address
WARM_UP = 50  # texts that fill pools and caches before the clock runs


@dataclass(frozen=True)
class Result:
    """One run. Latencies in milliseconds, from the moment a text is sent to its first answer; memory is the peak."""

    updates: int
    updates_per_second: float
    p50: float
    p95: float
    p99: float
    rss_mb: float


class NoAnswer(RuntimeError):
    """The bot did not answer every text in time."""


@contextlib.contextmanager
def bot_api_process() -> Iterator[Control]:
    """A Bot API server of its own, so that it takes nothing from the bot's time."""
    command = [sys.executable, "-m", "tests.support.bot_api"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield Control(server.stdout.readline().strip())
    finally:
        server.kill()
        server.wait()


def measure(
    start_bot: StartBot, *, updates: int, chats: int, per_second: float | None = None, answers_each: int = 1
) -> Result:
    """Send `updates` texts from `chats` people, all at once or `per_second`, and wait for every answer.

    `answers_each` is how many messages the bot sends for one text; the first of them counts.

    Raises:
        NoAnswer: some text stayed without an answer.
    """
    with bot_api_process() as api:
        bot = start_bot(api.base_url)
        try:
            _flood(api, WARM_UP, chats=min(chats, WARM_UP))
            _wait_until_answered(api, bot, WARM_UP * answers_each, limit=60)
            begun = time.time()
            _flood(api, updates, chats, per_second)
            _wait_until_answered(api, bot, (WARM_UP + updates) * answers_each, limit=60 + updates / 20)
            memory = peak_rss_mb(bot.pid)
            shown = [api.phone(chat).chat() for chat in range(1, max(chats, WARM_UP) + 1)]
            pairs = [pair for chat in shown for pair in answered(chat, answers_each)]
        finally:
            bot.kill()
            bot.wait()
        if violations := api.violations():
            raise NoAnswer(f"{len(violations)} requests that Telegram would refuse")
    return _result([pair for pair in pairs if pair[0] >= begun], memory)


def answered(chat: list[Message], answers_each: int = 1) -> list[tuple[float, float]]:
    """(sent, first answer) in Unix seconds for each text of a chat, by the texts' order and the answers'."""
    texts = [message["at"] for message in chat if message["by"] == "user"]
    answers = [message["at"] for message in chat if message["by"] == "bot"][::answers_each]
    return list(zip(texts, answers, strict=False))


def _result(pairs: list[tuple[float, float]], memory: float) -> Result:
    latencies = sorted(1000 * (answer - text) for text, answer in pairs)
    cuts = statistics.quantiles(latencies, n=100, method="inclusive")
    seconds = max(answer for _, answer in pairs) - min(text for text, _ in pairs)
    p50, p95, p99 = (round(cuts[percent - 1], 1) for percent in (50, 95, 99))
    return Result(len(pairs), round(len(pairs) / seconds, 1), p50, p95, p99, round(memory, 1))


def _flood(api: Control, updates: int, chats: int, per_second: float | None = None) -> None:
    """The server spaces the texts itself: asking for each over HTTP would cost more than the bot does."""
    api.post("flood", count=updates, chats=chats, per_second=per_second, words="it happened on day ")


def _wait_until_answered(api: Control, bot: subprocess.Popen[bytes], count: int, limit: float) -> None:
    deadline = time.monotonic() + limit
    while (sent := api.get("answers")["count"]) < count:
        if bot.poll() is not None:
            raise NoAnswer("the bot ended")
        if time.monotonic() > deadline:
            raise NoAnswer(f"{sent} of {count} texts were answered")
        time.sleep(0.1)


def peak_rss_mb(pid: int) -> float:
    """The most memory that the process held so far, in MB of 10^6 bytes; 0 where /proc does not tell."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0.0
    (line,) = [line for line in status.read_text().splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024 / 1e6
