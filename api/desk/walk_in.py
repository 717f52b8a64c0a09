"""Filing for a worker at the desk: one form, then the slip with her numbers, shown once."""

from __future__ import annotations

import base64
import secrets
from functools import partial

from fastapi import APIRouter
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from api.acts.bodies import MOST_FILES
from api.context import Secret, StoreDep
from api.desk.case_page import Failed
from api.desk.reader import Reader, desk_page, language_of, name_of
from api.desk.receipts import slip_page
from api.errors import answer_for, sentence
from api.forms import MOST_FIELDS, model_from_form, refuse_bad_characters
from api.walking_in import WalkIn, carry_out
from cases.actions.parties import open_parties
from cases.evidence.accept import MAX_FILE
from cases.rules.errors import AlreadySent, BadInput, NotNow
from cases.rules.roles import Permission, require
from cases.rules.vocabulary import LEAD_KINDS, CameBy, Gender, Issue, Language, Province
from cases.store.factories import factory_named
from cases.store.unit import Store
from cases.store.viewers import Viewer

router = APIRouter()
FORM = "walk-in"
LISTS = {"came_by": CameBy, "issues": Issue, "genders": Gender, "languages": Language, "provinces": Province}


@router.get("/desk/walk-in")
async def show(request: Request, reader: Reader, store: StoreDep) -> Response:
    """What to ask her, in the order in which she tells it."""
    require(reader.role, Permission.FILE_FOR_WORKERS)
    return await _page(request, store, reader, Failed())


@router.post("/desk/walk-in")
async def files(request: Request, reader: Reader, secret: Secret, store: StoreDep) -> Response:
    """Filed, and her slip; what cannot be taken comes back with everything that was typed."""
    require(reader.role, Permission.FILE_FOR_WORKERS)
    form, encoded = await _handed_in(request)
    try:
        body = await _body(store, form, encoded)
        done = await carry_out(store, secret, body, str(form.get("form_key", "")))
    except (BadInput, NotNow, AlreadySent) as error:
        failed = Failed(FORM, sentence(language_of(request), error.code, error.data), form)
        again = error.code == "filed_before"
        return await _page(request, store, reader, failed, filed_before=again, status=answer_for(error)[0])
    return await slip_page(request, store, reader, done.number, done.digits, renewed=False)


async def _handed_in(request: Request) -> tuple[FormData, list[str]]:
    """The words of the form, and its files as base64."""
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
        refuse_bad_characters(form)
        uploads = [file for file in form.getlist("files") if isinstance(file, UploadFile) and file.filename]
        encoded = [base64.b64encode(await file.read(MAX_FILE + 1)).decode() for file in uploads]
        return FormData([(name, value) for name, value in form.multi_items() if isinstance(value, str)]), encoded


async def _body(store: Store, form: FormData, encoded: list[str]) -> WalkIn:
    words = str(form.get("factory", "")).strip()
    async with store.reading() as unit:
        named = await factory_named(unit, words) if words else None
    factory = {"factory_id": named.id} if named else {"factory_words": words}
    return model_from_form(WalkIn, FormData([*form.multi_items(), *factory.items()]), files=encoded)


async def _page(
    request: Request, store: Store, viewer: Viewer, failed: Failed, *, filed_before: bool = False, status: int = 200
) -> Response:
    language = language_of(request)
    async with store.reading() as unit:
        parties = [party for party, _ in await open_parties(unit, LEAD_KINDS) if party.id != viewer.party_id]
    return desk_page(
        request,
        "walk_in.html",
        status,
        failed=failed,
        filed_before=filed_before,
        form=FORM,
        form_key=secrets.token_urlsafe(16),
        others=parties,
        party_name=partial(name_of, language),
        most_files=MOST_FILES,
        **LISTS,
    )
