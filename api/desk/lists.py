"""The two lists: cases that the reader's party leads, and referrals that it was given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.context import StoreDep
from api.desk.drawing import ClockShown, clock_shown, factory_name, pieces
from api.desk.parties import PARTIES
from api.desk.reader import Reader, desk_page, go, language_of, name_of
from api.desk.reminders import HERE, reminders_shown
from cases.actions.bursts import UNDONE_FOR
from cases.rules import case_numbers
from cases.rules.errors import BadInput
from cases.rules.roles import Permission, may
from cases.rules.vocabulary import LEAD_KINDS, CaseStatus, Language, PartyKind, Relation, StaffRole, Urgency, Worklist
from cases.rules.workflow import OPEN_CASE
from cases.store.bursts import bursts_for, closed_bursts_for
from cases.store.clock import CAMBODIA
from cases.store.clocks import nearest_open, overdue_duties
from cases.store.lists import Page, Row, list_cases, work_on
from cases.store.picc import MAKERS
from cases.store.unit import Unit
from cases.store.viewers import Viewer
from cases.store.waiting import holds_any
from cases.store.worklists import MOST, counts, meetings_today

router = APIRouter()
WITH_BURSTS = ("", CaseStatus.RECEIVED.value)  # filters whose first page shows bursts of filings
# What the filter offers, in this order; "" stands for everything that is open.
FILTERS: Mapping[str, tuple[CaseStatus, ...]] = {
    "": OPEN_CASE,
    **{status.value: (status,) for status in OPEN_CASE},
    CaseStatus.CLOSED.value: (CaseStatus.CLOSED,),
}


@router.get("/desk")
async def home(request: Request, reader: Reader, store: StoreDep, at: str = "") -> Response:
    """The list that this party works with first: its own cases, unless it has none and was given referrals.

    The operator has no list of cases, but one of parties. `at`: reminders that are being seen stay open.
    """
    if reader.role is StaffRole.OPERATOR:
        return go(request, PARTIES)
    async with store.reading() as unit:
        leads = reader.party_kind in LEAD_KINDS and (
            await holds_any(unit, reader, Relation.LEAD) or not await holds_any(unit, reader, Relation.RECIPIENT)
        )
    return go(request, ("/desk/cases" if leads else "/desk/referrals") + (f"?at={HERE}" if at == HERE else ""))


@router.get("/desk/cases")
async def cases(
    request: Request,
    reader: Reader,
    store: StoreDep,
    status: str = "",
    work: str = "",
    after: str = "",
    number: str = "",
    at: str = "",
) -> Response:
    """The queue, danger first within a page. A number leads straight to its case."""
    found = case_numbers.read(number) if number else None
    if found:
        return go(request, f"/desk/cases/{found}")
    chosen = status if status in FILTERS else ""
    listed = Worklist(work) if work in set(Worklist) else None
    async with store.reading() as unit:
        todo = await counts(unit, reader)
        reminders = [] if listed or after else await reminders_shown(unit, reader, language_of(request))
        page = await (_work(unit, reader, listed, after) if listed else _led(unit, reader, FILTERS[chosen], after))
        clocks = await _nearest(unit, request, [row.case.id for row in page.rows if not row.referral])
        clocks |= await _nearest(unit, request, [], [row.referral.id for row in page.rows if row.referral])
        meets = await _meets_today(unit, page.rows)
        with_bursts = listed is Worklist.NEW or (listed is None and chosen in WITH_BURSTS)
        bursts = await bursts_for(unit, reader) if with_bursts and not after else []
        if chosen == CaseStatus.CLOSED and not after:
            bursts = await closed_bursts_for(unit, reader, unit.now - UNDONE_FOR)
    return desk_page(
        request,
        "cases.html",
        bursts=bursts,
        reminders=reminders,
        reminders_open=at == HERE,
        rows=page.rows if listed else sorted(page.rows, key=_danger_first),
        listed=listed,
        todo=[(which, count) for which, count in todo.items() if count or which is listed],
        most=MOST,
        clocks=clocks,
        meets=meets,
        after=page.after,
        started=bool(after),
        filters=list(FILTERS),
        chosen=chosen,
        number=number,
        may_file=reader.party_kind in LEAD_KINDS and may(reader.role, Permission.FILE_FOR_WORKERS),
        meets_bfc=reader.party_kind in LEAD_KINDS - {PartyKind.BFC},
        makes_packs=reader.party_kind in MAKERS and may(reader.role, Permission.MAKE_PICC_PACKS),
        mends_register=reader.party_kind in LEAD_KINDS and may(reader.role, Permission.MEND_REGISTER),
        may_import=reader.party_kind in LEAD_KINDS and may(reader.role, Permission.IMPORT_CASES),
        factory_name=partial(factory_name, language_of(request)),
        pieces=lambda row: pieces(language_of(request), row.card.get("kinds", ())),
        statuses=CaseStatus,
        shown=case_numbers.shown,
    )


@router.get("/desk/referrals")
async def referrals(request: Request, reader: Reader, store: StoreDep, after: str = "", at: str = "") -> Response:
    """What other parties brought this one in for: nothing of a case beyond its own referral."""
    async with store.reading() as unit:
        page = await _page(unit, reader, Relation.RECIPIENT, (), after)
        clocks = await _nearest(unit, request, [], [row.referral.id for row in page.rows if row.referral])
        meets = await _meets_today(unit, page.rows)
        todo = await counts(unit, reader)
        reminders = [] if after else await reminders_shown(unit, reader, language_of(request))
    return desk_page(
        request,
        "referrals.html",
        reminders=reminders,
        reminders_open=at == HERE,
        listed=None,
        todo=[(which, count) for which, count in todo.items() if count],
        most=MOST,
        rows=page.rows,
        is_bfc=reader.party_kind is PartyKind.BFC,
        factory_name=partial(factory_name, language_of(request)),
        clocks=clocks,
        meets=meets,
        after=page.after,
        started=bool(after),
        shown=case_numbers.shown,
    )


@router.get("/desk/overdue")
async def overdue(request: Request, reader: Reader, store: StoreDep, after: str = "") -> Response:
    """Referrals whose answer did not come in time: the party's own cases, and those that it was brought in for."""
    async with store.reading() as unit:
        try:
            page = await list_cases(unit, reader, overdue=True, after=after)
        except BadInput:
            page = await list_cases(unit, reader, overdue=True)
        clocks = await _unanswered(unit, language_of(request), page.rows)
    return desk_page(
        request,
        "overdue.html",
        rows=page.rows,
        factory_name=partial(factory_name, language_of(request)),
        clocks=clocks,
        after=page.after,
        started=bool(after),
        shown=case_numbers.shown,
    )


