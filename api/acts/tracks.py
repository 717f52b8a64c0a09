"""The lead's acts on a track: asking her, sending, negotiating itself, taking back."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.acts.bodies import COVER, LONGEST_COVER, MOST_PARTS, Day, Id, SeenBody, TrackBody
from api.acts.verb import Verb, reference_of
from cases.actions import asking, direct, disclosing, referrals
from cases.actions.direct import Notice
from cases.actions.telling import LONGEST_MESSAGE
from cases.rules.vocabulary import Forum, NoticeBy
from cases.store.door import Access
from cases.store.unit import Unit


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
    she_asked: bool = Field(default=False, description="She wants it told; on the quiet path nothing goes without")


class AskParts(TrackBody):
    """Ask the worker to share more on a track, or again what changed since she saw it."""

    parts: list[str] = Field(
        max_length=MOST_PARTS, description="What to share: part words, or `evidence:<file_id>` for one file"
    )
    cover: str = Field(default="", max_length=LONGEST_COVER, description=COVER)


class SendReferral(TrackBody):
    """Freeze the consented parts and let the recipient in."""


class RevokeReferral(TrackBody):
    """The lead takes it back before the recipient received it."""


async def _propose_referral(unit: Unit, access: Access, body: ProposeReferral) -> str:
    return (await asking.propose_referral(unit, access, body.party_id, body.parts, body.cover)).reference


async def _negotiate(unit: Unit, access: Access, body: Negotiate) -> str:
    return (await asking.negotiate(unit, access, body.forum, body.parts, body.cover)).reference


async def _notify_employer(unit: Unit, access: Access, body: NotifyEmployer) -> str:
    notice = Notice(body.told_on, body.by, body.parts, body.words, body.she_asked)
    return (await direct.notify_employer(unit, access, reference_of(body.reference), notice)).id


async def _ask_parts(unit: Unit, access: Access, body: AskParts) -> None:
    await asking.ask_parts(unit, access, reference_of(body.reference), body.parts, body.cover)


async def _send_referral(unit: Unit, access: Access, body: SendReferral) -> None:
    await disclosing.send_referral(unit, access, reference_of(body.reference))


async def _revoke_referral(unit: Unit, access: Access, body: RevokeReferral) -> None:
    await referrals.revoke_referral(unit, access, reference_of(body.reference))


VERBS = (
    Verb("propose-referral", ProposeReferral, _propose_referral),
    Verb("negotiate", Negotiate, _negotiate),
    Verb("notify-employer", NotifyEmployer, _notify_employer),
    Verb("ask-parts", AskParts, _ask_parts),
    Verb("send-referral", SendReferral, _send_referral),
    Verb("revoke-referral", RevokeReferral, _revoke_referral),
)
