"""Letters of a case to print, as they were made."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from starlette.responses import Response

import locales
from api.acts.verb import number_of
from api.context import StoreDep
from api.desk.papers import pdf
from api.desk.reader import Reader
from api.documents.complaint import complaint, of_kept
from api.verbs import note_look
from cases.actions.complaints import complaint_of
from cases.rules.claims import claim_rules
from cases.rules.vocabulary import Language
from cases.store.door import case_for

router = APIRouter()


@router.get("/desk/cases/{number}/letters/{letter_id}")
async def printed(reader: Reader, store: StoreDep, number: str, letter_id: str) -> Response:
    """A complaint again, as it was written. It says what she told, so the look is written down."""
    await note_look(store, reader, number_of(number))
    async with store.reading() as unit:
        letter, content = await complaint_of(unit, await case_for(unit, reader, number_of(number)), letter_id)
    return pdf(await asyncio.to_thread(complaint, of_kept(letter.kind, content)), "complaint")


def claim_choices(language: Language) -> list[tuple[str, str]]:
    """The kinds of claims in words; where the law is not verified, the officer is told that it is not cited."""
    return [
        (
            rule.kind,
            rule.name(language)
            if rule.cited
            else locales.text(language, "desk.complaint.unverified", {"claim": rule.name(language)}),
        )
        for rule in claim_rules().values()
    ]
