"""Papers of a case to print: the form on which a worker says yes by hand, and the card of a hearing."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from api.context import StoreDep
from api.desk.reader import Reader
from api.papers import consent_form_answer, hearing_card_answer

router = APIRouter()


@router.get("/desk/cases/{number}/consents/{consent_id}/form")
async def form(reader: Reader, store: StoreDep, number: str, consent_id: str) -> Response:
    """The form in her language, while she is still asked."""
    return await consent_form_answer(store, reader, number, consent_id)


@router.get("/desk/cases/{number}/hearings/{hearing_id}/card")
async def card(reader: Reader, store: StoreDep, number: str, hearing_id: str) -> Response:
    """The card in her language."""
    return await hearing_card_answer(store, reader, number, hearing_id)
