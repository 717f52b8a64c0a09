"""Whom a case is closed to: organisations that a worker named, and people at a desk who declared a conflict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from cases.store.door import Access, openable_for
from cases.store.tables import Case, CaseHolder, Exclusion, Party, Staff, StaffPartyKey
from cases.store.unit import Unit
from cases.store.viewers import Viewer

PAGE = 200


async def excluded_parties(unit: Unit, case: Case) -> Sequence[Party]:
    """The organisations that must not know of a case, each once."""
    named = select(Exclusion.party_id).where(Exclusion.case_id == case.id)
    return (await unit.session.exec(select(Party).where(col(Party.id).in_(named)).order_by(Party.slug))).all()


@dataclass(frozen=True)
class Declared:
    """A conflict that somebody of the viewer's party declared."""

    id: str
    reference: str  # what the viewer's party calls the case
    alias: str
    at: dt.datetime


async def declared_to(unit: Unit, viewer: Viewer) -> list[Declared]:
    """Conflicts of the viewer's colleagues in cases whose door opens to the viewer, newest first, the last 200."""
    held = openable_for(viewer).with_only_columns(col(CaseHolder.case_id), col(CaseHolder.reference)).subquery()
    query = (
        select(Exclusion.id, held.c.reference, Staff.alias, Exclusion.declared_at)
        .join(Staff, col(Staff.id) == col(Exclusion.staff_id))
        .join(held, held.c.case_id == col(Exclusion.case_id))
        .where(Staff.party_id == viewer.party_id, col(Exclusion.declared_at).is_not(None))
        .order_by(col(Exclusion.declared_at).desc(), col(Exclusion.id), held.c.reference)
        .limit(PAGE)
    )
    return [Declared(*row) for row in (await unit.session.exec(query)).all()]


async def declared_by_colleague(unit: Unit, access: Access, exclusion_id: str) -> Exclusion | None:
    """A conflict that somebody of the viewer's party declared in this very case."""
    query = (
        select(Exclusion)
        .join(Staff, col(Staff.id) == col(Exclusion.staff_id))
        .where(
            Exclusion.id == exclusion_id,
            Exclusion.case_id == access.case.id,
            Staff.party_id == access.viewer.party_id,
            col(Exclusion.declared_at).is_not(None),
        )
    )
    return (await unit.session.exec(query)).first()


async def others_can_open(unit: Unit, access: Access) -> bool:
    """Whether somebody else of the viewer's party can open this case: holds its key, not suspended, no conflict."""
    query = _who_can_open(access.case, access.viewer.party_id).where(Staff.id != access.viewer.staff_id)
    return (await unit.session.exec(query.limit(1))).first() is not None


async def anybody_can_open(unit: Unit, case: Case) -> bool:
    """Whether somebody of the party that leads a case can open it."""
    return (await unit.session.exec(_who_can_open(case, case.lead_party_id).limit(1))).first() is not None


async def can_open(unit: Unit, case: Case, staff_id: str) -> bool:
    """Whether this person of the party that leads a case can open it."""
    query = _who_can_open(case, case.lead_party_id).where(Staff.id == staff_id)
    return (await unit.session.exec(query)).first() is not None


def _who_can_open(case: Case, party_id: str) -> SelectOfScalar[str]:
    shut_out = sa.exists().where(col(Exclusion.case_id) == case.id, col(Exclusion.staff_id) == col(Staff.id))
    holds_key = sa.exists().where(col(StaffPartyKey.staff_id) == col(Staff.id), col(StaffPartyKey.party_id) == party_id)
    return select(Staff.id).where(
        Staff.party_id == party_id,
        col(Staff.removed_at).is_(None),
        col(Staff.suspended_at).is_(None),
        holds_key,
        ~shut_out,
    )
