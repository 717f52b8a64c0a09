"""The one door to a case. Every page, verb, file, list and figure comes through here.

Not yours and not there are the same answer. A conflict of interest holds here too: whom a worker excluded,
or who declared a conflict, has no door.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from cases.rules.errors import ChangedMeanwhile, NotThere
from cases.rules.vocabulary import Relation
from cases.rules.workflow import OUT, Actor
from cases.store.tables import Case, CaseHolder, Exclusion, Referral
from cases.store.unit import Unit, is_open
from cases.store.viewers import Viewer


@dataclass(frozen=True)
class Access:
    """An opened door: the case, how the viewer's party stands to it and, for a recipient, its referral."""

    case: Case
    holder: CaseHolder
    viewer: Viewer
    referral: Referral | None = None

    @property
    def is_lead(self) -> bool:
        return self.holder.relation is Relation.LEAD

    @property
    def is_out(self) -> bool:
        """Whether the viewer's party was brought in once, and nothing more of the case is its to know."""
        return self.referral is not None and self.referral.status in OUT

    @property
    def actor(self) -> Actor:
        return Actor.LEAD if self.is_lead else Actor.RECIPIENT

    @property
    def version(self) -> int:
        """What a form must have seen: the lead sees the case change, a recipient its referral only."""
        return self.referral.version if self.referral else self.case.version


def _holders(viewer: Viewer) -> SelectOfScalar[CaseHolder]:
    """The holder rows that this viewer may know of: of her party, without conflict."""
    conflict = sa.exists().where(
        col(Exclusion.case_id) == col(CaseHolder.case_id),
        sa.or_(col(Exclusion.party_id) == viewer.party_id, col(Exclusion.staff_id) == viewer.staff_id),
    )
    return select(CaseHolder).where(CaseHolder.party_id == viewer.party_id, ~conflict)


def cases_for(viewer: Viewer, relation: Relation | None = None) -> SelectOfScalar[CaseHolder]:
    """Every list and figure starts from this selection of holder rows. Erased cases still count in figures."""
    holders = _holders(viewer)
    return holders.where(CaseHolder.relation == relation) if relation else holders


def openable_for(viewer: Viewer, relation: Relation | None = None) -> SelectOfScalar[CaseHolder]:
    """Those of `cases_for` whose door opens: a list never shows a line that nobody can open."""
    erased = sa.exists().where(col(Case.id) == col(CaseHolder.case_id), col(Case.erased_at).is_not(None))
    return cases_for(viewer, relation).where(~erased)


async def _holder(unit: Unit, viewer: Viewer, number: str) -> CaseHolder:
    query = _holders(viewer).where(CaseHolder.reference == number).execution_options(populate_existing=True)
    holder = (await unit.session.exec(query)).first()
    if holder is None:
        raise NotThere
    return holder


async def case_for(unit: Unit, viewer: Viewer, number: str, *, seen: int | None = None, wait: bool = True) -> Access:
    """Open the door by case number (lead) or referral reference (recipient).

    Inside a writing unit the case row is locked, and whose it is is read again behind the lock: a hand-over or a
    conflict that was declared meanwhile counts. With `seen`, the version that a form was drawn from. `wait=False` is
    for a second case in one unit: whoever holds one never waits for another, which could wait for the first.

    Raises:
        NotThere: no such case for this viewer.
        ChangedMeanwhile: somebody changed it since `seen`, or is changing it and must not be waited for.
    """
    holder = await _holder(unit, viewer, number)
    wanted = select(Case).where(Case.id == holder.case_id)
    if is_open():
        wanted = wanted.with_for_update(skip_locked=not wait).execution_options(populate_existing=True)
    case = (await unit.session.exec(wanted)).one_or_none()
    if case is None:
        raise ChangedMeanwhile
    if is_open():
        holder = await _holder(unit, viewer, number)
    if case.erased_at is not None:
        raise NotThere
    referral = (
        await unit.session.get(Referral, holder.referral_id, populate_existing=True) if holder.referral_id else None
    )
    access = Access(case, holder, viewer, referral)
    if seen is not None and seen != access.version:
        raise ChangedMeanwhile(version=access.version)
    return access
