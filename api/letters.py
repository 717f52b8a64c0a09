"""A kept letter printed again, for the desk and for programs alike."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import Response

from api.acts.verb import number_of
from api.documents.complaint import complaint, of_kept
from api.documents.party_letter import party_letter
from api.documents.representation import representation
from api.verbs import note_look
from cases.actions.letters import letter_that_stands
from cases.rules.vocabulary import LetterKind
from cases.store.door import case_for
from cases.store.tables import Letter
from cases.store.unit import Store
from cases.store.viewers import Viewer

NO_STORE = {"Content-Disposition": 'inline; filename="letter.pdf"', "Cache-Control": "no-store"}


async def letter_answer(store: Store, viewer: Viewer, number: str, letter_id: str) -> Response:
    """The letter as PDF, as it was written. It says what she told, so the look is written down.

    Raises:
        NotThere: no such letter for this viewer.
        NotNow: somebody took back the word that it was written on.
    """
    typed = number_of(number)
    await note_look(store, viewer, typed)
    async with store.reading() as unit:
        letter, content = await letter_that_stands(unit, await case_for(unit, viewer, typed), letter_id)
    printed = await asyncio.to_thread(PRINTED[letter.kind], letter, content)
    return Response(printed, media_type="application/pdf", headers=NO_STORE)


Printed = Callable[[Letter, Mapping[str, Any]], bytes]


def _complaint(letter: Letter, content: Mapping[str, Any]) -> bytes:
    return complaint(of_kept(letter.kind, content))


PRINTED: Mapping[LetterKind, Printed] = {
    LetterKind.MINISTRY_INDIVIDUAL: _complaint,
    LetterKind.MINISTRY_COLLECTIVE: _complaint,
    LetterKind.REPRESENTATION: lambda _letter, content: representation(content),
    LetterKind.BFC: party_letter,
    LetterKind.BUYER: party_letter,
}
