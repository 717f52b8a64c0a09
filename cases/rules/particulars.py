"""What is told of a remedy beyond how many, how much and until when: by its kind, each as data.

`what` was improved and how many workers an agreement covers stand in clear, since figures count them. All others may
say who she is and are sealed with the details.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from cases.rules.errors import BadInput
from cases.rules.vocabulary import Entitlement, Improvement, Measure, RemedyKind
from cases.rules.workers import MOST_WORKERS

LONGEST_PLACE = 80
MOST_MONTHS = 600
MOST_DAYS = 10_000

OF_KIND: Mapping[RemedyKind, tuple[str, ...]] = MappingProxyType(
    {
        RemedyKind.REINSTATEMENT: ("same_position", "same_pay"),
        RemedyKind.BACK_PAY: ("months", "days"),
        RemedyKind.COMPENSATION: (),
        RemedyKind.OTHER_ENTITLEMENT: ("entitlement",),
        RemedyKind.CONTRACT_CONVERSION: (),
        RemedyKind.WORKPLACE_IMPROVEMENT: ("improvement", "building", "floor", "line"),
        RemedyKind.UNION_RECOGNITION: (),
        RemedyKind.AGREEMENT: ("covered", "agreed_until"),
        RemedyKind.APOLOGY: ("measure",),
        RemedyKind.NONE: (),
    }
)
IN_CLEAR = ("improvement", "covered")
MONEY_KINDS = frozenset({RemedyKind.BACK_PAY, RemedyKind.COMPENSATION, RemedyKind.OTHER_ENTITLEMENT})  # need a sum
PEOPLE_KINDS = frozenset({RemedyKind.REINSTATEMENT, RemedyKind.CONTRACT_CONVERSION})  # need a number of workers


@dataclass(frozen=True)
class Particulars:
    """What was told; None is what nobody knows or said."""

    same_position: bool | None = None
    same_pay: bool | None = None
    months: int | None = None  # of wages that are owed
    days: int | None = None  # and days beyond whole months
    entitlement: Entitlement | None = None
    improvement: Improvement | None = None
    building: str | None = None
    floor: str | None = None
    line: str | None = None
    covered: int | None = None  # workers
    agreed_until: dt.date | None = None
    measure: Measure | None = None

    @property
    def told(self) -> Mapping[str, Any]:
        """What is known, by name, in the order of the form."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name)) is not None}

    @property
    def to_seal(self) -> dict[str, Any]:
        """What does not stand in clear, as plain values."""
        return {name: _plain(value) for name, value in self.told.items() if name not in IN_CLEAR}

    def checked(self, kind: RemedyKind) -> Particulars:
        """The same without outer blanks.

        Raises:
            BadInput: what belongs to another kind, a number out of reach, words that are too long.
        """
        for name in self.told:
            if name not in OF_KIND[kind]:
                raise BadInput("particular_of_other_kind", field=name)
        for name, most in (("months", MOST_MONTHS), ("days", MOST_DAYS), ("covered", MOST_WORKERS)):
            if not 0 <= (getattr(self, name) or 0) <= most:
                raise BadInput("particular_number", field=name, most=most)
        places = {name: (getattr(self, name) or "").strip() for name in PLACE}
        for name, words in places.items():
            if len(words) > LONGEST_PLACE:
                raise BadInput("too_long", field=name, most=LONGEST_PLACE)
        return Particulars(**{**self.told, **{name: words or None for name, words in places.items()}})


PLACE = ("building", "floor", "line")
READ: Mapping[str, Any] = MappingProxyType(
    {"entitlement": Entitlement, "measure": Measure, "agreed_until": dt.date.fromisoformat}
)


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def opened(sealed: Mapping[str, Any], improvement: Improvement | None, covered: int) -> Particulars:
    """What stood sealed, with what stands in clear beside it."""
    found = {name: READ[name](value) if name in READ else value for name, value in sealed.items()}
    return Particulars(**found, improvement=improvement, covered=covered or None)


def in_words_alone(kind: RemedyKind) -> Particulars:
    """Where all that is known stands in words, as at a meeting: an improvement is then of another kind."""
    return Particulars(improvement=Improvement.OTHER if kind is RemedyKind.WORKPLACE_IMPROVEMENT else None)


def named(kind: RemedyKind, improvement: Improvement | None) -> dict[str, Any]:
    """What was agreed, as a placeholder: its kind, and of a workplace what gets better there."""
    label = {"label": f"remedy_kind.{kind.value}"}
    if improvement in (None, Improvement.OTHER):
        return label
    return {"join": [label, {"label": f"improvement.{improvement.value}"}]}
