"""The one clock that all code reads."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

CAMBODIA = ZoneInfo("Asia/Phnom_Penh")


class WallClock:
    """The present, or for demonstrations a present that began at `start` when the clock was made."""

    def __init__(self, start: dt.datetime | None = None) -> None:
        self._shift = start.astimezone(dt.UTC) - dt.datetime.now(dt.UTC) if start else dt.timedelta()

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self._shift


def cambodian_day(moment: dt.datetime) -> dt.date:
    """The calendar day in Cambodia at that moment."""
    return moment.astimezone(CAMBODIA).date()


def placeholders(at: dt.datetime) -> dict[str, Any]:
    """Day and time in Cambodia as the placeholders `date` and `time` of a message."""
    local = at.astimezone(CAMBODIA)
    return {"date": {"date": local.date().isoformat()}, "time": f"{local:%H:%M}"}
