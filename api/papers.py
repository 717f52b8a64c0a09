"""Papers of a case to print, for the desk and for programs alike: the consent form, and the card of a hearing."""

from __future__ import annotations

import asyncio

from starlette.responses import Response

import locales
from api.acts.verb import number_of
from api.documents.consent_form import ConsentForm, consent_form
from api.documents.hearing_card import hearing_card
from api.verbs import note_look
from bot.answers import consent_question
from cases.actions.consents import GIVEN_FOR
from cases.actions.paper_consents import asked_of
from cases.rules import case_numbers
from cases.rules.vocabulary import Language
from cases.store.clock import cambodian_day
from cases.store.door import case_for
from cases.store.ministry_views import hearing_of
from cases.store.tables import Consent, Party, Referral
from cases.store.unit import Store, Unit
from cases.store.viewers import Viewer


async def consent_form_answer(store: Store, viewer: Viewer, number: str, consent_id: str) -> Response:
    """The form in her language, while she is still asked. It shows what she told, so the look is written down.

    Raises:
        NotThere: no such consent for this viewer.
        NotNow: she is not asked any more.
    """
    typed = number_of(number)
    await note_look(store, viewer, typed)
    async with store.reading() as unit:
        access = await case_for(unit, viewer, typed)
        consent, referral = await asked_of(unit, access, consent_id)
        found = await _form(unit, store, access.case.language, consent, referral)
    return pdf(await asyncio.to_thread(consent_form, access.case.language, found), "consent")


async def hearing_card_answer(store: Store, viewer: Viewer, number: str, hearing_id: str) -> Response:
    """The card in her language. It says where she will be, so the look is written down.

    Raises:
        NotThere: no such hearing for this viewer.
    """
    typed = number_of(number)
    await note_look(store, viewer, typed)
    async with store.reading() as unit:
        access = await case_for(unit, viewer, typed)
        hearing = await hearing_of(unit, access, hearing_id)
        language = access.case.language
    return pdf(await asyncio.to_thread(hearing_card, language, hearing), "card")


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
