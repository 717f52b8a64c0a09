"""Another party takes over the lead of a case: up to a federation, down to a unit, or across.

Every complainant is asked, and only she decides: by her own channel, or on paper that two people of the lead party
have seen. An officer of the old lead then seals everything to the new one; the server alone never can. Referrals,
consents, disclosures, meetings, remedies and clocks go along untouched.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlmodel import col, select

from cases.actions.consents import settle_waiting, wait_for_worker
from cases.actions.papers import PAPERS, Paper, keep_paper
from cases.actions.parties import open_parties
from cases.actions.telling import actor_of, locked, own, party_names, tell, tell_all, word_of
from cases.actions.triage import lead_only
from cases.rules.errors import NotAllowed, NotNow, NotThere
from cases.rules.roles import Permission, require
from cases.rules.vocabulary import (
    LEAD_KINDS,
    ConsentStatus,
    GivenBy,
    HandoverStatus,
    Language,
    PartyKind,
    Relation,
)
from cases.rules.workflow import HANDOVER, LIVE, OPEN_CASE, RUNNING, Act, Actor, decide
from cases.store import events, lockboxes
from cases.store.door import Access
from cases.store.handovers import (
    Handing,
    Kin,
    Target,
    consents_to,
    end_open,
    handovers_of,
    open_handover,
    own_handover,
)
from cases.store.standing_consents import end_standing_words
from cases.store.story import complainants_of
from cases.store.tables import (
    Case,
    CaseHolder,
    Complainant,
    EstimateSheet,
    Exclusion,
    Handover,
    HandoverConsent,
    LinkedCase,
    MeetingNote,
    Party,
    Referral,
)
from cases.store.unit import Unit
from cases.vault.hashing import keyed_digest

ASKED_FOR = dt.timedelta(days=14)
GIVEN_FOR = dt.timedelta(days=14)  # a yes is for now: what nobody carried out in this time is asked anew
WORDING = "handover_1"
SYSTEM = "system"
AT_ONCE = 100


# --------------------------------------------------------------------------------------------------- asking
async def ask_handover(unit: Unit, access: Access, to_party_id: str) -> Handover:
    """Ask every complainant whether another party shall lead her case.

    Raises:
        NotNow: the case is closed, a hand-over is open already, or the party may not lead this case; the code
            says why.
    """
    lead_only(access)
    require(access.viewer.role, Permission.HAND_OVER_CASES)
    case = access.case
    _still_open(case)
    if await open_handover(unit, case) is not None:
        raise NotNow("handover_asked_already")
    party = await _may_lead(unit, case, to_party_id)
    handover = Handover(
        case_id=case.id,
        from_party_id=case.lead_party_id,
        to_party_id=party.id,
        by_staff_id=access.viewer.staff_id,
        asked_at=unit.now,
    )
    unit.session.add(handover)
    await unit.session.flush()
    await wait_for_worker(unit, case, Actor.LEAD)
    await events.append(unit, case, "handover_asked", access.viewer.actor, {"handover": handover.id, "party": party.id})
    names = await _names(unit, handover)
    for complainant in await complainants_of(unit, case):
        unit.session.add(
            HandoverConsent(
                handover_id=handover.id,
                complainant_id=complainant.id,
                wording=WORDING,
                expires_at=unit.now + ASKED_FOR,
            )
        )
        await tell(unit, complainant, "handover_ask", names | {"handover_id": handover.id})
    await unit.session.flush()
    return handover


def _still_open(case: Case) -> None:
    if case.status not in OPEN_CASE:
        raise NotNow(act="hand_over", status=case.status.value)


async def _may_lead(unit: Unit, case: Case, party_id: str) -> Party:
    party = await unit.session.get(Party, party_id, populate_existing=True)
    if party is None or party.opened_at is None or party.kind not in LEAD_KINDS:
        raise NotNow("party_not_open")
    if party.id == case.lead_party_id:
        raise NotNow("party_is_lead")
    if party.id in await _excluded(unit, case):
        raise NotNow("party_excluded")
    if party.id in await _recipients(unit, case):
        raise NotNow("party_has_referral")
    return party


async def _excluded(unit: Unit, case: Case) -> set[str]:
    rows = await unit.session.exec(select(Exclusion.party_id).where(Exclusion.case_id == case.id))
    return {party_id for party_id in rows.all() if party_id}


async def _recipients(unit: Unit, case: Case) -> set[str]:
    """Parties with a referral that has not ended: a party is never lead and recipient of the same case."""
    rows = await unit.session.exec(
        select(Referral.party_id).where(Referral.case_id == case.id, col(Referral.status).in_(LIVE))
    )
    return set(rows.all())


async def _names(unit: Unit, handover: Handover) -> dict[str, dict[str, str]]:
    return {
        "party": await party_names(unit, handover.to_party_id),
        "lead": await party_names(unit, handover.from_party_id),
    }


async def revoke_handover(unit: Unit, access: Access, handover_id: str) -> None:
    """The lead takes it back before it is carried out."""
    lead_only(access)
    handover = await _of_case(unit, access, handover_id)
    decide(HANDOVER, handover.status, Act.REVOKE, Actor.LEAD)
    await end_open(unit, access.case, Act.REVOKE, Actor.LEAD)
    await events.append(unit, access.case, "handover_revoked", access.viewer.actor, {"handover": handover.id})
    await settle_waiting(unit, access.case)


async def _of_case(unit: Unit, access: Access, handover_id: str) -> Handover:
    handover = await unit.session.get(Handover, handover_id, populate_existing=True)
    if handover is None or handover.case_id != access.case.id:
        raise NotThere
    return handover


# ------------------------------------------------------------------------------------------------- her word
async def answer_handover(
    unit: Unit, complainant_id: str, handover_id: str, *, yes: bool, language: Language, wording_digest: str
) -> None:
    """Her yes, or her no. The same answer again changes nothing; a no after a yes counts until it is carried out.

    Raises:
        NotThere: she was not asked about it.
        NotNow: it is over: carried out, taken back, declined or run out.
    """
    complainant, case = await own(unit, complainant_id)
    found = await own_handover(unit, complainant.id, handover_id)
    handover, consent = found.handover, found.consent
    if consent.status is (ConsentStatus.GIVEN if yes else ConsentStatus.DECLINED):
        return
    if found.status not in (ConsentStatus.ASKED, ConsentStatus.GIVEN):
        raise NotNow("handover_over")
    decide(HANDOVER, handover.status, Act.CONSENT if yes else Act.DECLINE, Actor.WORKER)
    consent.status = ConsentStatus.GIVEN if yes else ConsentStatus.DECLINED
    consent.given_by, consent.answered_at, consent.language = word_of(complainant), unit.now, language
    consent.wording_digest = keyed_digest(unit.keys.install("wording"), wording_digest.encode()).hex()
    if yes:
        consent.expires_at = unit.now + GIVEN_FOR
    unit.session.add(consent)
    await unit.session.flush()
    if not yes:
        await end_open(unit, case, Act.DECLINE, Actor.WORKER)
    data = {"handover": handover.id, "yes": yes}
    await events.append(unit, case, "handover_answered", actor_of(complainant), data)
    await settle_waiting(unit, case)


# ---------------------------------------------------------------------------------------------------- paper
async def enter_paper_answer(unit: Unit, access: Access, consent_id: str, paper: Paper) -> None:
    """An officer enters that she said yes on paper. It counts once somebody else of the party has seen the photo.

    A better photo may be entered until then.

    Raises:
        BadInput: the file is neither a photo nor a document.
        NotNow: she has answered already, or it is over.
    """
    lead_only(access)
    require(access.viewer.role, Permission.HAND_OVER_CASES)
    case = access.case
    handover, consent = await _asked_of(unit, access, consent_id)
    await keep_paper(unit, case, paper, consent.complainant_id, PAPERS)
    consent.evidence_id, consent.entered_by_staff_id = paper.evidence_id, access.viewer.staff_id
    unit.session.add(consent)
    await events.append(unit, case, "handover_paper_entered", access.viewer.actor, {"handover": handover.id})


async def _asked_of(unit: Unit, access: Access, consent_id: str) -> tuple[Handover, HandoverConsent]:
    """A word that is still asked for. Raises NotThere, or NotNow when it is not asked for any more."""
    consent = await unit.session.get(HandoverConsent, consent_id, populate_existing=True)
    if consent is None:
        raise NotThere
    handover = await _of_case(unit, access, consent.handover_id)
    decide(HANDOVER, handover.status, Act.CONSENT, Actor.WORKER)
    if consent.status is not ConsentStatus.ASKED:
        raise NotNow("consent_answered")
    if consent.expires_at <= unit.now:
        raise NotNow("handover_over")
    return handover, consent


async def second_paper_answer(unit: Unit, access: Access, consent_id: str) -> None:
    """Somebody else of the party has seen the paper: from now on it is her yes, and she is told that it counts.

    Raises:
        NotNow: no paper was entered, she has answered otherwise, or it is over.
        NotAllowed: whoever entered it cannot confirm it too.
    """
    lead_only(access)
    require(access.viewer.role, Permission.SECOND_PAPER)
    case = access.case
    handover, consent = await _asked_of(unit, access, consent_id)
    if consent.entered_by_staff_id is None:
        raise NotNow("paper_missing")
    if consent.entered_by_staff_id == access.viewer.staff_id:
        raise NotAllowed("paper_same_person")
    consent.status, consent.given_by = ConsentStatus.GIVEN, GivenBy.PAPER
    consent.seconded_by_staff_id, consent.answered_at = access.viewer.staff_id, unit.now
    consent.expires_at = unit.now + GIVEN_FOR
    unit.session.add(consent)
    await unit.session.flush()
    await events.append(
        unit, case, "handover_paper_seconded", access.viewer.actor, {"handover": handover.id, "yes": True}
    )
    complainant = await unit.session.get_one(Complainant, consent.complainant_id)
    names = await _names(unit, handover)
    await tell(unit, complainant, "handover_paper", names | {"handover_id": handover.id})
    await settle_waiting(unit, case)


# ----------------------------------------------------------------------------------------------- carrying out
async def carry_out_handover(unit: Unit, access: Access, handover_id: str) -> None:
    """The new lead gets everything, the old one nothing any more. Afterwards the case is not there for the old lead.

    Raises:
        NotNow: not everybody has said yes, the party may not lead the case (any more), or the officer's keys do not
            open all of it.
    """
    lead_only(access)
    require(access.viewer.role, Permission.HAND_OVER_CASES)
    case = access.case
    handover = await _of_case(unit, access, handover_id)
    status = decide(HANDOVER, handover.status, Act.CARRY_OUT, Actor.LEAD)
    _still_open(case)
    if not await _everybody_agreed(unit, case, handover):
        raise NotNow("handover_not_agreed")
    party = await _may_lead(unit, case, handover.to_party_id)
    try:
        await lockboxes.hand_on(unit, access.viewer.keys, case.id, await lockboxes.holder_of_party(unit, party.id))
    except NotThere:
        raise NotNow("handover_keys") from None
    await _new_holder(unit, access, party)
    await unit.session.exec(
        sa.update(Referral)
        .where(col(Referral.case_id) == case.id, col(Referral.forum).is_not(None))
        .values(party_id=party.id)
    )
    await unit.session.exec(sa.delete(LinkedCase).where(col(LinkedCase.case_id) == case.id))
    await end_standing_words(unit, [complainant.id for complainant in await complainants_of(unit, case)])
    await _keep_from_the_other_side(unit, case, party)
    case.lead_party_id, case.burst_id, case.owner_staff_id = party.id, None, None
    handover.status, handover.ended_at = status, unit.now
    unit.session.add_all([case, handover])
    await unit.session.flush()
    await events.append(unit, case, "handover_done", access.viewer.actor, {"handover": handover.id, "party": party.id})
    await _tell_recipients(unit, access)
    await tell_all(unit, case, "handover_done", await _names(unit, handover))


async def _everybody_agreed(unit: Unit, case: Case, handover: Handover) -> bool:
    given = {
        consent.complainant_id
        for consent in await consents_to(unit, handover)
        if consent.status is ConsentStatus.GIVEN and consent.expires_at > unit.now
    }
    return {complainant.id for complainant in await complainants_of(unit, case)} == given


async def _new_holder(unit: Unit, access: Access, party: Party) -> None:
    """The case stands in the new lead's list instead; what it received of it earlier is among what it leads now."""
    rows = await unit.session.exec(
        select(CaseHolder).where(
            CaseHolder.case_id == access.case.id,
            CaseHolder.party_id == party.id,
            CaseHolder.relation == Relation.RECIPIENT,
        )
    )
    for earlier in rows.all():
        await unit.session.delete(earlier)
    access.holder.party_id, access.holder.listed_at = party.id, unit.now
    unit.session.add(access.holder)


