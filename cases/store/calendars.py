"""What a calendar may fetch without a login: moments alone. No key is open, and nothing says of whom or where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from cases.rules.errors import NotThere
from cases.rules.vocabulary import Language, Relation
from cases.rules.workflow import RUNNING
from cases.store.clocks import of_holder
from cases.store.door import openable_for
from cases.store.reminders import hers_to_do
from cases.store.tables import CalendarLink, Case, CaseHolder, Clock, Hearing, Meeting, Referral, Staff
from cases.store.unit import Unit
from cases.store.viewers import Viewer
from cases.store.watching import is_watched
from cases.vault import hashing, staff_keys

BACK, AHEAD = dt.timedelta(days=30), dt.timedelta(days=400)
MOST = 500


@dataclass(frozen=True)
class Entry:
    """A moment to keep. `uid` stays the same for one address, and two addresses have none in common."""

    uid: str
    at: dt.datetime
    at_its_hour: bool  # a hearing or a meeting, which never stands for a whole day


@dataclass(frozen=True)
class Calendar:
    language: Language
    entries: Sequence[Entry]


async def calendar_of(unit: Unit, secret: str) -> Calendar:
    """The dates behind an address. Raises NotThere for one that is unknown, ended, or whose person is not active.

    It is found by a one-way digest of the secret, so how long a wrong one takes says nothing of the right one.
    """
    link_id, under = staff_keys.secret_parts(secret)
    link = await unit.session.get(CalendarLink, link_id)
    staff = await unit.session.get(Staff, link.staff_id) if link else None
    if staff is None or staff.party_id is None or staff.removed_at or staff.suspended_at or not staff.approved_at:
        raise NotThere
    viewer = Viewer(staff.id, "", staff.alias, staff.role, staff.language, party_id=staff.party_id)
    found = [(f"clock {clock_id}", at, False) for clock_id, at in await _clocks(unit, viewer)]
    found += [(f"hearing {hearing_id}", at, True) for hearing_id, at in await _hearings(unit, viewer)]
    found += [(f"meeting {meeting_id}", at, True) for meeting_id, at in await _meetings(unit, viewer)]
    entries = [Entry(hashing.keyed_digest(under, name.encode()).hex()[:32], at, h) for name, at, h in found]
    return Calendar(staff.language, sorted(entries, key=lambda entry: entry.at))


async def has_calendar(unit: Unit, viewer: Viewer) -> bool:
    """Whether she has an address; which one, nobody can tell any more."""
    return (
        await unit.session.exec(select(CalendarLink.id).where(CalendarLink.staff_id == viewer.staff_id))
    ).first() is not None


async def _clocks(unit: Unit, viewer: Viewer) -> Sequence[tuple[str, dt.datetime]]:
    holders = openable_for(viewer).with_only_columns(col(CaseHolder.id))
    query = (
        select(Clock.id, Clock.due_at)
        .join(CaseHolder, of_holder())
        .where(
            col(CaseHolder.id).in_(holders),
            hers_to_do(viewer),
            col(Clock.met_at).is_(None),
            col(Clock.due_at).between(unit.now - BACK, unit.now + AHEAD),
        )
    )
    return (await unit.session.exec(query.order_by(col(Clock.due_at)).limit(MOST))).all()


async def _hearings(unit: Unit, viewer: Viewer) -> Sequence[tuple[str, dt.datetime]]:
    led = openable_for(viewer, Relation.LEAD).where(hers_to_do(viewer)).with_only_columns(col(CaseHolder.case_id))
    query = select(Hearing.id, Hearing.starts_at).join(Case, col(Case.id) == col(Hearing.case_id))
    query = query.where(
        col(Hearing.case_id).in_(led),
        is_watched(),
        col(Hearing.cancelled_at).is_(None),
        sa.and_(col(Hearing.starts_at) >= unit.now - BACK, col(Hearing.starts_at) <= unit.now + AHEAD),
    )
    return (await unit.session.exec(query.order_by(col(Hearing.starts_at)).limit(MOST))).all()


async def _meetings(unit: Unit, viewer: Viewer) -> Sequence[tuple[str, dt.datetime]]:
    """Planned ones of running tracks: of any that the lead has, and of the recipient's own."""
    holders = openable_for(viewer).where(hers_to_do(viewer)).with_only_columns(col(CaseHolder.id))
    own = sa.or_(col(CaseHolder.relation) == Relation.LEAD, col(Meeting.referral_id) == col(CaseHolder.referral_id))
    held = sa.exists().where(col(CaseHolder.id).in_(holders), col(CaseHolder.case_id) == col(Meeting.case_id), own)
    query: Any = (
        sa.select(col(Meeting.id), col(Meeting.starts_at))
        .join(Referral, col(Referral.id) == col(Meeting.referral_id))
        .where(
            held,
            col(Referral.status).in_(RUNNING),
            col(Meeting.held_on).is_(None),
            col(Meeting.cancelled_at).is_(None),
            col(Meeting.starts_at).between(unit.now - BACK, unit.now + AHEAD),
        )
    )
    rows = (await unit.session.exec(query.order_by(col(Meeting.starts_at)).limit(MOST))).all()
    return [(meeting_id, at) for meeting_id, at in rows]
