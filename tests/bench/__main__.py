"""python -m tests.bench: Samleng beside a bare echo bot, in one run; writes docs/performance.json and .md.

Only ratios within the run say anything: the machine's own speed stands in both sides of each.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench.measure import Result, StartBot, measure
from tests.support import postgres

DOCS = Path(__file__).parents[2] / "docs"
CHATS = 100
ANSWERS_EACH = 1  # one message: the menu; the words are a piece of her story that is not sent


@dataclass(frozen=True)
class Row:
    """One bot in one run: all updates at once, then at half the echo bot's rate."""

    name: str
    at_once: Result
    at_half: Result | None


def start_echo_bot(api: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.support.echo_bot", api])


def starter(folder: Path, database_url: Callable[[], str]) -> StartBot:
    """Starts the whole program, each time over a fresh installation below `folder`."""

    def start(api: str) -> subprocess.Popen[bytes]:
        here = Path(tempfile.mkdtemp(dir=folder))
        env = os.environ | {
            "SAMLENG_VAR": str(here / "var"),
            "SAMLENG_KEYS": str(here / "keys"),
            "SAMLENG_DATABASE_URL": database_url(),
            "SAMLENG_TELEGRAM_TOKEN": "123:abc",
            "SAMLENG_TELEGRAM_API": api,
        }
        command = [sys.executable, "-m", "api.cli"]
        subprocess.run([*command, "init"], env=env, check=True, stdout=subprocess.DEVNULL)
        serve = [*command, "serve", "--port", str(_free_port())]
        return subprocess.Popen(serve, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    return start


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def run(name: str, start: StartBot, updates: int, half: float | None, answers_each: int) -> Row:
    at_once = measure(start, updates=updates, chats=CHATS, answers_each=answers_each)
    at_half = measure(start, updates=updates, chats=CHATS, per_second=half, answers_each=answers_each) if half else None
    return Row(name, at_once, at_half)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--updates", type=int, default=1000)
    options.add_argument("--no-write", action="store_true")
    chosen = options.parse_args()
    rows = list(measured(chosen.updates))
    print(table(rows))
    if not chosen.no_write:
        content = {"updates": chosen.updates, "chats": CHATS, "rows": [asdict(row) for row in rows]}
        (DOCS / "performance.json").write_text(json.dumps(content, indent=2) + "\n")
        (DOCS / "performance.md").write_text(document(rows))


def measured(updates: int) -> Iterator[Row]:
    """The ceiling first; then Samleng on each database, at once and at half of Samleng's promised quarter."""
    ceiling = run("bare echo", start_echo_bot, updates, None, 1)
    yield ceiling
    half = ceiling.at_once.updates_per_second / 4 / 2
    with tempfile.TemporaryDirectory(prefix="samleng-bench-") as folder:
        sqlite = starter(Path(folder), lambda: "")
        yield run("Samleng, SQLite", sqlite, updates, half, ANSWERS_EACH)
        with postgres.running(durable=True) as server:
            names = (f"bench{number}" for number in itertools.count())
            on_postgres = starter(Path(folder), lambda: server.create(next(names)))
            yield run("Samleng, PostgreSQL", on_postgres, updates, half, ANSWERS_EACH)


HEADER = (
    "| | updates/s | of the ceiling | p50 ms | p95 ms | p99 ms | peak MB |",
    "|---|---:|---:|---:|---:|---:|---:|",
)


def table(rows: list[Row]) -> str:
    """Rows as a Markdown table; shares are of the first row's rate."""
    ceiling = rows[0].at_once.updates_per_second
    lines = [*HEADER]
    for row in rows:
        lines.append(_line(f"{row.name}, all at once", row.at_once, ceiling))
        if row.at_half:
            lines.append(_line(f"{row.name}, steady", row.at_half, ceiling))
    return "\n".join(lines)


def _line(name: str, result: Result, ceiling: float) -> str:
    share = f"{result.updates_per_second / ceiling:.2f}"
    return (
        f"| {name} | {result.updates_per_second} | {share} | {result.p50} | {result.p95} | {result.p99}"
        f" | {result.rss_mb:.0f} |"
    )


def document(rows: list[Row]) -> str:
    return f"""# Performance

`make bench` writes this page. Every row comes from one run on one machine, so the shares say more than the figures.

The ceiling is a bare python-telegram-bot handler that echoes a text over HTTP, through the same Bot API server in a
process of its own. Samleng does the whole work for the same text: it is recorded, sealed into the draft, committed
durably (SQLite `synchronous=FULL`, PostgreSQL `fsync=on`), answered and written down as
answered. "Steady" is half of a quarter of the ceiling, one text after the other.

{table(rows)}
"""


if __name__ == "__main__":
    main()
