"""What the law says is owed, as dated rows of `data/estimates.toml`: read and checked, each with its source."""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from types import MappingProxyType
from typing import Any

from cases.rules.clocks import DATA, BadRule, Certainty
from cases.rules.vocabulary import Language

FILE = DATA / "estimates.toml"

# Every rule that the estimate asks for, with the numbers that it wants.
NUMBERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "day_value": frozenset({"days"}),
        "working_hours": frozenset({"hours"}),
        "lapse": frozenset({"months"}),
        "notice": frozenset({"calendar", "working"}),
        "indemnity": frozenset({"first_days", "first_from", "days_a_year", "most_months"}),
        "seniority": frozenset({"days", "or_days", "after_months"}),
        "seniority_past": frozenset({"days", "after_months"}),
        "back_pay": frozenset({"days_a_year", "most_days", "first_year", "last_year"}),
        "damages": frozenset({"or_most_months"}),
        "damages_1997": frozenset(),
        "severance": frozenset({"share"}),
        "damages_fixed": frozenset(),
        "extension": frozenset(),
        "conversion": frozenset({"months", "or_months"}),
        "unpaid_wages": frozenset(),
        "leave": frozenset(),
        "overtime": frozenset({"rate"}),
        "overtime_night": frozenset({"rate"}),
        "rest_days": frozenset({"rate"}),
        "holidays": frozenset({"rate"}),
        "minimum_wage": frozenset(),
    }
)
TIERED = frozenset({"notice"})
FIELDS = {
    "name": str,
    "numbers": dict,
    "source": str,
    "source_km": str,
    "certainty": str,
    "valid_from": dt.date,
}
OPTIONAL = {"valid_to": dt.date, "tiers": list}


@dataclass(frozen=True)
class Tier:
    """What holds from a length of service on: from the full number of months, or only beyond it."""

    months_served: int
    beyond: bool
    days: Decimal = Decimal(0)
    months: Decimal = Decimal(0)

    def reached(self, served: Decimal) -> bool:
        return served > self.months_served or (served == self.months_served and not self.beyond)


@dataclass(frozen=True)
class EstimateRule:
    """One rule with its numbers, for what ended or was worked within its dates."""

    name: str
    numbers: Mapping[str, Decimal]
    source: str
    source_km: str
    certainty: Certainty
    valid_from: dt.date
    valid_to: dt.date | None = None
    tiers: Sequence[Tier] = field(default=())

    def cited(self, language: Language) -> str:
        """Where it stands, in words."""
        return self.source_km if language is Language.KHMER else self.source

    def holds(self, day: dt.date) -> bool:
        return self.valid_from <= day <= (self.valid_to or dt.date.max)


def load(text: str) -> tuple[EstimateRule, ...]:
    """Read and validate the rows of an estimates file.

    Raises:
        BadRule: a row lacks a field, source or number, has an unknown one, overlaps another of its name, or is missing.
    """
    found: list[EstimateRule] = []
    for row in tomllib.loads(text).get("rule", []):
        name = row.get("name", "?")
        try:
            rule = _rule(row)
        except (KeyError, ValueError, InvalidOperation) as error:
            raise BadRule(f"estimate {name}: {error}") from error
        if any(other.name == rule.name and _overlap(other, rule) for other in found):
            raise BadRule(f"estimate {name}: validity overlaps another row's")
        found.append(rule)
    missing = sorted(NUMBERS.keys() - {rule.name for rule in found})
    if missing:
        raise BadRule(f"estimate {missing[0]}: no row")
    return tuple(found)


def _rule(row: Mapping[str, Any]) -> EstimateRule:
    """One row; a field that is misspelt or of another type is an error, never a default."""
    unknown = row.keys() - FIELDS.keys() - OPTIONAL.keys()
    wrong = [name for name, kind in (FIELDS | OPTIONAL).items() if name in row and type(row[name]) is not kind]
    if unknown or wrong:
        raise ValueError(f"unknown fields {sorted(unknown)}, wrong types {wrong}")
    if row["name"] not in NUMBERS:
        raise ValueError("nothing asks for it")
    numbers = {name: _number(value) for name, value in row["numbers"].items()}
    if numbers.keys() != NUMBERS[row["name"]]:
        raise ValueError(f"wants exactly the numbers {sorted(NUMBERS[row['name']])}")
    rule = EstimateRule(
        name=row["name"],
        numbers=numbers,
        source=row["source"],
        source_km=row["source_km"],
        certainty=Certainty(row["certainty"]),
        valid_from=row["valid_from"],
        valid_to=row.get("valid_to"),
        tiers=tuple(_tier(tier) for tier in row.get("tiers", ())),
    )
    if not rule.source.strip() or not rule.source_km.strip():
        raise ValueError("needs a source in both languages")
    if rule.valid_to is not None and rule.valid_to < rule.valid_from:
        raise ValueError("ends before it begins")
    if (rule.certainty is Certainty.CONTRADICTED) != any(name.startswith("or_") for name in numbers):
        raise ValueError("`or_` is for contradicted sources, and for them alone")
    if bool(rule.tiers) != (rule.name in TIERED) or list(rule.tiers) != sorted(rule.tiers, key=_order):
        raise ValueError("needs tiers in the order of service, or none")
    return rule


def _number(value: Any) -> Decimal:
    if not isinstance(value, str):
        raise ValueError("numbers are decimals as text")
    return Decimal(value)


def _tier(row: Mapping[str, Any]) -> Tier:
    (served,) = row.keys() & {"from_months", "over_months"}
    (long,) = row.keys() - {served}
    if type(row[served]) is not int or long not in ("days", "months"):
        raise ValueError("a tier names months of service, and days or months")
    return Tier(row[served], served == "over_months", **{long: _number(row[long])})


def _order(tier: Tier) -> tuple[int, bool]:
    return tier.months_served, tier.beyond


def _overlap(one: EstimateRule, other: EstimateRule) -> bool:
    last = dt.date.max
    return one.valid_from <= (other.valid_to or last) and other.valid_from <= (one.valid_to or last)


@cache
def rules() -> tuple[EstimateRule, ...]:
    """All rows of the file, read once."""
    return load(FILE.read_text(encoding="utf-8"))


@cache
def version() -> str:
    """What tells one state of the rules and minimum wages from another: the first digits of their digest."""
    rows = FILE.read_bytes() + (DATA / "wages.toml").read_bytes()
    return hashlib.sha256(rows).hexdigest()[:8]


def rule_on(name: str, day: dt.date, rows: Sequence[EstimateRule] | None = None) -> EstimateRule | None:
    """The row that holds on a day; None where none does, which is said and never counted as nothing."""
    return next((one for one in rows or rules() if one.name == name and one.holds(day)), None)
