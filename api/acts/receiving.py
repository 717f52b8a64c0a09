"""What a recipient does with a referral, and the lead in the place of a party off the platform."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.acts.bodies import Body, Day, TrackBody
from api.acts.verb import Verb, reference_of
from cases.actions import meetings, referrals
from cases.actions.meetings import LONGEST_FIELD, Minutes
from cases.rules.vocabulary import Conclusion, RejectionReason
from cases.store.door import Access
from cases.store.unit import Unit


class ReceiveReferral(TrackBody):
    """The recipient has it; for a party off the platform, that it was filed there."""

    filing_number: str = Field(
        default="", max_length=200, description="Number under which a party off the platform filed it"
    )
    filed_on: Day | None = Field(default=None, description="Day of that filing; needed for a party off the platform")
    collective: bool = Field(default=False, description="With the ministry: filed as a collective dispute")


class AcceptReferral(TrackBody):
    """The recipient takes it on."""


class RejectReferral(TrackBody):
    """The recipient cannot take it."""

    reason: Annotated[RejectionReason, Field(strict=False)] = Field(description="Why; she is told")


class StartReferral(TrackBody):
    """Work on it has begun."""


class HoldReferral(TrackBody):
    """Pause it; no clock of law stops."""

    until: Day = Field(description="The day on which it goes on, at most 30 days ahead")


class ResumeReferral(TrackBody):
    """The pause is over."""


class ConcludeReferral(TrackBody):
    """The track has ended with a result."""

    conclusion: Annotated[Conclusion, Field(strict=False)] = Field(description="With which result")


class LogMeeting(Body):
    """A negotiation or conciliation that was held."""

    reference: str | None = Field(
        default=None,
        max_length=40,
        description="The referral's reference, in any grouping; a recipient may leave it out",
    )
    held_on: Day = Field(description="The day of the meeting, not in the future")
    place: str = Field(max_length=LONGEST_FIELD, description="Where it was held")
    present: str = Field(max_length=LONGEST_FIELD, description="Who was there")
    offers: str = Field(default="", max_length=LONGEST_FIELD, description="What each side offered")
    notes: str = Field(default="", max_length=LONGEST_FIELD, description="Shared minutes: lead and recipient read them")
    next_on: Day | None = Field(default=None, description="The day of the next meeting; she is told")


async def _receive_referral(unit: Unit, access: Access, body: ReceiveReferral) -> None:
    await referrals.receive_referral(
        unit,
        access,
        reference_of(body.reference),
        body.filing_number,
        body.filed_on,
        collective=body.collective,
    )


async def _accept_referral(unit: Unit, access: Access, body: AcceptReferral) -> None:
    await referrals.accept_referral(unit, access, reference_of(body.reference))


async def _reject_referral(unit: Unit, access: Access, body: RejectReferral) -> None:
    await referrals.reject_referral(unit, access, body.reason, reference_of(body.reference))


async def _start_referral(unit: Unit, access: Access, body: StartReferral) -> None:
    await referrals.start_referral(unit, access, reference_of(body.reference))


async def _hold_referral(unit: Unit, access: Access, body: HoldReferral) -> None:
    await referrals.hold_referral(unit, access, body.until, reference_of(body.reference))


async def _resume_referral(unit: Unit, access: Access, body: ResumeReferral) -> None:
    await referrals.resume_referral(unit, access, reference_of(body.reference))


async def _conclude_referral(unit: Unit, access: Access, body: ConcludeReferral) -> None:
    await referrals.conclude_referral(unit, access, body.conclusion, reference_of(body.reference))


async def _log_meeting(unit: Unit, access: Access, body: LogMeeting) -> str:
    minutes = Minutes(body.place, body.present, body.offers, body.notes)
    meeting = await meetings.log_meeting(
        unit, access, body.held_on, minutes, body.next_on, reference_of(body.reference)
    )
    return meeting.id


VERBS = (
    Verb("receive-referral", ReceiveReferral, _receive_referral),
    Verb("accept-referral", AcceptReferral, _accept_referral),
    Verb("reject-referral", RejectReferral, _reject_referral),
    Verb("start-referral", StartReferral, _start_referral),
    Verb("hold-referral", HoldReferral, _hold_referral),
    Verb("resume-referral", ResumeReferral, _resume_referral),
    Verb("conclude-referral", ConcludeReferral, _conclude_referral),
    Verb("log-meeting", LogMeeting, _log_meeting),
)
