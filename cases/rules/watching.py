"""When she is asked whether anybody made trouble for her: 7, 21 and 60 days after the employer was told.

Every notice has its three days; where two meet, or several fell due while nothing ran, one question stands for all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from cases.rules.vocabulary import Trouble

DAYS = (7, 21, 60)
HOUR, LATEST = dt.time(7), dt.time(20)  # when a phone may ring in a dormitory
GRAVITY = tuple(Trouble)


def days_of(told_on: Collection[dt.date], since: dt.date | None = None) -> list[dt.date]:
    """Every day of the watch in order; for whoever joined later only what comes after that day."""
    days = {day + dt.timedelta(days=after) for day in told_on for after in DAYS}
    return sorted(day for day in days if since is None or day > since)


def question_due(days: Collection[dt.date], asked_for: dt.date | None, now: dt.datetime) -> dt.date | None:
    """For which day she is asked now, or None. `asked_for`: the day of the last question; `now` in Cambodian time.

    What fell due while nothing ran is made up by one question, for the latest of these days, and never at night.
    """
    if not HOUR <= now.time() < LATEST:
        return None
    reached = [day for day in days if dt.datetime.combine(day, HOUR, now.tzinfo) <= now]
    latest = max(reached, default=None)
    return latest if latest is not None and (asked_for is None or asked_for < latest) else None


def days_to_come(days: Collection[dt.date], now: dt.datetime) -> list[dt.date]:
    """The days on which she will be asked still."""
    return sorted(day for day in days if dt.datetime.combine(day, HOUR, now.tzinfo) > now)


def is_graver(one: Trouble, other: Trouble | None) -> bool:
    """Whether a word says more than the one before."""
    return other is None or GRAVITY.index(one) > GRAVITY.index(other)
