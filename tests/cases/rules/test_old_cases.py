"""A line of a list of before: what it must say, and the first thing that is wrong with it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.old_cases import BadCell, Column, OldCase, read_line
from cases.rules.vocabulary import ClosingReason, Currency, Issue
from cases.rules.workers import Workers

C = Column
TODAY = dt.date(2024, 11, 4)
OPEN = {C.OWN_NUMBER: "C-1", C.FILED_ON: "2023-05-02", C.ISSUE: "union", C.STATUS: "active"}
CLOSED = OPEN | {C.STATUS: "closed", C.CLOSED_ON: "2024-01-09", C.CLOSING_REASON: "unconfirmed"}
REACHED = {
    C.REINSTATED_NOT_RECORDED: "5",
    C.COMPENSATION: "6,000.00",
    C.CURRENCY: "USD",
    C.AGREED_ON: "4/11/2023",
    C.DELIVERED_ON: "1.12.2023",
}


def test_a_whole_line_becomes_a_case() -> None:
    """Days day first or ISO, thousands with commas, Khmer digits."""
    found = read_line(CLOSED | REACHED | {C.WOMEN: "១២", C.WORDS: "Five were let go."}, TODAY)
    assert isinstance(found, OldCase)
    assert (found.own_number, found.filed_on, found.issue) == ("C-1", dt.date(2023, 5, 2), Issue.UNION)
    assert (found.concerned, found.reinstated, found.paid) == (Workers(12), Workers(0, 0, 5), Workers())
    assert (found.currency, found.amount) == (Currency.USD, 600_000)
    assert (found.agreed_on, found.delivered_on) == (dt.date(2023, 11, 4), dt.date(2023, 12, 1))
    assert (found.closed_on, found.closing_reason) == (dt.date(2024, 1, 9), ClosingReason.UNCONFIRMED)


def test_an_open_case_needs_four_values_alone() -> None:
    found = read_line(OPEN, TODAY)
    assert isinstance(found, OldCase)
    assert (found.closing_reason, found.amount, found.factory) == (None, 0, "")


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({**OPEN, C.OWN_NUMBER: " "}, "value_missing", C.OWN_NUMBER),
        ({**OPEN, C.OWN_NUMBER: "9" * 61}, "too_long", C.OWN_NUMBER),
        ({**OPEN, C.ISSUE: "noise"}, "unknown_word", C.ISSUE),
        ({**OPEN, C.FILED_ON: "last year"}, "no_day", C.FILED_ON),
        ({**OPEN, C.FILED_ON: "31/2/2024"}, "no_day", C.FILED_ON),
        ({**OPEN, C.FILED_ON: "2024-11-05"}, "day_out_of_range", C.FILED_ON),
        ({**OPEN, C.FILED_ON: "2567-11-04"}, "day_out_of_range", C.FILED_ON),
        ({**OPEN, C.WOMEN: "-1"}, "no_number", C.WOMEN),
        ({**OPEN, C.MEN: "9999999999"}, "no_number", C.MEN),
        ({**OPEN, C.MEN: "0" * 9 + "9" * 4500}, "no_number", C.MEN),
        ({**OPEN, **REACHED, C.CURRENCY: ""}, "value_missing", C.CURRENCY),
        ({**OPEN, **REACHED, C.COMPENSATION: "6,50"}, "no_amount", C.COMPENSATION),
        ({**OPEN, **REACHED, C.CURRENCY: "KHR", C.COMPENSATION: "0.5"}, "no_amount", C.COMPENSATION),
        ({**OPEN, **REACHED, C.AGREED_ON: ""}, "value_missing", C.AGREED_ON),
        ({**OPEN, **REACHED, C.AGREED_ON: "2023-01-01"}, "day_order", C.AGREED_ON),
        ({**OPEN, **REACHED, C.DELIVERED_ON: "2023-11-03"}, "day_order", C.DELIVERED_ON),
        ({**OPEN, C.PAID_WOMEN: "3", C.AGREED_ON: "2023-11-04"}, "value_missing", C.COMPENSATION),
        ({**OPEN, C.CLOSED_ON: "2024-01-09"}, "not_closed", C.STATUS),
        ({**CLOSED, C.CLOSED_ON: ""}, "value_missing", C.CLOSED_ON),
        ({**CLOSED, C.CLOSING_REASON: ""}, "value_missing", C.CLOSING_REASON),
        ({**CLOSED, C.CLOSING_REASON: "confirmed"}, "only_she_confirms", C.CLOSING_REASON),
        ({**CLOSED, C.CLOSING_REASON: "spam"}, "unknown_word", C.CLOSING_REASON),
        ({**CLOSED, C.CLOSED_ON: "2023-05-01"}, "day_order", C.CLOSED_ON),
        ({**CLOSED, **REACHED, C.DELIVERED_ON: ""}, "still_owed", C.DELIVERED_ON),
    ],
)
def test_the_first_thing_wrong_is_named_with_its_column(cells: dict[Column, str], code: str, column: Column) -> None:
    found = read_line(cells, TODAY)
    assert isinstance(found, BadCell)
    assert (found.code, found.column) == (code, column)


@given(
    st.dictionaries(st.sampled_from(Column), st.text(max_size=40) | st.sampled_from([*OPEN.values(), "closed", "5"]))
)
def test_any_words_are_a_case_or_a_reason(cells: dict[Column, str]) -> None:
    """Nothing that stands in a cell is an error of the program; what is taken hangs together."""
    found = read_line(cells, TODAY)
    if isinstance(found, OldCase):
        assert found.filed_on <= TODAY
        assert (found.closed_on is None) == (found.closing_reason is None)
    else:
        assert found.column in Column
        assert len(found.value) <= 60
