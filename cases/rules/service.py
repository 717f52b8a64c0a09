"""How long somebody worked, in months: the last day counts, and a part of a month is its part."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

ONE_DAY = dt.timedelta(days=1)


def months_later(day: dt.date, months: int) -> dt.date:
    """The day of the same number, or the last of a month that has none."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def months_of(first: dt.date, last: dt.date) -> Decimal:
    """Months from the first day to the last, both worked; 0 when it ended before it began."""
    over = last + ONE_DAY
    if over <= first:
        return Decimal(0)
    whole = (over.year - first.year) * 12 + over.month - first.month
    whole -= months_later(first, whole) > over
    begun, full = months_later(first, whole), months_later(first, whole + 1)
    return whole + Decimal((over - begun).days) / Decimal((full - begun).days)


def half_year_of(day: dt.date) -> dt.date:
    """The first day of its half-year: seniority is paid in June and in December."""
    return dt.date(day.year, 1 if day.month <= 6 else 7, 1)


def half_years(first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """The first and last day worked in each half-year, the one in which it ended included."""
    begun = first
    while begun <= last:
        following = months_later(half_year_of(begun), 6)
        yield begun, min(last, following - ONE_DAY)
        begun = following
