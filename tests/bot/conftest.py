"""A furnished database for conversations that run over the whole bot."""

from __future__ import annotations

from tests.cases.conftest import (
    _furnished_copies,
    _furnished_name,
    _furnished_postgres,
    _furnished_url,
    furnished_sqlite,
    sqlite_world,
)

__all__ = [
    "_furnished_copies",
    "_furnished_name",
    "_furnished_postgres",
    "_furnished_url",
    "furnished_sqlite",
    "sqlite_world",
]
