"""What the estimate is computed from: facts of one worker's work, each known, known about, or not known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cases.rules.vocabulary import Currency


class Contract(StrEnum):
    OPEN = "open"  # without an end, or without paper
    FIXED = "fixed"


class Ending(StrEnum):
    DISMISSED = "dismissed"
    NOT_RENEWED = "not_renewed"
    RESIGNED = "resigned"
    MADE_TO_RESIGN = "made_to_resign"
    CLOSED = "closed"
    STILL_WORKING = "still_working"


class EndReason(StrEnum):
    """What the factory says for it."""

    NONE = "none"  # nothing that the law takes for a reason
    NO_WORK = "no_work"
    MISCONDUCT = "misconduct"  # serious misconduct, which she disputes
    MISCONDUCT_TRUE = "misconduct_true"  # which she does not dispute


class Fact(StrEnum):
    """Every fact by its name: fields of a form, and what is said to be missing."""

    CONTRACT = "contract"
    STARTED = "started"
    ENDING = "ending"
    REASON = "reason"
    ENDED = "ended"
    TERM_ENDS = "term_ends"
    WAGE = "wage"
    NOTICE_DAYS = "notice_days"
    UNPAID_DAYS = "unpaid_days"
    LEAVE_DAYS = "leave_days"
    UNPAID_HALF_YEARS = "unpaid_half_years"
    BACK_PAY_PAID = "back_pay_paid"
    SHORT_SINCE = "short_since"
    OVERTIME_HOURS = "overtime_hours"
    NIGHT_HOURS = "night_hours"
    REST_DAYS = "rest_days"
    HOLIDAYS = "holidays"
    PAID = "paid"


@dataclass(frozen=True)
class Days:
    """A day, or the first and last of those that it may have been."""

    first: dt.date
    last: dt.date

    @property
    def is_one(self) -> bool:
        return self.first == self.last


@dataclass(frozen=True)
class Wage:
    """A month's wage with its regular bonuses: exact, or in a band whose ends may be unknown."""

    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True)
class Span:
    """From the least to the most; without a most it has no end that is known."""

    low: Decimal
    high: Decimal | None

    def times(self, least: int, most: int) -> Span:
        """The same where it is due in full (1), or not at all (0)."""
        high = Decimal(0) if not most else self.high
        return Span(self.low * least, high)

    def holds(self, other: Span) -> bool:
        """Whether the other lies within."""
        above = self.high is None or (other.high is not None and other.high <= self.high)
        return self.low <= other.low and above

    @staticmethod
    def added(spans: Iterable[Span]) -> Span:
        low, high = Decimal(0), Decimal(0)
        unending = False
        for span in spans:
            low += span.low
            high += span.high or 0
            unending |= span.high is None
        return Span(low, None if unending else high)

    @staticmethod
    def hull(spans: Iterable[Span]) -> Span:
        found = list(spans)
        highs = [span.high for span in found]
        known = [high for high in highs if high is not None]
        return Span(min(span.low for span in found), max(known) if len(known) == len(highs) else None)


@dataclass(frozen=True)
class WorkFacts:
    """What is known of one worker's work. None: not known."""

    contract: Contract | None = None
    started: Days | None = None
    ending: Ending | None = None
    reason: EndReason | None = None
    ended: Days | None = None
    term_ends: Days | None = None  # of a contract with an end
    wage: Wage | None = None
    currency: Currency = Currency.USD  # of every amount here
    notice_days: int | None = None  # given, or paid in its place
    unpaid_days: Decimal | None = None
    leave_days: Decimal | None = None
    unpaid_half_years: int | None = None  # since 2019, without a seniority payment
    back_pay_paid: Decimal | None = None  # of the seniority for the years before 2019
    short_since: dt.date | None = None  # since when the wage was below the minimum
    overtime_hours: Decimal | None = None
    night_hours: Decimal | None = None
    rest_days: Decimal | None = None
    holidays: Decimal | None = None
    paid: Decimal | None = None  # received for all this so far

    def has(self, fact: Fact) -> bool:
        return getattr(self, fact.value) is not None

    def is_vague(self, fact: Fact) -> bool:
        """Known about, and not exactly."""
        value = getattr(self, fact.value)
        if isinstance(value, Days):
            return not value.is_one
        return isinstance(value, Wage) and (value.low is None or value.low != value.high)
