"""What the lead makes for the labour ministry: the complaint."""

from __future__ import annotations

from pydantic import Field

from api.acts.bodies import TrackBody
from api.acts.verb import Verb, reference_of
from cases.actions import complaints
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


VERBS = (Verb("write-complaint", WriteComplaint, _write_complaint),)
