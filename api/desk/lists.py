"""The two lists: cases that the reader's party leads, and referrals that it was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from fastapi import APIRouter
from sqlmodel import col, select
from starlette.requests import Request
from starlette.responses import Response

from api.context import StoreDep
from api.desk.drawing import ClockShown, clock_shown, factory_name, pieces
from api.desk.reader import Reader, desk_page, go, language_of
from cases.rules import case_numbers
from cases.rules.errors import BadInput
from cases.rules.vocabulary import LEAD_KINDS, CaseStatus, Relation, Urgency
from cases.rules.workflow import OPEN_CASE
from cases.store.tables import Clock
from cases.store.unit import Unit
from cases.store.viewers import Viewer
from cases.store.views import Page, list_cases
from cases.store.waiting import holds_any

router = APIRouter()
# What the filter offers, in this order; "" stands for everything that is open.
FILTERS: Mapping[str, tuple[CaseStatus, ...]] = {
    "": OPEN_CASE,
    **{status.value: (status,) for status in OPEN_CASE},
    CaseStatus.CLOSED.value: (CaseStatus.CLOSED,),
}


@router.get("/desk")
async def home(request: Request, reader: Reader, store: StoreDep) -> Response:
    """The list that this party works with first: its own cases, unless it has none and was given referrals."""
    async with store.reading() as unit:
        leads = reader.party_kind in LEAD_KINDS and (
            await holds_any(unit, reader, Relation.LEAD) or not await holds_any(unit, reader, Relation.RECIPIENT)
        )
    return go(request, "/desk/cases" if leads else "/desk/referrals")


@router.get("/desk/cases")
async def cases(
    request: Request, reader: Reader, store: StoreDep, status: str = "", after: str = "", number: str = ""
) -> Response:
    """The queue, danger first within a page. A number leads straight to its case."""
    found = case_numbers.read(number) if number else None
    if found:
        return go(request, f"/desk/cases/{found}")
    chosen = status if status in FILTERS else ""
    async with store.reading() as unit:
        page = await _page(unit, reader, Relation.LEAD, FILTERS[chosen], after)
        clocks = await _nearest(unit, request, [row.case.id for row in page.rows])
    return desk_page(
        request,
        "cases.html",
        rows=sorted(page.rows, key=lambda row: row.case.urgency is not Urgency.DANGER),
        clocks=clocks,
        after=page.after,
        started=bool(after),
        filters=list(FILTERS),
        chosen=chosen,
        number=number,
        factory_name=partial(factory_name, language_of(request)),
        pieces=lambda row: pieces(language_of(request), row.card.get("kinds", ())),
        statuses=CaseStatus,
        shown=case_numbers.shown,
    )


@router.get("/desk/referrals")
async def referrals(request: Request, reader: Reader, store: StoreDep, after: str = "") -> Response:
    """What other parties brought this one in for: nothing of a case beyond its own referral."""
    async with store.reading() as unit:
        page = await _page(unit, reader, Relation.RECIPIENT, (), after)
        clocks = await _nearest(unit, request, [], [row.referral.id for row in page.rows if row.referral])
    return desk_page(
        request,
        "referrals.html",
        rows=page.rows,
        factory_name=partial(factory_name, language_of(request)),
        clocks=clocks,
        after=page.after,
        started=bool(after),
        shown=case_numbers.shown,
    )


async def _page(unit: Unit, viewer: Viewer, relation: Relation, statuses: Sequence[CaseStatus], after: str) -> Page:
    """One page; a mark that nobody handed out starts at the top again."""
    words = [status.value for status in statuses]
    try:
        return await list_cases(unit, viewer, relation, statuses=words, after=after)
    except BadInput:
        return await list_cases(unit, viewer, relation, statuses=words)


async def _nearest(
    unit: Unit, request: Request, case_ids: Sequence[str], referral_ids: Sequence[str] = ()
) -> Mapping[str, ClockShown]:
    """The open clock that runs out first, by case id or referral id."""
    which = col(Clock.referral_id).in_(referral_ids) if referral_ids else col(Clock.case_id).in_(case_ids)
    rows = await unit.session.exec(
        select(Clock).where(which, col(Clock.met_at).is_(None)).order_by(col(Clock.due_at).desc())
    )
    language = language_of(request)
    return {
        (clock.referral_id or "") if referral_ids else clock.case_id: clock_shown(language, clock, unit.now)
        for clock in rows.all()
    }