async def _keep_from_the_other_side(unit: Unit, case: Case, party: Party) -> None:
    """What the old lead wrote for itself about a track is not for whom it sat across from there.

    BFC mediates: what the workers' side reckons with stays theirs, on whatever track.
    """
    notes = sa.delete(MeetingNote).where(col(MeetingNote.case_id) == case.id, col(MeetingNote.side) == Relation.LEAD)
    if party.kind is PartyKind.BFC:
        await unit.session.exec(notes)
        await unit.session.exec(sa.delete(EstimateSheet).where(col(EstimateSheet.case_id) == case.id))
        return
    across = select(Referral.id).where(
        col(Referral.case_id) == case.id, col(Referral.party_id) == party.id, col(Referral.forum).is_(None)
    )
    await unit.session.exec(notes.where(col(MeetingNote.referral_id).in_(across)))


async def _tell_recipients(unit: Unit, access: Access) -> None:
    """A line in the timeline of every track that runs: somebody else leads now."""
    running = select(Referral.id).where(Referral.case_id == access.case.id, col(Referral.status).in_(RUNNING))
    for referral_id in (await unit.session.exec(running.order_by(col(Referral.asked_at)))).all():
        await events.append(unit, access.case, "lead_changed", access.viewer.actor, referral_id=referral_id)


