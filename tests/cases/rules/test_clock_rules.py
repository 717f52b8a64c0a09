"""Time limits: counted right whatever the calendar, and loud about a row that cannot be used."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules import clocks
from cases.rules.clocks import BadRule, Certainty, ClockRule, Unit, due, ends_of, is_working_day, load, rule_for
from cases.rules.facts import Fact
from cases.rules.vocabulary import ClockKind
from cases.rules.work_facts import holiday_days

HERE = ZoneInfo("Asia/Phnom_Penh")
GOOD = {
    "name": '"answer"',
    "kind": '"duty"',
    "starts": '["filed"]',
    "ends": '["read"]',
    "length": "5",
    "unit": '"working_days"',
    "source": '"Prakas 1, article 2"',
    "certainty": '"text"',
    "valid_from": "2020-01-01",
}

rules = st.builds(
    ClockRule,
    name=st.just("a"),
    kind=st.sampled_from(ClockKind),
    starts=st.just((Fact.FILED,)),
    ends=st.just((Fact.READ,)),
    length=st.integers(1, 60),
    unit=st.sampled_from(Unit),
    source=st.just("x"),
    certainty=st.sampled_from(Certainty),
    valid_from=st.just(dt.date(2020, 1, 1)),
    or_unit=st.none() | st.sampled_from(Unit),
)
moments = st.integers(0, 315_000_000).map(lambda s: dt.datetime(2020, 1, 1, tzinfo=HERE) + dt.timedelta(seconds=s))
holidays = st.sets(st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)), max_size=60)


@given(moments, moments, rules, holidays)
def test_a_later_start_is_never_due_earlier(
    one: dt.datetime, other: dt.datetime, rule: ClockRule, days: set[dt.date]
) -> None:
    """Waiting does not shorten a limit."""
    early, late = sorted((one, other))
    assert due(early, rule, days) <= due(late, rule, days)


@given(moments, rules, holidays, holidays)
def test_more_holidays_never_shorten(
    start: dt.datetime, rule: ClockRule, days: set[dt.date], more: set[dt.date]
) -> None:
    """A holiday more moves the end back or leaves it."""
    assert due(start, rule, days) <= due(start, rule, days | more)


@given(moments, rules, holidays)
def test_a_limit_in_working_days_ends_on_one(start: dt.datetime, rule: ClockRule, days: set[dt.date]) -> None:
    """And exactly so many working days lie behind the start."""
    rule = replace(rule, unit=Unit.WORKING_DAYS, or_unit=None)
    end = due(start, rule, days).date()
    assert is_working_day(end, days)
    between = (start.date() + dt.timedelta(days=n) for n in range(1, (end - start.date()).days + 1))
    assert sum(is_working_day(day, days) for day in between) == rule.length


def slowly(start: dt.datetime, rule: ClockRule, unit: Unit, days: set[dt.date] | frozenset[dt.date]) -> dt.datetime:
    """The same end, found by looking at one day (or hour) after the other."""
    if unit is Unit.HOURS:
        for _ in range(rule.length):
            start += dt.timedelta(hours=1)
        return start
    day, left = start.date(), rule.length * {Unit.WEEKS: 7, Unit.YEARS: 12}.get(unit, 1)
    while left:
        day += dt.timedelta(days=1)
        if unit in (Unit.MONTHS, Unit.YEARS):
            last_of_month = (day + dt.timedelta(days=1)).day == 1
            left -= day.day == start.day or (last_of_month and day.day < start.day)
        else:
            left -= unit is not Unit.WORKING_DAYS or (day.weekday() < 5 and day not in days)
    return dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=start.tzinfo)


@given(moments, rules, st.booleans())
def test_every_end_is_what_counting_day_by_day_gives(start: dt.datetime, rule: ClockRule, shipped: bool) -> None:
    """With the holidays that are shipped and without any; of two readings the earlier holds."""
    days = holiday_days() if shipped else frozenset()
    readings = [slowly(start, rule, unit, days) for unit in (rule.unit, rule.or_unit) if unit]
    assert due(start, rule, days) == min(readings)
    assert ends_of(start, rule, days) == tuple(readings)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [("2024-12-31", 2, "2025-02-28"), ("2024-02-29", 12, "2025-02-28"), ("2026-01-15", 1, "2026-02-15")],
)
def test_a_month_ends_on_the_same_day_or_on_its_last(start: str, months: int, end: str) -> None:
    """Two months from the last day of December end with February."""
    rule = replace(load(_row())[0], unit=Unit.MONTHS, length=months)
    assert due(dt.datetime.fromisoformat(start).replace(tzinfo=HERE), rule).date() == dt.date.fromisoformat(end)


def test_a_changed_row_changes_the_clock_without_code() -> None:
    """The data says what starts it, what ends it, and how long it is."""
    start = dt.datetime(2026, 4, 13, 9, tzinfo=HERE)
    three, two = (
        load(_row(length="3"))[0],
        load(_row(length="2", unit='"weeks"', starts='["read"]', ends='["closed"]'))[0],
    )
    assert due(start, three, holiday_days()).date() == dt.date(2026, 4, 21), "over Khmer New Year and a weekend"
    assert due(start, two).date() == dt.date(2026, 4, 27)
    assert (two.starts, two.ends) == ((Fact.READ,), (Fact.CLOSED,))


def test_the_start_day_does_not_count_and_the_last_day_counts_whole() -> None:
    """Friday morning and five working days: Friday next week, to its end."""
    five = load(_row())[0]
    friday = dt.datetime(2024, 11, 1, 9, 0, tzinfo=HERE)
    assert due(friday, five) == dt.datetime(2024, 11, 8, 23, 59, 59, tzinfo=HERE)
    assert due(friday, five, {dt.date(2024, 11, 8)}).date() == dt.date(2024, 11, 11)


def _row(**other: str) -> str:
    fields = GOOD | other
    return "[[clock]]\n" + "\n".join(f"{name} = {value}" for name, value in fields.items() if value) + "\n"


@pytest.mark.parametrize("field", [*GOOD])
def test_a_row_without_a_field_names_itself(field: str) -> None:
    """Every field is needed; the message names the row so that it can be found."""
    with pytest.raises(BadRule, match=r"clock (answer|\?)"):
        load(_row(**{field: ""}))


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": '"wish"'},
        {"starts": "[]"},
        {"starts": '"filed"'},
        {"starts": '["foaled"]'},
        {"ends": '["filed"]'},
        {"or_unit": '"days"'},
        {"certainty": '"contradicted"'},
        {"shared": "1"},
        {"unit": '"moons"'},
        {"certainty": '"sure"'},
        {"length": "0"},
        {"length": "-3"},
        {"length": "2.5"},
        {"length": '"5"'},
        {"length": "true"},
        {"length": "[5]"},
        {"source": '"  "'},
        {"source": "7"},
        {"valid_from": '"2020-01-01"'},
        {"valid_from": "2020-01-01T00:00:00"},
        {"valid_to": "2019-12-31"},
        {"valid_until": "2021-01-01"},
    ],
    ids=str,
)
def test_a_row_with_something_wrong_names_itself(wrong: dict[str, str]) -> None:
    """A misspelt field or a wrong type is never taken for something else."""
    with pytest.raises(BadRule, match="clock answer"):
        load(_row(**wrong))


def test_two_rows_of_one_name_may_follow_but_not_overlap() -> None:
    """On each day there is one rule."""
    old, new = _row(valid_to="2021-12-31"), _row(valid_from="2022-01-01", length="3")
    assert [rule.length for rule in load(old + new)] == [5, 3]
    with pytest.raises(BadRule, match="overlaps"):
        load(old + _row(valid_from="2021-12-31"))


def test_a_day_without_a_rule_is_a_loud_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never "no limit"."""
    monkeypatch.setattr(clocks, "rules", lambda: load(_row(valid_to="2021-12-31")))
    assert rule_for("answer", dt.date(2021, 12, 31)).length == 5
    for name, day in (
        ("answer", dt.date(2022, 1, 1)),
        ("answer", dt.date(2019, 12, 31)),
        ("reply", dt.date(2021, 1, 1)),
    ):
        with pytest.raises(BadRule, match=name):
            rule_for(name, day)


def test_the_rules_that_are_shipped_can_be_read() -> None:
    """Duties are Samleng's own targets or what both sides agreed, never law; what is law never holds up closing."""
    assert rule_for("referral_answer", dt.date(2024, 11, 4)).kind is ClockKind.DUTY
    for rule in clocks.rules():
        assert (rule.kind is ClockKind.DUTY) == (rule.certainty is Certainty.OWN or rule.agreed), rule.name
