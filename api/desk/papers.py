"""Papers of a case to print: the form on which a worker says yes by hand."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

import locales
from api.acts.verb import number_of
from api.context import StoreDep
from api.desk.reader import Reader
from api.documents.consent_form import ConsentForm, consent_form
from api.verbs import note_look
from bot.answers import consent_question
from cases.actions.consents import GIVEN_FOR
from cases.actions.paper_consents import asked_of
from cases.rules import case_numbers
from cases.rules.vocabulary import Language
from cases.store.clock import cambodian_day
from cases.store.door import case_for
from cases.store.tables import Consent, Party, Referral
from cases.store.unit import Store, Unit

router = APIRouter()


@router.get("/desk/cases/{number}/consents/{consent_id}/form")
async def form(request: Request, reader: Reader, store: StoreDep, number: str, consent_id: str) -> Response:
    """The form in her language, while she is still asked. It shows what she told, so the look is written down."""
    await note_look(store, reader, number_of(number))
    async with store.reading() as unit:
        access = await case_for(unit, reader, number_of(number))
        consent, referral = await asked_of(unit, access, consent_id)
        found = await _form(unit, store, access.case.language, consent, referral)
    content = await asyncio.to_thread(consent_form, access.case.language, found)
    return pdf(content, "consent")


async def _form(unit: Unit, store: Store, language: Language, consent: Consent, referral: Referral) -> ConsentForm:
    party = await unit.session.get_one(Party, referral.party_id)
    question = await consent_question(unit, language, consent, referral, party)
    key, counts = question.standing.sentence
    name, checked = _name(language, referral, party), locales.text(language, key, counts)
    return ConsentForm(
        party=name,
        card=locales.text(language, f"dialogue.consent.{question.card}", {"party": name, "checked": checked}),
        parts=[(_part(language, part), question.previews.get(part, "")) for part in question.parts],
        until=cambodian_day(store.clock.now() + GIVEN_FOR),
        reference=case_numbers.shown(referral.reference),
    )


def _name(language: Language, referral: Referral, party: Party) -> str:
    if referral.forum:
        return locales.label(language, referral.forum)
    return party.name_km if language is Language.KHMER else party.name_en


def _part(language: Language, part: str) -> str:
    return locales.text(language, f"label.part.{part.partition(':')[0]}")


def pdf(content: bytes, name: str) -> Response:
    """A paper to print, kept by no browser."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)
