"""How columns are made: random ids, references, one word of a closed list, JSON."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def new_id() -> str:
    """A random UUID as 32 hex digits."""
    return uuid4().hex


def id_column() -> Any:
    """A random id as the primary key."""
    return Field(default_factory=new_id, primary_key=True, max_length=32)


def ref(table: str, *, index: bool = True, nullable: bool = False) -> Any:
    """The id of a row in another table."""
    default: Any = None if nullable else ...
    return Field(default=default, foreign_key=f"{table}.id", index=index, nullable=nullable, max_length=32)


def word(words: type[StrEnum], default: Any = ..., *, index: bool = False, nullable: bool = False) -> Any:
    """A column of one closed list, stored as its value, so new words need no migration."""
    kind = sa.Enum(
        words, native_enum=False, length=24, create_constraint=False, values_callable=lambda e: [x.value for x in e]
    )
    return Field(default=None if nullable and default is ... else default, sa_type=kind, index=index, nullable=nullable)


def json_column(default: Any) -> Any:
    """A list or mapping of plain values."""
    return Field(default_factory=default, sa_type=sa.JSON)
