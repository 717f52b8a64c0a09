"""Numbers of workers as people write them in a row: `2-5, 8`."""

from __future__ import annotations

import re

from cases.rules.digits import latin
from cases.rules.errors import BadInput

MOST = 1000


def numbers_in(typed: str, field: str) -> list[int]:
    """Every number of the row once, in order.

    Raises:
        BadInput: something that is no number, a range that runs backwards, or too many.
    """
    found: set[int] = set()
    for piece in re.split(r"[,;\s]+", re.sub(r"\s*[-–]\s*", "-", latin(typed)).strip(",; \t\n")):
        match = re.fullmatch(r"([1-9][0-9]{0,3})(?:-([1-9][0-9]{0,3}))?", piece, re.ASCII)
        if match is None:
            raise BadInput("number_list", field=field)
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first or last > MOST:
            raise BadInput("number_list", field=field)
        found.update(range(first, last + 1))
    return sorted(found)


def as_row(numbers: list[int]) -> str:
    """The other way round: `2-5, 8`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
