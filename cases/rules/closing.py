"""What still stands in the way of closing a case."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from cases.rules.vocabulary import ClosingReason, ReferralStatus, RemedyStatus
from cases.rules.workflow import ENDED, LIVE, SETTLED, Act

CONCLUDED_REASONS = frozenset({ClosingReason.CONFIRMED, ClosingReason.UNCONFIRMED})
NOTHING_MISSING = frozenset({RemedyStatus.CONFIRMED, RemedyStatus.DROPPED, RemedyStatus.NOTHING_AGREED})
UNTAKEN_REASONS = frozenset({ClosingReason.OUT_OF_SCOPE, ClosingReason.MERGED, ClosingReason.SPAM})


@dataclass(frozen=True)
class Standing:
    """Where everything in a case stands."""

    referrals: Collection[ReferralStatus]
    remedies: Collection[RemedyStatus]
    open_duties: int
    disclosed: bool


def act_for(reason: ClosingReason) -> Act:
    """Which act closes a case for this reason."""
    if reason in CONCLUDED_REASONS:
        return Act.CLOSE_CONCLUDED
    return Act.WITHDRAW if reason is ClosingReason.WITHDRAWN else Act.CLOSE_UNTAKEN


def blockers(reason: ClosingReason, standing: Standing) -> tuple[str, ...]:
    """Codes of what blocks closing for this reason; empty when nothing does. Withdrawing is never blocked."""
    if reason is ClosingReason.WITHDRAWN:
        return ()
    if reason in UNTAKEN_REASONS:
        return _named(
            disclosed=standing.disclosed,
            track_open=any(status in LIVE for status in standing.referrals),
        )
    confirmed = [s for s in standing.remedies if s is RemedyStatus.CONFIRMED]
    return _named(
        track_open=any(status not in ENDED for status in standing.referrals),
        duty_open=standing.open_duties > 0,
        remedy_open=any(status not in SETTLED for status in standing.remedies),
        nothing_confirmed=reason is ClosingReason.CONFIRMED and not confirmed,
        given_up=reason is ClosingReason.CONFIRMED and RemedyStatus.GIVEN_UP in standing.remedies,
        all_confirmed=reason is ClosingReason.UNCONFIRMED
        and bool(confirmed)
        and all(status in NOTHING_MISSING for status in standing.remedies),
    )


def _named(**found: bool) -> tuple[str, ...]:
    return tuple(name for name, stands in found.items() if stands)
