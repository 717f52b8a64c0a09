"""What an estimate of what a worker is owed is computed from, and what of it she was shown."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, SQLModel

from cases.store.tables.columns import id_column, ref


class EstimateSheet(SQLModel, table=True):
    """Facts of one worker's work as an officer entered them; the estimate itself is computed when somebody looks."""

    __tablename__ = "estimate_sheets"
    id: str = id_column()
    case_id: str = ref("cases")
    complainant_id: str = Field(foreign_key="complainants.id", unique=True, max_length=32)
    generation: int = 1
    sealed: bytes | None = None  # the facts; to the lead's story
    shown_generation: int = 1
    sealed_shown: bytes | None = None  # the range that she may see; to her thread, gone when it is taken back
    shown_at: dt.datetime | None = None
    by_staff_id: str = ref("staff")
    at: dt.datetime
