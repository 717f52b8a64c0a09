"""Onward proposals: a recipient says who else could help; the lead asks her, or does not.

Whoever proposed learns that the lead has seen it, and never what came of it: no recipient is told of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from cases.actions.asking import propose_referral
from cases.actions.parties import referable_parties
from cases.actions.telling import checked, not_withdrawn
from cases.actions.tracks import actor_on, leave_line, referral_of
from cases.actions.triage import lead_only
from cases.rules.errors import NotAllowed, NotNow, NotThere
from cases.rules.vocabulary import OnwardAnswer, OnwardReason, ReferralStatus
from cases.rules.workflow import Actor
from cases.store import events, lockboxes
from cases.store.door import Access
from cases.store.tables import OnwardProposal, Party, Referral, new_id
from cases.store.unit import Unit

WORKING = (ReferralStatus.RECEIVED, ReferralStatus.ACCEPTED, ReferralStatus.IN_PROGRESS, ReferralStatus.ON_HOLD)


@dataclass(frozen=True)
class Onward:
    """Who could help, why, and a note for the lead."""

    party_id: str
    reason: OnwardReason
    note: str = ""


async def onward_parties(unit: Unit, access: Access) -> list[Party]:
    """Whom a recipient may propose: everybody who can be referred to, but itself and the lead."""
    found = await referable_parties(unit, access.viewer.party_id)
    return [party for party, _ in found if party.id != access.case.lead_party_id]


async def propose_onward(unit: Unit, access: Access, onward: Onward, reference: str | None = None) -> OnwardProposal:
    """Say to the lead that one more party could help. Whether she excluded it, or it is in already, is not told.

    Raises:
        NotAllowed: it is the recipient's to say.
        NotNow: the recipient does not have the referral, or has proposed this party and waits.
        NotThere: no party that can be referred to.
    """
    referral = await referral_of(unit, access, reference)
    actor, entered = await actor_on(unit, access, referral)
    if actor is not Actor.RECIPIENT:
        raise NotAllowed
    if referral.status not in WORKING:
        raise NotNow(act="propose_onward", status=referral.status.value)
    if onward.party_id not in [party.id for party in await onward_parties(unit, access)]:
        raise NotThere
    waits = select(OnwardProposal.id).where(
        OnwardProposal.referral_id == referral.id,
        OnwardProposal.party_id == onward.party_id,
        col(OnwardProposal.answer).is_(None),
    )
    if (await unit.session.exec(waits)).first() is not None:
        raise NotNow("onward_waits")
    proposal = OnwardProposal(
        id=new_id(),
        case_id=access.case.id,
        referral_id=referral.id,
        party_id=onward.party_id,
        reason=onward.reason,
        by_staff_id=access.viewer.staff_id,
        at=unit.now,
    )
    if onward.note.strip():
        proposal.generation, proposal.sealed = await lockboxes.post(
            unit, referral.work_box, OnwardProposal.__tablename__, proposal.id, {"note": checked(onward.note, "note")}
        )
    unit.session.add(proposal)
    await leave_line(unit, access, referral, "onward_proposed", entered | {"reason": onward.reason.value})
    return proposal


async def answer_onward(
    unit: Unit, access: Access, proposal_id: str, answer: OnwardAnswer, parts: Sequence[str] = (), cover: str = ""
) -> Referral | None:
    """Take it up by asking her, as for any referral, or not now. The proposer learns that it was seen.

    Raises:
        NotThere: no such proposal in this case.
        NotNow: answered already; or, asking her, whatever stands in the way of a referral.
        BadInput: as for a referral.
    """
    lead_only(access)
    not_withdrawn(access.case)
    proposal = await unit.session.get(OnwardProposal, proposal_id, populate_existing=True)
    if proposal is None or proposal.case_id != access.case.id:
        raise NotThere
    if proposal.answer is not None:
        raise NotNow("onward_answered")
    proposal.answer, proposal.answered_at = answer, unit.now
    proposal.answered_by_staff_id = access.viewer.staff_id
    unit.session.add(proposal)
    track = await unit.session.get_one(Referral, proposal.referral_id)
    track.version += 1
    unit.session.add(track)
    await events.append(unit, access.case, "onward_seen", access.viewer.actor, referral_id=track.id)
    if answer is OnwardAnswer.NOT_NOW:
        return None
    return await propose_referral(unit, access, proposal.party_id, parts, cover)
