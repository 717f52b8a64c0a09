"""The world at the desk, fresh for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.desk.officers import build
from tests.api.world import World


@pytest.fixture
async def desk_world(sqlite_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """A union, BFC and the ministry's counter, on a database of its own."""
    world = await build(sqlite_url, tmp_path)
    yield world
    await world.store.engines.dispose()
