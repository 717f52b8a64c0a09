"""Time limits from recorded facts. The rules are rows of `data/clocks.toml`; counting them is pure."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from cases.rules.vocabulary import ClockKind

DATA = Path(__file__).parent / "data"
SATURDAY = 5


class Unit(StrEnum):
    WORKING_DAYS = "working_days"
    DAYS = "days"
    HOURS = "hours"


class Certainty(StrEnum):
    """How sure a row is; whatever is below `text` is shown as unverified."""

    TEXT = "text"
    SECONDARY = "secondary"
    CONTRADICTED = "contradicted"
    MEMORY = "memory"
    OWN = "own"  # Samleng's own target, not law


@dataclass(frozen=True)
class ClockRule:
    name: str
    kind: ClockKind
    length: int
    unit: Unit
    source: str
    certainty: Certainty
    valid_from: dt.date
    valid_to: dt.date | None = None


class BadRule(ValueError):
    """A row of rules that cannot be used: named, and loud at start."""


def load(text: str) -> tuple[ClockRule, ...]:
    """Read and validate the rows of a clocks file.

    Raises:
        BadRule: a row lacks a field or source, has an unknown field or word, or overlaps another of its name.
    """
    rules: list[ClockRule] = []
    for row in tomllib.loads(text).get("clock", []):
        name = row.get("name", "?")
        try:
            rule = _rule(row)
        except (KeyError, ValueError) as error:
            raise BadRule(f"clock {name}: {error}") from error
        if any(other.name == rule.name and _overlap(other, rule) for other in rules):
            raise BadRule(f"clock {name}: validity overlaps another row's")
        rules.append(rule)
    return tuple(rules)


FIELDS = {"name": str, "kind": str, "length": int, "unit": str, "source": str, "certainty": str, "valid_from": dt.date}
OPTIONAL = {"valid_to": dt.date}


def _rule(row: Mapping[str, Any]) -> ClockRule:
    """One row; a field that is misspelt or of another type is an error, never a default."""
    unknown = row.keys() - FIELDS.keys() - OPTIONAL.keys()
    wrong = [field for field, kind in (FIELDS | OPTIONAL).items() if field in row and type(row[field]) is not kind]
    if unknown or wrong:
        raise ValueError(f"unknown fields {sorted(unknown)}, wrong types {wrong}")
    rule = ClockRule(
        name=row["name"],
        kind=ClockKind(row["kind"]),
        length=row["length"],
        unit=Unit(row["unit"]),
        source=row["source"],
        certainty=Certainty(row["certainty"]),
        valid_from=row["valid_from"],
        valid_to=row.get("valid_to"),
    )
    if not rule.source.strip() or rule.length < 1:
        raise ValueError("needs a source and a length of at least 1")
    if rule.valid_to is not None and rule.valid_to < rule.valid_from:
        raise ValueError("ends before it begins")
    return rule


def _overlap(one: ClockRule, other: ClockRule) -> bool:
    last = dt.date.max
    return one.valid_from <= (other.valid_to or last) and other.valid_from <= (one.valid_to or last)


@cache
def rules() -> tuple[ClockRule, ...]:
    """All rows of the clocks file, read once."""
    return load((DATA / "clocks.toml").read_text(encoding="utf-8"))


def rule_for(name: str, day: dt.date) -> ClockRule:
    """The row that is valid on a day. Raises BadRule: a missing rule never means "no limit"."""
    for rule in rules():
        if rule.name == name and rule.valid_from <= day <= (rule.valid_to or dt.date.max):
            return rule
    raise BadRule(f"clock {name}: no row is valid on {day.isoformat()}")


def is_working_day(day: dt.date, holidays: Collection[dt.date]) -> bool:
    """Monday to Friday, and no holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def due(start: dt.datetime, rule: ClockRule, holidays: Collection[dt.date] = ()) -> dt.datetime:
    """When a clock that started at `start` (in Cambodian time) runs out.

    Hours count from the moment; days end with the last day. The start day itself never counts.
    """
    if rule.unit is Unit.HOURS:
        return start + dt.timedelta(hours=rule.length)
    day, left = start.date(), rule.length
    while left:
        day += dt.timedelta(days=1)
        left -= rule.unit is Unit.DAYS or is_working_day(day, holidays)
    return dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=start.tzinfo)
