"""How near a clock is to its end, as an officer is reminded of it: the working day before, that day, and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from cases.rules.clocks import is_working_day
from cases.rules.vocabulary import Stage


def horizon(now: dt.datetime, holidays: Collection[dt.date]) -> dt.datetime:
    """Until when a reminder looks ahead: the end of the next working day. `now` in Cambodian time."""
    day = now.date() + dt.timedelta(days=1)
    while not is_working_day(day, holidays):
        day += dt.timedelta(days=1)
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, now.tzinfo)


def stage_of(
    due: dt.datetime, now: dt.datetime, holidays: Collection[dt.date], *, lead_told: bool = False
) -> Stage | None:
    """None while it is far off. Days without work before the end are days on which it is said already."""
    if due <= now:
        return Stage.LEAD_TOLD if lead_told else Stage.OVERDUE
    if due.date() == now.date():
        return Stage.TODAY
    return Stage.SOON if due < horizon(now, holidays) else None
