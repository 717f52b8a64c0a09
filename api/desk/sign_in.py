"""Coming in, typing the passphrase once more, and going out."""

from __future__ import annotations

import re

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api import sessions
from api.context import SettingsDep, StoreDep
from api.demo import codes_now
from api.desk.errors import LOGIN
from api.desk.reader import HOME, Newcomer, desk_page, go, language_of
from api.errors import answer_for, sentence, waiting
from api.forms import form_without_files
from cases.rules.errors import NotSignedIn, TooMany
from cases.store.unit import Store

router = APIRouter()
OWN_PAGE = re.compile(r"/desk(/[A-Za-z0-9-]+)*")


def safe_next(wanted: str) -> str:
    """Only pages of the desk: a link from elsewhere cannot lead on to anything else after sign-in."""
    return wanted if OWN_PAGE.fullmatch(wanted) else HOME


@router.get("/desk/login")
async def login_page(request: Request, store: StoreDep, next: str = "") -> Response:
    """Alias, passphrase and code."""
    return await _login(request, store, 200, problem="", alias="", next=safe_next(next), ended=bool(next))


async def _login(request: Request, store: Store, status: int, **context: object) -> Response:
    """The form; in a demonstration with everything that fits into it, in a real installation never."""
    accounts = await codes_now(store) if request.app.state.demo else []
    return desk_page(request, "login.html", status, accounts=accounts, **context)


@router.post("/desk/login")
async def login(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    """In, or the same sentence for every reason why not."""
    form = await form_without_files(request)
    alias, passphrase, code, wanted = (str(form.get(name, "")) for name in ("alias", "passphrase", "code", "next"))
    try:
        opened = await sessions.sign_in(store, sessions.claimed(request, settings, alias, passphrase, code))
    except (NotSignedIn, TooMany) as error:
        problem = sentence(language_of(request), error.code, error.data)
        context = {"problem": problem, "alias": alias, "next": safe_next(wanted), "ended": False}
        return waiting(await _login(request, store, answer_for(error)[0], **context), error)
    answer = go(request, safe_next(wanted))
    sessions.hand_out(answer, settings, opened.login)
    sessions.hand_out_device(answer, settings, opened.device)
    return answer


@router.get("/desk/again")
async def again_page(request: Request, viewer: Newcomer, next: str = "") -> Response:
    """Her passphrase, before an act on keys."""
    return desk_page(request, "again.html", problem="", next=safe_next(next))


@router.post("/desk/again")
async def again(request: Request, viewer: Newcomer, store: StoreDep) -> Response:
    """It is right: back to where she was."""
    form = await form_without_files(request)
    wanted = safe_next(str(form.get("next", "")))
    try:
        await sessions.type_again(store, viewer, str(form.get("passphrase", "")))
    except (NotSignedIn, TooMany) as error:
        code = "passphrase_wrong" if isinstance(error, NotSignedIn) else error.code
        problem = sentence(language_of(request), code, error.data)
        status = 422 if isinstance(error, NotSignedIn) else answer_for(error)[0]
        return waiting(desk_page(request, "again.html", status, problem=problem, next=wanted), error)
    return go(request, wanted)


@router.post("/desk/logout")
async def logout(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    """Out, wherever she was."""
    secret = request.cookies.get(sessions.cookie_name(settings), "")
    if secret:
        await sessions.sign_out(store, secret)
    answer = go(request, LOGIN)
    sessions.take_back(answer, settings)
    return answer
