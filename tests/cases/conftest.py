"""The core's own fixtures."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.cases.world import Furniture, World, furnish, living
from tests.support.postgres import Postgres
from tests.support.postgres_copies import Copies


@pytest.fixture(scope="session")
def furnished_sqlite(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Furniture]:
    folder = tmp_path_factory.mktemp("furnished")
    path = Path(shutil.copy(_sqlite_template, folder / "samleng.db"))
    return path, asyncio.run(furnish(f"sqlite:///{path}", folder))


@pytest.fixture(scope="session")
def _furnished_name() -> str:
    """Another for each folder of tests that has these fixtures: all may run in one process."""
    return f"furnished_{uuid4().hex[:8]}"


@pytest.fixture(scope="session")
def _furnished_postgres(
    postgres: Postgres, _furnished_name: str, _postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Furniture:
    url = postgres.create(_furnished_name, _postgres_template)
    return asyncio.run(furnish(url, tmp_path_factory.mktemp("furnished_postgres")))


@pytest.fixture
async def sqlite_world(furnished_sqlite: tuple[Path, Furniture], tmp_path: Path) -> AsyncIterator[World]:
    """Three organisations and their people on SQLite, for what does not depend on the database."""
    path, furniture = furnished_sqlite
    url = f"sqlite:///{shutil.copy(path, tmp_path / 'samleng.db')}"
    async with living(url, tmp_path, furniture) as world:
        yield world


@pytest.fixture(scope="session")
def _furnished_copies(postgres: Postgres, _furnished_name: str, _furnished_postgres: Furniture) -> Copies:
    return Copies(postgres, _furnished_name)


@pytest.fixture
def _furnished_url(_furnished_copies: Copies) -> Iterator[str]:
    with _furnished_copies.lent() as url:
        yield url


@pytest.fixture
async def postgres_world(_furnished_url: str, _furnished_postgres: Furniture, tmp_path: Path) -> AsyncIterator[World]:
    """The same on PostgreSQL."""
    async with living(_furnished_url, tmp_path, _furnished_postgres) as world:
        yield world


@pytest.fixture(params=["sqlite", "postgres"])
def world(request: pytest.FixtureRequest) -> World:
    """The same, once on each."""
    found: World = request.getfixturevalue(f"{request.param}_world")
    return found
