"""Whether somebody seems to be trying receipt numbers, as `samleng check` says it."""

from __future__ import annotations

from pathlib import Path

from cases.actions.receipts import MANY_WRONG, many_wrong_numbers
from cases.store.clock import WallClock
from cases.store.engine import open_engines
from cases.store.unit import Store

ADVICE = (
    f"more than {MANY_WRONG.tries} wrong receipt numbers within an hour: somebody may be trying them. Nobody is kept "
    "out, and a number is one in 10 to the 15th; look who reaches the server, and tell the organisations"
)


async def guessing(database: str, keys: Path, evidence: Path) -> str:
    """What to do about many wrong numbers in the last hours; "" while there are few."""
    store = Store.open(open_engines(database), keys, evidence, WallClock(None))
    try:
        async with store.reading() as unit:
            return ADVICE if await many_wrong_numbers(unit) else ""
    finally:
        await store.engines.dispose()
