"""The world at the desk, fresh for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.desk.officers import with_desk
from tests.api.world import World, over


@pytest.fixture
async def desk_world(furnished_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """A union, BFC and the ministry's counter, on a database of its own."""
    world = with_desk(await over(furnished_url, tmp_path))
    yield world
    await world.store.engines.dispose()
