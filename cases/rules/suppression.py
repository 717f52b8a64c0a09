"""Which cells of a public table stay hidden, so that nobody can compute a hidden one from what is published.

A cell under five workers or three cases is hidden. Where the cells of a table add up to a published total, hiding one
alone would give it away, so a second one goes with it: always the last row that could have been shown, never the one
whose number suits best, since a choice by size tells sizes to whoever knows the rule. And what is hidden together must
be more than the least that it can be, or the total would still say who has how many; then one more row goes.

Why that is enough: whoever is hidden could be a case more or a case less, with the difference in the row that went
with it, and everything published would read the same. What is within another published number, as delivered is within
agreed, is subtracted as easily: it is shown only where the rest of that is nobody, or enough.
`tests/cases/rules/test_suppression.py` tries all small tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

FEWEST_CASES = 3
FEWEST_WORKERS = 5


class Adds(StrEnum):
    """What the cells of a table add up to a published total of."""

    WORKERS = "workers"  # each worker stands in one row, a case perhaps in several
    BOTH = "both"  # each case stands in one row, with all of its workers


@dataclass(frozen=True)
class Cell:
    """How many cases, and how many workers are in them."""

    cases: int = 0
    workers: int = 0

    @property
    def is_small(self) -> bool:
        return self.cases < FEWEST_CASES or self.workers < FEWEST_WORKERS

    def leaves_few(self, whole: Cell) -> bool:
        """Whether the rest of what it is a part of is somebody, and small: whoever subtracts would know of them."""
        rest = Cell(whole.cases - self.cases, max(0, whole.workers - self.workers))
        return rest != Cell() and (0 < rest.cases < FEWEST_CASES or rest.workers < FEWEST_WORKERS)


def published(cells: Sequence[Cell], adds: Adds) -> list[Cell | None]:
    """The cells of one table in their order, None where one is hidden."""
    hidden = {index for index, cell in enumerate(cells) if cell.is_small}
    if hidden:
        for index in reversed([index for index in range(len(cells)) if index not in hidden]):
            hidden.add(index)
            if _has_room([cells[each] for each in hidden], adds):
                break
    return [None if index in hidden else cell for index, cell in enumerate(cells)]


def steps(whole: Cell, parts: Sequence[Cell]) -> list[Cell | None]:
    """Parts of a published whole, each within the one before it; None where it or what it leaves of it is small."""
    shown: list[Cell | None] = []
    for part in parts:
        hidden = part.is_small or part.leaves_few(whole)
        shown.append(None if hidden else part)
        whole = whole if hidden else part
    return shown


def _has_room(hidden: Sequence[Cell], adds: Adds) -> bool:
    """Whether the hidden cells together are more than one that could be shown and nothing beside it."""
    workers = sum(cell.workers for cell in hidden) > FEWEST_WORKERS
    return workers and (adds is Adds.WORKERS or sum(cell.cases for cell in hidden) > FEWEST_CASES)
