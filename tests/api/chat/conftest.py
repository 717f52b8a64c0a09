"""A furnished database for pages of the worker."""

from __future__ import annotations

from tests.cases.conftest import furnished_sqlite, sqlite_world

__all__ = ["furnished_sqlite", "sqlite_world"]
