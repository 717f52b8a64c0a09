"""Packs for bipartite committees: where one is due, the next one line by line, the frozen ones and what came back."""

from __future__ import annotations

import base64
import datetime as dt
import re
import secrets
from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from api.acts.bodies import LONGEST_PAPER, Body
from api.caseless import CaselessAct, carry_out
from api.context import Secret, StoreDep
from api.desk.drawing import factory_name
from api.desk.reader import Reader, desk_page, go, language_of
from api.documents.picc_pack import theme_words
from api.errors import answer_for, sentence
from api.forms import model_from_form, refuse_bad_characters
from api.picc import ACTS, PromiseLine
from api.picc_paper import pack_paper, picture_answer
from cases.rules import case_numbers
from cases.rules.errors import AlreadySent, BadInput, ChangedMeanwhile, NotAllowed, NotNow, NotThere, SamlengError
from cases.rules.picc import FOR_ALL, Moment
from cases.store.clock import cambodian_day
from cases.store.picc import draft_for, factories_for, pack_for, packs_of
from cases.store.picc_decisions import Reach, concerned_by
from cases.store.unit import Store
from cases.store.viewers import Viewer

router = APIRouter()
HERE = "/desk/picc"
MOST_FIELDS = 600  # a line for each promise, with its words in two languages
LARGEST_PHOTO = LONGEST_PAPER * 3 // 4
WORDS = ("what", "where", "what_en", "where_en")
NOTHING = FormData()


@router.get(HERE)
async def factories(request: Request, reader: Reader, store: StoreDep) -> Response:
    """Every factory for whose committee the party makes packs, what is due first on top."""
    async with store.reading() as unit:
        lines = await factories_for(unit, reader)
        today = cambodian_day(unit.now)
    return desk_page(
        request, "picc.html", lines=lines, today=today, factory_name=partial(factory_name, language_of(request))
    )


@router.get(HERE + "/factories/{factory_id}")
async def factory(request: Request, reader: Reader, store: StoreDep, factory_id: str, done: str = "") -> Response:
    """The next pack as it would be, and those before."""
    return await _factory_page(request, store, reader, factory_id, done=done)


@router.get(HERE + "/packs/{pack_id}")
async def pack(request: Request, reader: Reader, store: StoreDep, pack_id: str, done: str = "") -> Response:
    """A frozen pack, and what the committee decided on it."""
    return await _pack_page(request, store, reader, pack_id, done=done)


@router.get(HERE + "/packs/{pack_id}/paper")
async def paper(reader: Reader, store: StoreDep, pack_id: str) -> Response:
    """To print, in both languages."""
    return await pack_paper(store, reader, pack_id)


@router.get(HERE + "/photos/{photo_id}")
async def photo(reader: Reader, store: StoreDep, photo_id: str) -> Response:
    """A photo of a spot, to look at in the page."""
    return await picture_answer(store, reader, photo_id)


@router.post(HERE + "/{on}/{target}/{verb}")
async def act(
    request: Request, reader: Reader, secret: Secret, store: StoreDep, on: str, target: str, verb: str
) -> Response:
    """Carry out one act, once. What cannot be done comes back as the page with everything that was typed."""
    known = ACTS.get(verb)
    if known is None or known.on != on:
        raise NotThere
    form = await _form(request)
    try:
        body = _body(known, form)
        made, _ = await carry_out(store, secret, known, target, body, str(form.get("form_key", "")))
    except (BadInput, NotNow, NotAllowed, ChangedMeanwhile, AlreadySent) as error:
        return await _again(request, store, reader, known, target, form, error)
    if verb == "freeze-pack":
        return go(request, f"{HERE}/packs/{made}?done={verb}")
    return go(request, f"{_page_of(known, target, form)}?done={verb}")


