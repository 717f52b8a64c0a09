"""Engines of one kind of database share their dialect, and with it each statement that was compiled.

A server keeps one engine for its life and compiles a statement once; a test opens engines of its own and would
compile everything again. Only the form of statements is shared: connections, transactions and rows are not.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from cases.store import engine

STATEMENTS = 4000  # more than all tests of a process have


@contextlib.contextmanager
def shared() -> Iterator[None]:
    """From here on engines are made on the dialect of the first of their kind that connected."""
    first: dict[str, sa.Engine] = {}

    def create(url: sa.URL, **options: Any) -> AsyncEngine:
        made = create_async_engine(url, query_cache_size=STATEMENTS, **options)
        inner = made.sync_engine
        known = first.get(inner.name)
        if known is None or known.dialect.server_version_info is None:  # did not connect: knows nothing of its server
            first[inner.name] = inner
        else:
            inner.dialect, inner._compiled_cache = known.dialect, known._compiled_cache
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "create_async_engine", create)
        yield
