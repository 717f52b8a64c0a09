"""Setting up the second step: a square for the authenticator app, and one code that proves it."""

from __future__ import annotations

from fastapi import APIRouter
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from api.context import StoreDep
from api.desk.errors import RECOVERY, SECOND_STEP
from api.desk.reader import HOME, Newcomer, desk_page, go, language_of
from api.errors import sentence
from api.forms import form_without_files
from cases.actions import second_steps, sessions
from cases.rules.errors import BadInput
from cases.store.attempts import SIGN_IN, claim, succeeded
from cases.store.tables import Staff
from cases.store.viewers import Viewer, fresh_passphrase
from cases.vault import totp
from qr.codes import code_svg

router = APIRouter()


def _page(
    request: Request, viewer: Viewer, proposal: tuple[str, str], *, problem: BadInput | None = None, status: int = 200
) -> Response:
    secret, sealed = proposal
    said = sentence(language_of(request), problem.code, problem.data) if problem else ""
    return desk_page(
        request,
        "second_step.html",
        status,
        square=_square(totp.address_for(secret, viewer.alias)),
        secret=totp.grouped(secret),
        proposal=sealed,
        anew=viewer.second_step,
        problem=said,
        wrong=problem.field if problem else "",
    )


def _square(address: str) -> Markup:
    """The square as an element of the page: the content policy lets no picture come out of a text."""
    return Markup(code_svg(address).partition("?>")[2])  # noqa: S704  made here, out of a code's black squares


@router.get(SECOND_STEP)
async def second_step_page(request: Request, viewer: Newcomer, store: StoreDep) -> Response:
    """A new secret. Who has one already typed her passphrase a short while ago."""
    if viewer.second_step:
        async with store.reading() as unit:
            fresh_passphrase(unit, viewer)
    return _page(request, viewer, second_steps.propose(viewer))


@router.post(SECOND_STEP)
async def second_step(request: Request, viewer: Newcomer, store: StoreDep) -> Response:
    """The code fits: from now on signing in asks for one. Her other devices are signed out."""
    form = await form_without_files(request)
    proposal, code, old_code = (str(form.get(name, "")) for name in ("proposal", "code", "old_code"))
    tries = f"second-step:{viewer.staff_id}"
    if viewer.second_step:
        async with store.writing() as unit:
            fresh_passphrase(unit, viewer)
            await claim(unit, tries, SIGN_IN)
    try:
        async with store.writing() as unit:
            await second_steps.set_up(unit, viewer, proposal, code, store.phone_time(), old_code)
            await sessions.end_other_logins(unit, viewer)
            await succeeded(unit, tries)
            awaited = (await unit.session.get_one(Staff, viewer.staff_id)).recovery_typed_at is None
    except BadInput as error:
        secret = totp.open_proposal(viewer.own_key, viewer.staff_id, proposal)
        again = (secret, proposal) if secret else second_steps.propose(viewer)
        return _page(request, viewer, again, problem=error, status=422)
    return go(request, RECOVERY if awaited else HOME)
