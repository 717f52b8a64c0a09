"""What comes of a complaint at the labour ministry: that it called, and when she is to be heard."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from cases.store.tables.columns import id_column, ref


class MinistryCall(SQLModel, table=True):
    """She says that the ministry called or sent a paper. It stands on top of the lead's list until somebody saw it."""

    __tablename__ = "ministry_calls"
    __table_args__ = (
        sa.Index(
            "ix_ministry_calls_waiting",
            "case_id",
            sqlite_where=sa.text("acknowledged_at IS NULL"),
            postgresql_where=sa.text("acknowledged_at IS NULL"),
        ),
    )
    id: str = id_column()
    case_id: str = ref("cases")
    complainant_id: str = ref("complainants")
    due_on: dt.date | None = None  # when she is to come; none: she does not know
    generation: int
    sealed: bytes  # the place; to the story
    told_at: dt.datetime
    acknowledged_at: dt.datetime | None = None
    acknowledged_by_staff_id: str | None = ref("staff", nullable=True)


class Hearing(SQLModel, table=True):
    """When she is to be heard. It may be moved or cancelled until it begins."""

    __tablename__ = "hearings"
    id: str = id_column()
    case_id: str = ref("cases")
    referral_id: str | None = ref("referrals", nullable=True)  # none: not of a track that is kept here
    starts_at: dt.datetime = Field(index=True)
    generation: int
    sealed: bytes  # place, papers, whom to call; to the story
    by_staff_id: str = ref("staff")
    at: dt.datetime
    reminded_at: dt.datetime | None = None  # when she was last told of it
    cancelled_at: dt.datetime | None = None
