"""Letters of a case to print, as they were made."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

import locales
from api.acts.verb import number_of
from api.context import StoreDep
from api.desk.papers import pdf
from api.desk.reader import Reader
from api.documents.complaint import complaint, of_kept
from api.documents.party_letter import party_letter
from api.verbs import note_look
from cases.actions.complaints import COMPLAINTS
from cases.actions.letters import letter_that_stands
from cases.actions.party_letters import KINDS
from cases.rules.claims import claim_rules
from cases.rules.vocabulary import ClosingReason, Language, Part
from cases.rules.workflow import LIVE
from cases.store.door import Access, case_for
from cases.store.tables import Letter
from cases.store.track_views import Track

router = APIRouter()


@router.get("/desk/cases/{number}/letters/{letter_id}")
async def printed(reader: Reader, store: StoreDep, number: str, letter_id: str) -> Response:
    """A letter again, as it was written. It says what she told, so the look is written down."""
    await note_look(store, reader, number_of(number))
    async with store.reading() as unit:
        letter, content = await letter_that_stands(unit, await case_for(unit, reader, number_of(number)), letter_id)
    return pdf(await asyncio.to_thread(_set, letter, content), "letter")


def _set(letter: Letter, content: Mapping[str, Any]) -> bytes:
    if letter.kind in COMPLAINTS:
        return complaint(of_kept(letter.kind, content))
    return party_letter(letter, content)


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


def may_write_letter(access: Access, track: Track) -> bool:
    """Whether a letter may be written on this track: it leads to BFC or a buyer and what happened was given."""
    runs = track.referral.status in LIVE and access.case.closing_reason is not ClosingReason.WITHDRAWN
    return runs and not track.referral.forum and track.party.kind in KINDS and Part.WHAT_HAPPENED.value in track.given
