"""Cases that belong together are linked, and each stays as it is: its workers, its tracks, its clocks."""

from __future__ import annotations

from cases.actions.telling import not_withdrawn
from cases.actions.triage import lead_only
from cases.rules import case_numbers
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.store import events
from cases.store.door import Access, case_for
from cases.store.linked_cases import link_of, size_of
from cases.store.tables import LinkedCase, new_id
from cases.store.unit import Unit

MOST_LINKED = 50  # cases with each other


async def second_door(unit: Unit, access: Access, reference: str) -> Access:
    """The door to another case that the viewer leads, locked beside the first.

    Raises:
        BadInput: no such case for this viewer, or the very same.
        ChangedMeanwhile: somebody is at work on it right now.
    """
    number = case_numbers.read(reference)
    if number == access.case.number:
        raise BadInput("case_same", field="case")
    try:
        found = await case_for(unit, access.viewer, number or "", wait=False)
    except NotThere:
        raise BadInput("case_unknown", field="case") from None
    if not found.is_lead:
        raise BadInput("case_unknown", field="case")
    return found


async def link_case(unit: Unit, access: Access, reference: str) -> None:
    """Link another case of one's own with this one. Twice is once.

    Raises:
        BadInput: no such case for this viewer, the very same, or more than can be linked.
        NotNow: one of them was withdrawn, or each is linked with others already.
    """
    lead_only(access)
    other = await second_door(unit, access, reference)
    for one in (access, other):
        not_withdrawn(one.case)
    ours, theirs = await link_of(unit, access.case.id), await link_of(unit, other.case.id)
    known = ours or theirs
    if ours and theirs:
        if ours.group_id == theirs.group_id:
            return
        raise NotNow("case_linked_elsewhere")
    if known and await size_of(unit, known) >= MOST_LINKED:
        raise BadInput("too_many_linked", field="case", most=MOST_LINKED)
    group_id = known.group_id if known else new_id()
    for one, link in ((access, ours), (other, theirs)):
        if link is None:
            unit.session.add(
                LinkedCase(case_id=one.case.id, group_id=group_id, by_staff_id=access.viewer.staff_id, at=unit.now)
            )
            await events.append(unit, one.case, "linked", access.viewer.actor)


async def unlink_case(unit: Unit, access: Access) -> None:
    """Take this case out of what it is linked with. Twice is once. Who joined another case stays there."""
    lead_only(access)
    link = await link_of(unit, access.case.id)
    if link is not None:
        await unit.session.delete(link)
        await events.append(unit, access.case, "unlinked", access.viewer.actor)
