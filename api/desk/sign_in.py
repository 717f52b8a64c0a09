"""Coming in and going out."""

from __future__ import annotations

import re

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api import sessions
from api.context import SettingsDep, StoreDep
from api.desk.errors import LOGIN
from api.desk.reader import HOME, desk_page, go, language_of
from api.errors import sentence
from api.forms import form_without_files
from cases.rules.errors import NotSignedIn

router = APIRouter()
OWN_PAGE = re.compile(r"/desk(/[A-Za-z0-9-]+)*")


def safe_next(wanted: str) -> str:
    """Only pages of the desk: a link from elsewhere cannot lead on to anything else after sign-in."""
    return wanted if OWN_PAGE.fullmatch(wanted) else HOME


@router.get("/desk/login")
async def login_page(request: Request, next: str = "") -> Response:
    """Alias and passphrase."""
    return desk_page(request, "login.html", problem="", alias="", next=safe_next(next), ended=bool(next))


@router.post("/desk/login")
async def login(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    """In, or the same sentence for every reason why not."""
    form = await form_without_files(request)
    alias, passphrase, wanted = (str(form.get(name, "")) for name in ("alias", "passphrase", "next"))
    try:
        secret = await sessions.sign_in(store, alias, passphrase)
    except NotSignedIn as error:
        problem = sentence(language_of(request), error.code, error.data)
        context = {"problem": problem, "alias": alias, "next": safe_next(wanted), "ended": False}
        return desk_page(request, "login.html", 401, **context)
    answer = go(request, safe_next(wanted))
    sessions.hand_out(answer, settings, secret)
    return answer


@router.post("/desk/logout")
async def logout(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    """Out, wherever she was."""
    secret = request.cookies.get(sessions.cookie_name(settings), "")
    if secret:
        await sessions.sign_out(store, secret)
    answer = go(request, LOGIN)
    sessions.take_back(answer, settings)
    return answer
