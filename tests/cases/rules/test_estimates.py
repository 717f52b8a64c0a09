"""What may be owed: worked examples with their articles, and what holds whatever the facts are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal as D
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.rules import estimate_rules
from cases.rules.clocks import BadRule, Certainty
from cases.rules.entitlements import Because, Line
from cases.rules.errors import BadInput
from cases.rules.estimate_facts import Contract, Days, Ending, EndReason, Fact, Span, Wage, WorkFacts
from cases.rules.estimate_rules import load
from cases.rules.estimates import Estimate, EstimateLine, estimate
from cases.rules.told_facts import Told, from_answers, read, together
from cases.rules.vocabulary import Currency, Issue, Language

TODAY = dt.date(2026, 10, 1)
NOTHING_UNPAID: Mapping[str, Any] = {
    "notice_days": 0,
    "unpaid_half_years": 0,
    "unpaid_days": D(0),
    "leave_days": D(0),
    "overtime_hours": D(0),
    "night_hours": D(0),
    "rest_days": D(0),
    "holidays": D(0),
    "paid": D(0),
}


def on(year: int, month: int, day: int) -> Days:
    return Days(dt.date(year, month, day), dt.date(year, month, day))


def wage(amount: str) -> Wage:
    return Wage(D(amount), D(amount))


def span(low: str, high: str) -> Span:
    return Span(D(low), D(high))


def lines(found: Estimate) -> dict[Line, EstimateLine]:
    return {one.line: one for one in found.lines}


def sums(found: Estimate) -> dict[Line, Span]:
    return {one.line: one.span for one in found.due}


DISMISSED = WorkFacts(
    contract=Contract.OPEN,
    started=on(2023, 10, 1),
    ending=Ending.DISMISSED,
    reason=EndReason.NONE,
    ended=on(2026, 9, 30),
    wage=wage("260"),
    **NOTHING_UNPAID,
)
FIXED = replace(
    DISMISSED, contract=Contract.FIXED, started=on(2026, 1, 1), ended=on(2026, 6, 30), term_ends=on(2026, 12, 31)
)


# ---------------------------------------------------------------------------------------------- worked examples
def test_three_years_without_an_end_dismissed_for_no_reason() -> None:
    """A month's notice, 7 or 7.5 days for the half-year, and as much again as all seniority payments: 5 x 75."""
    facts = replace(DISMISSED, unpaid_days=D(4), leave_days=D("6.5"))
    found = estimate(facts, TODAY)
    assert sums(found) == {
        Line.NOTICE: span("260.00", "260.00"),
        Line.SENIORITY: span("70.00", "75.00"),
        Line.DAMAGES: span("450.00", "450.00"),  # Oct-Dec 2023, 2024 and 2025 twice each, the first of 2026
        Line.UNPAID_WAGES: span("40.00", "40.00"),
        Line.LEAVE: span("65.00", "65.00"),
    }
    assert found.known == span("885.00", "890.00") == found.left
    articles = {line.line: line.rules[0].source for line in found.due}
    for line, article in {
        Line.NOTICE: "Arts. 75 and 77",
        Line.SENIORITY: "Prakas 443/18",
        Line.DAMAGES: "Art. 91",
        Line.UNPAID_WAGES: "Art. 116",
        Line.LEAVE: "Arts. 166-168",
    }.items():
        assert article in articles[line]
    assert found.unsaid == () and all(line.missing == () for line in found.lines)
    assert all(line.because == () for line in found.not_due)  # there is nothing of it, for no other reason


def test_a_contract_with_an_end_ended_early() -> None:
    """Wages to its end and five per cent of what was paid; on its last day the five per cent alone."""
    assert sums(estimate(FIXED, TODAY)) == {
        Line.SEVERANCE: span("78.00", "78.00"),
        Line.DAMAGES_FIXED: span("1560.00", "1560.00"),
    }
    over = estimate(replace(FIXED, ending=Ending.NOT_RENEWED, ended=FIXED.term_ends, notice_days=15), TODAY)
    assert sums(over) == {Line.SEVERANCE: span("156.00", "156.00")}
    assert Line.DAMAGES_FIXED in {line.line for line in over.not_due}
    unannounced = estimate(replace(FIXED, ending=Ending.NOT_RENEWED, ended=FIXED.term_ends), TODAY)
    assert [line.line for line in unannounced.unsaid] == [Line.EXTENSION]


