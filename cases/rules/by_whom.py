"""By whom a remedy for many is confirmed: by workers themselves, by one whom they elected, by nobody. Never mixed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ByWhom:
    """Three columns that add up to the number that was agreed."""

    individuals: int = 0
    representative: int = 0
    nobody: int = 0

    @property
    def agreed(self) -> int:
        return self.individuals + self.representative + self.nobody


def by_whom(agreed: int, yes: int, named: int) -> ByWhom:
    """Who confirmed. A worker's own word goes before that of somebody who speaks for her.

    Args:
        agreed: workers it was agreed for.
        yes: workers who said for themselves that it came true.
        named: workers for whom one whom they elected said so.
    """
    individuals = min(yes, agreed)
    representative = min(named, agreed - individuals)
    return ByWhom(individuals, representative, agreed - individuals - representative)
