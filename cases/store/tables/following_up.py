"""What is said of a remedy after it was delivered: asked again in rounds, said on paper, said for many."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlmodel import SQLModel

from cases.store.tables.columns import id_column, json_column, ref


class FollowUp(SQLModel, table=True):
    """One worker asked again about one delivery. Not answered is no answer, and never a yes.

    Whoever asks holds the case's lock, so that nobody is asked the same twice.
    """

    __tablename__ = "follow_ups"
    __table_args__ = (sa.Index("ix_follow_ups_round", "remedy_id", "complainant_id", "since", "day"),)
    id: str = id_column()
    remedy_id: str = ref("remedies", index=False)
    complainant_id: str = ref("complainants")
    since: dt.datetime  # the remedy's `asked_at` of then: which delivery it is about
    day: int  # 3, 30 or 90 days after
    asked_at: dt.datetime
    answered_at: dt.datetime | None = None
    held: bool | None = None  # none: no answer
    generation: int = 1
    sealed: bytes | None = None  # her facts and words; to her thread


class WitnessedWord(SQLModel, table=True):
    """What workers said on a paper that they signed: entered by one officer, counts once another has seen it."""

    __tablename__ = "witnessed_words"
    id: str = id_column()
    case_id: str = ref("cases")
    remedy_id: str = ref("remedies")
    since: dt.datetime  # the remedy's `asked_at` of then
    complainants: list[str] = json_column(list)
    confirmed: bool
    evidence_id: str | None = ref("evidence", nullable=True)
    entered_by_staff_id: str = ref("staff", index=False)
    seconded_by_staff_id: str | None = ref("staff", index=False, nullable=True)
    at: dt.datetime
    seconded_at: dt.datetime | None = None


class Representative(SQLModel, table=True):
    """One whom workers elected to speak for them. Name and manner of the election are sealed to the story."""

    __tablename__ = "representatives"
    id: str = id_column()
    case_id: str = ref("cases")
    elected_on: dt.date
    workers: int  # how many named her
    generation: int
    sealed: bytes  # name, how she was elected
    by_staff_id: str = ref("staff", index=False)
    at: dt.datetime
    ended_at: dt.datetime | None = None


class RepresentedWord(SQLModel, table=True):
    """Her word on a remedy for those who elected her. A newer one counts in its place."""

    __tablename__ = "represented_words"
    id: str = id_column()
    remedy_id: str = ref("remedies")
    representative_id: str = ref("representatives")
    since: dt.datetime  # the remedy's `asked_at` of then
    confirmed: bool
    workers: int
    said_on: dt.date
    by_staff_id: str = ref("staff", index=False)
    at: dt.datetime
    replaced_at: dt.datetime | None = None