def test_serious_misconduct_takes_all_but_wages_and_leave() -> None:
    """Disputed: from nothing to all of it, and it says why. Not disputed: nothing of it."""
    owed = replace(DISMISSED, unpaid_days=D(4))
    true = estimate(replace(owed, reason=EndReason.MISCONDUCT_TRUE), TODAY)
    assert sums(true) == {Line.UNPAID_WAGES: span("40.00", "40.00")}
    assert lines(true)[Line.NOTICE].because == (Because.MISCONDUCT_TRUE,)
    disputed = estimate(replace(owed, reason=EndReason.MISCONDUCT), TODAY)
    assert disputed.known == span("40.00", "825.00")
    assert lines(disputed)[Line.DAMAGES].because == (Because.MISCONDUCT,)


def test_who_resigns_is_owed_wages_and_leave_and_who_was_made_to_perhaps_more() -> None:
    """Art. 90: driven out counts as dismissed, if that is shown. A closed factory: sources disagree."""
    owed = replace(DISMISSED, leave_days=D(2))
    assert sums(estimate(replace(owed, ending=Ending.RESIGNED), TODAY)) == {Line.LEAVE: span("20.00", "20.00")}
    forced = estimate(replace(owed, ending=Ending.MADE_TO_RESIGN), TODAY)
    assert forced.known == span("20.00", "805.00")
    assert lines(forced)[Line.NOTICE].because == (Because.FORCED,)
    closed = lines(estimate(replace(owed, ending=Ending.CLOSED), TODAY))
    assert closed[Line.NOTICE].span == span("0", "260.00") and closed[Line.SENIORITY].span == span("70.00", "75.00")


def test_wages_of_2018_and_2026_by_the_rules_of_their_time() -> None:
    """In 2018 the indemnity of Art. 89 and damages as much; an unknown wage is at least that year's minimum."""
    in_2018 = replace(DISMISSED, started=on(2016, 1, 1), ended=on(2018, 6, 30), wage=None, overtime_hours=D(10))
    found = estimate(in_2018, TODAY)
    assert lines(found)[Line.INDEMNITY].span == Span(D("245.19"), None)  # 15 days x 2.5 years x 170 / 26
    assert lines(found)[Line.DAMAGES_1997].span.low == D("245.19")
    assert lines(found)[Line.OVERTIME].span.low == D("12.26")  # 170 / 26 / 8 x 10 x 1.5
    assert Line.SENIORITY not in lines(found) and lines(found)[Line.NOTICE].missing == (Fact.WAGE,)
    night = estimate(replace(in_2018, night_hours=D(3)), TODAY)
    assert lines(night)[Line.OVERTIME_NIGHT].is_unsaid and not lines(night)[Line.OVERTIME_NIGHT].rules
    in_2026 = replace(DISMISSED, wage=wage("180"), ending=Ending.STILL_WORKING, short_since=dt.date(2026, 4, 2))
    short = lines(estimate(in_2026, TODAY))
    assert short[Line.MINIMUM_WAGE].span == span("180.00", "180.00")  # 6 months x 30 to the 210 of 2026
    assert lines(estimate(replace(in_2026, short_since=None), TODAY))[Line.MINIMUM_WAGE].span == span("30.00", "954.97")


def test_contradicting_sources_give_a_range_with_both() -> None:
    """7 or 7.5 days; a cap on damages or none; a contract over two years that has an end, or none any more."""
    old = replace(DISMISSED, started=on(2005, 1, 1), back_pay_paid=D(0))
    found = lines(estimate(old, TODAY))
    assert found[Line.SENIORITY].certainty is Certainty.CONTRADICTED
    assert found[Line.DAMAGES].span == span("1125.00", "2685.00")  # 15 x 75, and with the 156 days of before 2019
    assert found[Line.BACK_PAY].span == span("420.55", "1560.00")  # the minimum wages of 2013 to 2018; hers of today
    long = estimate(replace(FIXED, started=on(2023, 1, 1)), TODAY)
    both = lines(long)
    assert both[Line.NOTICE].because == both[Line.SEVERANCE].because == (Because.CONVERSION,)
    assert long.exclusive and long.known == span("780.00", "2106.00")


def test_riel_stay_riel_and_what_was_received_is_taken_off() -> None:
    """Nothing is converted: the minimum in dollars says nothing about a wage in riel."""
    found = estimate(replace(FIXED, wage=wage("1000000"), currency=Currency.KHR, paid=D(500_000)), TODAY)
    assert found.known == span("6300000", "6300000") and found.left == span("5800000", "5800000")
    assert lines(found)[Line.MINIMUM_WAGE].is_unsaid


# -------------------------------------------------------------------------------------------------- whatever comes
begun = st.dates(dt.date(2019, 1, 1), dt.date(2026, 9, 30))
amounts = st.integers(210, 900).map(D)
kinds = st.sampled_from([DISMISSED, FIXED])


