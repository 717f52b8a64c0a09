"""A passphrase changed by who knows it, and set anew by who has her printed recovery code."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.context import StoreDep
from api.desk.errors import LOGIN, RECOVERY
from api.desk.reader import Newcomer, desk_page, go, language_of
from api.errors import sentence
from api.forms import form_without_files
from cases.actions import sessions
from cases.actions.accounts import change_passphrase, prepare_passphrase
from cases.actions.recovery import prepare_recovery, recover
from cases.rules.errors import BadInput, NotNow, NotSignedIn, TooMany
from cases.store.attempts import SIGN_IN, claim, succeeded
from cases.store.tables import Party, Staff

router = APIRouter()


# ------------------------------------------------------------------------------------------------- changed
@router.get("/desk/passphrase")
async def passphrase_page(request: Request, _viewer: Newcomer, done: str = "") -> Response:
    """The old one, and the new one."""
    return desk_page(request, "passphrase.html", problem="", done=bool(done))


@router.post("/desk/passphrase")
async def change(request: Request, viewer: Newcomer, store: StoreDep) -> Response:
    """Her key is wrapped under the new passphrase; her other devices are signed out."""
    form = await form_without_files(request)
    old, new = (str(form.get(name, "")) for name in ("old", "new"))
    tries = f"again:{viewer.login_id}"
    try:
        async with store.writing() as unit:
            await claim(unit, tries, SIGN_IN)
            staff = await unit.session.get_one(Staff, viewer.staff_id)
            party = await unit.session.get(Party, staff.party_id) if staff.party_id else None
        about_her = (party.name_en, party.name_km, party.slug) if party else ()
        made = await store.sign_ins.run_for(tries, True, prepare_passphrase, staff, old, new, about_her)
        async with store.writing() as unit:
            await change_passphrase(unit, viewer, made)
            await succeeded(unit, tries)
    except (BadInput, NotNow, TooMany) as error:
        said = sentence(language_of(request), error.code, error.data)
        return desk_page(request, "passphrase.html", 422, problem=said, done=False)
    return go(request, "/desk/passphrase?done=yes")


# ------------------------------------------------------------------------------------------------ forgotten
@router.get("/desk/recover")
async def recover_page(request: Request) -> Response:
    """Alias, the code from the paper, and a new passphrase."""
    return _recover(request)


def _recover(request: Request, *, status: int = 200, problem: str = "", alias: str = "") -> Response:
    return desk_page(request, "recover.html", status, problem=problem, alias=alias)


@router.post("/desk/recover")
async def recovers(request: Request, store: StoreDep) -> Response:
    """She can sign in again. The same words and the same work, whether there is such an account or not.

    Nobody waits here: a code of 120 bits is not guessed, and a wait would let a stranger keep her out.
    """
    form = await form_without_files(request)
    alias, code, passphrase = (str(form.get(name, "")) for name in ("alias", "code", "passphrase"))
    name = sessions.account_name(alias)
    try:
        async with store.reading() as unit:
            staff = await sessions.account_of(unit, alias)
        made = await store.sign_ins.run_for(name, False, prepare_recovery, staff, alias, code, passphrase)
        async with store.writing() as unit:
            await recover(unit, made, phone_gone=form.get("phone_gone") == "yes")
    except (BadInput, NotNow, NotSignedIn) as error:
        said = sentence(language_of(request), error.code, error.data)
        return _recover(request, status=422, problem=said, alias=alias)
    return go(request, f"{LOGIN}?next={RECOVERY}")
