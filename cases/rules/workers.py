"""A number of workers, by women, men and not recorded: never one number where the three are known."""

from __future__ import annotations

from dataclasses import dataclass

from cases.rules.errors import BadInput

MOST_WORKERS = 1_000_000
SMALLEST_TOLD = 3  # a smaller number of people may tell who they are


def is_small(count: int) -> bool:
    """Whether a size is never shown outside the lead party."""
    return 0 < count < SMALLEST_TOLD


@dataclass(frozen=True)
class Workers:
    """How many. All zero: it is not counted in workers."""

    women: int = 0
    men: int = 0
    not_recorded: int = 0

    @property
    def total(self) -> int:
        return self.women + self.men + self.not_recorded

    def checked(self) -> Workers:
        """Itself. Raises BadInput for a number below zero or absurdly large."""
        if not all(0 <= n <= MOST_WORKERS for n in (self.women, self.men, self.not_recorded)):
            raise BadInput("headcount", field="women")
        return self