@settings(max_examples=30, deadline=None)
@given(kinds, begun, begun, amounts)
def test_longer_service_is_never_owed_less(facts: WorkFacts, one: dt.date, other: dt.date, month: D) -> None:
    """For the same contract; one with an end is looked at as such, however long."""
    early, late = sorted((one, other))
    ended = dt.date(2026, 9, 30)
    facts = replace(facts, ended=Days(ended, ended), wage=Wage(month, month))
    found = [lines(estimate(replace(facts, started=Days(day, day)), TODAY)) for day in (late, early)]
    for line in found[0].keys() & found[1].keys():
        if len({one[line].because for one in found}) == 1:
            assert found[0][line].span.low <= found[1][line].span.low
            assert (found[0][line].span.high or 0) <= (found[1][line].span.high or 0)


@settings(max_examples=30, deadline=None)
@given(kinds, begun, amounts, amounts)
def test_a_higher_wage_is_never_owed_less(facts: WorkFacts, day: dt.date, one: D, other: D) -> None:
    """From the minimum wage on; below it, what is missing to it falls as the wage rises."""
    less, more = sorted((one, other))
    facts = replace(facts, started=Days(day, day), ended=on(2026, 9, 30))
    low, high = (estimate(replace(facts, wage=Wage(month, month)), TODAY).known for month in (less, more))
    assert low.low <= high.low and (low.high or 0) <= (high.high or 0)


@settings(max_examples=60, deadline=None)
@given(
    st.builds(
        WorkFacts,
        contract=st.sampled_from(Contract),
        started=begun.map(lambda day: Days(day, day)),
        ending=st.sampled_from(Ending),
        reason=st.sampled_from(EndReason),
        ended=st.dates(dt.date(2024, 1, 1), dt.date(2026, 9, 30)).map(lambda day: Days(day, day)),
        term_ends=st.dates(dt.date(2026, 10, 1), dt.date(2027, 12, 31)).map(lambda day: Days(day, day)),
        wage=amounts.map(lambda month: Wage(month, month)),
        notice_days=st.integers(0, 40),
        unpaid_days=st.integers(0, 60).map(D),
        leave_days=st.integers(0, 60).map(D),
        unpaid_half_years=st.just(0),
        overtime_hours=st.integers(0, 99).map(D),
    ),
    st.sets(st.sampled_from([fact for fact in Fact if fact not in (Fact.PAID, Fact.BACK_PAY_PAID)])),
    st.booleans(),
)
def test_an_unknown_fact_only_widens_the_range(facts: WorkFacts, forgotten: set[Fact], about: bool) -> None:
    """Line by line: what is known exactly lies within what is known less exactly."""
    exact = lines(estimate(facts, TODAY))
    vague: dict[str, Any] = {fact.value: None for fact in forgotten}
    if about and Fact.ENDED not in forgotten and facts.ended:
        vague["ended"] = Days(facts.ended.first - dt.timedelta(days=20), facts.ended.last + dt.timedelta(days=20))
    wider = lines(estimate(replace(facts, **vague), TODAY))
    for line, one in exact.items():
        if line in wider:
            assert wider[line].span.holds(one.span), (line, one, wider[line])
        else:
            assert one.span == Span(D(0), D(0)) or line is Line.EXTENSION


