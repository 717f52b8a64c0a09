"""The world of the API, furnished once and copied: five people's keys and signatures take a tenth of a second."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from tests.api.world import furnish


@pytest.fixture(scope="session")
def _furnished(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a furnished database and the keys that were made for it."""
    folder = tmp_path_factory.mktemp("furnished_api")
    asyncio.run(furnish(f"sqlite:///{shutil.copy(_sqlite_template, folder / 'samleng.db')}", folder))
    return folder


@pytest.fixture
def furnished_url(_furnished: Path, tmp_path: Path) -> str:
    """The address of a furnished database of the test's own, in `tmp_path` beside its keys."""
    shutil.copytree(_furnished / "keys", tmp_path / "keys")
    return f"sqlite:///{shutil.copy(_furnished / 'samleng.db', tmp_path / 'samleng.db')}"
