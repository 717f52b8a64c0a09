"""What BFC found."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.acts.bodies import TrackBody
from api.acts.verb import Verb, reference_of
from cases.actions import findings
from cases.actions.findings import Found
from cases.actions.telling import LONGEST_MESSAGE
from cases.rules.critical_issues import critical_issues
from cases.rules.vocabulary import FindingResult
from cases.store.door import Access
from cases.store.unit import Unit


class KeepFinding(TrackBody):
    """Keep what BFC found on one critical issue; a newer one on the same issue counts in place of the earlier."""

    critical_issue: int = Field(ge=1, le=len(critical_issues()), description="BFC's own number of the critical issue")
    result: Annotated[FindingResult, Field(strict=False)] = Field(description="What was found; she is told")
    month: str = Field(max_length=40, description="Month of the assessment, such as 2024-11, not in the future")
    published: bool = Field(default=False, description="Whether BFC has published it")
    note: str = Field(default="", max_length=LONGEST_MESSAGE, description="A note; sealed, lead and recipient read it")


async def _keep_finding(unit: Unit, access: Access, body: KeepFinding) -> str:
    found = Found(body.critical_issue, body.result, body.month, body.published, body.note)
    return (await findings.keep_finding(unit, access, found, reference_of(body.reference))).id


VERBS = (Verb("keep-finding", KeepFinding, _keep_finding),)
