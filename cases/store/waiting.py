"""What nobody of a party has looked at yet: counts for the navigation, capped, since more says nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from cases.rules.vocabulary import CaseStatus, ReferralStatus, Relation, StaffRole
from cases.store.bursts import bursts_for, in_a_burst
from cases.store.clocks import overdue_for_leads
from cases.store.door import openable_for
from cases.store.tables import Case, CaseHolder, Referral
from cases.store.unit import Unit
from cases.store.viewers import Viewer

MOST = 99
UNANSWERED = (ReferralStatus.SENT, ReferralStatus.RECEIVED)


@dataclass(frozen=True)
class Waiting:
    """New cases, unanswered and overdue referrals; `MOST + 1` stands for more than `MOST`."""

    cases: int = 0
    referrals: int = 0
    overdue: int = 0  # answers that did not come in time, for leads


async def waiting_for(unit: Unit, viewer: Viewer) -> Waiting:
    """What waits for this viewer's party."""
    new = select(Case.id).where(
        Case.lead_party_id == viewer.party_id,
        Case.status == CaseStatus.RECEIVED,
        col(Case.id).not_in(in_a_burst()),
    )
    sent = select(Referral.id).where(Referral.party_id == viewer.party_id, col(Referral.status).in_(UNANSWERED))
    led, received = openable_for(viewer, Relation.LEAD), openable_for(viewer, Relation.RECIPIENT)
    bursts = len(await bursts_for(unit, viewer))  # each is one thing to look at
    return Waiting(
        cases=min(await _up_to(unit, led.where(col(CaseHolder.case_id).in_(new))) + bursts, MOST + 1),
        referrals=await _up_to(unit, received.where(col(CaseHolder.referral_id).in_(sent))),
        overdue=await _up_to(unit, openable_for(viewer).where(overdue_for_leads()))
        if viewer.role is StaffRole.LEAD
        else 0,
    )


async def _up_to(unit: Unit, query: Any) -> int:
    """How many rows, counted no further than one beyond `MOST`."""
    found = query.with_only_columns(col(CaseHolder.id)).limit(MOST + 1).subquery()
    counted: int = (await unit.session.exec(select(sa.func.count()).select_from(found))).one()
    return counted


async def holds_any(unit: Unit, viewer: Viewer, relation: Relation) -> bool:
    """Whether the viewer can open a single case that stands so to her party."""
    return (await unit.session.exec(openable_for(viewer, relation).limit(1))).first() is not None