# ----------------------------------------------------------------------------------------------------- time
async def expire_handovers(unit: Unit) -> None:
    """Hand-overs that somebody did not answer in time, or that nobody carried out in time, are over."""
    over = (
        select(Handover.id, Handover.case_id)
        .join(HandoverConsent, col(HandoverConsent.handover_id) == col(Handover.id))
        .where(
            Handover.status == HandoverStatus.ASKED,
            col(HandoverConsent.status).in_((ConsentStatus.ASKED, ConsentStatus.GIVEN)),
            col(HandoverConsent.expires_at) <= unit.now,
        )
    )
    rows = await unit.session.exec(over.distinct().order_by(col(Handover.case_id)).limit(AT_ONCE))
    for handover_id, case_id in rows.all():
        case = await locked(unit, case_id)
        handover = await open_handover(unit, case)
        if handover is not None and handover.id == handover_id and await _ran_out(unit, handover):
            await end_open(unit, case, Act.EXPIRE, Actor.SYSTEM)
            await settle_waiting(unit, case)
            await events.append(unit, case, "handover_expired", SYSTEM, {"handover": handover.id})


async def _ran_out(unit: Unit, handover: Handover) -> bool:
    """Looked at again under the lock: her word of now counts."""
    standing = (ConsentStatus.ASKED, ConsentStatus.GIVEN)
    return any(
        consent.status in standing and consent.expires_at <= unit.now for consent in await consents_to(unit, handover)
    )


