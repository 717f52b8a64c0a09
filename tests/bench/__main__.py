"""python -m tests.bench: the bare echo bot, which is the ceiling."""

from __future__ import annotations

import subprocess
import sys

from tests.bench.measure import Result, measure

UPDATES, CHATS = 1000, 100


def start_echo_bot(api: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.support.echo_bot", api])


def row(name: str, result: Result) -> str:
    return (
        f"{name:<28}{result.updates_per_second:>10.1f}/s"
        f"   p50 {result.p50:.1f}   p95 {result.p95:.1f}   p99 {result.p99:.1f} ms   {result.rss_mb:.0f} MB"
    )


def main() -> None:
    ceiling = measure(start_echo_bot, updates=UPDATES, chats=CHATS)
    print(row("bare echo, at once", ceiling))
    half = ceiling.updates_per_second / 2
    print(row("bare echo, at half load", measure(start_echo_bot, updates=UPDATES, chats=CHATS, per_second=half)))


if __name__ == "__main__":
    main()
