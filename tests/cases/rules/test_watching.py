"""When she is asked whether anybody makes trouble: every day of every notice, once, by day, whatever stood still."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from cases.rules.vocabulary import Trouble
from cases.rules.watching import DAYS, GRAVITY, HOUR, LATEST, days_of, days_to_come, is_graver, question_due

CAMBODIA = dt.timezone(dt.timedelta(hours=7))
FIRST = dt.date(2024, 1, 1)
notices = st.lists(st.integers(0, 120), min_size=1, max_size=4).map(lambda ns: [FIRST + dt.timedelta(n) for n in ns])
moments = st.lists(st.integers(0, 220 * 24 * 60), max_size=40).map(
    lambda ns: [dt.datetime(2024, 1, 1, tzinfo=CAMBODIA) + dt.timedelta(minutes=n) for n in sorted(ns)]
)


def asked_over(told_on: list[dt.date], runs: list[dt.datetime]) -> list[tuple[dt.datetime, dt.date]]:
    """What a worker is asked when the job runs at these moments."""
    asked: list[tuple[dt.datetime, dt.date]] = []
    for now in runs:
        day = question_due(days_of(told_on), asked[-1][1] if asked else None, now)
        if day is not None:
            asked.append((now, day))
    return asked


@given(notices, moments)
def test_no_day_is_asked_for_twice_and_no_two_questions_come_on_one_day(
    told_on: list[dt.date], runs: list[dt.datetime]
) -> None:
    """However many notices there are, whenever the job runs, and as often as it does."""
    asked = asked_over(told_on, [moment for run in runs for moment in (run, run)])
    days = [day for _, day in asked]
    assert days == sorted(set(days))
    assert len({now.date() for now, _ in asked}) == len(asked)
    for now, day in asked:
        assert day <= now.date()
        assert HOUR <= now.time() < LATEST
        assert any((day - told).days in DAYS for told in told_on)


@given(notices)
def test_whoever_is_asked_every_morning_is_asked_on_every_day_of_the_watch(told_on: list[dt.date]) -> None:
    """Nothing is left out while the server runs."""
    mornings = [dt.datetime.combine(FIRST + dt.timedelta(n), dt.time(8), CAMBODIA) for n in range(240)]
    assert [day for _, day in asked_over(told_on, mornings)] == days_of(told_on)


@given(notices, moments, st.integers(0, 200))
def test_what_is_due_and_what_comes_are_all_there_is(
    told_on: list[dt.date], runs: list[dt.datetime], joined: int
) -> None:
    """A day is reached or comes still; whoever joined later is asked for no day up to then."""
    since = FIRST + dt.timedelta(joined)
    assert all(day > since for day in days_of(told_on, since))
    for now in runs:
        reached = [day for day in days_of(told_on) if dt.datetime.combine(day, HOUR, CAMBODIA) <= now]
        assert reached + days_to_come(days_of(told_on), now) == days_of(told_on)


def test_a_threat_says_more_than_trouble_and_that_more_than_none() -> None:
    """Only a graver word counts beside the first."""
    assert GRAVITY == (Trouble.NONE, Trouble.YES, Trouble.THREATENED)
    assert [[is_graver(one, other) for one in Trouble] for other in (None, *Trouble)] == [
        [True, True, True],
        [False, True, True],
        [False, False, True],
        [False, False, False],
    ]
