"""Lockboxes: public halves, and private halves sealed per holder."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class Lockbox(SQLModel, table=True):
    """One generation of a lockbox. `box` is the same for all generations."""

    __tablename__ = "lockboxes"
    box: str = Field(primary_key=True, max_length=32)
    generation: int = Field(primary_key=True)
    kind: str = Field(max_length=16)  # story, card, identity, thread, work, disclosure, talk
    case_id: str = Field(index=True, max_length=32)
    public_key: bytes


class LockboxKey(SQLModel, table=True):
    """A lockbox's private half sealed to one holder; without `sealed_half` the holder is pending."""

    __tablename__ = "lockbox_keys"
    box: str = Field(primary_key=True, max_length=32)
    generation: int = Field(primary_key=True)
    holder: str = Field(primary_key=True, max_length=48)  # party:<id> or receipt:<complainant id>
    holder_generation: int = 1
    sealed_half: bytes | None = None
