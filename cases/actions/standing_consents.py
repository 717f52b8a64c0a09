"""Her word in advance for one recipient: given after the receipt, used by the officer's next question, stopped by her.

Where it covers what would go, the question answers itself. She is shown what would go all the same, and nothing may be
sent for a day.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from cases.actions.consents import GIVEN_FOR, close_previews, end_without_words, settle_waiting
from cases.actions.parties import referable_parties
from cases.actions.telling import actor_of, own, word_of
from cases.rules.errors import NotNow, NotThere
from cases.rules.issues import is_quiet
from cases.rules.standing import Standing
from cases.rules.standing_choices import STANDS_FOR, TIME_TO_STOP, covers, offered_to
from cases.rules.vocabulary import ConsentStatus, GivenBy, Language, StandingChoice
from cases.rules.workflow import OPEN_CASE, Act, Actor, decide, track_table
from cases.store import events
from cases.store.conflicts import excluded_parties
from cases.store.standing_consents import standing_word, standing_words
from cases.store.tables import Case, Complainant, Consent, Party, Referral, StandingConsent
from cases.store.unit import Unit
from cases.vault.hashing import keyed_digest

WORDING = "standing_1"
SYSTEM = "system"


@dataclass(frozen=True)
class Recipient:
    """Somebody who could be brought in, with how its key is checked and what she said of it in advance."""

    party: Party
    key: Standing
    word: StandingConsent | None

    @property
    def choice(self) -> StandingChoice:
        return self.word.choice if self.word else StandingChoice.EACH_TIME


async def recipients_of(unit: Unit, complainant_id: str) -> list[Recipient]:
    """Of whom she can say something in advance: everybody who could be brought in and whom she did not exclude.

    Nobody, while an officer may hold her numbers, her case is closed, or she has left it.
    """
    complainant, case = await own(unit, complainant_id)
    gone = complainant.left_at is not None or case.status not in OPEN_CASE
    if gone or word_of(complainant) is not GivenBy.OWN_CHANNEL:
        return []
    excluded = {party.id for party in await excluded_parties(unit, case)}
    words = {row.party_id: row for row in await standing_words(unit, [complainant_id])}
    return [
        Recipient(party, key or Standing(carried=not party.on_platform), words.get(party.id))
        for party, key in await referable_parties(unit, case.lead_party_id)
        if party.id not in excluded
    ]


async def give_standing(
    unit: Unit,
    complainant_id: str,
    party_id: str,
    choice: StandingChoice,
    *,
    language: Language,
    wording_digest: str,
) -> None:
    """She says in advance what one recipient may be shown, for 60 days; "each time" takes an earlier word back.

    Raises:
        NotThere: nobody of whom she can say this.
        NotNow: this choice is not offered for such a recipient.
    """
    complainant, case = await own(unit, complainant_id)
    recipient = next((one for one in await recipients_of(unit, complainant_id) if one.party.id == party_id), None)
    if recipient is None:
        raise NotThere
    if choice not in offered_to(recipient.party.kind):
        raise NotNow("standing_not_offered")
    if choice is recipient.choice:
        return
    if recipient.word is not None:
        await _end(unit, case, complainant, recipient.word)
    if choice is StandingChoice.EACH_TIME:
        return
    word = StandingConsent(
        complainant_id=complainant.id,
        party_id=party_id,
        choice=choice,
        wording=WORDING,
        wording_digest=keyed_digest(unit.keys.install("wording"), wording_digest.encode()).hex(),
        language=language,
        given_at=unit.now,
        expires_at=unit.now + STANDS_FOR,
    )
    unit.session.add(word)
    await unit.session.flush()
    data = {"standing": word.id, "party": party_id, "choice": choice.value}
    await events.append(unit, case, "standing_given", actor_of(complainant), data)


async def end_standing(unit: Unit, complainant_id: str, standing_id: str) -> None:
    """She takes back what she said in advance; what waits on it and has not gone is stopped. Twice is once.

    Raises:
        NotThere: not hers.
    """
    complainant, case = await own(unit, complainant_id)
    word = await unit.session.get(StandingConsent, standing_id, populate_existing=True)
    if word is None or word.complainant_id != complainant.id:
        raise NotThere
    if word.withdrawn_at is None:
        await _end(unit, case, complainant, word)


async def _end(unit: Unit, case: Case, complainant: Complainant, word: StandingConsent) -> None:
    word.withdrawn_at = unit.now
    unit.session.add(word)
    waiting = select(Consent, Referral).join(Referral, col(Referral.id) == col(Consent.referral_id))
    rows = await unit.session.exec(
        waiting.where(Consent.complainant_id == complainant.id, Referral.party_id == word.party_id)
    )
    for consent, referral in rows.all():
        if can_stop(unit, consent):
            await _stop(unit, case, complainant, consent, referral)
    data = {"standing": word.id, "party": word.party_id}
    await events.append(unit, case, "standing_ended", actor_of(complainant), data)


async def use_standing(
    unit: Unit, case: Case, complainant: Complainant, referral: Referral, consent: Consent, *, named: bool
) -> bool:
    """Let her word in advance answer a question that was just put; False where it does not cover it.

    On the quiet path none does: each time she is asked herself.

    Args:
        named: her own words say her name or number, which "without my name" does not cover.
    """
    hers = not referral.forum and word_of(complainant) is GivenBy.OWN_CHANNEL  # else others might read "stop"
    word = await standing_word(unit, complainant.id, referral.party_id) if hers else None
    if word is None or is_quiet(case.issue) or not covers(word.choice, consent.parts):
        return False
    if named and word.choice is StandingChoice.WITHOUT_NAME:
        return False
    consent.status, consent.answered_at, consent.given_by = ConsentStatus.GIVEN, unit.now, GivenBy.STANDING
    consent.wording, consent.wording_digest, consent.language = word.wording, word.wording_digest, word.language
    consent.sendable_at, consent.expires_at = unit.now + TIME_TO_STOP, unit.now + GIVEN_FOR
    unit.session.add(consent)
    referral.status = decide(track_table(referral.forum), referral.status, Act.CONSENT, Actor.WORKER)
    referral.version += 1
    unit.session.add(referral)
    data = {"consent": consent.id, "parts": consent.parts, "by": GivenBy.STANDING.value, "standing": word.id}
    await events.append(unit, case, "consent_given", SYSTEM, data)
    return True


async def stop_consent(unit: Unit, complainant_id: str, consent_id: str) -> None:
    """She stops what would go on her word in advance, before it may. Twice is once.

    Raises:
        NotThere: not hers.
        NotNow: it was not given in advance, or its day is over: then it is taken back like any other.
    """
    complainant, case = await own(unit, complainant_id)
    consent = await unit.session.get(Consent, consent_id, populate_existing=True)
    if consent is None or consent.complainant_id != complainant.id:
        raise NotThere
    if consent.status is ConsentStatus.DECLINED:
        return
    if not can_stop(unit, consent):
        raise NotNow("consent_past_stopping")
    referral = await unit.session.get_one(Referral, consent.referral_id, populate_existing=True)
    await _stop(unit, case, complainant, consent, referral)


def can_stop(unit: Unit, consent: Consent) -> bool:
    """Whether it was given in advance and may not go yet."""
    return consent.status is ConsentStatus.GIVEN and consent.sendable_at is not None and consent.sendable_at > unit.now


async def _stop(unit: Unit, case: Case, complainant: Complainant, consent: Consent, referral: Referral) -> None:
    consent.status, consent.answered_at = ConsentStatus.DECLINED, unit.now
    unit.session.add(consent)
    await close_previews(unit, [consent.id])
    await events.append(unit, case, "consent_stopped", actor_of(complainant), {"consent": consent.id})
    await end_without_words(unit, case, referral)
    await settle_waiting(unit, case)
