"""An invited person joins: alias, passphrase, and a recovery code that is shown once and typed once."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

import locales
from api import sessions as cookies
from api.context import SettingsDep, SignedIn, StoreDep
from api.desk.errors import RECOVERY
from api.desk.reader import HOME, choose, desk_page, go, language_of, name_of
from api.errors import sentence
from api.forms import form_without_files
from cases.actions import sessions
from cases.actions.parties import invitation_of, join, open_party, prepare_person, recovery_code_fits
from cases.actions.recovery import new_code, replace_code
from cases.actions.sessions import Unlocked
from cases.rules.errors import BadInput, NotNow, NotSignedIn, NotThere
from cases.rules.vocabulary import Language, StaffRole
from cases.store.tables import Staff
from cases.store.unit import Store

router = APIRouter()


@router.get("/desk/join/{secret}")
async def invitation(request: Request, store: StoreDep, secret: str) -> Response:
    """The page behind a one-time link."""
    return await _join_page(request, store, secret)


async def _join_page(
    request: Request,
    store: Store,
    secret: str,
    *,
    problem: str = "",
    alias: str = "",
    chosen: str = "",
    status: int = 200,
) -> Response:
    try:
        async with store.reading() as unit:
            found, party = await invitation_of(unit, secret)
    except NotThere:
        return desk_page(request, "join_over.html", 404)
    language = language_of(request)
    return desk_page(
        request,
        "join.html",
        status,
        party=name_of(language, party),
        role=found.role,
        action=f"/desk/join/{secret}",
        problem=problem,
        alias=alias,
        chosen=chosen or language.value,
        languages=Language,
    )


@router.post("/desk/join/{secret}")
async def joins(request: Request, store: StoreDep, settings: SettingsDep, secret: str) -> Response:
    """She joins, is signed in, and sees her recovery code this once."""
    form = await form_without_files(request)
    alias, passphrase, chosen = (str(form.get(name, "")) for name in ("alias", "passphrase", "language"))
    language = Language(chosen) if chosen in {tongue.value for tongue in Language} else language_of(request)
    choose(request, language)
    try:
        async with store.reading() as unit:
            await invitation_of(unit, secret)
        person = await store.sign_ins.run(prepare_person, alias, passphrase)
        async with store.writing() as unit:
            staff = await join(unit, secret, person, language)
            login = await sessions.sign_in(unit, Unlocked(staff.id, person.private))
    except NotThere:
        return desk_page(request, "join_over.html", 404)
    except (BadInput, NotNow) as error:
        said = sentence(language_of(request), error.code, error.data)
        return await _join_page(request, store, secret, problem=said, alias=alias, chosen=chosen, status=422)
    answer = _code_page(request, code=person.recovery_code, must=staff.role is StaffRole.LEAD)
    cookies.hand_out(answer, settings, login)
    return answer


def _code_page(
    request: Request, *, status: int = 200, code: str = "", problem: str = "", must: bool = True
) -> Response:
    return desk_page(request, "recovery.html", status, code=code, problem=problem, must=must)


async def _still_awaited(store: Store, staff_id: str) -> Staff | None:
    """The person, while her code still waits to be typed."""
    async with store.reading() as unit:
        staff = await unit.session.get(Staff, staff_id)
    return staff if staff is not None and staff.recovery_typed_at is None else None


@router.get("/desk/recovery")
async def recovery_page(request: Request, viewer: SignedIn, store: StoreDep) -> Response:
    """Where a lead is led back to until she has typed her code."""
    if await _still_awaited(store, viewer.staff_id) is None:
        return go(request, HOME)
    return _code_page(request)


@router.post("/desk/recovery")
async def recovery(request: Request, viewer: SignedIn, store: StoreDep) -> Response:
    """The code from her paper: it fits, and the party is open."""
    form = await form_without_files(request)
    staff = await _still_awaited(store, viewer.staff_id)
    if staff is None:
        return go(request, HOME)
    if not await store.sign_ins.run(recovery_code_fits, staff, str(form.get("code", ""))):
        return _code_page(request, status=422, problem=locales.text(language_of(request), "desk.recovery.wrong"))
    async with store.writing() as unit:
        await open_party(unit, viewer)
    return go(request, HOME)


@router.post(f"{RECOVERY}/new")
async def renew(request: Request, viewer: SignedIn, store: StoreDep) -> Response:
    """She did not write the code down: her passphrase makes a new one, shown once."""
    form = await form_without_files(request)
    staff = await _still_awaited(store, viewer.staff_id)
    if staff is None:
        return go(request, HOME)
    try:
        made = await store.sign_ins.run(new_code, staff, str(form.get("passphrase", "")))
    except NotSignedIn as error:
        return _code_page(request, status=422, problem=sentence(language_of(request), error.code, error.data))
    async with store.writing() as unit:
        await replace_code(unit, viewer, made)
    return _code_page(request, code=made.code)
