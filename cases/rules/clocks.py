"""Time limits from recorded facts. The rules are rows of `data/clocks.toml`; counting them is pure."""

from __future__ import annotations

import calendar
import datetime as dt
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from cases.rules.facts import FACTS, Fact, Step
from cases.rules.vocabulary import ClockKind

DATA = Path(__file__).parent / "data"
SATURDAY = 5


class Unit(StrEnum):
    WORKING_DAYS = "working_days"
    DAYS = "days"
    HOURS = "hours"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class Certainty(StrEnum):
    """How sure a row is; whatever is below `text` is shown as unverified."""

    TEXT = "text"
    SECONDARY = "secondary"
    CONTRADICTED = "contradicted"
    MEMORY = "memory"
    OWN = "own"  # Samleng's own target, not law


IN_DAYS = {Unit.DAYS: 1, Unit.WEEKS: 7}
IN_MONTHS = {Unit.MONTHS: 1, Unit.YEARS: 12}


@dataclass(frozen=True)
class ClockRule:
    """One time limit: it begins with any of `starts` and is over with any of `ends`."""

    name: str
    kind: ClockKind
    starts: tuple[Fact | Step, ...]
    ends: tuple[Fact | Step, ...]
    length: int  # 0: as long as was agreed
    unit: Unit
    source: str
    certainty: Certainty
    valid_from: dt.date
    valid_to: dt.date | None = None
    shared: bool = True  # a recipient sees it on its own track
    hers: bool = False  # a worker's own to keep: she is reminded of it
    or_unit: Unit | None = None  # sources disagree on how it is counted; the earlier end holds, the later is named
    agreed: bool = False  # no length: it ends with the day that was agreed on for the very thing
    each: bool = False  # another day is another thing, which runs beside the first, and does not put it right


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


FIELDS = {
    "name": str,
    "kind": str,
    "starts": list,
    "ends": list,
    "length": int,
    "unit": str,
    "source": str,
    "certainty": str,
    "valid_from": dt.date,
}
OPTIONAL = {"valid_to": dt.date, "or_unit": str, "shared": bool, "hers": bool, "agreed": bool, "each": bool}


def _rule(row: Mapping[str, Any]) -> ClockRule:
    """One row; a field that is misspelt or of another type is an error, never a default."""
    unknown = row.keys() - FIELDS.keys() - OPTIONAL.keys()
    wrong = [field for field, kind in (FIELDS | OPTIONAL).items() if field in row and type(row[field]) is not kind]
    if unknown or wrong:
        raise ValueError(f"unknown fields {sorted(unknown)}, wrong types {wrong}")
    rule = ClockRule(
        name=row["name"],
        kind=ClockKind(row["kind"]),
        starts=_facts(row["starts"]),
        ends=_facts(row["ends"]),
        length=row["length"],
        unit=Unit(row["unit"]),
        agreed=row.get("agreed", False),
        each=row.get("each", False),
        source=row["source"],
        certainty=Certainty(row["certainty"]),
        valid_from=row["valid_from"],
        valid_to=row.get("valid_to"),
        shared=row.get("shared", True),
        hers=row.get("hers", False),
        or_unit=Unit(row["or_unit"]) if "or_unit" in row else None,
    )
    if not rule.source.strip() or (rule.length < 1) != rule.agreed:
        raise ValueError("needs a source and a length of at least 1, or 0 where the day itself is agreed")
    if rule.valid_to is not None and rule.valid_to < rule.valid_from:
        raise ValueError("ends before it begins")
    if not rule.starts or not rule.ends or set(rule.starts) & set(rule.ends):
        raise ValueError("needs facts that start it and others that end it")
    if (rule.certainty is Certainty.CONTRADICTED) != (rule.or_unit is not None):
        raise ValueError("`or_unit` is for contradicted sources, and for them alone")
    return rule


def _facts(words: Collection[Any]) -> tuple[Fact | Step, ...]:
    unknown = [word for word in words if word not in FACTS]
    if unknown:
        raise ValueError(f"unknown facts {unknown}")
    return tuple(FACTS[word] for word in words)


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


def rules_on(day: dt.date) -> tuple[ClockRule, ...]:
    """Every row that is valid on a day."""
    return tuple(rule for rule in rules() if rule.valid_from <= day <= (rule.valid_to or dt.date.max))


def is_working_day(day: dt.date, holidays: Collection[dt.date]) -> bool:
    """Monday to Friday, and no holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def due(start: dt.datetime, rule: ClockRule, holidays: Collection[dt.date] = ()) -> dt.datetime:
    """When a clock that started at `start` (in Cambodian time) runs out.

    Hours count from the moment; all others end with the last day. The start day itself never counts. A month ends on
    the day of the same number, or on its last day where it has none. Where sources disagree it is the earlier end.
    """
    return min(ends_of(start, rule, holidays))


def ends_of(start: dt.datetime, rule: ClockRule, holidays: Collection[dt.date] = ()) -> tuple[dt.datetime, ...]:
    """One end, or the two that contradicting sources give."""
    units = (rule.unit, rule.or_unit) if rule.or_unit else (rule.unit,)
    return tuple(_end(start, rule.length, unit, holidays) for unit in units)


def end_of_day(day: dt.date, zone: dt.tzinfo | None) -> dt.datetime:
    """The last second of a day."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=zone)


def ends_with_its_day(end: dt.datetime) -> bool:
    """Whether a clock runs to the end of a day; one that counts hours ends at its moment. `end` in Cambodian time."""
    return end.replace(microsecond=0) == end_of_day(end.date(), end.tzinfo)


def _end(start: dt.datetime, length: int, unit: Unit, holidays: Collection[dt.date]) -> dt.datetime:
    if unit is Unit.HOURS:
        return start + dt.timedelta(hours=length)
    if unit in IN_MONTHS:
        day = _months_later(start.date(), length * IN_MONTHS[unit])
    elif unit in IN_DAYS:
        day = start.date() + dt.timedelta(days=length * IN_DAYS[unit])
    else:
        day = _working_days_later(start.date(), length, holidays)
    return end_of_day(day, start.tzinfo)


def _months_later(day: dt.date, months: int) -> dt.date:
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    return dt.date(years, month + 1, min(day.day, last))


def _working_days_later(day: dt.date, left: int, holidays: Collection[dt.date]) -> dt.date:
    while left:
        day += dt.timedelta(days=1)
        left -= is_working_day(day, holidays)
    return day


def years_counted(start: dt.datetime, until: dt.datetime, rule: ClockRule) -> range:
    """The years whose holidays moved the end; none unless working days were counted."""
    counted = Unit.WORKING_DAYS in (rule.unit, rule.or_unit)
    return range(start.year, until.year + 1) if counted else range(0)
