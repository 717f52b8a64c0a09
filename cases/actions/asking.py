"""Bringing one more party in begins with a question to every complainant; so does sharing more with one that is in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import col, select

from cases.actions import consents
from cases.actions.standing_consents import use_standing
from cases.actions.telling import tell
from cases.actions.tracks import recipient_names, referral_of
from cases.actions.triage import lead_only
from cases.rules import masking
from cases.rules.errors import BadInput, NotNow
from cases.rules.vocabulary import CaseStatus, ConsentStatus, Forum
from cases.rules.workflow import LIVE, Act, Actor, decide, track_table
from cases.store import events
from cases.store.door import Access
from cases.store.references import unused_reference
from cases.store.sharing import collect
from cases.store.story import complainants_of, who_she_is
from cases.store.tables import Case, Complainant, Consent, Exclusion, Party, Referral
from cases.store.unit import Unit


async def propose_referral(
    unit: Unit, access: Access, party_id: str, parts: Sequence[str], cover: str = ""
) -> Referral:
    """Propose one more party and ask every complainant, with a preview of each part.

    Args:
        cover: words to cover in what would go, one a line; the originals stay as they are.

    Raises:
        NotNow: the case is not active, the party is not open, excluded, the lead itself, or asked already.
        BadInput: a part that the case does not have, or a word to cover that stands nowhere.
    """
    lead_only(access)
    case = access.case
    _is_active(case)
    party = await _may_receive(unit, case, party_id)
    referral = await _opened(unit, access, party.id, None, parts, cover)
    data = {"referral": referral.id, "party": party.id, "parts": referral.parts}
    await events.append(unit, case, "referral_asked", access.viewer.actor, data)
    return referral


async def negotiate(unit: Unit, access: Access, forum: Forum, parts: Sequence[str], cover: str = "") -> Referral:
    """Open the lead's own negotiation: every complainant is asked what management may hear.

    Raises:
        NotNow: the case is not active, or such a negotiation runs already.
        BadInput: as for a proposal.
    """
    lead_only(access)
    case = access.case
    _is_active(case)
    running = select(Referral.id).where(
        Referral.case_id == case.id, Referral.forum == forum, col(Referral.status).in_(LIVE)
    )
    if (await unit.session.exec(running)).first() is not None:
        raise NotNow("negotiating_already")
    referral = await _opened(unit, access, case.lead_party_id, forum, parts, cover)
    data = {"referral": referral.id, "forum": forum.value, "parts": referral.parts}
    await events.append(unit, case, "negotiation_asked", access.viewer.actor, data)
    return referral


async def _opened(
    unit: Unit, access: Access, party_id: str, forum: Forum | None, parts: Sequence[str], cover: str
) -> Referral:
    referral = Referral(
        case_id=access.case.id,
        party_id=party_id,
        forum=forum,
        reference=await unused_reference(unit),
        parts=[],
        asked_at=unit.now,
    )
    unit.session.add(referral)
    await unit.session.flush()
    referral.parts = await _ask_everybody(unit, access, referral, parts, cover)
    unit.session.add(referral)
    await consents.wait_for_answers(unit, access.case, referral)
    return referral


async def ask_parts(unit: Unit, access: Access, reference: str | None, parts: Sequence[str], cover: str = "") -> None:
    """Ask every complainant for more parts on a track, or again for parts that changed since they saw them.

    Raises:
        NotNow: the case is not active, the track is over, or a question about it is still open.
        BadInput: as for a proposal.
    """
    lead_only(access)
    _is_active(access.case)
    referral = await referral_of(unit, access, reference)
    decide(track_table(referral.forum), referral.status, Act.ASK_PARTS, Actor.LEAD)
    asked = select(Consent.id).where(Consent.referral_id == referral.id, Consent.status == ConsentStatus.ASKED)
    if (await unit.session.exec(asked.limit(1))).first() is not None:
        raise NotNow("consent_still_asked")
    wanted = await _ask_everybody(unit, access, referral, parts, cover)
    referral.version += 1
    unit.session.add(referral)
    await consents.wait_for_answers(unit, access.case, referral)
    await events.append(
        unit, access.case, "parts_asked", access.viewer.actor, {"parts": wanted}, referral_id=referral.id
    )


def _is_active(case: Case) -> None:
    if case.status not in (CaseStatus.ACTIVE, CaseStatus.AWAITING_WORKER):
        raise NotNow(act="propose", status=case.status.value)


async def _ask_everybody(unit: Unit, access: Access, referral: Referral, parts: Sequence[str], cover: str) -> list[str]:
    """Each complainant is asked for those of the parts that she has told something of; returns the parts.

    Who gave exactly that already is not asked again: her colleague, who joined later, is.
    """
    keys, case = access.viewer.keys, access.case
    wanted = list(dict.fromkeys(parts))
    found = await collect(unit, keys, case)
    missing = [part for part in wanted if not found.items.get(part)]
    if not wanted:
        raise BadInput("no_part", field="parts")
    if missing:
        raise BadInput("part_empty", field="parts", parts=missing)
    words = masking.words_to_cover(cover)
    if len(words) > masking.MOST_WORDS:
        raise BadInput("too_many_words", field="cover", most=masking.MOST_WORDS)
    unfound = masking.unfound([item for part in wanted for item in found.items[part]], words)
    if unfound:
        raise BadInput("cover_not_found", field="cover", words=", ".join(unfound))
    name = await recipient_names(unit, referral)
    asked = [
        await _ask(unit, access, complainant, referral, wanted, words, name)
        for complainant in await complainants_of(unit, case)
    ]
    if not any(asked):
        raise NotNow("given_already")
    return wanted


async def _ask(
    unit: Unit,
    access: Access,
    complainant: Complainant,
    referral: Referral,
    wanted: Sequence[str],
    words: Sequence[str],
    name: dict[str, str],
) -> bool:
    """Whether she was asked."""
    hers = (await collect(unit, access.viewer.keys, access.case, complainant)).covered(words)
    told = [part for part in wanted if hers.items.get(part)]
    if not told or await consents.stands_for(unit, complainant, referral, hers, told):
        return False
    ask = "consent_more" if await consents.given_to(unit, complainant, referral) else "consent_ask"
    consent = await consents.ask(unit, access.case, complainant, referral, hers, told, words)
    named = await _says_who_she_is(unit, access, complainant, [item for part in told for item in hers.items[part]])
    answered = await use_standing(unit, access.case, complainant, referral, consent, named=named)
    notice = "consent_standing" if answered else ask
    await tell(unit, complainant, notice, {"consent_id": consent.id, "party": name})
    return True


async def _says_who_she_is(
    unit: Unit, access: Access, complainant: Complainant, items: Sequence[Mapping[str, Any]]
) -> bool:
    known = await who_she_is(unit, access.viewer.keys, complainant)
    return len(masking.unfound(items, known)) < len(known)


async def _may_receive(unit: Unit, case: Case, party_id: str) -> Party:
    party = await unit.session.get(Party, party_id)
    if party is None or (party.on_platform and party.opened_at is None):
        raise NotNow("party_not_open")
    if party.id == case.lead_party_id:
        raise NotNow("party_is_lead")
    excluded = select(Exclusion.id).where(Exclusion.case_id == case.id, Exclusion.party_id == party.id)
    if (await unit.session.exec(excluded)).first() is not None:
        raise NotNow("party_excluded")
    running = select(Referral.id).where(
        Referral.case_id == case.id, Referral.party_id == party.id, col(Referral.status).in_(LIVE)
    )
    if (await unit.session.exec(running)).first() is not None:
        raise NotNow("party_asked_already")
    return party
