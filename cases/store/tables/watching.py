"""The watch for retaliation: what she was asked since the employer was told, what she said, and what was done."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from cases.rules.vocabulary import Trouble
from cases.store.tables.columns import id_column, ref, word


class TroubleWord(SQLModel, table=True):
    """One question to one worker with her answer, or a word of hers that came unasked."""

    __tablename__ = "trouble_words"
    __table_args__ = (
        sa.UniqueConstraint("complainant_id", "asked_for"),
        sa.Index(
            "ix_trouble_words_waiting",
            "case_id",
            sqlite_where=sa.text("said IN ('yes', 'threatened') AND handled_at IS NULL"),
            postgresql_where=sa.text("said IN ('yes', 'threatened') AND handled_at IS NULL"),
        ),
    )
    id: str = id_column()
    case_id: str = ref("cases")
    complainant_id: str = ref("complainants")
    asked_for: dt.date | None = None  # the day of the watch; none: she said it unasked
    asked_at: dt.datetime | None = None
    said: Trouble | None = word(Trouble, nullable=True)  # none: no answer
    said_at: dt.datetime | None = None
    entered_by_staff_id: str | None = ref("staff", nullable=True)  # she told an officer
    generation: int = Field(default=1)
    sealed: bytes | None = None  # what was done; to the story
    handled_at: dt.datetime | None = None
    handled_by_staff_id: str | None = ref("staff", nullable=True)
