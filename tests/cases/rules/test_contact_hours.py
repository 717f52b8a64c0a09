"""When a chat may say that there is news."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.contact_hours import WINDOWS, cannot_wait, next_moment
from cases.rules.vocabulary import ContactHours, Urgency

CAMBODIA = dt.timezone(dt.timedelta(hours=7))
MOMENTS = st.builds(
    lambda day, time: dt.datetime.combine(day, time, CAMBODIA),
    st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 30)),
    st.times(),
)
TODAY = dt.date(2024, 11, 4)


@given(st.sampled_from(list(WINDOWS)), MOMENTS)
def test_the_next_moment_is_the_first_minute_of_her_hours(hours: ContactHours, now: dt.datetime) -> None:
    """As somebody finds it who looks at the clock minute by minute."""

    def may(moment: dt.datetime) -> bool:
        return any(begins <= moment.time() < ends for begins, ends in WINDOWS[hours])

    found = next_moment(hours, now)
    looked = now
    while not may(looked):
        looked = (looked + dt.timedelta(minutes=1)).replace(second=0, microsecond=0)
    assert found == looked


def test_any_time_is_now_and_never_is_never() -> None:
    """In the middle of the night."""
    night = dt.datetime(2024, 11, 4, 2, 30, tzinfo=CAMBODIA)
    assert next_moment(ContactHours.ANY_TIME, night) == night
    assert next_moment(ContactHours.NEVER, night) is None


@pytest.mark.parametrize(
    ("notice", "date", "urgency", "at_once"),
    [
        ("message", None, Urgency.NORMAL, False),
        ("message", None, Urgency.URGENT, False),
        ("message", None, Urgency.DANGER, True),
        ("hearing", "2024-11-05", Urgency.NORMAL, True),
        ("hearing", "2024-11-06", Urgency.NORMAL, False),
        ("hearing_today", None, Urgency.NORMAL, True),
        ("limit_ends", "2024-11-04", Urgency.NORMAL, True),
        ("case_closed", "2024-11-04", Urgency.NORMAL, False),
    ],
)
def test_only_danger_and_a_day_of_hers_that_is_near_do_not_wait(
    notice: str, date: str | None, urgency: Urgency, at_once: bool
) -> None:
    """A hearing tomorrow; not one in two days, and not what merely names a day."""
    params = {"date": {"date": date}} if date else {}
    assert cannot_wait(notice, params, urgency, TODAY) is at_once
