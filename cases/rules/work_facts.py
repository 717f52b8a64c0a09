"""What anybody may ask of work in a garment factory: this year's minimum wage and the public holidays, with sources."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cases.rules.clocks import DATA, BadRule, Certainty


@dataclass(frozen=True)
class Wage:
    """The monthly minimum wage of one year, in whole US dollars."""

    year: int
    amount: int
    source: str
    source_km: str
    certainty: Certainty


@dataclass(frozen=True)
class Holiday:
    """A paid public holiday of one or more days in a row."""

    first: dt.date
    days: int
    name: str
    name_km: str
    source: str
    certainty: Certainty

    @property
    def last(self) -> dt.date:
        return self.first + dt.timedelta(days=self.days - 1)


def load_wages(text: str) -> dict[int, Wage]:
    """By year. Raises BadRule for a row that lacks a field, has an unknown one, or repeats a year."""
    wages: dict[int, Wage] = {}
    for row in tomllib.loads(text).get("wage", []):
        wage = Wage(**_checked("wage", row, {"year": int, "amount": int, "source": str, "source_km": str}))
        if wage.year in wages:
            raise BadRule(f"wage {wage.year}: stands twice")
        wages[wage.year] = wage
    return wages


def load_holidays(text: str) -> tuple[Holiday, ...]:
    """In the order of their days. Raises BadRule for a row that lacks a field or has an unknown one."""
    fields = {"first": dt.date, "days": int, "name": str, "name_km": str, "source": str}
    rows = [Holiday(**_checked("holiday", row, fields)) for row in tomllib.loads(text).get("holiday", [])]
    return tuple(sorted(rows, key=lambda one: (one.first, one.name)))


def _checked(what: str, row: Mapping[str, Any], fields: Mapping[str, type]) -> dict[str, Any]:
    wrong = [name for name, kind in fields.items() if type(row.get(name)) is not kind or not row[name]]
    unknown = sorted(row.keys() - fields.keys() - {"certainty"})
    if wrong or unknown:
        raise BadRule(f"{what}: missing or of another type {wrong}, unknown {unknown}")
    try:
        return {**row, "certainty": Certainty(row.get("certainty", ""))}
    except ValueError as error:
        raise BadRule(f"{what}: {error}") from error


@cache
def _wages() -> dict[int, Wage]:
    return load_wages((DATA / "wages.toml").read_text(encoding="utf-8"))


@cache
def _holidays() -> tuple[Holiday, ...]:
    return load_holidays((DATA / "holidays.toml").read_text(encoding="utf-8"))


@cache
def holiday_days() -> frozenset[dt.date]:
    """Every day that is a public holiday here, of all years that are known."""
    return frozenset(one.first + dt.timedelta(days=n) for one in _holidays() for n in range(one.days))


def minimum_wage(year: int) -> Wage | None:
    """The wage of a year, or None when it is not known here."""
    return _wages().get(year)


def holidays_after(day: dt.date) -> tuple[Holiday, ...]:
    """Those of this day's year and the next that are not over, in order; empty when neither year is known here."""
    return tuple(one for one in _holidays() if one.last >= day and one.first.year <= day.year + 1)


def is_known(year: int) -> bool:
    """Whether the holidays of a year are known here at all."""
    return any(one.first.year == year for one in _holidays())
