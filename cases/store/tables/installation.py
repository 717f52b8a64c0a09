"""What there is once per installation."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, SQLModel


class Installation(SQLModel, table=True):
    """One row: what tells this database's keys folder from another's."""

    __tablename__ = "installation"
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    keys_check: bytes
    demo: bool = False
    backed_up_at: dt.datetime | None = None  # the last backup


class Checkpoint(SQLModel, table=True):
    """The heads of all timelines that moved since the one before, under one root; `digest` chains it."""

    __tablename__ = "checkpoints"
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: dt.datetime
    root: bytes
    digest: bytes


class CheckpointHead(SQLModel, table=True):
    """Where one timeline stood at a checkpoint."""

    __tablename__ = "checkpoint_heads"
    checkpoint_seq: int = Field(foreign_key="checkpoints.seq", primary_key=True)
    case_id: str = Field(primary_key=True, max_length=32, index=True)
    head: bytes
