"""What one line of an estimate comes to, where every fact is known: each reading of the law as one amount."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from cases.rules import work_facts
from cases.rules.entitlements import Line
from cases.rules.estimate_facts import WorkFacts
from cases.rules.estimate_rules import EstimateRule
from cases.rules.service import half_year_of, half_years, months_later, months_of
from cases.rules.vocabulary import Currency

ZERO = Decimal(0)


@dataclass(frozen=True)
class At:
    """One way in which the uncertain facts may lie."""

    started: dt.date
    ended: dt.date
    term_ends: dt.date
    wage: Decimal  # of a month, at least the minimum of its year
    notice_days: int
    facts: WorkFacts
    on: Callable[[str], EstimateRule]

    @property
    def day(self) -> Decimal:
        return self.wage / self.on("day_value").numbers["days"]

    @property
    def hour(self) -> Decimal:
        return self.day / self.on("working_hours").numbers["hours"]

    @property
    def served(self) -> Decimal:
        return months_of(self.started, self.ended)


class NoRule(Exception):
    """No row holds on the day: that is said, and never counted as nothing."""


def _notice(at: At) -> Iterable[Decimal]:
    rule = at.on("notice")
    tier = [tier for tier in rule.tiers if tier.reached(at.served)][-1]
    for month in (rule.numbers["calendar"], rule.numbers["working"]):
        yield (
            max(ZERO, tier.months + (tier.days - at.notice_days) / month) * at.wage
            if tier.days
            else max(ZERO, tier.months - at.notice_days / rule.numbers["calendar"]) * at.wage
        )


def _indemnity(at: At) -> Iterable[Decimal]:
    n = at.on("indemnity").numbers
    if at.served < n["first_from"]:
        yield ZERO
    elif at.served < 12:
        yield n["first_days"] * at.day
    else:
        yield min(n["days_a_year"] * at.served / 12 * at.day, n["most_months"] * at.wage)


def _seniority(at: At) -> Iterable[Decimal]:
    n = at.on("seniority").numbers
    begun = max(at.started, half_year_of(at.ended))
    counts = months_of(begun, at.ended) >= n["after_months"]
    return [days * at.day if counts else ZERO for days in (n["days"], n["or_days"])]


def _earlier_half_years(at: At) -> int:
    """Those since 2019 for which a payment was due while she worked."""
    rule = at.on("seniority_past")
    served = half_years(max(at.started, rule.valid_from), half_year_of(at.ended) - dt.timedelta(days=1))
    return sum(months_of(first, last) >= rule.numbers["after_months"] for first, last in served)


def _seniority_past(at: At) -> Iterable[Decimal]:
    each = at.on("seniority_past").numbers["days"] * at.day
    unpaid = at.facts.unpaid_half_years
    return [ZERO, _earlier_half_years(at) * each] if unpaid is None else [unpaid * each]


def _before_2019(at: At) -> tuple[Decimal, Decimal]:
    """The least and the most for the years before: by the minimum wage of each year, and by her wage of today."""
    n = at.on("back_pay").numbers
    first, last = max(at.started, dt.date(int(n["first_year"]), 1, 1)), dt.date(int(n["last_year"]), 12, 31)
    parts = {year: _year_of(first, last, year) for year in range(first.year, last.year + 1)}
    days = n["days_a_year"] * sum(parts.values(), ZERO)
    fits = min(Decimal(1), n["most_days"] / days) if days else ZERO
    month = at.on("day_value").numbers["days"]
    least = sum((n["days_a_year"] * part * _least_wage(at, year) / month for year, part in parts.items()), ZERO)
    most = days * fits * at.day
    return min(least * fits, most), most


def _year_of(first: dt.date, last: dt.date, year: int) -> Decimal:
    """Which part of a year lies between two days."""
    return months_of(max(first, dt.date(year, 1, 1)), min(last, dt.date(year, 12, 31))) / 12


def _least_wage(at: At, year: int) -> Decimal:
    known = work_facts.minimum_wage(year) if at.facts.currency is Currency.USD else None
    return Decimal(known.amount) if known else ZERO


def _back_pay(at: At) -> Iterable[Decimal]:
    least, most = _before_2019(at)
    paid = at.facts.back_pay_paid
    return [ZERO, most] if paid is None else [max(ZERO, least - paid), max(ZERO, most - paid)]


def _damages(at: At) -> Iterable[Decimal]:
    """As much as the seniority payments of the contract; whether those for the years before 2019 count is not said."""
    since = _earlier_half_years(at) * at.on("seniority_past").numbers["days"] * at.day
    cap = at.on("damages").numbers["or_most_months"] * at.wage
    return [min(since, cap), since + _before_2019(at)[1]]


def _severance(at: At) -> Iterable[Decimal]:
    return [at.on("severance").numbers["share"] * at.wage * at.served]


def _damages_fixed(at: At) -> Iterable[Decimal]:
    return [at.wage * months_of(at.ended + dt.timedelta(days=1), at.term_ends)]


def _minimum(at: At) -> Iterable[Decimal]:
    """What was missing to each year's minimum, in the months since then that have not lapsed; at least in the last."""
    since = max(at.started, months_later(at.ended, -int(at.on("lapse").numbers["months"])))
    last = max(since, months_later(at.ended, -1) + dt.timedelta(days=1))
    told = at.facts.short_since
    begun = (since, last) if told is None else (min(max(since, told), last),)
    wage = at.facts.wage
    paid = {one for one in (wage.low, wage.high) if one is not None} if wage else set()
    unending = [ZERO] if wage and wage.high is None else []
    return unending + [_short(at, first, one) for first in begun for one in paid]


def _short(at: At, first: dt.date, paid: Decimal) -> Decimal:
    total = ZERO
    for year in range(first.year, at.ended.year + 1):
        if (known := work_facts.minimum_wage(year)) is None:
            raise NoRule
        total += max(ZERO, known.amount - paid) * 12 * _year_of(first, at.ended, year)
    return total


def _counted(fact: str, rule: str = "", *, hours: bool = False) -> Callable[[At], Iterable[Decimal]]:
    """So many days or hours, each at its rate."""

    def amount(at: At) -> Iterable[Decimal]:
        rate = at.on(rule).numbers["rate"] if rule else Decimal(1)
        return [getattr(at.facts, fact) * (at.hour if hours else at.day) * rate]

    return amount


AMOUNTS: Mapping[Line, Callable[[At], Iterable[Decimal]]] = MappingProxyType(
    {
        Line.NOTICE: _notice,
        Line.INDEMNITY: _indemnity,
        Line.SENIORITY: _seniority,
        Line.SENIORITY_PAST: _seniority_past,
        Line.BACK_PAY: _back_pay,
        Line.DAMAGES: _damages,
        Line.DAMAGES_1997: _indemnity,
        Line.SEVERANCE: _severance,
        Line.DAMAGES_FIXED: _damages_fixed,
        Line.UNPAID_WAGES: _counted("unpaid_days"),
        Line.LEAVE: _counted("leave_days"),
        Line.OVERTIME: _counted("overtime_hours", "overtime", hours=True),
        Line.OVERTIME_NIGHT: _counted("night_hours", "overtime_night", hours=True),
        Line.REST_DAYS: _counted("rest_days", "rest_days"),
        Line.HOLIDAYS: _counted("holidays", "holidays"),
        Line.MINIMUM_WAGE: _minimum,
    }
)
