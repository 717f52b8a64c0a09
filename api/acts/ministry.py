"""What the lead makes for the labour ministry, and what comes of it."""

from __future__ import annotations

from pydantic import Field

from api.acts.bodies import SeenBody, TrackBody
from api.acts.verb import Verb, reference_of
from cases.actions import complaints, ministry_calls
from cases.actions.complaints import LONGEST_FACTS
from cases.rules.claims import MOST_CLAIMS
from cases.store.door import Access
from cases.store.unit import Unit


class WriteComplaint(TrackBody):
    """Write the complaint to the ministry, of everybody who gave her name for it; it is kept as it was written."""

    facts: str = Field(max_length=LONGEST_FACTS, description="What happened, in formal Khmer")
    claims: list[str] = Field(max_length=MOST_CLAIMS, description="What is claimed: kinds of `claims.toml`")


async def _write_complaint(unit: Unit, access: Access, body: WriteComplaint) -> str:
    letter = await complaints.write_complaint(unit, access, reference_of(body.reference), body.facts, body.claims)
    return letter.id


class Acknowledge(SeenBody):
    """Say that you have seen that the ministry called or sent a paper; whoever told it learns that you have."""


async def _acknowledge(unit: Unit, access: Access, body: Acknowledge) -> None:
    await ministry_calls.acknowledge(unit, access)


VERBS = (
    Verb("write-complaint", WriteComplaint, _write_complaint),
    Verb("acknowledge", Acknowledge, _acknowledge),
)
