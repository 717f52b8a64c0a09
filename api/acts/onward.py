"""Whom a recipient would bring in, and what the lead makes of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.acts.bodies import COVER, LONGEST_COVER, MOST_PARTS, Id, SeenBody, TrackBody
from api.acts.verb import Verb, reference_of
from cases.actions import onward
from cases.actions.onward import Onward
from cases.actions.telling import LONGEST_MESSAGE
from cases.rules.vocabulary import OnwardAnswer, OnwardReason
from cases.store.door import Access
from cases.store.unit import Unit


class ProposeOnward(TrackBody):
    """Say to the lead that one more party could help; only the worker can let it in."""

    party_id: Id = Field(description="The party's id, from `GET /api/v1/parties`")
    reason: Annotated[OnwardReason, Field(strict=False)] = Field(description="Why")
    note: str = Field(default="", max_length=LONGEST_MESSAGE, description="A note for the lead; sealed")


class AnswerOnward(SeenBody):
    """Take a proposal up by asking the worker, or not now; whoever proposed it learns that you have seen it."""

    proposal_id: Id = Field(description="The proposal's id")
    answer: Annotated[OnwardAnswer, Field(strict=False)] = Field(description="Ask her, or not now")
    parts: list[str] = Field(
        default=[], max_length=MOST_PARTS, description="To ask her: what to share, as for `propose-referral`"
    )
    cover: str = Field(default="", max_length=LONGEST_COVER, description=COVER)


async def _propose(unit: Unit, access: Access, body: ProposeOnward) -> str:
    wanted = Onward(body.party_id, body.reason, body.note)
    return (await onward.propose_onward(unit, access, wanted, reference_of(body.reference))).id


async def _answer(unit: Unit, access: Access, body: AnswerOnward) -> str | None:
    made = await onward.answer_onward(unit, access, body.proposal_id, body.answer, body.parts, body.cover)
    return made.reference if made else None


VERBS = (Verb("propose-onward", ProposeOnward, _propose), Verb("answer-onward", AnswerOnward, _answer))