def _page_of(act: CaselessAct, target: str, form: FormData) -> str:
    """The page that the form stood on."""
    if act.on in ("factories", "packs"):
        return f"{HERE}/{act.on}/{target}"
    where = "factories" if act.on == "photos" else "packs"
    page = str(form.get("page", ""))
    return f"{HERE}/{where}/{page}" if re.fullmatch(r"[0-9a-f]{32}", page) else HERE


async def _form(request: Request) -> FormData:
    """The words of the form, and the photo as base64 where there is one."""
    async with request.form(max_files=1, max_fields=MOST_FIELDS) as form:
        refuse_bad_characters(form)
        said: list[tuple[str, str | UploadFile]] = [
            (name, value) for name, value in form.multi_items() if isinstance(value, str)
        ]
        file = form.get("photo")
        if isinstance(file, UploadFile):
            content = await file.read(LARGEST_PHOTO + 1)
            said.append(("photo", base64.b64encode(content[:LARGEST_PHOTO]).decode()))
    return FormData(said)


def _body(act: CaselessAct, form: FormData) -> Body:
    """The act's body out of the form. Raises BadInput."""
    if act.name != "freeze-pack":
        return model_from_form(act.body, form)
    lines = [_line(str(key), form) for key in form.getlist("promises")]
    return model_from_form(act.body, form, promises=lines, looked=form.get("looked") == "yes")


def _line(key: str, form: FormData) -> PromiseLine:
    return model_from_form(PromiseLine, {name: str(form.get(f"{name}.{key}", "")) for name in WORDS} | {"promise": key})


async def _again(
    request: Request, store: Store, viewer: Viewer, act: CaselessAct, target: str, form: FormData, error: SamlengError
) -> Response:
    """The page that the form stood on, with what is wrong and with what was typed."""
    again: dict[str, Any] = {
        "problem": sentence(language_of(request), error.code, error.data),
        "field": str(error.data.get("field", "")),
        "failed": f"{act.name}-{form.get('promise') or target}",
        "form": form,
        "status": answer_for(error)[0],
    }
    page = _page_of(act, target, form)
    which = page.rpartition("/")[2]
    if "/factories/" in page:
        return await _factory_page(request, store, viewer, which, **again)
    if "/packs/" in page:
        return await _pack_page(request, store, viewer, which, **again)
    raise error


async def _factory_page(
    request: Request,
    store: Store,
    viewer: Viewer,
    factory_id: str,
    *,
    done: str = "",
    status: int = 200,
    **again: Any,
) -> Response:
    async with store.reading() as unit:
        draft = await draft_for(unit, viewer, factory_id)
        packs = await packs_of(unit, viewer, factory_id)
    return desk_page(
        request,
        "picc_factory.html",
        status,
        draft=draft,
        packs=packs,
        moments=list(Moment),
        shown=case_numbers.shown,
        **_shared(request, done, again),
    )


async def _pack_page(
    request: Request, store: Store, viewer: Viewer, pack_id: str, *, done: str = "", status: int = 200, **again: Any
) -> Response:
    async with store.reading() as unit:
        found = await pack_for(unit, viewer, pack_id)
        concerned = await concerned_by(unit, viewer, found.row.factory_id)
        today = cambodian_day(unit.now)
    return desk_page(
        request,
        "picc_pack.html",
        status,
        pack=found,
        ready=[one for one in concerned if one.reach is Reach.READY],
        others=[one for one in concerned if one.reach is not Reach.READY],
        kinds=FOR_ALL,
        day=dt.date.fromisoformat,
        today=today,
        shown=case_numbers.shown,
        **_shared(request, done, again),
    )


def _shared(request: Request, done: str, again: dict[str, Any]) -> dict[str, Any]:
    language = language_of(request)
    nothing = {"problem": "", "field": "", "failed": "", "form": NOTHING}
    return (
        nothing
        | again
        | {
            "done": done if done in ACTS else "",
            "form_key": partial(secrets.token_urlsafe, 16),
            "factory_name": partial(factory_name, language),
            "theme_words": partial(theme_words, language),
            "here_is": "cases",
        }
    )
