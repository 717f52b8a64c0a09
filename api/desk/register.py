"""The register of factories at the desk: cases whose factory is not known, an entry's names, and what is the same."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from api.caseless import CaselessAct, carry_out
from api.context import Secret, StoreDep
from api.desk.drawing import factory_name
from api.desk.reader import Reader, desk_page, go, language_of
from api.errors import answer_for, sentence
from api.forms import form_without_files, model_from_form
from api.register import ACTS, ADD
from cases.actions.merging import mender
from cases.rules import case_numbers
from cases.rules.errors import AlreadySent, BadInput, NotNow, NotThere, SamlengError
from cases.rules.vocabulary import Province
from cases.store.factories import factory_named, find_factories
from cases.store.factory_views import entry_of, unlisted_for
from cases.store.unit import Store
from cases.store.viewers import Viewer

router = APIRouter()
HERE = "/desk/register"
NOTHING = FormData()
DONE = {
    "add-factory": "desk.register.done.add-factory",
    "merge-factory": "desk.register.done.merge-factory",
    "separate-factory": "desk.register.done.separate-factory",
    "add-alias": "desk.register.done.add-alias",
    "remove-alias": "desk.register.done.remove-alias",
}


@router.get(HERE)
async def register(request: Request, reader: Reader, store: StoreDep, factory: str = "") -> Response:
    """Cases of the party whose factory is not known, each with what it may be; and any factory by a name of it."""
    return await _register_page(request, store, reader, factory[:200])


@router.post(HERE)
async def add(request: Request, reader: Reader, secret: Secret, store: StoreDep) -> Response:
    """Add a factory that is not there yet, once."""
    form = await form_without_files(request)
    try:
        body = model_from_form(ADD.body, form)
        made, _ = await carry_out(store, secret, ADD, "", body, str(form.get("form_key", "")))
    except (BadInput, AlreadySent) as error:
        return await _register_page(request, store, reader, _typed(form), form, error)
    return go(request, f"{HERE}/{made}?done=add-factory")


def _typed(form: FormData) -> str:
    """What the form called it, to look for what is like it."""
    return str(form.get("name") or form.get("khmer_sign") or "")[:200]


async def _register_page(
    request: Request,
    store: Store,
    viewer: Viewer,
    typed: str,
    form: FormData = NOTHING,
    error: SamlengError | None = None,
) -> Response:
    mender(viewer)
    async with store.reading() as unit:
        unlisted = await unlisted_for(unit, viewer)
        found = await find_factories(unit, typed) if typed.strip() else []
    language = language_of(request)
    return desk_page(
        request,
        "register.html",
        answer_for(error)[0] if error else 200,
        unlisted=unlisted,
        found=found,
        typed=typed,
        form=form,
        problem=sentence(language, error.code, error.data) if error else "",
        provinces=Province,
        in_khmer=not typed.isascii(),
        form_key=partial(secrets.token_urlsafe, 16),
        factory_name=partial(factory_name, language),
        shown=case_numbers.shown,
    )


@router.get(HERE + "/{factory_id}")
async def entry(request: Request, reader: Reader, store: StoreDep, factory_id: str, done: str = "") -> Response:
    """One factory: what it is called, and which entries are the same."""
    return await _entry_page(request, store, reader, factory_id, done=DONE.get(done, ""))


@router.post(HERE + "/{factory_id}/{verb}")
async def act(
    request: Request, reader: Reader, secret: Secret, store: StoreDep, factory_id: str, verb: str
) -> Response:
    """Carry out one act, once. What cannot be done comes back as the page with everything that was typed."""
    known = ACTS.get(verb)
    if known is None:
        raise NotThere
    form = await form_without_files(request)
    try:
        body = model_from_form(known.body, await _with_entry(store, known, form))
        await carry_out(store, secret, known, factory_id, body, str(form.get("form_key", "")))
    except (BadInput, NotNow, AlreadySent) as error:
        return await _entry_page(request, store, reader, factory_id, failed=verb, form=form, error=error)
    page = str(form.get("page", "")) or factory_id
    return go(request, f"{HERE}/{page if page.isalnum() else factory_id}?done={verb}")


async def _with_entry(store: Store, act: CaselessAct, form: FormData) -> FormData:
    """The entry that stays is typed by name; the act takes its id. Raises BadInput where none goes by that name."""
    if act.name != "merge-factory":
        return form
    async with store.reading() as unit:
        into = await factory_named(unit, str(form.get("factory", "")))
    if into is None:
        raise BadInput("factory_unknown", field="into")
    return FormData([*form.multi_items(), ("into", into.id)])


async def _entry_page(
    request: Request,
    store: Store,
    viewer: Viewer,
    factory_id: str,
    *,
    done: str = "",
    failed: str = "",
    form: FormData = NOTHING,
    error: SamlengError | None = None,
) -> Response:
    mender(viewer)
    async with store.reading() as unit:
        view = await entry_of(unit, factory_id)
    language = language_of(request)
    told: dict[str, Any] = {"problem": sentence(language, error.code, error.data) if error else ""}
    return desk_page(
        request,
        "register_factory.html",
        answer_for(error)[0] if error else 200,
        view=view,
        done=done,
        failed=failed,
        form=form,
        form_key=partial(secrets.token_urlsafe, 16),
        factory_name=partial(factory_name, language),
        **told,
    )
