"""Rows as portable JSON: which tables a backup has, and how every type of column is written and read.

The same lines go into SQLite and PostgreSQL, whichever they came from.
"""

from __future__ import annotations

import base64
import datetime as dt
import enum
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from cases.store import tables
from cases.store.written import table_of

SHORT_LIVED = "short-lived: a restored backup must not bring back what was meant to go"
LEFT_OUT: Mapping[str, str] = {
    "attempts": "counts of minutes and hours",
    "chat_messages": "numbers of messages that Telegram deletes for two days only",
    "conversations": SHORT_LIVED + "; its daily key is in no backup",
    "invitations": SHORT_LIVED,
    "known_devices": SHORT_LIVED,
    "logins": SHORT_LIVED + "; everybody signs in anew",
    "once_keys": "what was sent twice within days",
    "outbox": SHORT_LIVED + "; its daily key is in no backup, and what it says stands in her thread",
    "outbox_queues": "numbers of messages that are not there",
    "questions_left": SHORT_LIVED,
    "previews": SHORT_LIVED + "; its daily key is in no backup",
}


def saved_tables() -> list[sa.Table]:
    """What a backup has, parents before children. A new table is in it unless it is named above."""
    return [table for table in SQLModel.metadata.sorted_tables if table.name not in LEFT_OUT]


def saved_rows(table: sa.Table) -> sa.Select[Any]:
    """The rows of a table that a backup has, in a steady order: no draft's files, no chat without a case."""
    rows = sa.select(table).order_by(*table.primary_key.columns)
    if table.name == "evidence":
        return rows.where(table.c.case_id.is_not(None))
    if table.name == "correspondents":
        people = table_of(tables.Complainant)
        return rows.where(sa.exists().where(people.c.correspondent_id == table.c.id))
    return rows


def written(table: sa.Table, rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as lines of JSON, a list each, in the order of the table's columns."""
    return b"".join(json.dumps([_said(value) for value in row], ensure_ascii=False).encode() + b"\n" for row in rows)


def _said(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dt.date):  # a moment too
        return value.isoformat()
    return value


def read(table: sa.Table, columns: Sequence[str], lines: bytes) -> list[dict[str, Any]]:
    """The rows of `written`, ready to be inserted."""
    kinds = [table.c[name].type for name in columns]
    return [
        {name: _meant(kind, value) for name, kind, value in zip(columns, kinds, json.loads(line), strict=True)}
        for line in lines.splitlines()
    ]


def _meant(kind: sa.types.TypeEngine[Any], value: Any) -> Any:
    stored: Any = kind.impl if isinstance(kind, sa.types.TypeDecorator) else kind
    if value is None:
        return None
    if isinstance(stored, sa.Enum):
        return stored.enum_class(value) if stored.enum_class else value
    if isinstance(stored, sa.LargeBinary):
        return base64.b64decode(value)
    if isinstance(stored, sa.DateTime):
        return dt.datetime.fromisoformat(value)
    if isinstance(stored, sa.Date):
        return dt.date.fromisoformat(value)
    return value


def own_references(table: sa.Table) -> list[str]:
    """Columns that point into their own table: filled once all its rows are there."""
    return [key.parent.name for key in table.foreign_keys if key.column.table is table]
