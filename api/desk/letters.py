"""Letters of a case to print, as they were made, and the claims to choose from."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

import locales
from api.context import StoreDep
from api.desk.reader import Reader
from api.letters import letter_answer
from cases.rules.claims import claim_rules
from cases.rules.vocabulary import Language

router = APIRouter()


@router.get("/desk/cases/{number}/letters/{letter_id}")
async def printed(reader: Reader, store: StoreDep, number: str, letter_id: str) -> Response:
    """A letter to the ministry again, as it was written."""
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
