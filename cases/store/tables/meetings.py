"""Negotiation and conciliation: meetings planned and held, what each side offered, private notes, agreements."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, SQLModel

from cases.rules.vocabulary import Relation
from cases.store.tables.columns import id_column, ref, word


class Meeting(SQLModel, table=True):
    """One meeting of a track: planned, or held, or both. What was only logged has no `starts_at`."""

    __tablename__ = "meetings"
    id: str = id_column()
    case_id: str = ref("cases")
    referral_id: str = ref("referrals")
    held_on: dt.date | None = None  # none: it lies ahead, or is cancelled
    next_on: dt.date | None = None
    starts_at: dt.datetime | None = Field(default=None, index=True)
    hers: bool = False  # she comes herself, and is reminded
    version: int = 1
    generation: int
    sealed: bytes  # place, agenda, who, minutes, moves; to the track's work
    by_staff_id: str = ref("staff")
    at: dt.datetime
    cancelled_at: dt.datetime | None = None
    reminded_at: dt.datetime | None = None


class Offer(SQLModel, table=True):
    """What one side offered on one point. A newer offer stands beside it; nothing is changed."""

    __tablename__ = "offers"
    id: str = id_column()
    case_id: str = ref("cases")
    referral_id: str = ref("referrals")
    meeting_id: str = ref("meetings")
    remedy_id: str | None = ref("remedies", nullable=True)  # what was made of it
    generation: int
    sealed: bytes  # side, point, amount, terms; to the track's work
    by_staff_id: str = ref("staff")
    at: dt.datetime
    cancelled_at: dt.datetime | None = None  # kept by mistake


class MeetingNote(SQLModel, table=True):
    """A note of one side for itself: the lead's to its story, a recipient's to a lockbox that it alone holds."""

    __tablename__ = "meeting_notes"
    id: str = id_column()
    case_id: str = ref("cases")
    referral_id: str = ref("referrals")
    meeting_id: str = ref("meetings")
    side: Relation = word(Relation)
    box: str = Field(max_length=32)
    generation: int
    sealed: bytes
    by_staff_id: str = ref("staff")
    at: dt.datetime


class Agreement(SQLModel, table=True):
    """The text of an agreement as it was written, and the copy that came back signed."""

    __tablename__ = "agreements"
    id: str = id_column()
    case_id: str = ref("cases")
    referral_id: str = ref("referrals")
    generation: int
    sealed: bytes  # parties, place, remedies, terms, what it takes away; to the track's work
    by_staff_id: str = ref("staff")
    at: dt.datetime
    signed_on: dt.date | None = None
    evidence_id: str | None = ref("evidence", nullable=True)
    copy_generation: int = 1
    sealed_copy: bytes | None = None  # the key of the signed copy; to the track's work
