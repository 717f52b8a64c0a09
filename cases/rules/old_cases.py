"""A line of an officer's list of cases of before: which columns it has, and what each value must be.

Pure: the words of a cell become one case, or the first thing that is wrong with it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from cases.rules.digits import latin
from cases.rules.errors import BadInput
from cases.rules.money import parse, to_minor
from cases.rules.vocabulary import CaseStatus, ClosingReason, Currency, Issue
from cases.rules.workers import MOST_WORKERS, Workers

LONGEST_WORDS = 3000
LONGEST_NUMBER = 60
EARLIEST = dt.date(1990, 1, 1)


class Column(StrEnum):
    """The columns, in the order of the template. Each has a heading and an explanation in every language."""

    OWN_NUMBER = "own_number"
    FILED_ON = "filed_on"
    FACTORY = "factory"
    ISSUE = "issue"
    WORDS = "words"
    WOMEN = "women"
    MEN = "men"
    REINSTATED_WOMEN = "reinstated_women"
    REINSTATED_MEN = "reinstated_men"
    REINSTATED_NOT_RECORDED = "reinstated_not_recorded"
    PAID_WOMEN = "paid_women"
    PAID_MEN = "paid_men"
    PAID_NOT_RECORDED = "paid_not_recorded"
    COMPENSATION = "compensation"
    CURRENCY = "currency"
    AGREED_ON = "agreed_on"
    DELIVERED_ON = "delivered_on"
    STATUS = "status"
    CLOSED_ON = "closed_on"
    CLOSING_REASON = "closing_reason"


C = Column
REQUIRED = (C.OWN_NUMBER, C.FILED_ON, C.ISSUE, C.STATUS)
# What each column of words may say. Only she confirms, so no list of before can; what was merged or spam stays out.
WORDS: Mapping[Column, tuple[StrEnum, ...]] = {
    C.ISSUE: tuple(Issue),
    C.CURRENCY: tuple(Currency),
    C.STATUS: (CaseStatus.ACTIVE, CaseStatus.CLOSED),
    C.CLOSING_REASON: (ClosingReason.UNCONFIRMED, ClosingReason.OUT_OF_SCOPE, ClosingReason.WITHDRAWN),
}
DAYS = (C.FILED_ON, C.AGREED_ON, C.DELIVERED_ON, C.CLOSED_ON)
HEADS = tuple(column for column in C if column.value.endswith(("women", "men", "not_recorded")))
RESULTS = (*HEADS[2:], C.COMPENSATION)  # what was reached, which needs a date
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", re.ASCII)  # as it is written in Cambodia


@dataclass(frozen=True)
class BadCell:
    """What is wrong with a line: a code below `error.import.`, the column, and the value that stood there."""

    code: str
    column: Column
    value: str = ""


@dataclass(frozen=True)
class OldCase:
    """One case of before, as its line says."""

    own_number: str
    filed_on: dt.date
    factory: str
    issue: Issue
    words: str
    concerned: Workers
    reinstated: Workers
    paid: Workers
    currency: Currency | None
    amount: int  # cents, whole riel
    agreed_on: dt.date | None
    delivered_on: dt.date | None
    closed_on: dt.date | None
    closing_reason: ClosingReason | None  # none: it is still open


class _Wrong(Exception):
    def __init__(self, code: str, column: Column, value: str = "") -> None:
        super().__init__(code)
        self.cell = BadCell(code, column, value[:60])


def read_line(cells: Mapping[Column, str], today: dt.date) -> OldCase | BadCell:
    """The case of a line, or the first thing that is wrong with it. Words of closed lists are codes by now."""
    try:
        return _read({column: cells.get(column, "").strip() for column in Column}, today)
    except _Wrong as wrong:
        return wrong.cell


def _read(cells: Mapping[Column, str], today: dt.date) -> OldCase:
    for column in REQUIRED:
        if not cells[column]:
            raise _Wrong("value_missing", column)
    for column, most in ((C.OWN_NUMBER, LONGEST_NUMBER), (C.WORDS, LONGEST_WORDS)):
        if len(cells[column]) > most:
            raise _Wrong("too_long", column, cells[column])
    for column, known in WORDS.items():
        if cells[column] and cells[column] not in known:
            confirmed = column is C.CLOSING_REASON and cells[column] == ClosingReason.CONFIRMED
            raise _Wrong("only_she_confirms" if confirmed else "unknown_word", column, cells[column])
    days = {column: _day(column, cells[column], today) for column in DAYS}
    heads = {column: _count(column, cells[column]) for column in HEADS}
    found = OldCase(
        own_number=cells[C.OWN_NUMBER],
        filed_on=days[C.FILED_ON] or today,
        factory=cells[C.FACTORY],
        issue=Issue(cells[C.ISSUE]),
        words=cells[C.WORDS],
        concerned=Workers(heads[C.WOMEN], heads[C.MEN]),
        reinstated=Workers(heads[C.REINSTATED_WOMEN], heads[C.REINSTATED_MEN], heads[C.REINSTATED_NOT_RECORDED]),
        paid=Workers(heads[C.PAID_WOMEN], heads[C.PAID_MEN], heads[C.PAID_NOT_RECORDED]),
        currency=Currency(cells[C.CURRENCY]) if cells[C.CURRENCY] else None,
        amount=_amount(cells),
        agreed_on=days[C.AGREED_ON],
        delivered_on=days[C.DELIVERED_ON],
        closed_on=days[C.CLOSED_ON],
        closing_reason=ClosingReason(cells[C.CLOSING_REASON]) if cells[C.CLOSING_REASON] else None,
    )
    _hangs_together(found, cells)
    return found


def _day(column: Column, text: str, today: dt.date) -> dt.date | None:
    if not text:
        return None
    plain = latin(text)
    if found := ISO.fullmatch(plain):
        year, month, day = found.groups()
    elif found := DAY_FIRST.fullmatch(plain):
        day, month, year = found.groups()
    else:
        raise _Wrong("no_day", column, text)
    try:
        said = dt.date(int(year), int(month), int(day))
    except ValueError:
        raise _Wrong("no_day", column, text) from None
    if not EARLIEST <= said <= today:
        raise _Wrong("day_out_of_range", column, text)
    return said


def _count(column: Column, text: str) -> int:
    plain = latin(text).replace(",", "")
    if not plain:
        return 0
    if not (re.fullmatch(r"0*\d{1,9}", plain, re.ASCII) and int(plain[-9:]) <= MOST_WORKERS):
        raise _Wrong("no_number", column, text)
    return int(plain[-9:])


def _amount(cells: Mapping[Column, str]) -> int:
    text = cells[C.COMPENSATION]
    if not text:
        return 0
    if not cells[C.CURRENCY]:
        raise _Wrong("value_missing", C.CURRENCY)
    try:
        value: Decimal = parse(text)
        return to_minor(Currency(cells[C.CURRENCY]), value)
    except BadInput:
        raise _Wrong("no_amount", C.COMPENSATION, text) from None


def _hangs_together(found: OldCase, cells: Mapping[Column, str]) -> None:
    """Dates in their order, and no result without the day on which it was agreed."""
    order = ((C.FILED_ON, found.filed_on), (C.AGREED_ON, found.agreed_on), (C.DELIVERED_ON, found.delivered_on))
    told: Sequence[tuple[Column, dt.date]] = [(column, day) for column, day in order if day]
    for (_, before), (column, after) in pairwise(told):
        if after < before:
            raise _Wrong("day_order", column, cells[column])
    reached = any(cells[column] not in ("", "0") for column in RESULTS)
    if reached and not found.agreed_on:
        raise _Wrong("value_missing", C.AGREED_ON)
    if found.paid.total and not found.amount:
        raise _Wrong("value_missing", C.COMPENSATION)
    if cells[C.STATUS] == CaseStatus.CLOSED:
        _closed(found, reached=reached)
    elif found.closed_on or found.closing_reason:
        raise _Wrong("not_closed", C.STATUS, cells[C.STATUS])


def _closed(found: OldCase, *, reached: bool) -> None:
    if found.closed_on is None:
        raise _Wrong("value_missing", C.CLOSED_ON)
    if found.closing_reason is None:
        raise _Wrong("value_missing", C.CLOSING_REASON)
    if found.closed_on < max(found.filed_on, found.delivered_on or found.filed_on):
        raise _Wrong("day_order", C.CLOSED_ON, found.closed_on.isoformat())
    if reached and found.delivered_on is None:
        raise _Wrong("still_owed", C.DELIVERED_ON)
