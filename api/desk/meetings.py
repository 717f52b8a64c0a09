"""The page of one meeting, made for a phone on the table: each section saves by itself. And agreements to print."""

from __future__ import annotations

import datetime as dt
import secrets
from functools import partial

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.agreements import copy_answer, paper_answer
from api.context import StoreDep
from api.desk.case_page import Failed, holds, shared
from api.desk.reader import Reader, desk_page, language_of
from api.verbs import VERBS, open_and_view
from cases.rules.errors import NotThere
from cases.rules.vocabulary import Language
from cases.store.clock import cambodian_day
from cases.store.meeting_views import MeetingView
from cases.store.track_views import Track
from cases.store.unit import Store
from cases.store.views import CaseView

router = APIRouter()
# Where on the page an act belongs; the forms there carry the meeting's id.
PLACES = {
    "plan-meeting": "when",
    "move-meeting": "when",
    "cancel-meeting": "when",
    "invite": "invited",
    "save-minutes": "minutes",
    "save-attendance": "attendance",
    "hold-meeting": "held",
    "keep-offer": "offers",
    "cancel-offer": "offers",
    "agree-offer": "offers",
    "keep-note": "own",
}


@router.get("/desk/cases/{number}/meetings/{meeting_id}")
async def show(
    request: Request, reader: Reader, store: StoreDep, number: str, meeting_id: str, done: str = ""
) -> Response:
    """One meeting: who, what was said, what each side offers, when the next one is."""
    view = await open_and_view(store, reader, number)
    return meeting_page(request, store, view, meeting_id, done=done if done in VERBS else "")


@router.get("/desk/cases/{number}/agreements/{agreement_id}/paper")
async def paper(
    request: Request, reader: Reader, store: StoreDep, number: str, agreement_id: str, language: str = ""
) -> Response:
    """The agreement to print, in Khmer unless English is asked for."""
    chosen = Language.ENGLISH if language == Language.ENGLISH.value else Language.KHMER
    return await paper_answer(store, reader, number, agreement_id, chosen)


@router.get("/desk/cases/{number}/agreements/{agreement_id}/copy")
async def copy(request: Request, reader: Reader, store: StoreDep, number: str, agreement_id: str) -> Response:
    """What came back signed."""
    return await copy_answer(store, reader, number, agreement_id, request.headers.get("range", ""))


def meeting_page(
    request: Request,
    store: Store,
    view: CaseView,
    meeting_id: str,
    *,
    failed: Failed | None = None,
    done: str = "",
    status: int = 200,
) -> Response:
    """The page, with a refused form as it was sent. Raises NotThere when this viewer has no such meeting."""
    track, meeting = found(view, meeting_id)
    now = store.clock.now()
    today = cambodian_day(now)
    language = language_of(request)
    context = shared(language, now, view) | {
        "failed": failed or Failed(),
        "done": done,
        "at": "",
        "holds": partial(holds, ""),
        "today": today.isoformat(),
        "tomorrow": (today + dt.timedelta(days=1)).isoformat(),
        "form_key": partial(secrets.token_urlsafe, 16),
        "track": track,
        "meeting": meeting,
        "at_a_meeting": True,
    }
    return desk_page(request, "meeting.html", status, **context)


def found(view: CaseView, meeting_id: str) -> tuple[Track, MeetingView]:
    """A meeting of a view with its track. Raises NotThere."""
    for track in view.tracks:
        for meeting in track.meetings:
            if meeting.id == meeting_id:
                return track, meeting
    raise NotThere
