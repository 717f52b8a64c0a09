"""The brake: who opens more than 20 cases within an hour opens no further one until a lead says so.

A stolen device or a person under pressure cannot carry a whole archive away at once, and the lead sees it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from cases.rules.errors import NotAllowed, NotThere
from cases.rules.vocabulary import StaffRole
from cases.store import party_events
from cases.store.party_events import PartyLine, locked_party
from cases.store.tables import Event, Staff
from cases.store.unit import Unit, is_open
from cases.store.viewers import Viewer, fresh_passphrase

MOST_OPENED = 20
WITHIN = dt.timedelta(hours=1)
LOOKS = ("opened", "read")  # kinds of event that say that somebody saw what a case holds


class OpeningPaused(NotAllowed):
    """More cases were opened within the hour than anybody reads."""

    code = "opening_paused"


@dataclass(frozen=True)
class Paused:
    """Somebody who waits for a lead."""

    staff_id: str
    alias: str
    opened: int


def _counted_from(now: dt.datetime, staff: Staff) -> dt.datetime:
    return max(now - WITHIN, staff.opening_released_at or now - WITHIN)


async def _opened_since(unit: Unit, staff: Staff) -> set[str]:
    rows = await unit.session.exec(
        select(Event.case_id)
        .where(
            Event.actor == f"staff:{staff.id}",
            col(Event.at) > _counted_from(unit.now, staff),
            col(Event.kind).in_(LOOKS),
        )
        .distinct()
    )
    return set(rows.all())


async def may_open(unit: Unit, viewer: Viewer, case_id: str) -> None:
    """Ask before a case is shown. One that she opened within the hour already stays open to her.

    Inside a writing unit her row is locked, so that many looks at once count one after the other.

    Raises:
        OpeningPaused: it would be one more than `MOST_OPENED` within the hour; a lead can release her.
    """
    lock = {"key_share": True} if is_open() else None
    staff = await unit.session.get(Staff, viewer.staff_id, populate_existing=True, with_for_update=lock)
    if staff is None:
        raise NotThere
    opened = await _opened_since(unit, staff)
    if case_id not in opened and len(opened) >= MOST_OPENED:
        raise OpeningPaused


async def paused_people(unit: Unit, viewer: Viewer) -> list[Paused]:
    """Who of the lead's party has reached the brake now. Raises NotAllowed for anybody but a lead."""
    _lead_only(viewer)
    looked = sa.func.count(sa.distinct(col(Event.case_id)))
    rows = await unit.session.exec(
        select(Event.actor, looked)
        .where(col(Event.at) > unit.now - WITHIN, col(Event.kind).in_(LOOKS))
        .group_by(col(Event.actor))
        .having(looked >= MOST_OPENED)
    )
    counts = {actor.removeprefix("staff:"): int(count) for actor, count in rows.all()}
    people = await unit.session.exec(
        select(Staff)
        .where(Staff.party_id == viewer.party_id, col(Staff.removed_at).is_(None), col(Staff.id).in_(counts))
        .order_by(Staff.alias)
    )
    found = [(staff, len(await _opened_since(unit, staff))) for staff in people.all()]
    return [Paused(staff.id, staff.alias, opened) for staff, opened in found if opened >= MOST_OPENED]


async def release_opening(unit: Unit, viewer: Viewer, staff_id: str) -> None:
    """A lead lets a person of her party open further cases: the count begins anew. For herself with her passphrase.

    Raises:
        NotAllowed: not a lead.
        NotThere: nobody of her party.
        PassphraseAgain: it is herself, and her passphrase was typed over ten minutes ago.
    """
    _lead_only(viewer)
    party = await locked_party(unit, viewer.party_id)
    staff = await unit.session.get(Staff, staff_id, populate_existing=True)
    if party is None or staff is None or staff.party_id != party.id or staff.removed_at is not None:
        raise NotThere
    if staff.id == viewer.staff_id:
        fresh_passphrase(unit, viewer)
    staff.opening_released_at = unit.now
    unit.session.add(staff)
    await party_events.append(unit, party, PartyLine.OPENING_RELEASED, viewer.actor, staff=staff.id)


def _lead_only(viewer: Viewer) -> None:
    if viewer.role is not StaffRole.LEAD:
        raise NotAllowed
