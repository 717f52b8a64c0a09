"""Letters of a case to print, as they were made, and the claims to choose from."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

import locales
from api.context import StoreDep
from api.desk.reader import Reader
from api.letters import letter_answer
from cases.actions.party_letters import KINDS
from cases.rules.claims import claim_rules
from cases.rules.vocabulary import ClosingReason, Language, Part
from cases.rules.workflow import LIVE
from cases.store.door import Access
from cases.store.track_views import Track

router = APIRouter()


@router.get("/desk/cases/{number}/letters/{letter_id}")
async def printed(reader: Reader, store: StoreDep, number: str, letter_id: str) -> Response:
    """A letter again, as it was written."""
    return await letter_answer(store, reader, number, letter_id)


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
