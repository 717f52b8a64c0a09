"""Figures as tables of numbers, whatever they count: one shape for pages, spreadsheets and JSON, and one fingerprint.

A cell is known by its code, `table/row/column`. The fingerprint is the SHA-256 of all lines `code=value`, sorted, with
`scope/<name>/=<value>` for what the figures are of, and says nothing of when or in which language somebody looked:
two people who hold the same figures hold the same fingerprint.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

Value = int | Decimal | None  # None: hidden, or there is no such number
SCOPE = "scope"
NONE = "-"  # the value of a cell without a number


@dataclass(frozen=True)
class Line:
    key: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Table:
    """Rows of numbers; `name`, column names and keys are codes, worded by whoever shows them."""

    name: str
    columns: tuple[str, ...]
    lines: Sequence[Line]
    total: tuple[Value, ...] | None = None  # of each column, where its numbers add up


def plain(value: Value) -> str:
    """A value as it stands in a file: `12`, `6000.00`, or `-`."""
    return NONE if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)


def code(table: str, key: str, column: str) -> str:
    """A cell's code, on one line."""
    return "/".join((table, " ".join(key.split()), column))


def cells(tables: Iterable[Table]) -> Iterator[tuple[str, Value]]:
    """Every cell by its code."""
    for table in tables:
        for line in table.lines:
            for column, value in zip(table.columns, line.values, strict=True):
                yield code(table.name, line.key, column), value


def scope_cells(scope: Mapping[str, str]) -> dict[str, str]:
    """What figures are of, by code."""
    return {code(SCOPE, name, ""): value for name, value in scope.items()}


def said(scope: Mapping[str, str], tables: Iterable[Table]) -> dict[str, str]:
    """All that the fingerprint is of: values by code."""
    return scope_cells(scope) | {name: plain(value) for name, value in cells(tables)}


def fingerprint(values: Mapping[str, str]) -> str:
    """SHA-256 of values by code, in hex."""
    lines = sorted(f"{name}={value}" for name, value in values.items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def percentile(counted: Mapping[int, int], percent: int) -> int | None:
    """The smallest value that so many of a hundred do not exceed; `counted` says how often each value is there."""
    wanted = -(-sum(counted.values()) * percent // 100)  # rounded up
    seen = 0
    for value in sorted(counted):
        seen += counted[value]
        if seen >= wanted:
            return value
    return None
