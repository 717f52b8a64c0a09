"""When a worker is reminded of a day that is hers: three days before, the day before, and in the morning.

At times when a phone may ring in a dormitory: seven o'clock, and six on the day itself.
"""

from __future__ import annotations

import datetime as dt

DAYS_BEFORE = 3
HOURS = {3: dt.time(7), 1: dt.time(7), 0: dt.time(6)}  # by how many days before


def reminder_due(starts_at: dt.datetime, told_at: dt.datetime | None, now: dt.datetime) -> int | None:
    """How many days before she is reminded now, or None. `starts_at` and `now` in Cambodian time.

    What fell due while nothing ran is made up by one reminder, the latest. Nothing is said once it has begun.
    """
    if now >= starts_at:
        return None
    for days in sorted(HOURS):
        moment = dt.datetime.combine(starts_at.date() - dt.timedelta(days=days), HOURS[days], starts_at.tzinfo)
        if moment <= now:
            return days if told_at is None or told_at < moment else None
    return None


def told_by_card(now: dt.datetime) -> dt.datetime:
    """Until when a card that goes out at this moment is reminder enough: nothing more is said on the same morning."""
    return max(now, dt.datetime.combine(now.date(), max(HOURS.values()), now.tzinfo))
