"""Who opened a case and who declared a conflict, for leads; and what is said where an act took the case away."""

from __future__ import annotations

import secrets
from functools import partial

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.acts.verb import number_of
from api.context import StoreDep
from api.desk.reader import Reader, desk_page, language_of, name_of
from api.oversight import MOST_LINES, who_declared, who_looked
from api.verbs import VERBS
from cases.rules import case_numbers
from cases.rules.errors import NotThere

router = APIRouter()


@router.get("/desk/cases/{number}/reads")
async def reads(request: Request, reader: Reader, store: StoreDep, number: str, before: str = "") -> Response:
    """A page of looks, newest first. A mark that nobody handed out starts at the top again."""
    typed = number_of(number)
    mark = int(before) if before.isascii() and before.isdigit() and len(before) <= len(str(MOST_LINES)) else 0
    async with store.reading() as unit:
        found = await who_looked(unit, reader, typed, min(mark, MOST_LINES))
    return desk_page(
        request,
        "reads.html",
        found=found,
        own_number=typed,
        started=bool(mark),
        shown=case_numbers.shown,
        party_name=partial(name_of, language_of(request)),
    )


@router.get("/desk/conflicts")
async def conflicts(request: Request, reader: Reader, store: StoreDep) -> Response:
    """Declared conflicts, each with the button that lifts it."""
    async with store.reading() as unit:
        found = await who_declared(unit, reader)
    return desk_page(
        request,
        "conflicts.html",
        found=found,
        shown=case_numbers.shown,
        form_key=partial(secrets.token_urlsafe, 16),
    )


@router.get("/desk/gone")
async def gone(request: Request, reader: Reader, done: str = "") -> Response:
    """What she just did took the case away from her: there is no page of it to come back to."""
    verb = VERBS.get(done)
    if verb is None or not verb.closes_door:
        raise NotThere
    return desk_page(request, "gone.html", done=done)
