"""How often something was tried of late, and how long it must wait.

Whose attempts these are is kept only as a keyed digest, and never an address of the network: a factory or a
carrier behind one address is not one person. A try is counted before the slow work, so many at once gain nothing.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from cases.rules.errors import TooMany
from cases.store.tables import Attempt
from cases.store.unit import Unit, insert_into
from cases.vault import hashing


@dataclass(frozen=True)
class Limit:
    """So many tries, then a wait that doubles with each further one; a quiet time `forgets` them all."""

    tries: int
    first_wait: dt.timedelta
    longest_wait: dt.timedelta
    forgets: dt.timedelta

    def wait_after(self, count: int) -> dt.timedelta | None:
        """How long to wait after that many tries in a row without success, or None."""
        if count < self.tries:
            return None
        doublings = min(count - self.tries, 32)
        return min(self.first_wait * int(2**doublings), self.longest_wait)


SIGN_IN = Limit(5, dt.timedelta(minutes=1), dt.timedelta(minutes=15), dt.timedelta(days=1))


def attempts_id(unit: Unit, what: str) -> str:
    """Under which name the attempts of `what` are kept: a digest that only this installation can compute."""
    return hashing.keyed_digest(unit.keys.install("attempts"), what.encode()).hex()


async def must_wait(unit: Unit, what: str) -> dt.timedelta | None:
    """How long until the next try, or None when there is no wait."""
    row = await unit.session.get(Attempt, attempts_id(unit, what), populate_existing=True)
    if row is None or row.wait_until is None or row.wait_until <= unit.now:
        return None
    return row.wait_until - unit.now


async def failed(unit: Unit, what: str, limit: Limit) -> dt.timedelta | None:
    """One more try that did not succeed; how long to wait now, or None. Two at once are counted as two."""
    tried = await _count(unit, what, limit)
    wait = limit.wait_after(tried)
    if wait is not None:
        await unit.session.exec(
            sa.update(Attempt).where(col(Attempt.id) == attempts_id(unit, what)).values(wait_until=unit.now + wait)
        )
    return wait


async def claim(unit: Unit, what: str, limit: Limit) -> None:
    """Begin a try, before the slow work that shows whether it is right: it counts until `succeeded`.

    Raises:
        TooMany: the wait is not over; `seconds` and `minutes` say how long it still is. Nothing was counted.
    """
    row_id = attempts_id(unit, what)
    await _make_sure(unit, row_id, limit)
    row = await unit.session.get(Attempt, row_id, populate_existing=True, with_for_update=True)
    assert row is not None
    if row.wait_until is not None and row.wait_until > unit.now:
        seconds = math.ceil((row.wait_until - unit.now).total_seconds())
        raise TooMany("tries_wait", seconds=seconds, minutes=math.ceil(seconds / 60))
    await failed(unit, what, limit)


async def succeeded(unit: Unit, what: str) -> None:
    """It was right: what failed before is forgotten."""
    await unit.session.exec(sa.delete(Attempt).where(col(Attempt.id) == attempts_id(unit, what)))


async def forget_attempts(unit: Unit) -> None:
    """Delete what is long enough ago."""
    await unit.session.exec(sa.delete(Attempt).where(col(Attempt.expires_at) <= unit.now))


async def _make_sure(unit: Unit, row_id: str, limit: Limit) -> None:
    fresh = {"id": row_id, "count": 0, "since": unit.now, "expires_at": unit.now + limit.forgets}
    await unit.run(insert_into(unit.dialect, Attempt).values(fresh).on_conflict_do_nothing(index_elements=["id"]))


async def _count(unit: Unit, what: str, limit: Limit) -> int:
    """The number of tries including this one; tries that are long enough ago do not count."""
    until = unit.now + limit.forgets
    fresh = {"id": attempts_id(unit, what), "count": 1, "since": unit.now, "expires_at": until}
    over = col(Attempt.expires_at) <= unit.now
    again = {
        "count": sa.case((over, 1), else_=col(Attempt.count) + 1),
        "since": sa.case((over, unit.now), else_=col(Attempt.since)),
        "wait_until": sa.case((over, None), else_=col(Attempt.wait_until)),
        "expires_at": until,
    }
    insert = insert_into(unit.dialect, Attempt).values(fresh)
    counted = insert.on_conflict_do_update(index_elements=["id"], set_=again).returning(col(Attempt.count))
    return int((await unit.run(counted)).scalar_one())
