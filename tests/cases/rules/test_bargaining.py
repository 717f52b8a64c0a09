"""Offers compared point by point, and the warnings of what an agreement takes away."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from cases.rules.bargaining import Gap, Offered, Terms, compared
from cases.rules.clocks import DATA, BadRule
from cases.rules.surrenders import load
from cases.rules.vocabulary import Currency, OfferSide, RemedyKind

WANTED = Terms(OfferSide.WORKERS, RemedyKind.COMPENSATION, currency=Currency.USD, amount=Decimal(900))
GIVEN = replace(WANTED, side=OfferSide.EMPLOYER, amount=Decimal(1000))


def test_the_gap_is_between_both_sides_last_sums_in_one_currency() -> None:
    """Below nothing where they have met; none across currencies, or where one side names no sum."""
    said = [Offered("a", "m", WANTED), Offered("b", "m", replace(GIVEN, amount=Decimal(300))), Offered("c", "n", GIVEN)]
    (point,) = compared(said)
    assert (point.gap, list(point.by_meeting)) == (Gap(Currency.USD, Decimal(-100)), ["m", "n"])
    for other in (replace(GIVEN, currency=Currency.KHR), replace(GIVEN, amount=None, currency=None, words="soon")):
        assert compared([*said, Offered("d", "n", other)])[0].gap is None


def test_a_point_in_words_is_the_same_in_other_letters() -> None:
    """And never the same as a kind."""
    fans = Terms(OfferSide.EMPLOYER, point="Fans in hall 2", words="by May")
    points = compared([Offered("a", "m", fans), Offered("b", "n", replace(fans, point=" fans  IN hall ២"))])
    assert [len(point.by_meeting) for point in points] == [2]


@pytest.mark.parametrize("row", ["", 'source = ""', 'certainty = "sure"', 'what = "health"'])
def test_a_warning_without_source_or_certainty_fails_with_its_name(row: str) -> None:
    """At start, not when an agreement is printed."""
    rows = (DATA / "surrenders.toml").read_text(encoding="utf-8").partition('[[surrender]]\nwhat = "resignation"')[0]
    name = row.partition(" ")[0]
    broken = "\n".join(row if name and line.startswith(f"{name} =") else line for line in rows.splitlines())
    with pytest.raises(BadRule, match="surrender"):
        load(broken)
