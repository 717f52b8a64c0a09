"""What runs between the reader's organisation and BFC (or, for BFC, a union): to read, and to print for the meeting."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

import locales
from api.context import StoreDep
from api.desk.drawing import day_of, factory_name
from api.desk.findings import issue_words
from api.desk.reader import Reader, desk_page, go, language_of, name_of, seat_of
from api.documents.bfc_list import BfcPaper, Line, bfc_paper
from api.papers import pdf
from cases.rules import case_numbers
from cases.rules.errors import BadInput
from cases.rules.vocabulary import Language
from cases.store.bfc_list import BfcLine, BfcList, bfc_list, others_of
from cases.store.clock import cambodian_day
from cases.store.unit import Store
from cases.store.viewers import Viewer

router = APIRouter()
HERE = "/desk/bfc-list"
MOST_ON_PAPER = 500


@router.get(HERE)
async def choose(request: Request, reader: Reader, store: StoreDep) -> Response:
    """With whom; where there is only one, its list at once."""
    async with store.reading() as unit:
        others = await others_of(unit, reader)
    if len(others) == 1:
        return go(request, f"{HERE}/{others[0].slug}")
    language = language_of(request)
    return desk_page(request, "bfc_lists.html", others=[(one.slug, name_of(language, one)) for one in others])


@router.get(HERE + "/{slug}")
async def show(request: Request, reader: Reader, store: StoreDep, slug: str, after: str = "") -> Response:
    """A page of it; a mark that nobody handed out starts at the top again."""
    async with store.reading() as unit:
        try:
            found = await bfc_list(unit, reader, slug, after)
        except BadInput:
            found = await bfc_list(unit, reader, slug)
    language = language_of(request)
    return desk_page(
        request,
        "bfc_list.html",
        other=name_of(language, found.other),
        slug=slug,
        lines=[(_shown(language, line), f"/desk/cases/{line.own_number}") for line in found.lines],
        after=found.after,
        started=bool(after),
    )


@router.get(HERE + "/{slug}/paper")
async def paper(request: Request, reader: Reader, store: StoreDep, slug: str) -> Response:
    """The list to lay on the table."""
    found = await _whole(store, reader, slug)
    language = language_of(request)
    made = BfcPaper(
        between=(seat_of(language, reader).party, name_of(language, found.other)),
        on=cambodian_day(store.clock.now()),
        lines=[_shown(language, line) for line in found.lines],
        more=bool(found.after),
    )
    return pdf(await asyncio.to_thread(bfc_paper, language, made), "list")


def _shown(language: Language, line: BfcLine) -> Line:
    """A line in the reader's words."""
    asked = [f"{locales.label(language, kind)} ({locales.label(language, stage)})" for kind, stage in line.asked]
    assert line.referral.sent_at is not None, "what runs was sent"
    return Line(
        number=case_numbers.shown(line.referral.reference),
        factory=factory_name(language, line.factory)
        if line.factory
        else locales.text(language, "desk.factory_unknown"),
        issue=locales.label(language, line.case.issue),
        asked=asked or [locales.text(language, "desk.bfc-list.nothing_proposed")],
        status=locales.label(language, line.referral.status),
        since=day_of(line.referral.sent_at),
        findings=[
            f"{issue_words(language, found.critical_issue)}: {locales.label(language, found.result)}"
            for found in line.findings
        ],
        met_on=line.met_on,
        meets_on=line.meets_on,
    )


async def _whole(store: Store, viewer: Viewer, slug: str) -> BfcList:
    """As much of the list as goes on paper, page after page; `after` tells that there is more."""
    lines: list[BfcLine] = []
    after = ""
    while True:
        async with store.reading() as unit:
            found = await bfc_list(unit, viewer, slug, after)
        lines += found.lines
        after = found.after
        if not after or len(lines) >= MOST_ON_PAPER:
            return BfcList(found.other, lines, after)
