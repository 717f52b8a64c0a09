"""What she says in advance: from the store to the dialogue, and her word back."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from bot.dialogue.effects import EndStanding, GiveStanding, StopConsent
from bot.dialogue.queries import StandingView
from cases.actions import standing_consents
from cases.actions.standing_consents import WORDING, recipients_of
from cases.rules.errors import NotThere
from cases.rules.vocabulary import Language, StandingChoice
from cases.store.tables import Consent, StandingConsent
from cases.store.unit import Unit


async def said(unit: Unit, complainant_id: str) -> tuple[StandingView, ...]:
    """Of whom she can say something in advance, and what she has said."""
    return tuple(
        StandingView(
            one.party.id,
            one.party.name_en,
            one.party.name_km,
            one.party.kind,
            one.key,
            one.choice,
            one.word.id if one.word else "",
        )
        for one in await recipients_of(unit, complainant_id)
    )


async def carry_out(unit: Unit, mine: Collection[str], effect: StopConsent | GiveStanding | EndStanding) -> None:
    """Her word, with what she saw when she gave it; or what she stops or takes back, in whichever of her cases.

    Raises:
        NotThere: it is not hers.
    """
    match effect:
        case GiveStanding(complainant_id, party_id, choice, language):
            await give_word(unit, complainant_id, party_id, choice, Language(language))
        case EndStanding(standing_id):
            await end(unit, mine, standing_id)
        case StopConsent(consent_id):
            consent = await unit.session.get(Consent, consent_id)
            if consent is None or consent.complainant_id not in mine:
                raise NotThere
            await standing_consents.stop_consent(unit, consent.complainant_id, consent_id)


async def give_word(unit: Unit, complainant_id: str, party_id: str, choice: StandingChoice, language: Language) -> None:
    """The same from the page behind her numbers. Raises NotThere for nobody of whom she can say it."""
    one = next((view for view in await said(unit, complainant_id) if view.party_id == party_id), None)
    if one is None:
        raise NotThere
    digest = wording_digest(language, one, choice)
    await standing_consents.give_standing(
        unit, complainant_id, party_id, choice, language=language, wording_digest=digest
    )


async def end(unit: Unit, mine: Collection[str], standing_id: str) -> None:
    """Taken back, in whichever of her cases it was said. Raises NotThere for one that is not hers."""
    word = await unit.session.get(StandingConsent, standing_id)
    if word is None or word.complainant_id not in mine:
        raise NotThere
    await standing_consents.end_standing(unit, word.complainant_id, standing_id)


def wording_digest(language: str, one: StandingView, choice: StandingChoice) -> str:
    """What she agreed to, as one digest: language, wording, recipient, choice and who had checked its key."""
    seen = [language, WORDING, one.party_en, choice.value, str(one.key)]
    return hashlib.sha256("\0".join(seen).encode()).hexdigest()
