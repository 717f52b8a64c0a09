"""What she is asked to share and what she has given, behind her numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from starlette.datastructures import FormData

import locales
from api.chat.views import ConsentView, PartView, ReceiptAct
from bot.answers import consent_question, given_consents
from bot.dialogue.queries import ConsentQuestion
from cases.rules.vocabulary import ConsentStatus, Language, ReferralStatus
from cases.store.clock import cambodian_day
from cases.store.tables import Consent, Party, Referral
from cases.store.unit import Unit
from cases.store.worker_views import OwnCase, own_case, own_consent


async def asked(unit: Unit, own: OwnCase, language: Language) -> tuple[ConsentView, ...]:
    """Every question that waits for her, with exactly what would go."""
    waiting = [row for row in own.consents if row[0].status is ConsentStatus.ASKED]
    return tuple([_view(language, await consent_question(unit, language, *row), *row) for row in waiting])


async def given(unit: Unit, own: OwnCase, language: Language) -> tuple[ConsentView, ...]:
    """What she has given and not taken back, once for each recipient."""
    rows = {row[0].id: row for row in own.consents}
    return tuple([_view(language, one, *rows[one.id]) for one in await given_consents(unit, language, own)])


async def about(
    unit: Unit, complainant_id: str, form: FormData, language: Language, act: ReceiptAct
) -> ConsentView | None:
    """What the second step is about: a question with the parts left in, or all that she takes back.

    Raises:
        NotThere: not hers.
    """
    consent_id = str(form.get("consent", ""))
    if not consent_id:
        return None
    row = await own_consent(unit, complainant_id, consent_id)
    if act is ReceiptAct.WITHDRAW_CONSENT:
        standing = await given(unit, await own_case(unit, complainant_id), language)
        found = next((view for view in standing if view.id == consent_id), None)
        if found is not None:
            return found
    view = _view(language, await consent_question(unit, language, *row), *row)
    if act is not ReceiptAct.CONSENT_YES:
        return view
    ticked = form.getlist("part")
    return replace(view, parts=tuple(part for part in view.parts if part.part in ticked))


def _view(
    language: Language, question: ConsentQuestion, consent: Consent, referral: Referral, party: Party
) -> ConsentView:
    stands = consent.status is ConsentStatus.GIVEN
    return ConsentView(
        id=consent.id,
        party=recipient(language, referral, party),
        card=question.card,
        parts=tuple(
            PartView(part, part_label(language, part), question.previews.get(part, "")) for part in question.parts
        ),
        standing=question.standing,
        since=cambodian_day(consent.answered_at) if stands and consent.answered_at else None,
        until=dt.date.fromisoformat(question.until) if stands and question.until else None,
        sent=referral.status is not ReferralStatus.READY,
        can_be_stopped=question.can_be_stopped,
    )


def recipient(language: Language, referral: Referral, party: Party) -> str:
    """Whom a track leads to: management or the committee where her lead negotiates itself, else the party."""
    if referral.forum:
        return locales.label(language, referral.forum)
    return party.name_km if language is Language.KHMER and party.name_km else party.name_en


def part_label(language: str, part: str) -> str:
    """The name of a part; every piece of evidence is called one."""
    return locales.text(language, f"label.part.{part.partition(':')[0]}")
