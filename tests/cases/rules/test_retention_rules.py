"""How long what was told is kept: a row for every reason, and no reason without one."""

from __future__ import annotations

import datetime as dt

import pytest

from cases.rules import retention
from cases.rules.clocks import DATA, BadRule
from cases.rules.vocabulary import ClosingReason

TEXT = (DATA / "retention.toml").read_text(encoding="utf-8")
NOW = dt.datetime(2024, 11, 4, 2, 0, tzinfo=dt.UTC)


def test_every_closing_reason_has_its_time() -> None:
    """A week for what was taken back or was none, a year for the rest."""
    days = {reason: rule.days for reason, rule in retention.rules().items()}
    assert days == dict.fromkeys(ClosingReason, 365) | {ClosingReason.WITHDRAWN: 7, ClosingReason.SPAM: 7}


def test_due_is_what_was_closed_that_long_ago() -> None:
    """To the second, and the same in both directions."""
    for reason, rule in retention.rules().items():
        until = retention.kept_until(reason, NOW)
        assert rule.closed_before(until) == NOW
        assert rule.closed_before(until - dt.timedelta(seconds=1)) < NOW


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('reason = "merged"', 'reason = "spam"', "spam: two rows"),
        ('reason = "merged"', 'reason = "marged"', "marged"),
        ("days = 365", "days = 0", "at least one day"),
        ("days = 365", 'days = "365"', "wrong types"),
        ("days = 7\n", "dais = 7\n", "unknown fields"),
        ('source = "Samleng\'s own choice: closing as spam can be undone for 7 days"', 'source = ""', "needs a source"),
    ],
)
def test_a_wrong_row_is_named(before: str, after: str, said: str) -> None:
    """At start, not on the day on which it is needed."""
    assert before in TEXT
    with pytest.raises(BadRule, match=said):
        retention.load(TEXT.replace(before, after, 1))


def test_a_missing_reason_never_means_for_ever() -> None:
    """It is an error that names the reason."""
    with pytest.raises(BadRule, match="no row for merged"):
        retention.load(TEXT[: TEXT.rindex("[[retention]]")])
