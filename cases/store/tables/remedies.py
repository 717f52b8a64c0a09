"""What came of a remedy, piece by piece: deliveries, and photos of what changed."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from cases.rules.vocabulary import PhotoStage
from cases.store.tables.columns import id_column, ref, word


class Delivery(SQLModel, table=True):
    """What came at once of a remedy, a part or the whole. What was entered wrongly stays a row that counts no more."""

    __tablename__ = "deliveries"
    id: str = id_column()
    case_id: str = ref("cases")
    remedy_id: str = ref("remedies")
    delivered_on: dt.date
    whole: bool
    women: int = 0
    men: int = 0
    not_recorded: int = 0
    amount: int = Field(default=0, sa_type=sa.BigInteger)
    by_staff_id: str = ref("staff")
    at: dt.datetime
    replaced_at: dt.datetime | None = None  # put right, or told anew after she had said that it did not come
    replaced_by_staff_id: str | None = ref("staff", nullable=True)


class RemedyPhoto(SQLModel, table=True):
    """How a spot looks before and after, or the proof of a delivery."""

    __tablename__ = "remedy_photos"
    id: str = id_column()
    case_id: str = ref("cases")
    remedy_id: str = ref("remedies")
    delivery_id: str | None = ref("deliveries", nullable=True)
    stage: PhotoStage = word(PhotoStage)
    evidence_id: str | None = ref("evidence", nullable=True)
    hers: bool = False  # she sent it: it goes with what is hers
    generation: int = 1
    sealed: bytes | None = None  # spot, day, by whom, and the file's key; to the track's work, or the story
    by_staff_id: str = ref("staff")
    at: dt.datetime
    removed_at: dt.datetime | None = None
    removed_by_staff_id: str | None = ref("staff", nullable=True)
