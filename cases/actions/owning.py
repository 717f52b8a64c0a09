"""Whose work a case is: somebody takes it, a lead gives it to somebody, and all of one person's goes to another."""

from __future__ import annotations

from sqlmodel import col, select

from cases.actions.triage import lead_only
from cases.rules.errors import BadInput, NotAllowed
from cases.rules.roles import Permission, may, require
from cases.rules.vocabulary import Relation
from cases.rules.workflow import OPEN_CASE
from cases.store import events
from cases.store.conflicts import can_open
from cases.store.door import Access, case_for, openable_for
from cases.store.tables import Case, CaseHolder, Staff
from cases.store.unit import Unit
from cases.store.viewers import Viewer

AT_ONCE = 200  # cases in one transaction; the same act again takes the next ones


async def assign(unit: Unit, access: Access, alias: str) -> None:
    """The case is somebody's work from now on, or with "" nobody's. Twice is once.

    Everybody takes a case for herself or lets her own go; for others that is a lead's to say.

    Raises:
        NotAllowed: it would be somebody else's work, or is, and the viewer is no lead.
        BadInput: nobody of the party by that alias who can open the case.
    """
    lead_only(access)
    person = await _person(unit, access.viewer, alias, access.case) if alias else None
    hers = {access.viewer.staff_id, None}
    if (
        not may(access.viewer.role, Permission.ASSIGN_CASES)
        and not {
            access.case.owner_staff_id,
            person.id if person else None,
        }
        <= hers
    ):
        raise NotAllowed
    await _give(unit, access, person)


async def reassign(unit: Unit, viewer: Viewer, from_alias: str, to_alias: str) -> tuple[int, int]:
    """Give open cases that are one person's work to another; (how many went, how many she cannot open).

    Raises:
        NotAllowed: no lead.
        BadInput: nobody of the party by one of these aliases.
    """
    require(viewer.role, Permission.ASSIGN_CASES)
    old = await _person(unit, viewer, from_alias, gone=True)
    new = await _person(unit, viewer, to_alias)
    hers = select(Case.id).where(Case.owner_staff_id == old.id, col(Case.status).in_(OPEN_CASE))
    numbers = openable_for(viewer, Relation.LEAD).where(col(CaseHolder.case_id).in_(hers))
    went = left = 0
    for holder in (await unit.session.exec(numbers.order_by(col(CaseHolder.case_id)).limit(AT_ONCE))).all():
        access = await case_for(unit, viewer, holder.reference)
        if await can_open(unit, access.case, new.id):
            await _give(unit, access, new)
            went += 1
        else:
            left += 1
    return went, left


async def _person(unit: Unit, viewer: Viewer, alias: str, case: Case | None = None, *, gone: bool = False) -> Staff:
    """One of the viewer's party; with `gone` also somebody who was removed, whose work goes on with another."""
    query = select(Staff).where(Staff.party_id == viewer.party_id, Staff.account == alias.strip().lower())
    if not gone:
        query = query.where(col(Staff.removed_at).is_(None))
    person = (await unit.session.exec(query)).first()
    if person is None or (case is not None and not await can_open(unit, case, person.id)):
        raise BadInput("person_unknown", field="to")
    return person


async def _give(unit: Unit, access: Access, person: Staff | None) -> None:
    if access.case.owner_staff_id == (person.id if person else None):
        return
    access.case.owner_staff_id = person.id if person else None
    unit.session.add(access.case)
    data = {"to": person.alias} if person else {}
    await events.append(unit, access.case, "assigned" if person else "let_go", access.viewer.actor, data)
