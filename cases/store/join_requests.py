"""Whether she joins a common case: what she was asked, and whether that is still possible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from cases.rules.errors import NotThere
from cases.rules.vocabulary import ConsentStatus
from cases.rules.workflow import LIVE, OPEN_CASE
from cases.store.handovers import open_handover
from cases.store.tables import Case, Exclusion, JoinRequest, LinkedCase, Party, Referral
from cases.store.unit import Unit


@dataclass(frozen=True)
class OwnJoin:
    """What one worker was asked. `status` is where her own word stands today."""

    row: JoinRequest
    common: Case
    lead: Party
    status: ConsentStatus


async def own_join(unit: Unit, complainant_id: str, request_id: str) -> OwnJoin:
    """Raises NotThere when she was not asked any such thing."""
    row = await unit.session.get(JoinRequest, request_id, populate_existing=True)
    if row is None or row.complainant_id != complainant_id:
        raise NotThere
    own = await unit.session.get_one(Case, row.case_id)
    common = await unit.session.get_one(Case, row.into_case_id)
    lead = await unit.session.get_one(Party, own.lead_party_id)
    return OwnJoin(row, common, lead, await status_of(unit, row, own, common))


async def joins_asked(unit: Unit, complainant_id: str) -> tuple[str, ...]:
    """Ids of what she may still answer."""
    query = select(JoinRequest.id).where(
        JoinRequest.complainant_id == complainant_id, JoinRequest.status == ConsentStatus.ASKED
    )
    ids = (await unit.session.exec(query.order_by(col(JoinRequest.asked_at), col(JoinRequest.id)))).all()
    found = [await own_join(unit, complainant_id, one) for one in ids]
    return tuple(one.row.id for one in found if one.status is ConsentStatus.ASKED)


async def requests_between(unit: Unit, own: Case, into: Case) -> Sequence[JoinRequest]:
    """Who of one case was asked to join the other, the oldest first."""
    query = select(JoinRequest).where(JoinRequest.case_id == own.id, JoinRequest.into_case_id == into.id)
    return (await unit.session.exec(query.order_by(col(JoinRequest.asked_at), col(JoinRequest.id)))).all()


async def status_of(unit: Unit, row: JoinRequest, own: Case, common: Case) -> ConsentStatus:
    """Where a request stands: nobody is asked any more for what has run out or cannot be."""
    if row.status is not ConsentStatus.ASKED:
        return row.status
    open_to_her = row.expires_at > unit.now and await can_join(unit, own, common)
    return ConsentStatus.ASKED if open_to_her else ConsentStatus.EXPIRED


async def can_join(unit: Unit, own: Case, common: Case) -> bool:
    """Whether workers of one case may join the other: linked, of one lead, open, not being handed on, no conflict."""
    return (
        own.lead_party_id == common.lead_party_id
        and common.status in OPEN_CASE
        and common.erased_at is None
        and await linked_together(unit, own, common)
        and await open_handover(unit, common) is None
        and not await barred_by(unit, own, common)
    )


async def linked_together(unit: Unit, one: Case, other: Case) -> bool:
    """Whether two cases are linked with each other."""
    query = select(LinkedCase.group_id).where(col(LinkedCase.case_id).in_((one.id, other.id)))
    groups = (await unit.session.exec(query)).all()
    return len(groups) == 2 and len(set(groups)) == 1


async def barred_by(unit: Unit, own: Case, common: Case) -> bool:
    """Whether somebody whom the workers of one case excluded takes part in the other."""
    excluded = select(Exclusion.party_id).where(Exclusion.case_id == own.id, col(Exclusion.party_id).is_not(None))
    query = select(Referral.id).where(
        Referral.case_id == common.id, col(Referral.status).in_(LIVE), col(Referral.party_id).in_(excluded)
    )
    return (await unit.session.exec(query.limit(1))).first() is not None
