"""Facts for the estimate: out of what she answered after filing, and out of what an officer entered.

What an officer entered goes before what she told; what nobody said stays unknown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from cases.rules import work_facts
from cases.rules.errors import BadInput
from cases.rules.estimate_facts import Contract, Days, Ending, EndReason, Fact, Wage, WorkFacts
from cases.rules.money import parse, to_minor
from cases.rules.service import ONE_DAY, months_later
from cases.rules.vocabulary import Currency, Issue

CURRENCY = "currency"  # entered beside the facts, of every amount among them
MOST_DAYS = 1000
MOST_HOURS = 10_000


@dataclass(frozen=True)
class Told:
    """One answer of hers: its question, its values, and the day on which she gave it."""

    question: str
    values: Sequence[str]
    day: dt.date


# ------------------------------------------------------------------------------------------------ what she told
ENDINGS = MappingProxyType(
    {
        "paper": Ending.DISMISSED,
        "spoken": Ending.DISMISSED,
        "gate": Ending.DISMISSED,
        "dismissed": Ending.DISMISSED,
        "not_renewed": Ending.NOT_RENEWED,
        "made_to_resign": Ending.MADE_TO_RESIGN,
        "dismissed_leave": Ending.DISMISSED,
        "over": Ending.NOT_RENEWED,
        "closed": Ending.CLOSED,
        "owner_gone": Ending.CLOSED,
    }
)
REASONS = MappingProxyType(
    {
        "no_work": EndReason.NO_WORK,
        "fault": EndReason.MISCONDUCT,
        "absence": EndReason.MISCONDUCT,
        "union": EndReason.NONE,
        "pregnant_ill": EndReason.NONE,
        "none": EndReason.NONE,
    }
)
HOW_IT_ENDED = (
    "dismissal_how",
    "union_what",
    "pay_what",
    "closing_what",
    "maternity_what",
    "sick_what",
    "contract_ends",
)
DAYS = ("dismissal_day", "closing_day", "maternity_day")
MONTHS = ("dismissal_month", "closing_month", "union_punished_date")
STILL_WORKING = (Issue.PAY, Issue.CONTRACT)  # unless she says otherwise
TERMS = MappingProxyType({"months_3": 3, "months_6": 6, "year_1": 12})
WITHOUT_END = ("no_end", "no_paper")  # without paper a contract has no end: LL Art. 67


def from_answers(issue: Issue, answers: Sequence[Told]) -> WorkFacts:
    """What her answers say; of each question the last counts."""
    last = {one.question: one for one in answers}

    def said(question: str) -> str:
        return last[question].values[0] if question in last and last[question].values else ""

    terms = TERMS.get(said("contract"))
    contract = Contract.FIXED if terms else Contract.OPEN if said("contract") in WITHOUT_END else None
    ending, ended = _ending(issue, last), _ended(last)
    started = _month(said("working_since"))
    if started and said("contract_break") == "yes" and ended:
        started = Days(started.first, max(started.last, ended.last))  # after a break it may count anew
    term = None
    if terms and ended:
        renewable = ending is not Ending.NOT_RENEWED
        term = Days(ended.first, months_later(ended.last, terms) if renewable else ended.last)
    short = _month(said("pay_since")) if "pay_what" in last and "too_little" in last["pay_what"].values else None
    return WorkFacts(
        contract=contract,
        started=started,
        ending=ending,
        reason=REASONS.get(said("dismissal_reason")),
        ended=ended,
        term_ends=term,
        wage=_band(last.get("last_pay")),
        short_since=short.first if short else None,
        paid=_received(last),
    )


def _ending(issue: Issue, last: Mapping[str, Told]) -> Ending | None:
    for question in HOW_IT_ENDED:
        for value in last[question].values if question in last else ():
            if value in ENDINGS:
                return ENDINGS[value]
    return Ending.STILL_WORKING if issue in STILL_WORKING else None


def _ended(last: Mapping[str, Told]) -> Days | None:
    for question in MONTHS:
        if question in last and (found := _month(last[question].values[0])):
            return found
    told = next((last[question] for question in DAYS if question in last), None)
    if told is None or not told.values:
        return None
    spans = {
        "today": told.day,
        "this_week": told.day - told.day.weekday() * ONE_DAY,
        "this_month": told.day.replace(day=1),
    }
    if told.values[0] in spans:
        return Days(spans[told.values[0]], told.day)
    with suppress(ValueError):
        day = dt.date.fromisoformat(told.values[0])
        return Days(day, day)
    return None


def _month(value: str) -> Days | None:
    """A month, or the whole year where she knew no more."""
    whole_year = len(value) == 4
    with suppress(ValueError):
        first = dt.date.fromisoformat(f"{value}-01-01" if whole_year else f"{value}-01")
        return Days(first, months_later(first, 12 if whole_year else 1) - ONE_DAY)
    return None


def _band(told: Told | None) -> Wage | None:
    """The band that she chose, which begins at the minimum wage of the year in which she did."""
    known = work_facts.minimum_wage(told.day.year) if told else None
    if told is None or known is None or not told.values:
        return None
    least = Decimal(known.amount)
    bands = {
        "under_minimum": Wage(None, least),
        "up_to_250": Wage(least, Decimal(250)),
        "up_to_300": Wage(Decimal(250), Decimal(300)),
        "over_300": Wage(Decimal(300), None),
    }
    return bands.get(told.values[0])


def _received(last: Mapping[str, Told]) -> Decimal | None:
    """In dollars, as the bands are; riel are left for an officer to enter."""
    amount = last.get("received_amount")
    if amount and len(amount.values) == 2 and amount.values[0] == Currency.USD:
        return Decimal(amount.values[1])
    nothing = "received" in last and set(last["received"].values) & {"nothing", "last_pay"}
    return Decimal(0) if nothing else None


# --------------------------------------------------------------------------------------- what an officer entered
def _day(text: str) -> Days:
    day = dt.date.fromisoformat(text)
    return Days(day, day)


def _whole(most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        value = parse(text)
        if value != int(value) or value > most:
            raise ValueError
        return int(value)

    return read


def _part(most: int) -> Callable[[str], Decimal]:
    """Half days and half hours too."""

    def read(text: str) -> Decimal:
        value = parse(text)
        if value * 4 != int(value * 4) or value > most:
            raise ValueError
        return value

    return read


def _wage(text: str) -> Wage:
    value = parse(text)
    if not value:
        raise ValueError
    return Wage(value, value)


READERS: Mapping[Fact, Callable[[str], Any]] = MappingProxyType(
    {
        Fact.CONTRACT: Contract,
        Fact.STARTED: _day,
        Fact.ENDING: Ending,
        Fact.REASON: EndReason,
        Fact.ENDED: _day,
        Fact.TERM_ENDS: _day,
        Fact.WAGE: _wage,
        Fact.NOTICE_DAYS: _whole(MOST_DAYS),
        Fact.UNPAID_DAYS: _part(MOST_DAYS),
        Fact.LEAVE_DAYS: _part(MOST_DAYS),
        Fact.UNPAID_HALF_YEARS: _whole(100),
        Fact.BACK_PAY_PAID: parse,
        Fact.SHORT_SINCE: dt.date.fromisoformat,
        Fact.OVERTIME_HOURS: _part(MOST_HOURS),
        Fact.NIGHT_HOURS: _part(MOST_HOURS),
        Fact.REST_DAYS: _part(MOST_DAYS),
        Fact.HOLIDAYS: _part(MOST_DAYS),
        Fact.PAID: parse,
    }
)
AMOUNTS = (Fact.WAGE, Fact.BACK_PAY_PAID, Fact.PAID)


def read(entered: Mapping[str, str], today: dt.date) -> dict[str, Any]:
    """Facts as an officer entered them, by name.

    Raises:
        BadInput: one cannot be read, lies in the future, or ends before it begins.
    """
    found: dict[str, Any] = {CURRENCY: Currency(entered.get(CURRENCY, Currency.USD))}
    for fact, reader in READERS.items():
        if not (text := entered.get(fact.value, "").strip()):
            continue
        try:
            found[fact.value] = reader(text)
            if fact in AMOUNTS:
                to_minor(found[CURRENCY], parse(text))
        except (ValueError, BadInput):
            raise BadInput("estimate_fact", field=fact.value) from None
    for fact in (Fact.STARTED, Fact.ENDED):
        if fact.value in found and found[fact.value].first > today:
            raise BadInput("date_future", field=fact.value)
    for early, late in ((Fact.STARTED, Fact.ENDED), (Fact.STARTED, Fact.TERM_ENDS)):
        if {early.value, late.value} <= found.keys() and found[late.value].last < found[early.value].first:
            raise BadInput("date_order", field=late.value)
    return found


def together(told: WorkFacts, entered: Mapping[str, str], today: dt.date) -> WorkFacts:
    """What she told, put right and completed by what was entered. Amounts of two currencies are never mixed."""
    known = read(entered, today)
    if known[CURRENCY] is not told.currency:
        told = replace(told, wage=None, paid=None)
    facts = replace(told, **known)
    if facts.started and facts.ended and facts.started.last > facts.ended.last:
        facts = replace(facts, started=Days(min(facts.started.first, facts.ended.last), facts.ended.last))
    return facts
