"""What a party hands to a factory's bipartite committee, and what the committee decides."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from cases.store.tables.columns import id_column, ref


class PiccPack(SQLModel, table=True):
    """One pack as it was frozen: numbers and words sealed to the party, never computed again."""

    __tablename__ = "picc_packs"
    __table_args__ = (sa.UniqueConstraint("party_id", "factory_id", "number"),)
    id: str = id_column()
    party_id: str = ref("parties", index=False)
    factory_id: str = ref("factories")
    number: int  # first, second ... of this party and factory
    generation: int  # of the party's key
    sealed: bytes
    by_staff_id: str = ref("staff")
    frozen_at: dt.datetime


class PiccPhoto(SQLModel, table=True):
    """A photo of a spot that the factory promised to improve, small enough for a paper; sealed to the party."""

    __tablename__ = "picc_photos"
    id: str = id_column()
    party_id: str = ref("parties")
    factory_id: str = ref("factories", index=False)
    promise: str = Field(max_length=48, index=True)  # remedy:<id> or decision:<id>
    generation: int
    sealed: bytes  # when it was taken, before or after
    sealed_picture: bytes | None = None  # none: it was taken out again
    by_staff_id: str = ref("staff")
    at: dt.datetime
    removed_at: dt.datetime | None = None
    removed_by_staff_id: str | None = ref("staff", nullable=True)


class PiccDecision(SQLModel, table=True):
    """What the committee decided on a pack. A mistake is cancelled, never deleted."""

    __tablename__ = "picc_decisions"
    id: str = id_column()
    pack_id: str = ref("picc_packs")
    decided_on: dt.date
    due_on: dt.date | None = None
    generation: int
    sealed: bytes  # its theme, and its words
    by_staff_id: str = ref("staff")
    at: dt.datetime
    done_on: dt.date | None = None  # where no case has it as a remedy
    done_at: dt.datetime | None = None
    done_by_staff_id: str | None = ref("staff", nullable=True)
    cancelled_at: dt.datetime | None = None
    cancelled_by_staff_id: str | None = ref("staff", nullable=True)


class PiccRemedy(SQLModel, table=True):
    """A decision as one case has it: a remedy on its direct track."""

    __tablename__ = "picc_remedies"
    id: str = id_column()
    case_id: str = ref("cases")
    remedy_id: str = ref("remedies")
    decision_id: str = ref("picc_decisions")
