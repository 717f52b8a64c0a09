"""Whether a party's people stand as its log says: nobody made a lead, let in or brought back by the database alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import col, select

from cases.store.party_events import PartyLine
from cases.store.tables import Party, PartyEvent, Staff
from cases.store.unit import Unit


@dataclass(frozen=True)
class Person:
    """What the log knows of somebody."""

    role: str
    key: str
    approved: bool
    suspended: bool = False
    removed: bool = False


CHANGES: Mapping[str, Mapping[str, Any]] = {
    PartyLine.APPROVED: {"approved": True},
    PartyLine.APPROVAL_LAPSED: {"approved": False},
    PartyLine.SUSPENDED: {"suspended": True},
    PartyLine.RESUMED: {"suspended": False},
    PartyLine.REJECTED: {"removed": True},
    PartyLine.REMOVED: {"removed": True},
}


async def beside_the_log(unit: Unit, party: Party) -> list[str]:
    """Ids of those who are not what the party's log made of them, or are missing, or came by no line of it."""
    lines = (
        await unit.session.exec(select(PartyEvent).where(PartyEvent.party_id == party.id).order_by(col(PartyEvent.seq)))
    ).all()
    logged = _replayed(lines)
    found = {row.id: _as_row(row) for row in await _staff_of(unit, party)}
    return sorted(one for one in {*logged, *found} if logged.get(one) != found.get(one))


async def _staff_of(unit: Unit, party: Party) -> Iterable[Staff]:
    return (await unit.session.exec(select(Staff).where(Staff.party_id == party.id))).all()


def _replayed(lines: Iterable[PartyEvent]) -> dict[str, Person]:
    people: dict[str, Person] = {}
    for line in lines:
        if line.kind == PartyLine.JOINED:
            # The first lead makes the party's key: nobody is there to approve her.
            people[line.actor.removeprefix("staff:")] = Person(line.data["role"], line.data["key"], not people)
        elif line.kind in CHANGES:
            who = people.get(line.data["staff"])
            if who is not None:
                people[line.data["staff"]] = _changed(who, line.kind, line.data)
    return people


def _changed(who: Person, kind: str, data: Mapping[str, Any]) -> Person:
    return replace(who, **CHANGES[kind], key=data.get("key", who.key))


def _as_row(row: Staff) -> Person:
    return Person(
        row.role.value,
        row.public_key.hex(),
        row.approved_at is not None,
        row.suspended_at is not None,
        row.removed_at is not None,
    )
