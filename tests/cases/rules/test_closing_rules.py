"""What stands in the way of closing, for every case that could be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cases.rules.closing import CONCLUDED_REASONS, UNTAKEN_REASONS, Standing, act_for, blockers
from cases.rules.vocabulary import ClosingReason, ReferralStatus, RemedyStatus
from cases.rules.workflow import ENDED, LIVE, SETTLED, Act

standings = st.builds(
    Standing,
    referrals=st.lists(st.sampled_from(ReferralStatus), max_size=4),
    remedies=st.lists(st.sampled_from(RemedyStatus), max_size=4),
    open_duties=st.integers(0, 3),
    disclosed=st.booleans(),
)


@given(standings)
def test_withdrawing_is_never_blocked(standing: Standing) -> None:
    """Whatever is open, she may stop."""
    assert blockers(ClosingReason.WITHDRAWN, standing) == ()


@given(standings, st.sampled_from(sorted(CONCLUDED_REASONS)))
def test_an_open_duty_track_or_remedy_always_blocks_a_concluded_closing(
    standing: Standing, reason: ClosingReason
) -> None:
    """Nothing that somebody still owes her is closed away."""
    found = blockers(reason, standing)
    assert ("duty_open" in found) == (standing.open_duties > 0)
    assert ("remedy_open" in found) == any(status not in SETTLED for status in standing.remedies)
    assert ("track_open" in found) == any(status not in ENDED for status in standing.referrals)


@given(standings)
def test_confirmed_needs_her_confirmation_and_unconfirmed_needs_that_it_is_missing(standing: Standing) -> None:
    """The two reasons never both stand for one case."""
    confirmed = RemedyStatus.CONFIRMED in standing.remedies
    assert ("nothing_confirmed" in blockers(ClosingReason.CONFIRMED, standing)) == (not confirmed)
    if blockers(ClosingReason.CONFIRMED, standing) == () == blockers(ClosingReason.UNCONFIRMED, standing):
        assert {RemedyStatus.CONFIRMED, RemedyStatus.UNCONFIRMED} <= set(standing.remedies), "some of each: both true"


@given(standings)
def test_what_was_given_up_or_is_disputed_is_never_closed_as_confirmed(standing: Standing) -> None:
    """A false success is worse than none; and nobody is told that all is confirmed while something is missing."""
    missing = {RemedyStatus.GIVEN_UP, RemedyStatus.DISPUTED} & set(standing.remedies)
    if missing:
        assert blockers(ClosingReason.CONFIRMED, standing)
        assert "all_confirmed" not in blockers(ClosingReason.UNCONFIRMED, standing)


def test_a_case_whose_remedy_was_given_up_closes_as_unconfirmed() -> None:
    """There is a way out for an employer who never pays."""
    standing = Standing([], [RemedyStatus.CONFIRMED, RemedyStatus.GIVEN_UP], open_duties=0, disclosed=True)
    assert blockers(ClosingReason.UNCONFIRMED, standing) == ()
    assert blockers(ClosingReason.CONFIRMED, standing) == ("given_up",)


@given(standings, st.sampled_from(sorted(UNTAKEN_REASONS)))
def test_what_was_shared_cannot_be_closed_as_never_taken(standing: Standing, reason: ClosingReason) -> None:
    """Out of scope, merged and spam are for cases of which nobody else has heard."""
    found = blockers(reason, standing)
    assert ("disclosed" in found) == standing.disclosed
    assert ("track_open" in found) == any(status in LIVE for status in standing.referrals)


def test_every_reason_has_its_act() -> None:
    """The reasons divide into concluded, not taken, and hers."""
    assert {reason: act_for(reason) for reason in ClosingReason} == {
        ClosingReason.CONFIRMED: Act.CLOSE_CONCLUDED,
        ClosingReason.UNCONFIRMED: Act.CLOSE_CONCLUDED,
        ClosingReason.WITHDRAWN: Act.WITHDRAW,
        ClosingReason.OUT_OF_SCOPE: Act.CLOSE_UNTAKEN,
        ClosingReason.MERGED: Act.CLOSE_UNTAKEN,
        ClosingReason.SPAM: Act.CLOSE_UNTAKEN,
    }