# ------------------------------------------------------------------------------------------ the lead's page
async def handing_of(unit: Unit, access: Access) -> Handing:
    """What the lead sees of handing the case on, and to whom it may go now."""
    lead_only(access)
    found = await handovers_of(unit, access.case)
    going = next((one for one in found if one.row.status is HandoverStatus.ASKED), None)
    earlier = [one for one in found if one is not going]
    if going is not None:
        return Handing(going, earlier, (), await _everybody_agreed(unit, access.case, going.row))
    targets = await targets_of(unit, access) if access.case.status in OPEN_CASE else []
    return Handing(None, earlier, targets)


async def targets_of(unit: Unit, access: Access) -> list[Target]:
    """Who may lead the case instead: the parent first, then own units, then others."""
    case = access.case
    lead = await unit.session.get_one(Party, case.lead_party_id)
    left_out = {lead.id, *await _excluded(unit, case), *await _recipients(unit, case)}
    found = [
        Target(party, standing, _kin(lead, party))
        for party, standing in await open_parties(unit, LEAD_KINDS)
        if party.id not in left_out
    ]
    return sorted(found, key=lambda target: list(Kin).index(target.kin))


def _kin(lead: Party, party: Party) -> Kin:
    if party.id == lead.parent_id:
        return Kin.PARENT
    return Kin.UNIT if party.parent_id == lead.id else Kin.OTHER
