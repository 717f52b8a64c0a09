"""Who reads the desk, in which language, and how a page of it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

import locales
from api.context import Entering, SignedIn, StoreDep
from api.look import page
from cases.rules.errors import NotAllowed
from cases.rules.vocabulary import Language, StaffRole
from cases.store.tables import Staff
from cases.store.viewers import Viewer
from cases.store.waiting import Waiting, waiting_for

LANGUAGE_COOKIE = "lang"
ONE_YEAR = 365 * 24 * 3600
HOME = "/desk"


class CodeAwaited(NotAllowed):
    """A lead who has not typed her recovery code yet: every page leads back to that one."""


@dataclass(frozen=True)
class Seat:
    """What the top bar says about the reader."""

    party: str
    alias: str
    is_lead: bool
    is_operator: bool
    approved: bool
    waiting: Waiting = field(default_factory=Waiting)


async def _reader(request: Request, viewer: SignedIn, store: StoreDep) -> Viewer:
    request.state.viewer = viewer
    async with store.reading() as unit:
        staff = await unit.session.get(Staff, viewer.staff_id) if viewer.role is StaffRole.LEAD else None
        if staff is not None and staff.recovery_typed_at is None:
            raise CodeAwaited
        request.state.waiting = await waiting_for(unit, viewer)
    return viewer


Reader = Annotated[Viewer, Depends(_reader)]


async def _newcomer(request: Request, viewer: Entering) -> Viewer:
    request.state.viewer = viewer
    return viewer


# Somebody with a login who may have steps before her: her second step, her recovery code.
Newcomer = Annotated[Viewer, Depends(_newcomer)]


def viewer_in(request: Request) -> Viewer | None:
    """The signed-in person, where a route asked who it is."""
    found = getattr(request.state, "viewer", None)
    return found if isinstance(found, Viewer) else None


def language_of(request: Request) -> Language:
    """What was chosen now, else what was chosen last, else her own language, else Khmer."""
    viewer = viewer_in(request)
    choices = (
        chosen_in(request),
        request.cookies.get(LANGUAGE_COOKIE),
        viewer.language.value if viewer else None,
    )
    known = {language.value for language in Language}
    return Language(next((choice for choice in choices if choice in known), Language.KHMER.value))


def choose(request: Request, language: Language) -> None:
    """A form chose a language: the answer speaks it already."""
    request.state.chosen_language = language.value


def chosen_in(request: Request) -> str:
    """The language that this very request chooses, or ""."""
    return str(getattr(request.state, "chosen_language", "") or request.query_params.get("lang", ""))


def desk_page(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """A page of the desk in the reader's language, with the top bar when somebody is signed in."""
    language = language_of(request)
    viewer = viewer_in(request)
    waiting = getattr(request.state, "waiting", Waiting())
    seat = replace(seat_of(language, viewer), waiting=waiting) if viewer else None
    return remembering(request, page(request, f"desk/{template}", language, status, viewer=seat, **context))


def seat_of(language: Language, viewer: Viewer) -> Seat:
    """The reader's place; somebody without a party stands by her role."""
    party = viewer.party_km if language is Language.KHMER else viewer.party_en
    return Seat(
        party or locales.label(language, viewer.role),
        viewer.alias,
        is_lead=viewer.role is StaffRole.LEAD and viewer.approved and viewer.second_step,
        is_operator=viewer.role is StaffRole.OPERATOR and viewer.second_step,
        approved=viewer.approved and viewer.second_step,
    )


def name_of(language: Language, party: Any) -> str:
    """A party's name in a language."""
    return str(party.name_km if language is Language.KHMER else party.name_en)


def go(request: Request, address: str) -> Response:
    """After a form: look at the result with a fresh request, so that reloading repeats nothing."""
    return remembering(request, RedirectResponse(address, 303, headers={"Cache-Control": "no-store"}))


def remembering(request: Request, answer: Response) -> Response:
    """A language that was just chosen stays chosen on this device."""
    if chosen_in(request):
        answer.set_cookie(
            LANGUAGE_COOKIE,
            language_of(request).value,
            max_age=ONE_YEAR,
            path=HOME,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
    return answer
