"""What a release of public figures consists of: which tables, in which order, and what stays hidden in them.

No factory, no organisation, no month, no sum of money: each would tell of one agreement or one group what the others
in it did not want to be told. No figure runs over two quarters, so no difference of two releases is a smaller group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cases.rules.figures import Line, Table
from cases.rules.suppression import Adds, Cell, published, steps
from cases.rules.vocabulary import ClosingReason, Issue, PartyKind, Province, RemedyKind

UNKNOWN = "unknown"


class Stage(StrEnum):
    """How far a remedy came."""

    AGREED = "agreed"
    DELIVERED = "delivered"
    CONFIRMED = "confirmed"  # by workers


@dataclass(frozen=True)
class Reached:
    """One remedy at one stage, and for how many workers; 0: for whoever is in the case."""

    kind: RemedyKind
    stage: Stage
    workers: int


@dataclass(frozen=True)
class Closed:
    """One case as a release counts it."""

    outcome: ClosingReason
    issue: Issue
    province: Province | None
    lead: PartyKind
    women: int
    men: int
    not_recorded: int
    reached: Sequence[Reached] = ()

    @property
    def workers(self) -> int:
        return self.women + self.men + self.not_recorded


BOTH, WORKERS = ("cases", "workers"), ("workers",)
WHO = ("women", "men", "not_recorded")
# Tables in which each case stands once. Of two rows that could be hidden with a small one, the later goes.
ROWS: Mapping[str, tuple[Sequence[str], Callable[[Closed], str]]] = {
    "outcome": (
        [
            ClosingReason.CONFIRMED,
            ClosingReason.UNCONFIRMED,
            ClosingReason.WITHDRAWN,
            ClosingReason.OUT_OF_SCOPE,
        ],
        lambda case: case.outcome,
    ),
    "issue": (list(Issue), lambda case: case.issue),
    "lead": ([PartyKind.UNION, PartyKind.BFC, PartyKind.NGO], lambda case: case.lead),
    "province": ([*Province, UNKNOWN], lambda case: case.province or UNKNOWN),
}


def release(cases: Sequence[Closed]) -> list[Table]:
    """The tables of a release; a quarter with too little in it has none."""
    total = _cell(cases)
    if total.is_small:
        return []
    tables = [Table("total", BOTH, [Line("all", (total.cases, total.workers))])]
    for name, (keys, row_of) in ROWS.items():
        found = [_cell([case for case in cases if row_of(case) == key]) for key in keys]
        tables.append(_table(name, keys, found, Adds.BOTH))
    tables.append(_table("workers", WHO, [_people(cases, who) for who in WHO], Adds.WORKERS))
    return tables + _reached(cases, total)


def _reached(cases: Sequence[Closed], total: Cell) -> list[Table]:
    """How far each kind of remedy came; a case can stand in several rows, and in each stage after another."""
    rows = [steps(total, [_remedies(cases, kind, stage) for stage in Stage]) for kind in RemedyKind]
    return [
        _shown(stage.value, list(RemedyKind), column, BOTH)
        for stage, column in zip(Stage, zip(*rows, strict=True), strict=True)
    ]


def _table(name: str, keys: Iterable[str], found: Sequence[Cell], adds: Adds) -> Table:
    return _shown(name, keys, published(found, adds), WORKERS if adds is Adds.WORKERS else BOTH)


def _shown(name: str, keys: Iterable[str], told: Sequence[Cell | None], columns: tuple[str, ...]) -> Table:
    return Table(
        name,
        columns,
        [
            Line(str(key), tuple(None if cell is None else getattr(cell, column) for column in columns))
            for key, cell in zip(keys, told, strict=True)
        ],
    )


def _cell(cases: Sequence[Closed]) -> Cell:
    return Cell(len(cases), sum(case.workers for case in cases))


def _people(cases: Sequence[Closed], who: str) -> Cell:
    counts = [getattr(case, who) for case in cases]
    return Cell(sum(count > 0 for count in counts), sum(counts))


def _remedies(cases: Sequence[Closed], kind: RemedyKind, stage: Stage) -> Cell:
    """Cases with such a remedy, and its workers: each counts once for a kind, whatever was agreed in how many parts."""
    reached = [
        max(found)
        for case in cases
        if (found := [one.workers or case.workers for one in case.reached if (one.kind, one.stage) == (kind, stage)])
    ]
    return Cell(len(reached), sum(reached))
