"""python -m tests.bench: what Samleng takes, beside what it is compared with; writes docs/performance.json and .md.

Only ratios within the run say anything: the machine's own speed stands in both sides of each. Naming parts measures
these alone and keeps what was measured of the others.
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
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.bench.finding import measure_finding
from tests.bench.measure import Result, StartBot, measure
from tests.bench.sealing import milliseconds_of_cpu
from tests.bench.sign_ins import measure_sign_ins
from tests.support import by_ear, postgres

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
    options.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; default: all")
    options.add_argument("--updates", type=int, default=1000)
    options.add_argument("--no-write", action="store_true")
    chosen = options.parse_args()
    known = DOCS / "performance.json"
    content: dict[str, Any] = json.loads(known.read_text()) if known.exists() else {}
    for part in chosen.parts or PARTS:
        content |= PARTS[part](chosen.updates)
    print(document(content))
    if not chosen.no_write:
        known.write_text(json.dumps(content, indent=2) + "\n")
        (DOCS / "performance.md").write_text(document(content))


def _bot(updates: int) -> dict[str, Any]:
    return {"updates": updates, "chats": CHATS, "rows": [asdict(row) for row in measured(updates)]}


def _sign_ins(_updates: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="samleng-bench-") as folder:
        waits = measure_sign_ins(Path(folder), _free_port)
    return {"sign_ins": asdict(waits) | {"ratio": waits.ratio}}


def _sealing(_updates: int) -> dict[str, Any]:
    return {"sealing_cpu_ms": milliseconds_of_cpu()}


def _factories(_updates: int) -> dict[str, Any]:
    spent = measure_finding()
    return {"factories": asdict(spent) | {"ratio": spent.ratio, "found": [asdict(one) for one in by_ear.figures()]}}


PARTS: Mapping[str, Callable[[int], dict[str, Any]]] = {
    "bot": _bot,
    "sign-ins": _sign_ins,
    "sealing": _sealing,
    "factories": _factories,
}


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


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as a Markdown table; shares are of the first row's rate."""
    ceiling = rows[0]["at_once"]["updates_per_second"]
    lines = [*HEADER]
    for row in rows:
        lines.append(_line(f"{row['name']}, all at once", row["at_once"], ceiling))
        if row["at_half"]:
            lines.append(_line(f"{row['name']}, steady", row["at_half"], ceiling))
    return "\n".join(lines)


def _line(name: str, result: Mapping[str, Any], ceiling: float) -> str:
    share = f"{result['updates_per_second'] / ceiling:.2f}"
    return (
        f"| {name} | {result['updates_per_second']} | {share} | {result['p50']} | {result['p95']} | {result['p99']}"
        f" | {result['rss_mb']:.0f} |"
    )


def document(content: Mapping[str, Any]) -> str:
    """The page, with the chapters of what was measured."""
    chapters = [DOING.format(table=table(content["rows"]))] if "rows" in content else []
    chapters += [SIGNING_IN.format(**content["sign_ins"])] if "sign_ins" in content else []
    chapters += [SEALING.format(ms=content["sealing_cpu_ms"])] if "sealing_cpu_ms" in content else []
    chapters += [FACTORIES.format(**content["factories"], table=_found(content))] if "factories" in content else []
    return "\n".join([HEAD, *chapters])


def _found(content: Mapping[str, Any]) -> str:
    lines = ["| | of the queries seen while tuning | of those held back |", "|---|---:|---:|"]
    for one in content["factories"]["found"]:
        shares = (f"{one['found'][half]} % of {one['asked'][half]}" for half in by_ear.HALVES)
        lines.append(f"| {one['how']} | {' | '.join(shares)} |")
    return "\n".join(lines)


HEAD = """# Performance

`make bench` writes this page. Every chapter comes from one run on one machine, so the ratios say more than the
figures.
"""
DOING = """## Answering a chat

The ceiling is a bare python-telegram-bot handler that echoes a text over HTTP, through the same Bot API server in a
process of its own. Samleng does the whole work for the same text: it is recorded, sealed into the draft, committed
durably (SQLite `synchronous=FULL`, PostgreSQL `fsync=on`), answered and written down as
answered. "Steady" is half of a quarter of the ceiling, one text after the other.

{table}
"""
SIGNING_IN = """## Twenty people sign in at once

A lead asks for her queue, page after page, first alone, then while {sign_ins} people of her organisation sign in at
the same moment (passphrase by Argon2id with 64 MiB, and a code). The server has one core, whoever asks the other.
All of them were in after {seconds} s.

| | p50 ms | p95 ms |
|---|---:|---:|
| the queue page, alone | {idle_p50} | {idle_p95} |
| the queue page, meanwhile ({pages_while_busy} pages) | {busy_p50} | {busy_p95} |

The p95 meanwhile is {ratio} times the p95 alone; the promise is three times at most.
"""
SEALING = """## Sealing

Everything that filing seals (four lockboxes for three holders each, a story of 2 KB, the card) takes {ms} ms of the
processor; the promise is five at most.
"""
FACTORIES = """## Finding her factory by ear

How often the right factory is among the first five, for names as workers write them in Khmer and Latin letters
(`tests/cases/store/factories`). Register and queries are made up for the test, by one hand, before the matching was
written; no worker has typed them.

{table}

Among 2,000 factories her answer takes {among_all} ms of the processor, where the register has a single one
{alone} ms: {ratio} times as much. The first one after a change of the register takes {first} ms.
"""


if __name__ == "__main__":
    main()
