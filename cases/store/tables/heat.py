"""How hot it was at a place of work."""

from __future__ import annotations

import datetime as dt

from sqlmodel import SQLModel

from cases.store.tables.columns import id_column, ref


class HeatReading(SQLModel, table=True):
    """One reading of a worker or an officer; place and moment are sealed, as somebody may have seen who measured."""

    __tablename__ = "heat_readings"
    id: str = id_column()
    case_id: str = ref("cases")
    complainant_id: str | None = ref("complainants", nullable=True)  # none: an officer's
    by_staff_id: str | None = ref("staff", nullable=True)  # none: hers
    generation: int
    sealed: bytes  # place, degrees, humidity, moment; to the story
    at: dt.datetime  # when it was told
    cancelled_at: dt.datetime | None = None
