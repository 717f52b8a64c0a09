"""An invited person joins: alias, name, passphrase, and a recovery code that is shown once and typed once."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

import locales
from api import sessions as cookies
from api.context import Entering, SettingsDep, StoreDep
from api.desk.errors import RECOVERY, WAITING
from api.desk.reader import HOME, Newcomer, choose, desk_page, go, language_of, name_of
from api.documents.recovery_sheet import recovery_sheet
from api.errors import sentence
from api.forms import form_without_files
from cases.actions import sessions
from cases.actions.accounts import prepare_person
from cases.actions.joining import invitation_of, join, open_party
from cases.actions.names import clean_name
from cases.actions.people import words_of_person
from cases.actions.recovery import new_code, recovery_code_fits, replace_code
from cases.actions.sessions import Unlocked
from cases.rules.device_labels import device_label
from cases.rules.errors import BadInput, NotNow, NotSignedIn, NotThere, TooMany
from cases.rules.vocabulary import Language, StaffRole
from cases.store.attempts import SIGN_IN, claim, succeeded
from cases.store.tables import Party, Staff
from cases.store.unit import Store
from cases.vault.staff_keys import is_recovery_code, read_recovery_code

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
    name: str = "",
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
        is_first=party.generation == 0,
        action=f"/desk/join/{secret}",
        problem=problem,
        alias=alias,
        name=name,
        chosen=chosen or language.value,
        languages=Language,
    )


@router.post("/desk/join/{secret}")
async def joins(request: Request, store: StoreDep, settings: SettingsDep, secret: str) -> Response:
    """She joins, is signed in, and sees her recovery code this once."""
    form = await form_without_files(request)
    alias, name, passphrase, chosen = (
        str(form.get(field, "")) for field in ("alias", "name", "passphrase", "language")
    )
    language = Language(chosen) if chosen in {tongue.value for tongue in Language} else language_of(request)
    choose(request, language)
    device = device_label(request.headers.get("user-agent", ""))
    try:
        async with store.reading() as unit:
            _, party = await invitation_of(unit, secret)
        real_name = clean_name(name)
        person = await store.sign_ins.run(prepare_person, alias, passphrase, (party.name_en, party.name_km, party.slug))
        async with store.writing() as unit:
            staff = await join(unit, secret, person, language, real_name)
            login = await sessions.sign_in(unit, Unlocked(staff.id, person.private), device)
    except NotThere:
        return desk_page(request, "join_over.html", 404)
    except (BadInput, NotNow) as error:
        said = sentence(language_of(request), error.code, error.data)
        return await _join_page(request, store, secret, problem=said, alias=alias, name=name, chosen=chosen, status=422)
    answer = _code_page(request, code=person.recovery_code, must=staff.role is StaffRole.LEAD)
    cookies.hand_out(answer, settings, login)
    return answer


# ------------------------------------------------------------------------------------------ the recovery code
def _code_page(
    request: Request, *, status: int = 200, code: str = "", problem: str = "", must: bool = True
) -> Response:
    return desk_page(request, "recovery.html", status, code=code, problem=problem, must=must)


async def _still_awaited(store: Store, staff_id: str) -> Staff | None:
    """The person, while her code still waits to be typed."""
    async with store.reading() as unit:
        staff = await unit.session.get(Staff, staff_id)
    return staff if staff is not None and staff.recovery_typed_at is None else None


@router.get(RECOVERY)
async def recovery_page(request: Request, viewer: Entering, store: StoreDep) -> Response:
    """Where a lead is led back to until she has typed her code."""
    if await _still_awaited(store, viewer.staff_id) is None:
        return go(request, HOME)
    return _code_page(request)


@router.post(RECOVERY)
async def recovery(request: Request, viewer: Entering, store: StoreDep) -> Response:
    """The code from her paper: it fits, and the party is open."""
    form = await form_without_files(request)
    staff = await _still_awaited(store, viewer.staff_id)
    if staff is None:
        return go(request, HOME)
    if not await store.sign_ins.run_for(_turn(staff), True, recovery_code_fits, staff, str(form.get("code", ""))):
        return _code_page(request, status=422, problem=locales.text(language_of(request), "desk.recovery.wrong"))
    async with store.writing() as unit:
        await open_party(unit, viewer)
    return go(request, HOME)


def _turn(staff: Staff) -> str:
    """In whose name she waits for her turn to hash."""
    return f"recovery:{staff.id}"


@router.post(f"{RECOVERY}/new")
async def renew(request: Request, viewer: Entering, store: StoreDep) -> Response:
    """The code is not on paper, used up or in somebody's hands: her passphrase makes a new one, shown once."""
    form = await form_without_files(request)
    async with store.reading() as unit:
        staff = await unit.session.get_one(Staff, viewer.staff_id)
    tries = f"again:{viewer.login_id}"
    try:
        async with store.writing() as unit:
            await claim(unit, tries, SIGN_IN)
        made = await store.sign_ins.run_for(_turn(staff), True, new_code, staff, str(form.get("passphrase", "")))
    except (NotSignedIn, TooMany) as error:
        code = "passphrase_wrong" if isinstance(error, NotSignedIn) else error.code
        return _code_page(request, status=422, problem=sentence(language_of(request), code, error.data))
    async with store.writing() as unit:
        await replace_code(unit, viewer, made)
        await succeeded(unit, tries)
    return _code_page(request, code=made.code)


@router.post(f"{RECOVERY}/sheet")
async def sheet(request: Request, viewer: Entering, store: StoreDep) -> Response:
    """The code that her page shows, as a sheet to print. It comes with the request and is kept nowhere."""
    form = await form_without_files(request)
    code = read_recovery_code(str(form.get("code", "")))
    if not is_recovery_code(code):
        raise BadInput(field="code")
    async with store.reading() as unit:
        staff = await unit.session.get_one(Staff, viewer.staff_id)
        party = await unit.session.get(Party, staff.party_id) if staff.party_id else None
    names = (party.name_km, party.name_en) if party else ("", "")
    pdf = await asyncio.to_thread(recovery_sheet, code, viewer.alias, *names)
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="recovery.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


# ------------------------------------------------------------------------------------------- not approved yet
@router.get(WAITING)
async def waiting(request: Request, viewer: Newcomer, store: StoreDep) -> Response:
    """She has joined; a lead hears her words and lets her in."""
    if viewer.approved:
        return go(request, HOME)
    async with store.reading() as unit:
        staff = await unit.session.get_one(Staff, viewer.staff_id)
    party = viewer.party_km if language_of(request) is Language.KHMER else viewer.party_en
    return desk_page(request, "waiting.html", party=party, spoken=words_of_person(staff))
