"""The hearing card to print."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from starlette.responses import Response

from api.acts.verb import number_of
from api.context import StoreDep
from api.desk.papers import pdf
from api.desk.reader import Reader
from api.documents.hearing_card import hearing_card
from api.verbs import note_look
from cases.store.door import case_for
from cases.store.ministry_views import hearing_of

router = APIRouter()


@router.get("/desk/cases/{number}/hearings/{hearing_id}/card")
async def card(reader: Reader, store: StoreDep, number: str, hearing_id: str) -> Response:
    """The card in her language. It says where she will be, so the look is written down."""
    await note_look(store, reader, number_of(number))
    async with store.reading() as unit:
        access = await case_for(unit, reader, number_of(number))
        hearing = await hearing_of(unit, access, hearing_id)
        language = access.case.language
    return pdf(await asyncio.to_thread(hearing_card, language, hearing), "card")
