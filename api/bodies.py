"""What each act on a case takes, as JSON or as a form: one strict model per verb.

Dates are ISO days, amounts decimal strings of one currency, counts whole numbers. Nothing is guessed and an
unknown field is refused, so a misspelt one is never dropped in silence.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, field_validator
from pydantic_core import PydanticCustomError

from cases.actions.meetings import LONGEST_FIELD
from cases.actions.remedies import LONGEST_DETAILS
from cases.actions.telling import LONGEST_MESSAGE
from cases.actions.triage import LONGEST_NOTE
from cases.actions.walk_in import LONGEST_WORDS
from cases.rules.reading import can_be_stored
from cases.rules.vocabulary import (
    CameBy,
    ClosingReason,
    Conclusion,
    ConflictReason,
    Currency,
    Forum,
    Gender,
    Issue,
    Language,
    NoticeBy,
    Province,
    RejectionReason,
    RemedyKind,
    Urgency,
    VerifiedBy,
)
from cases.rules.workers import MOST_WORKERS

AMOUNT = r"^[0-9]{1,13}(\.[0-9]{1,2})?$"
MOST_PARTS = 50
MOST_FILES = 4
LONGEST_COVER = 2000
COVER = "Words to cover in what would go, such as a colleague's name, one a line; the original stays as it is"
LONGEST_PAPER = 12 * 1024 * 1024  # letters of a photo as base64: about 9 MB


def _iso_day(value: Any) -> Any:
    """Only `YYYY-MM-DD`: pydantic alone would also take times and seconds since 1970."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise ValueError("not an ISO day")
    if isinstance(value, (int, float)):
        raise ValueError("not an ISO day")
    return value


def _ticked(value: bool) -> bool:
    """Whoever is not sure does not do it."""
    if not value:
        raise PydanticCustomError("not_ticked", "must be true")
    return value


# `Literal[True]` would take 1 and 1.0 as well, strict or not.
Ticked = Annotated[bool, AfterValidator(_ticked), WithJsonSchema({"type": "boolean", "const": True})]
Day = Annotated[dt.date, Field(strict=False), BeforeValidator(_iso_day)]
Count = Annotated[int, Field(ge=0, le=MOST_WORKERS)]
Id = Annotated[str, Field(min_length=1, max_length=64)]