def _danger_first(row: Row) -> tuple[bool, bool]:
    return not row.ministry_called, row.case.urgency is not Urgency.DANGER


async def _work(unit: Unit, viewer: Viewer, which: Worklist, after: str) -> Page:
    try:
        return await work_on(unit, viewer, which, after)
    except BadInput:
        return await work_on(unit, viewer, which)


async def _led(unit: Unit, viewer: Viewer, statuses: Sequence[CaseStatus], after: str) -> Page:
    return await _page(unit, viewer, Relation.LEAD, statuses, after)


async def _unanswered(unit: Unit, language: Language, rows: Sequence[Row]) -> Mapping[str, Sequence[ClockShown]]:
    """What was not done in time of each row, by its number; on a case of the reader's own, each says whose it is."""
    received = {row.referral.id: row.reference for row in rows if row.referral}
    led = {row.case.id: row.reference for row in rows if not row.referral}
    found: dict[str, list[ClockShown]] = {row.reference: [] for row in rows}
    for clock, party in await overdue_duties(unit, list(led), list(received)):
        if clock.case_id in led:
            found[led[clock.case_id]].append(
                clock_shown(language, clock, unit.now, name_of(language, party) if party else "")
            )
        if clock.referral_id in received:
            found[received[clock.referral_id]].append(clock_shown(language, clock, unit.now))
    return found


async def _page(unit: Unit, viewer: Viewer, relation: Relation, statuses: Sequence[CaseStatus], after: str) -> Page:
    """One page; a mark that nobody handed out starts at the top again."""
    words = [status.value for status in statuses]
    try:
        return await list_cases(unit, viewer, relation, statuses=words, after=after)
    except BadInput:
        return await list_cases(unit, viewer, relation, statuses=words)


async def _meets_today(unit: Unit, rows: Sequence[Row]) -> Mapping[str, str]:
    """The time of today's first meeting, by case id or referral id."""
    received = [row.referral.id for row in rows if row.referral]
    found = await meetings_today(unit, [row.case.id for row in rows if not row.referral], received)
    return {
        whose: f"{at.replace(tzinfo=at.tzinfo or dt.UTC).astimezone(CAMBODIA):%H:%M}" for whose, at in found.items()
    }


async def _nearest(
    unit: Unit, request: Request, case_ids: Sequence[str], referral_ids: Sequence[str] = ()
) -> dict[str, ClockShown]:
    """The open clock that runs out first, by case id or referral id."""
    language = language_of(request)
    found = await nearest_open(unit, case_ids, referral_ids)
    return {whose: clock_shown(language, clock, unit.now) for whose, clock in found.items()}
