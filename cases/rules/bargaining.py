"""Offers of all sides, compared: per point what was offered at which meeting, where each side stands, and the gap.

Pure. A point is a kind of remedy, or free words where none of them fits; the same point in other letters is the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cases.rules.reading import fold
from cases.rules.vocabulary import Currency, OfferSide, RemedyKind


@dataclass(frozen=True)
class Terms:
    """What one side offers on one point: a sum, words, or both."""

    side: OfferSide
    kind: RemedyKind | None = None
    point: str = ""  # where no kind fits
    currency: Currency | None = None
    amount: Decimal | None = None
    words: str = ""

    @property
    def about(self) -> str:
        """By what offers on the same point are found."""
        return self.kind.value if self.kind else f"other:{fold(self.point)}"


@dataclass(frozen=True)
class Offered:
    """An offer in its place: at which meeting, and by which id it is acted on."""

    id: str
    meeting_id: str
    terms: Terms


@dataclass(frozen=True)
class Gap:
    """How far the workers' last sum is from the employer's; nothing or less: they have met."""

    currency: Currency
    amount: Decimal


@dataclass(frozen=True)
class Point:
    """One row of the comparison."""

    first: Terms  # names it
    by_meeting: Mapping[str, Sequence[Offered]]
    last: Mapping[OfferSide, Offered]

    @property
    def gap(self) -> Gap | None:
        """The gap between both sides' last positions; None where one has none, or the currencies differ."""
        both = [self.last[side].terms for side in (OfferSide.WORKERS, OfferSide.EMPLOYER) if side in self.last]
        if len(both) < 2 or both[0].currency is None or both[0].currency is not both[1].currency:
            return None
        wanted, given = both[0].amount, both[1].amount
        return Gap(both[0].currency, wanted - given) if wanted is not None and given is not None else None


def compared(offers: Sequence[Offered]) -> list[Point]:
    """The points in the order in which they first came up; `offers` oldest first."""
    rows: dict[str, list[Offered]] = {}
    for offer in offers:
        rows.setdefault(offer.terms.about, []).append(offer)
    return [_point(row) for row in rows.values()]


def _point(row: Sequence[Offered]) -> Point:
    by_meeting: dict[str, list[Offered]] = {}
    for offer in row:
        by_meeting.setdefault(offer.meeting_id, []).append(offer)
    return Point(row[0].terms, by_meeting, {offer.terms.side: offer for offer in row})
