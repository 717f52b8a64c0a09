"""Quarters of a year, as public figures are named by: `2024-q4`."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

MONTHS = 3


@dataclass(frozen=True, order=True)
class Quarter:
    year: int
    number: int  # 1 to 4

    def __str__(self) -> str:
        return f"{self.year}-q{self.number}"

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, (self.number - 1) * MONTHS + 1, 1)

    @property
    def last_day(self) -> dt.date:
        return self.following.first_day - dt.timedelta(days=1)

    @property
    def following(self) -> Quarter:
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)


def quarter_of(day: dt.date) -> Quarter:
    """The quarter that a day is in."""
    return Quarter(day.year, (day.month - 1) // MONTHS + 1)


def read_quarter(words: str) -> Quarter | None:
    """`2024-q4`; None for anything else."""
    found = re.fullmatch(r"(\d{4})-q([1-4])", words)
    return Quarter(int(found[1]), int(found[2])) if found and found[1] > "0000" else None