# ------------------------------------------------------------------------------------------------------- the data
ROWS = estimate_rules.FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('source = "LL Art. 137"', 'source = " "', "working_hours"),
        ('hours = "8"', "hours = 8", "working_hours"),
        ('hours = "8"', 'hours = "8", minutes = "0"', "working_hours"),
        ('{ share = "0.05" }', '{ share = "a twentieth" }', "severance"),
        ('name = "severance"', 'name = "severence"', "severence"),
        ("valid_from = 2019-01-01", "valid_from = 2019-01-01\nvalid_to = 2018-01-01", "seniority"),
        ('certainty = "contradicted"', 'certainty = "sure"', "seniority"),
        ('certainty = "contradicted"', 'certainty = "text"', "seniority"),
        ("{ from_months = 6,", "{ from_months = 600,", "notice"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(old: str, new: str, named: str) -> None:
    """No source, another type, an unknown name, certainty or number: loud, with the row's name."""
    assert old in ROWS
    with pytest.raises(BadRule, match=f"estimate {named}:"):
        load(ROWS.replace(old, new, 1))


def test_rows_must_be_there_and_not_overlap_and_change_what_comes_out() -> None:
    """A missing row is no silent nothing; a changed one counts without a change of code."""
    start = ROWS.index('[[rule]]\nname = "severance"')
    end = ROWS.index("[[rule]]", start + 1)
    with pytest.raises(BadRule, match="severance: no row"):
        load(ROWS[:start] + ROWS[end:])
    with pytest.raises(BadRule, match="severance: validity overlaps"):
        load(ROWS + ROWS[start:end])
    changed = load(ROWS.replace('share = "0.05"', 'share = "0.10"'))
    assert lines(estimate(FIXED, TODAY, changed))[Line.SEVERANCE].span == span("156.00", "156.00")
    assert all(rule.cited(language) for rule in changed for language in Language)


# ------------------------------------------------------------------------------------------------------ the facts
def test_what_she_told_becomes_facts_as_exact_as_she_told_them() -> None:
    """A month is its days, a band its ends; the last answer counts, and an officer's word goes before hers."""
    day = dt.date(2024, 11, 4)
    told = [
        Told("dismissal_day", ("today",), day),
        Told("dismissal_day", ("this_week",), day + dt.timedelta(days=2)),
        Told("dismissal_how", ("gate",), day),
        Told("dismissal_reason", ("absence",), day),
        Told("contract", ("months_6",), day),
        Told("working_since", ("2023-02",), day),
        Told("last_pay", ("up_to_250",), day),
        Told("received", ("nothing",), day),
    ]
    facts = from_answers(Issue.DISMISSAL, told)
    week = Days(day, day + dt.timedelta(days=2))
    assert (facts.ended, facts.started) == (week, Days(dt.date(2023, 2, 1), dt.date(2023, 2, 28)))
    assert (facts.contract, facts.ending, facts.reason) == (Contract.FIXED, Ending.DISMISSED, EndReason.MISCONDUCT)
    assert facts.wage == Wage(D(204), D(250)) and facts.paid == 0
    assert facts.term_ends == Days(day, dt.date(2025, 5, 6))
    put_right = together(facts, {"contract": "open", "wage": "231.50", "leave_days": "4.5"}, day)
    assert (put_right.contract, put_right.wage, put_right.leave_days) == (Contract.OPEN, wage("231.50"), D("4.5"))
    assert put_right.started == facts.started
    assert together(facts, {"currency": "KHR", "wage": "900000"}, day).paid is None
    assert from_answers(Issue.PAY, []).ending is Ending.STILL_WORKING


def test_other_issues_tell_an_end_too_and_a_year_alone_is_a_range() -> None:
    """A suspension that became a closing, a contract that ran out, a dismissal on maternity leave."""
    day = dt.date(2024, 11, 4)
    closed = [Told("closing_what", ("owner_gone",), day), Told("closing_month", ("2024-09",), day)]
    closed += [Told("working_since", ("2019",), day)]
    facts = from_answers(Issue.CLOSING, closed)
    assert (facts.ending, facts.ended) == (Ending.CLOSED, Days(dt.date(2024, 9, 1), dt.date(2024, 9, 30)))
    assert facts.started == Days(dt.date(2019, 1, 1), dt.date(2019, 12, 31))
    over = from_answers(Issue.CONTRACT, [Told("contract_ends", ("over",), day)])
    assert over.ending is Ending.NOT_RENEWED
    assert from_answers(Issue.CONTRACT, [Told("contract_ends", ("later",), day)]).ending is Ending.STILL_WORKING
    leave = [Told("maternity_what", ("dismissed_leave",), day), Told("maternity_day", ("today",), day)]
    assert from_answers(Issue.MATERNITY, leave).ending is Ending.DISMISSED
    assert from_answers(Issue.MATERNITY, leave).ended == Days(day, day)


@pytest.mark.parametrize(
    ("entered", "code", "field"),
    [
        ({"wage": "a lot"}, "estimate_fact", "wage"),
        ({"wage": "0"}, "estimate_fact", "wage"),
        ({"wage": "10.5", "currency": "KHR"}, "estimate_fact", "wage"),
        ({"contract": "long"}, "estimate_fact", "contract"),
        ({"leave_days": "1.3"}, "estimate_fact", "leave_days"),
        ({"ended": "2027-01-01"}, "date_future", "ended"),
        ({"started": "2024-05-01", "ended": "2024-04-30"}, "date_order", "ended"),
    ],
)
def test_a_fact_that_cannot_be_is_refused_by_its_name(entered: Mapping[str, str], code: str, field: str) -> None:
    """Whoever enters it learns which field it is."""
    with pytest.raises(BadInput) as refused:
        read(entered, TODAY)
    assert (refused.value.code, refused.value.data["field"]) == (code, field)
