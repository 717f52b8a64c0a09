"""An officer knows that a complainant works where she says. Until then she is told the organisation's name alone."""

from __future__ import annotations

from sqlmodel import select

from cases.actions.names import name_of
from cases.actions.triage import lead_only
from cases.rules.contact import tells_how_to_find
from cases.rules.errors import BadInput
from cases.rules.vocabulary import VerifiedBy
from cases.store import events
from cases.store.door import Access
from cases.store.story import complainants_of, everyone_of
from cases.store.tables import Complainant, Staff
from cases.store.unit import Unit


async def verify_complainant(unit: Unit, access: Access, number: int, by: VerifiedBy) -> None:
    """Mark the worker of this number as verified; numbers stay whoever leaves. A later mark replaces the first.

    Raises:
        BadInput: no worker of that number is in the case.
    """
    lead_only(access)
    person = await complainant_at(unit, access, number)
    if person.verified_by is by:
        return
    person.verified_at, person.verified_by = unit.now, by
    unit.session.add(person)
    await events.append(
        unit, access.case, "complainant_verified", access.viewer.actor, {"complainant": person.id, "by": by.value}
    )


async def complainant_at(unit: Unit, access: Access, number: int) -> Complainant:
    """The worker of this number, counted from 1. Raises BadInput when none of that number is in the case."""
    people = await everyone_of(unit, access.case)
    if not 1 <= number <= len(people) or people[number - 1].left_at is not None:
        raise BadInput("complainant_unknown", field="complainant")
    return people[number - 1]


async def refuse_contact(unit: Unit, access: Access, text: str, field: str = "text") -> None:
    """Words to somebody whom nobody has seen yet must not tell where an officer is found.

    Raises:
        BadInput: a telephone number, a messenger's address, or an alias or name of the party's people.
    """
    if all(person.verified_at for person in await complainants_of(unit, access.case)):
        return
    staff = (await unit.session.exec(select(Staff).where(Staff.party_id == access.viewer.party_id))).all()
    known = [one.alias for one in staff] + [name for one in staff if (name := name_of(access.viewer, one))]
    if tells_how_to_find(text, known):
        raise BadInput("unverified_contact", field=field)
