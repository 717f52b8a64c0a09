"""When her chat may say that there is news: at the midday break and after work, unless she says otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from cases.rules.vocabulary import ContactHours, Urgency

Window = tuple[dt.time, dt.time]
NOON: Window = (dt.time(11, 30), dt.time(12, 30))
EVENING: Window = (dt.time(18), dt.time(21))
WINDOWS: Mapping[ContactHours, tuple[Window, ...]] = {
    ContactHours.NOON_AND_EVENING: (NOON, EVENING),
    ContactHours.NOON: (NOON,),
    ContactHours.EVENING: (EVENING,),
}
# Notices of a day on which she must be somewhere, or on which a right of hers ends: `params` name it.
OF_A_DAY = frozenset(
    {"hearing", "hearing_changed", "hearing_cancelled", "hearing_tomorrow", "hearing_today", "limit_ends"}
    | {"meeting_planned", "meeting_moved", "meeting_cancelled", "meeting_tomorrow", "meeting_today"}
)


def next_moment(hours: ContactHours, now: dt.datetime) -> dt.datetime | None:
    """The first moment from `now` on that lies in her hours, None for never. `now` in Cambodian time."""
    if hours is ContactHours.NEVER:
        return None
    if hours is ContactHours.ANY_TIME:
        return now
    days = (now.date(), now.date() + dt.timedelta(days=1))
    windows = (_at(day, window, now) for day in days for window in WINDOWS[hours])
    return next(max(begins, now) for begins, ends in windows if now < ends)


def cannot_wait(notice: str, params: Mapping[str, Any], urgency: Urgency, today: dt.date) -> bool:
    """Danger, or a day of hers that is today or tomorrow: neither waits for the evening."""
    if urgency is Urgency.DANGER:
        return True
    named = params.get("date")
    if notice not in OF_A_DAY or not isinstance(named, Mapping):
        return notice in OF_A_DAY  # "today" names no day
    return dt.date.fromisoformat(named["date"]) <= today + dt.timedelta(days=1)


def _at(day: dt.date, window: Window, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    begins, ends = (dt.datetime.combine(day, time, now.tzinfo) for time in window)
    return begins, ends
