"""Meetings as lead and recipient see them, each with the notes of the viewer's own side and no other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import col, select

from cases.rules.vocabulary import InvitationAnswer, MeetingRole
from cases.store import lockboxes
from cases.store.clock import CAMBODIA
from cases.store.door import Access
from cases.store.lockboxes import HolderKeys
from cases.store.tables import Meeting, MeetingNote, Referral, Staff
from cases.store.unit import Unit


@dataclass(frozen=True)
class InvitationView:
    id: str
    role: MeetingRole
    who: str
    on: dt.date
    answer: InvitationAnswer


@dataclass(frozen=True)
class MoveView:
    """That it was to be at another time, or is cancelled, and why."""

    was: dt.datetime  # in Cambodia
    place: str
    reason: str
    by: str
    at: dt.datetime
    cancelled: bool


@dataclass(frozen=True)
class NoteView:
    text: str
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class MeetingView:
    """`starts_at` is None for what was only logged, `held_on` for what lies ahead or is cancelled."""

    id: str
    version: int
    starts_at: dt.datetime | None  # in Cambodia
    held_on: dt.date | None
    next_on: dt.date | None
    cancelled_at: dt.datetime | None
    hers: bool
    place: str
    by: str
    agenda: str = ""
    papers: str = ""
    present: str = ""
    attended: Mapping[MeetingRole, int] = field(default_factory=dict)
    offers: str = ""  # in words, as meetings of before have them
    notes: str = ""
    invited: Sequence[InvitationView] = ()
    moves: Sequence[MoveView] = ()
    private: Sequence[NoteView] = ()  # of the viewer's own side

    @property
    def day(self) -> dt.date:
        """The day by which it is known."""
        if self.held_on is not None:
            return self.held_on
        assert self.starts_at is not None
        return self.starts_at.date()

    @property
    def is_planned(self) -> bool:
        """Whether it lies ahead, or is going on."""
        return self.held_on is None and self.cancelled_at is None


async def meetings_of(unit: Unit, access: Access, referral: Referral) -> list[MeetingView]:
    """The meetings of a track in the order of their days."""
    keys = access.viewer.keys
    rows = await unit.session.exec(
        select(Meeting, Staff.alias)
        .join(Staff, col(Staff.id) == col(Meeting.by_staff_id))
        .where(Meeting.referral_id == referral.id)
        .order_by(col(Meeting.at))
    )
    notes = await _notes(unit, access, referral)
    found = [await _view(unit, keys, referral, row, alias, notes.get(row.id, ())) for row, alias in rows.all()]
    return sorted(found, key=lambda view: view.day)


async def _view(
    unit: Unit, keys: HolderKeys, referral: Referral, row: Meeting, alias: str, private: Sequence[NoteView]
) -> MeetingView:
    said: Mapping[str, Any] = await lockboxes.open_post(
        unit, keys, referral.work_box, row.generation, Meeting.__tablename__, row.id, row.sealed
    )
    return MeetingView(
        id=row.id,
        version=row.version,
        starts_at=row.starts_at.astimezone(CAMBODIA) if row.starts_at else None,
        held_on=row.held_on,
        next_on=row.next_on,
        cancelled_at=row.cancelled_at,
        hers=row.hers,
        by=alias,
        **{name: said.get(name, "") for name in ("place", "agenda", "papers", "present", "offers", "notes")},
        attended={MeetingRole(role): count for role, count in said.get("attended", {}).items()},
        invited=[_invitation(one) for one in said.get("invited", ())],
        moves=[_move(one) for one in said.get("moves", ())],
        private=private,
    )


def _invitation(said: Mapping[str, Any]) -> InvitationView:
    return InvitationView(
        said["id"],
        MeetingRole(said["role"]),
        said["who"],
        dt.date.fromisoformat(said["on"]),
        InvitationAnswer(said["answer"]),
    )


def _move(said: Mapping[str, Any]) -> MoveView:
    return MoveView(
        was=dt.datetime.fromisoformat(said["starts_at"]).astimezone(CAMBODIA),
        place=said["place"],
        reason=said["reason"],
        by=said["by"],
        at=dt.datetime.fromisoformat(said["at"]),
        cancelled=said.get("cancelled", False),
    )


async def _notes(unit: Unit, access: Access, referral: Referral) -> Mapping[str, list[NoteView]]:
    """The notes of the viewer's own side, by meeting, oldest first."""
    rows = await unit.session.exec(
        select(MeetingNote, Staff.alias)
        .join(Staff, col(Staff.id) == col(MeetingNote.by_staff_id))
        .where(MeetingNote.referral_id == referral.id, col(MeetingNote.side) == access.holder.relation)
        .order_by(col(MeetingNote.at), col(MeetingNote.id))
    )
    found: dict[str, list[NoteView]] = {}
    for row, alias in rows.all():
        said = await lockboxes.open_post(
            unit, access.viewer.keys, row.box, row.generation, MeetingNote.__tablename__, row.id, row.sealed
        )
        found.setdefault(row.meeting_id, []).append(NoteView(said["text"], alias, row.at))
    return found
