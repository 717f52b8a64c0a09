"""The list for the meeting of a union and BFC over JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from api.context import SignedIn, StoreDep
from api.v1 import showing
from api.v1.asking import not_stored, problems
from api.v1.shapes import FactoryShape, Parties, Shape
from cases.rules.vocabulary import FindingResult, Issue, ReferralStatus, RemedyKind, RemedyStatus
from cases.store.bfc_list import BfcLine, bfc_list, others_of

router = APIRouter(prefix="/api/v1/bfc-lists", tags=["cases"])


class Asked(Shape):
    """Something that is not settled yet; how many workers and how much stays in the case."""

    kind: RemedyKind = Field(description="What is asked")
    status: RemedyStatus = Field(description="How far it is")


class FoundShape(Shape):
    """What BFC found on one critical issue."""

    critical_issue: int = Field(description="BFC's own number")
    result: FindingResult = Field(description="What was found")


class BfcLineShape(Shape):
    """One referral to BFC that runs."""

    reference: str = Field(description="The referral's own reference, the same for both sides")
    factory: FactoryShape | None = Field(description="Where it happened; null: not in the register")
    issue: Issue = Field(description="What the case is about")
    asked: list[Asked] = Field(description="What is asked; empty: nothing was proposed on this referral yet")
    status: ReferralStatus = Field(description="How far it is")
    since: dt.datetime = Field(description="When it was sent")
    findings: list[FoundShape] = Field(description="What BFC found so far")
    met_on: dt.date | None = Field(description="Day of the last meeting")
    meets_on: dt.date | None = Field(description="Day of the next one")


class BfcListShape(Shape):
    """A page of 50, longest running first."""

    lines: list[BfcLineShape] = Field(description="What runs")
    after: str = Field(description="Mark for the next page; empty at the end")


def _line(found: BfcLine) -> BfcLineShape:
    assert found.referral.sent_at is not None, "what runs was sent"
    return BfcLineShape(
        reference=found.referral.reference,
        factory=showing.factory(found.factory),
        issue=found.case.issue,
        asked=[Asked(kind=kind, status=status) for kind, status in found.asked],
        status=found.referral.status,
        since=found.referral.sent_at,
        findings=[FoundShape(critical_issue=one.critical_issue, result=one.result) for one in found.findings],
        met_on=found.met_on,
        meets_on=found.meets_on,
    )


@router.get("", summary="With whom there is a list for the meeting", responses=problems(401, 403, 404))
async def get_others(store: StoreDep, viewer: SignedIn, response: Response) -> Parties:
    """For a lead BFC; for BFC every lead that brought it in. Whoever has nothing to do with BFC finds nothing here."""
    not_stored(response)
    async with store.reading() as unit:
        return Parties(parties=[showing.party(one) for one in await others_of(unit, viewer)])


@router.get("/{slug}", summary="What runs between you and BFC", responses=problems(401, 403, 404, 422))
async def get_list(
    store: StoreDep,
    viewer: SignedIn,
    response: Response,
    slug: Annotated[str, Path(max_length=40, description="Short name of the other party")],
    after: Annotated[str, Query(max_length=200, description="The mark that the page before ended with")] = "",
) -> BfcListShape:
    """Both sides get the same lines: no case number, no number of workers, nobody's words."""
    not_stored(response)
    async with store.reading() as unit:
        found = await bfc_list(unit, viewer, slug, showing.unpacked(after))
    return BfcListShape(lines=[_line(line) for line in found.lines], after=showing.packed(found.after))
