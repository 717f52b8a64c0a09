"""Help that reached a worker while her case goes on."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from cases.rules.vocabulary import Currency, SupportKind
from cases.store.tables.columns import id_column, ref, word


class Support(SQLModel, table=True):
    """One thing that was given or reached. What was kept by mistake is cancelled, never deleted."""

    __tablename__ = "support"
    id: str = id_column()
    case_id: str = ref("cases")
    kind: SupportKind = word(SupportKind)
    given_on: dt.date
    currency: Currency | None = word(Currency, nullable=True)
    amount: int = Field(default=0, sa_type=sa.BigInteger)
    generation: int = 1
    sealed: bytes | None = None  # a note in words; to the story
    by_staff_id: str = ref("staff")
    at: dt.datetime
    cancelled_at: dt.datetime | None = None
