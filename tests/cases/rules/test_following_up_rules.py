"""Rounds and columns as rules: asked once each and never too early, and three numbers that always add up."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.by_whom import by_whom
from cases.rules.errors import BadInput
from cases.rules.following_up import ROUNDS, round_due
from cases.rules.number_lists import as_row, numbers_in

START = dt.datetime(2024, 11, 4, 2, tzinfo=dt.UTC)
moments = st.integers(0, 200 * 24).map(lambda hours: START + dt.timedelta(hours=hours))
workers = st.integers(0, 300)


@given(moments, st.lists(moments))
def test_whenever_the_job_runs_each_round_is_asked_once_and_in_its_order(
    since: dt.datetime, runs: list[dt.datetime]
) -> None:
    """Runs at any hours, some of them missed: a day is asked at most once, never before its time, never backwards."""
    asked: list[int] = []
    for now in sorted(runs):
        day = round_due(since, now)
        if day is not None and day not in asked:
            assert now - since >= dt.timedelta(days=day)
            asked.append(day)
    assert asked == sorted(set(asked))
    assert set(asked) <= set(ROUNDS)


@given(moments, moments, moments)
def test_a_later_delivery_is_never_asked_about_earlier(one: dt.datetime, other: dt.datetime, now: dt.datetime) -> None:
    """Whoever was delivered to later is not in a later round, until the last one is over."""
    first, second = sorted((one, other))
    if now < first + dt.timedelta(days=180):
        assert (round_due(second, now) or 0) <= (round_due(first, now) or 0)


@given(workers, workers, workers)
def test_three_columns_add_up_to_what_was_agreed(agreed: int, yes: int, named: int) -> None:
    """None is below zero; a worker's own word is never pushed out by somebody who speaks for others."""
    found = by_whom(agreed, yes, named)
    assert found.agreed == agreed
    assert min(found.individuals, found.representative, found.nobody) >= 0
    assert found.individuals == min(yes, agreed)
    assert found.representative <= named


@given(st.sets(st.integers(1, 999), min_size=1, max_size=30))
def test_numbers_in_a_row_are_read_as_they_are_written(numbers: set[int]) -> None:
    """Ranges, and Khmer digits too."""
    row = as_row(sorted(numbers))
    assert numbers_in(row, "workers") == sorted(numbers)
    assert numbers_in(row.translate(str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")), "workers") == sorted(numbers)


@pytest.mark.parametrize("typed", ["", "0", "5-2", "two", "1-", "-3", "1001", "1-99999", "²"])
def test_what_is_no_row_of_numbers_is_refused(typed: str) -> None:
    """With the field's name."""
    with pytest.raises(BadInput, match="number_list"):
        numbers_in(typed, "workers")