class Body(BaseModel):
    """What every act shares: strict values, no unknown field, no signs that a database cannot take."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _can_be_stored(cls, value: Any) -> Any:
        texts = value if isinstance(value, list) else [value]
        if not all(can_be_stored(text) for text in texts if isinstance(text, str)):
            raise PydanticCustomError("bad_characters", "signs that cannot be stored")
        return value


class SeenBody(Body):
    """An act on something that may have changed since it was looked at."""

    seen: int = Field(ge=1, description="The `version` that was on screen; refused with 409 when it is not the newest")


class TrackBody(SeenBody):
    """An act on one track."""

    reference: str | None = Field(
        default=None,
        max_length=40,
        description="The referral's reference, in any grouping; a recipient may leave it out",
    )


# ------------------------------------------------------------------------------------------------ the case
class Write(Body):
    """A message to the worker."""

    text: str = Field(max_length=LONGEST_MESSAGE, description="The words, as she reads them")


class WalkIn(Body):
    """A case that an officer files for a worker who came, called or left a paper."""

    came_by: Annotated[CameBy, Field(strict=False)] = Field(description="How she came")
    issue: Annotated[Issue, Field(strict=False)] = Field(description="What it is about")
    danger: bool = Field(default=False, description="Somebody is in danger now")
    words: str = Field(default="", max_length=LONGEST_WORDS, description="What she told; needed without a file")
    factory_id: str = Field(default="", max_length=64, description="The factory's id, if the register has it")
    factory_words: str = Field(default="", max_length=200, description="What she calls the factory otherwise")
    province: Annotated[Province, Field(strict=False)] | None = Field(default=None, description="Where it is")
    gender: Annotated[Gender, Field(strict=False)] = Field(default=Gender.NOT_SAID, description="Woman, man, not said")
    name: str = Field(default="", max_length=200, description="Her name, sealed; may stay empty")
    phone: str = Field(default="", max_length=200, description="Her telephone, sealed; may stay empty")
    women: Count = Field(default=0, description="How many women it concerns")
    men: Count = Field(default=0, description="How many men it concerns")
    language: Annotated[Language, Field(strict=False)] = Field(default=Language.KHMER, description="Hers")
    excluded_party_ids: list[str] = Field(default=[], max_length=50, description="Parties that must not know of it")
    files: list[str] = Field(default=[], max_length=MOST_FILES, description="Photos, recordings, PDF, as base64")


class VerifyComplainant(SeenBody):
    """Somebody has seen that she works where she says: from then on messages may tell her how to find you."""

    complainant: int = Field(default=1, ge=1, le=1000, description="Which complainant of the case, counted from 1")
    by: Annotated[VerifiedBy, Field(strict=False)] = Field(description="By what it is known")


class Correct(SeenBody):
    """Put right what the first answers got wrong; what is left out stays."""

    issue: Annotated[Issue, Field(strict=False)] | None = Field(default=None, description="What the case is about")
    urgency: Annotated[Urgency, Field(strict=False)] | None = Field(default=None, description="How urgent it is")
    factory_id: Id | None = Field(default=None, description="Id of a factory in the register")
    language: Annotated[Language, Field(strict=False)] | None = Field(
        default=None, description="The language in which she is written to"
    )


class Activate(SeenBody):
    """The party takes the case on."""


class Close(SeenBody):
    """Close the case with a reason that she is told."""

    reason: Annotated[ClosingReason, Field(strict=False)] = Field(
        description="Why; `withdrawn` is hers alone and refused here"
    )
    note: str = Field(default="", max_length=LONGEST_NOTE, description="Words to her, sent with the reason")


class Reopen(SeenBody):
    """A closed case goes on."""


class DeclareConflict(Body):
    """Close the case to yourself: you have a conflict of interest. Only a lead of your organisation can undo it."""

    reason: Annotated[ConflictReason, Field(strict=False)] = Field(description="Why, in one word")
    sure: Ticked = Field(description="You know that the case is not there for you afterwards")


class LiftConflict(Body):
    """A lead lets a colleague see a case again that she had closed to herself."""

    conflict_id: Id = Field(description="The conflict's id, from `GET /api/v1/conflicts`")


# ------------------------------------------------------------------------------------------------- tracks
class ProposeReferral(SeenBody):
    """Ask the worker whether one more party may be brought in."""

    party_id: Id = Field(description="The party's id, from `GET /api/v1/parties`")
    parts: list[str] = Field(
        max_length=MOST_PARTS, description="What to share: part words, or `evidence:<file_id>` for one file"
    )
    cover: str = Field(default="", max_length=LONGEST_COVER, description=COVER)


class Negotiate(SeenBody):
    """Negotiate with management or in the PICC: ask the worker what may be told there."""

    forum: Annotated[Forum, Field(strict=False)] = Field(description="With whom")
    parts: list[str] = Field(
        max_length=MOST_PARTS, description="What may be told: part words, or `evidence:<file_id>` for one file"
    )
    cover: str = Field(default="", max_length=LONGEST_COVER, description=COVER)


class NotifyEmployer(TrackBody):
    """Record what management was told: only parts that she gave for it. She is told at once."""

    told_on: Day = Field(description="On which day")
    by: Annotated[NoticeBy, Field(strict=False)] = Field(description="How")
    parts: list[str] = Field(max_length=MOST_PARTS, description="Which of the given parts; `identity`: she was named")
    words: str = Field(max_length=LONGEST_MESSAGE, description="What was said, in words")


class AskParts(TrackBody):
    """Ask the worker to share more on a track, or again what changed since she saw it."""

    parts: list[str] = Field(
        max_length=MOST_PARTS, description="What to share: part words, or `evidence:<file_id>` for one file"
    )
    cover: str = Field(default="", max_length=LONGEST_COVER, description=COVER)


class ConsentPaper(SeenBody):
    """She said yes on paper, or in a recording. It counts once somebody else of the party has confirmed it."""

    consent_id: Id = Field(description="Whose word it is: the id of one of the track's `consents`")
    parts: list[str] = Field(max_length=MOST_PARTS, description="The parts that she said yes to")
    photo: str = Field(
        min_length=1, max_length=LONGEST_PAPER, description="The signed paper (image or PDF) or the recording, base64"
    )


class SecondConsent(SeenBody):
    """A colleague has entered her word, and you have seen or heard it too: from now on it is her yes."""

    consent_id: Id = Field(description="Whose word it is: the id of one of the track's `consents`")


class SendReferral(TrackBody):
    """Freeze the consented parts and let the recipient in."""


class ReceiveReferral(TrackBody):
    """The recipient has it; for a party off the platform, that it was filed there."""

    filing_number: str = Field(
        default="", max_length=200, description="Number under which a party off the platform filed it"
    )
    filed_on: Day | None = Field(default=None, description="Day of that filing; needed for a party off the platform")


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


class RevokeReferral(TrackBody):
    """The lead takes it back before the recipient received it."""


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


# ----------------------------------------------------------------------------------------------- hand-over
class HandOver(SeenBody):
    """Ask every worker whether another party shall lead the case."""

    party_id: Id = Field(description="One of the case's `hand_over_to`")


class HandOverBody(SeenBody):
    """An act on the open hand-over."""

    handover_id: Id = Field(description="The hand-over's id, as the case shows it")


class HandOverPaper(SeenBody):
    """She said yes on paper. It counts once somebody else of the party has confirmed it."""

    consent_id: Id = Field(description="Whose word it is: the id of one of the hand-over's `consents`")
    photo: str = Field(min_length=1, max_length=LONGEST_PAPER, description="The signed paper: an image or PDF, base64")


class SecondPaper(SeenBody):
    """A colleague has entered her paper, and you have seen it too: from now on it is her yes."""

    consent_id: Id = Field(description="Whose word it is: the id of one of the hand-over's `consents`")


class CarryOutHandOver(HandOverBody):
    """Everybody has said yes: the new lead gets everything, and the case is not there for you any more."""


class RevokeHandOver(HandOverBody):
    """The question is taken back; the case stays."""


# ------------------------------------------------------------------------------------------------ remedies
class ProposeRemedy(SeenBody):
    """One thing that may be agreed."""

    reference: str | None = Field(
        default=None,
        max_length=40,
        description="The track's reference, in any grouping; left out by a lead: reached directly with the employer",
    )
    kind: Annotated[RemedyKind, Field(strict=False)] = Field(description="What is to be done")
    women: Count = Field(default=0, description="Women it concerns")
    men: Count = Field(default=0, description="Men it concerns")
    not_recorded: Count = Field(default=0, description="Workers it concerns of whom neither was recorded")
    amount: str | None = Field(
        default=None, pattern=AMOUNT, description='Decimal string in `currency`, such as "6000.00"; never a number'
    )
    currency: Annotated[Currency, Field(strict=False)] | None = Field(
        default=None, description="Currency of `amount`; needed with it"
    )
    due_on: Day | None = Field(default=None, description="The day by which it is to be done")
    details: str = Field(default="", max_length=LONGEST_DETAILS, description="The agreement in words; sealed")


class RemedyBody(SeenBody):
    """An act on one remedy."""

    remedy_id: Id = Field(description="The remedy's id, as the case shows it")


class AgreeRemedy(RemedyBody):
    """Both sides agreed. Agreed is not done."""

    agreed_on: Day = Field(description="The day of the agreement, not in the future")


class DeliverRemedy(RemedyBody):
    """It was delivered, in part or whole; after the whole she is asked whether it came true."""

    delivered_on: Day = Field(description="The day of delivery, not in the future")
    whole: bool = Field(default=True, description="False: only a part; parts add up")
    women: Count | None = Field(default=None, description="Women reached now; left out: as agreed")
    men: Count | None = Field(default=None, description="Men reached now; left out: as agreed")
    not_recorded: Count | None = Field(default=None, description="Others reached now; left out: as agreed")
    amount: str | None = Field(
        default=None, pattern=AMOUNT, description="Paid now, a decimal string in the remedy's currency"
    )


class DropRemedy(RemedyBody):
    """It will not come. Only proposed: it goes quietly. Agreed or disputed (the lead alone): given up, she is told."""
