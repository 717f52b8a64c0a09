"""Agreements to print and their signed copies, for the desk and for programs alike. Both looks are written down."""

from __future__ import annotations

import asyncio
import base64

from starlette.responses import Response

from api.acts.verb import number_of
from api.documents.agreement import Paper, agreement_paper
from api.files import EXTENSIONS, HARMLESS, ranged
from api.papers import pdf
from api.verbs import note_look
from cases.actions.agreements import names_on
from cases.rules.errors import NotThere
from cases.rules.vocabulary import Language
from cases.rules.workers import is_small
from cases.store.agreement_views import AgreedThing, agreement_of, signed_copy, view_of
from cases.store.door import case_for
from cases.store.unit import Store
from cases.store.viewers import Viewer


async def paper_answer(store: Store, viewer: Viewer, number: str, agreement_id: str, language: Language) -> Response:
    """The text to sign. Names of workers stand in it only where they gave theirs for this track.

    Raises:
        NotThere: no such agreement for this viewer.
    """
    typed = number_of(number)
    await note_look(store, viewer, typed)
    async with store.reading() as unit:
        access = await case_for(unit, viewer, typed)
        row, referral = await agreement_of(unit, access, agreement_id)
        view = await view_of(unit, access.viewer.keys, referral, row)
        paper = Paper(
            text=view,
            names=await names_on(unit, access, referral),
            counted=[thing for thing in view.things if access.is_lead or not _has_few(thing)],
        )
    return pdf(await asyncio.to_thread(agreement_paper, language, paper), "agreement")


def _has_few(thing: AgreedThing) -> bool:
    return any(is_small(count) for count in (thing.women, thing.men, thing.not_recorded))


async def copy_answer(store: Store, viewer: Viewer, number: str, agreement_id: str, wanted: str = "") -> Response:
    """The signed copy; `wanted` is the Range header.

    Raises:
        NotThere: no such agreement for this viewer, or nothing came back yet.
    """
    typed = number_of(number)
    await note_look(store, viewer, typed)
    async with store.reading() as unit:
        found = await signed_copy(unit, await case_for(unit, viewer, typed), agreement_id)
    try:
        content = await asyncio.to_thread(store.files.open, found.evidence_id, base64.b64decode(found.key))
    except FileNotFoundError:
        raise NotThere("file_gone") from None
    name = f"agreement-{agreement_id[:8]}.{EXTENSIONS.get(found.media_type, 'bin')}"
    kind = "inline" if found.media_type.startswith("image/") else "attachment"
    return ranged(content, found.media_type, HARMLESS | {"Content-Disposition": f'{kind}; filename="{name}"'}, wanted)
