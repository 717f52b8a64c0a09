"""What reminds an officer: which reminders she has seen, and the calendar that her phone fetches."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, SQLModel

from cases.rules.vocabulary import Stage
from cases.store.tables.columns import word


class ReminderSeen(SQLModel, table=True):
    """Up to which stage somebody has seen of a clock. The reminders themselves are counted, never kept."""

    __tablename__ = "reminders_seen"
    staff_id: str = Field(foreign_key="staff.id", primary_key=True, max_length=32)
    clock_id: str = Field(foreign_key="clocks.id", primary_key=True, max_length=32, index=True)
    stage: Stage = word(Stage)
    due_at: dt.datetime  # of then: a clock that was put right reminds anew
    at: dt.datetime


class CalendarLink(SQLModel, table=True):
    """One person's secret address of her calendar; a new one takes its place."""

    __tablename__ = "calendar_links"
    id: str = Field(primary_key=True, max_length=64)  # stored id of the address's secret
    staff_id: str = Field(foreign_key="staff.id", unique=True, max_length=32)
    made_at: dt.datetime
