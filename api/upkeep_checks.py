"""What `samleng check` reads in the database itself: are numbers being tried, is everything erased that should be?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from cases.actions.erasure import due
from cases.actions.receipts import MANY_WRONG, many_wrong_numbers
from cases.store.clock import WallClock
from cases.store.engine import open_engines
from cases.store.unit import Store, Unit

GUESSING = (
    f"more than {MANY_WRONG.tries} wrong receipt numbers within an hour: somebody may be trying them. Nobody is kept "
    "out, and a number is one in 10 to the 15th; look who reaches the server, and tell the organisations"
)
OVERDUE = (
    "the content of a closed case should be gone since more than a day: start `samleng serve`, or run `samleng purge` "
    "and look at what it says"
)
GRACE = dt.timedelta(days=1)  # the jobs may just not have come to it


async def upkeep_advice(database: str, keys: Path, evidence: Path) -> dict[str, str]:
    """What to do, by what was looked at; "" where all is well."""
    store = Store.open(open_engines(database), keys, evidence, WallClock(None))
    try:
        async with store.reading() as unit:
            return {
                "receipts": GUESSING if await many_wrong_numbers(unit) else "",
                "retention": OVERDUE if await _is_overdue(unit) else "",
            }
    finally:
        await store.engines.dispose()


async def _is_overdue(unit: Unit) -> bool:
    longest = await due(unit, 1)
    return any(one.kept_until <= unit.now - GRACE for one in longest)
