"""A burst of filings from one poster: what waits in it, closed as spam in one act, brought back in one."""

from __future__ import annotations

import secrets
from functools import partial

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.bursts import BRING_BACK, CLOSE, carry_out
from api.context import Secret, StoreDep
from api.desk.drawing import factory_name, pieces
from api.desk.reader import Reader, desk_page, go, language_of
from api.errors import answer_for, sentence
from api.forms import form_without_files
from cases.actions.bursts import AT_ONCE, UNDONE_FOR
from cases.rules import case_numbers
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.vocabulary import Relation
from cases.store.bursts import USUAL_AN_HOUR, burst_for, closed_bursts_for
from cases.store.lists import list_cases
from cases.store.unit import Store
from cases.store.viewers import Viewer

router = APIRouter()


@router.get("/desk/bursts/{burst_id}")
async def show(request: Request, reader: Reader, store: StoreDep, burst_id: str, after: str = "") -> Response:
    """The cases that wait in it, and the two acts."""
    return await _page(request, store, reader, burst_id, after)


async def _page(
    request: Request, store: Store, viewer: Viewer, burst_id: str, after: str = "", problem: str = "", status: int = 200
) -> Response:
    async with store.reading() as unit:
        row = await burst_for(unit, viewer, burst_id)
        if row is None:
            raise NotThere
        try:
            page = await list_cases(unit, viewer, Relation.LEAD, burst=burst_id, after=after)
        except BadInput:  # a mark that nobody handed out starts at the top again
            page = await list_cases(unit, viewer, Relation.LEAD, burst=burst_id)
        undoable = await closed_bursts_for(unit, viewer, unit.now - UNDONE_FOR)
    return desk_page(
        request,
        "burst.html",
        status,
        row=row,
        rows=page.rows,
        after=page.after,
        started=bool(after),
        can_undo=any(one.burst.id == burst_id for one in undoable),
        problem=problem,
        usual=USUAL_AN_HOUR,
        at_once=AT_ONCE,
        form_key=partial(secrets.token_urlsafe, 16),
        factory_name=partial(factory_name, language_of(request)),
        pieces=lambda one: pieces(language_of(request), one.card.get("kinds", ())),
        shown=case_numbers.shown,
    )


@router.post("/desk/bursts/{burst_id}/close")
async def close(request: Request, reader: Reader, secret: Secret, store: StoreDep, burst_id: str) -> Response:
    """All of it is spam."""
    return await _act(request, store, reader, secret, burst_id, CLOSE)


@router.post("/desk/bursts/{burst_id}/undo")
async def undo(request: Request, reader: Reader, secret: Secret, store: StoreDep, burst_id: str) -> Response:
    """It was not."""
    return await _act(request, store, reader, secret, burst_id, BRING_BACK)


async def _act(request: Request, store: Store, viewer: Viewer, secret: str, burst_id: str, verb: str) -> Response:
    form = await form_without_files(request)
    try:
        if verb == CLOSE and form.get("looked") != "yes":
            raise BadInput("burst_look", field="looked")
        await carry_out(store, secret, burst_id, verb, str(form.get("form_key", "")))
    except (BadInput, NotNow) as error:
        said = sentence(language_of(request), error.code, error.data)
        return await _page(request, store, viewer, burst_id, problem=said, status=answer_for(error)[0])
    return go(request, f"/desk/bursts/{burst_id}")
