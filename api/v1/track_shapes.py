"""What JSON shows of a track: to the lead with every word of hers, to the recipient its own."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from api.v1.meeting_shapes import AgreementShape, Meeting, OfferShape, PointShape
from api.v1.shapes import (
    DISCLOSED,
    Disclosed,
    PartyShape,
    Shape,
)
from cases.rules.vocabulary import (
    Conclusion,
    ConsentStatus,
    FindingResult,
    Forum,
    GivenBy,
    Language,
    NoticeBy,
    OnwardAnswer,
    OnwardReason,
    ReferralStatus,
    RejectionReason,
)


class Consent(Shape):
    """One complainant's word for one recipient."""

    id: str = Field(description="Id, for `consent-paper` and `second-consent`")
    status: ConsentStatus = Field(description="How it stands")
    parts: list[str] = Field(description="The parts asked for; once given, the parts given")
    given_by: GivenBy | None = Field(description="How she gave it; null: not given")
    paper: str | None = Field(description="Id of the photo or recording, for `GET /cases/{number}/files/{file_id}`")
    entered_by: str = Field(description="Alias of who entered it; empty: nobody")
    entered_parts: list[str] = Field(description="The parts that it says")
    seconded_by: str = Field(description="Alias of who confirmed it; empty: nobody yet")
    asked_at: dt.datetime = Field(description="When she was asked")
    answered_at: dt.datetime | None = Field(description="When she answered")
    expires_at: dt.datetime = Field(description="When the question, or her yes, runs out")
    sendable_at: dt.datetime | None = Field(
        description="Given in advance: not to be sent before, so that she can stop it; null: at once"
    )
    purpose: str = Field(description="What it is asked for")
    wording: str = Field(description="In which wording she was asked")
    wording_digest: str = Field(description="A keyed digest of what she saw when she gave her word; empty before")
    language: Language | None = Field(description="In which language; null before she answered")


class VersionShape(Shape):
    """One version of what was shown on a track."""

    number: int = Field(description="1 for the first")
    parts: list[str] = Field(description="The parts it holds")
    at: dt.datetime = Field(description="When it was sent")
    read_at: dt.datetime | None = Field(
        description="When the recipient first opened it; null: not yet, or off the platform"
    )
    ended_at: dt.datetime | None = Field(description="Since when it opens for the recipient no longer")


class OnwardShape(Shape):
    """That the recipient would bring in somebody else."""

    id: str = Field(description="Id, for `answer-onward`")
    party: PartyShape = Field(description="Who could help")
    reason: OnwardReason = Field(description="Why")
    note: str = Field(description="A note for the lead")
    by: str = Field(description="Alias of who proposed it")
    at: dt.datetime = Field(description="When")
    seen: bool = Field(description="The lead has seen it")
    answer: OnwardAnswer | None = Field(description="What came of it, for the lead alone")


class FindingShape(Shape):
    """What BFC found on one critical issue."""

    id: str = Field(description="Id")
    critical_issue: int = Field(description="BFC's own number of the critical issue")
    result: FindingResult = Field(description="What was found")
    month: str = Field(description="Month of the assessment, such as 2024-11")
    published: bool = Field(description="Whether BFC has published it")
    note: str = Field(description="A note for lead and recipient")
    by: str = Field(description="Alias of who kept it")
    entered_by_lead: bool = Field(description="True: the lead kept it for a BFC off the platform")
    at: dt.datetime = Field(description="When it was kept")
    earlier: bool = Field(description="True: a newer one on the same issue counts in its place")


class TrackBase(Shape):
    """A referral, as either side sees it."""

    reference: str = Field(description="The referral's own reference")
    status: ReferralStatus | None = Field(description="How far it is")
    parts: list[str] = Field(description="What is shared, or asked for")
    sent_at: dt.datetime | None = Field(description="When it was sent")
    answered_at: dt.datetime | None = Field(description="When the recipient took it on or not")
    held_until: dt.date | None = Field(description="Paused until this day")
    concluded_at: dt.datetime | None = Field(description="When it ended with a result")
    conclusion: Conclusion | None = Field(description="With which result")
    rejection: RejectionReason | None = Field(description="Why the recipient could not take it")
    meetings: list[Meeting] = Field(description="Meetings planned and held, in the order of their days")
    offers: list[OfferShape] = Field(description="What each side offered, oldest first")
    points: list[PointShape] = Field(description="The points of those offers, and where each side stands")
    agreements: list[AgreementShape] = Field(description="Agreements, the newest first")
    onward: list[OnwardShape] = Field(description="Whom the recipient would bring in, oldest first")
    findings: list[FindingShape] = Field(description="What BFC found, by critical issue, the newest of each first")
    disclosed: Disclosed = Field(description=DISCLOSED)
    versions: list[VersionShape] = Field(description="Who was shown what, and when: every version, oldest first")


class NoticeShape(Shape):
    """What management was told."""

    told_on: dt.date = Field(description="The day")
    by: NoticeBy = Field(description="How")
    named: bool = Field(description="Whether somebody was named")
    parts: list[str] = Field(description="Which parts of the case")
    words: str = Field(description="What was said")
    entered_by: str = Field(description="Alias of who wrote it down")


class LeadTrack(TrackBase):
    """A referral, or a negotiation of its own, as the lead sees it."""

    party: PartyShape = Field(description="To whom; the lead itself where it negotiates")
    forum: Forum | None = Field(description="With whom the lead negotiates itself; null for a referral")
    notices: list[NoticeShape] = Field(description="What management was told, oldest first")
    asked_at: dt.datetime = Field(description="When the worker was asked")
    consents: list[Consent] = Field(description="Her word, one per complainant")
    filing_number: str = Field(description="Number under which a party off the platform filed it")
    filed_on: dt.date | None = Field(description="Day of that filing")
