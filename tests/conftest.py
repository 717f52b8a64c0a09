"""What any test may ask for by name. Each fixture is a real part and belongs to one test alone."""

from __future__ import annotations

import gc
import itertools
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

gc.disable()  # until everything is imported and collected

import pytest
from hypothesis import settings
from playwright.async_api import Browser

from cases.store import engine
from cases.vault import hashing
from tests.support import bot_api as bot_api_server
from tests.support import chromium, no_network_inside, shared_dialects
from tests.support import postgres as throw_away
from tests.support.phone import Control
from tests.support.postgres_copies import Copies

TEMPLATE = "samleng_template"
LIGHT = (1, 8192)  # libsodium's smallest Argon2id: one pass over 8 KiB
_numbers = itertools.count(1)

# How fast something is, a benchmark says; a busy machine fails no test.
settings.register_profile("samleng", deadline=None)
settings.load_profile("samleng")


@pytest.fixture(scope="session", autouse=True)
def light_hashing() -> Iterator[None]:
    """Argon2id is slow on purpose; tests that do not measure it should not wait for it."""
    with pytest.MonkeyPatch.context() as patch:
        for cost in ("PASSPHRASE_COST", "RECEIPT_COST"):
            patch.setattr(hashing, cost, LIGHT)
        yield


@pytest.fixture(scope="session", autouse=True)
def nothing_waits_for_the_disk() -> Iterator[None]:
    """A power cut forgets a test's database, as PostgreSQL's here; the servers of journeys wait for their disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "PRAGMAS", tuple(pragma.replace("=FULL", "=OFF") for pragma in engine.PRAGMAS))
        yield


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """Compiling SQL takes longer than running it; engines of later tests find what earlier ones compiled."""
    with shared_dialects.shared():
        yield


@pytest.fixture(autouse=True)
def no_network_inside_a_unit_of_work() -> Iterator[None]:
    """Every test fails when an outgoing request starts while a unit of work is open."""
    with no_network_inside.watched() as started:
        yield
    assert not started


@pytest.fixture
def bot_api() -> Iterator[Control]:
    """A Bot API server on loopback (`base_url`), its phones and its faults."""
    with bot_api_server.running() as control:
        yield control


@pytest.fixture(scope="session")
def _chromium() -> Iterator[str]:
    """Where the one browser of this process is."""
    with chromium.kept() as address:
        yield address


@pytest.fixture
async def browser(_chromium: str) -> AsyncIterator[Browser]:
    """A headless Chromium, driven through Playwright's async API; its windows share nothing with other tests'."""
    async with chromium.joined(_chromium) as joined:
        yield joined


@pytest.fixture(scope="session")
def postgres() -> Iterator[throw_away.Postgres]:
    """One throw-away server for all tests of this process."""
    with throw_away.running() as server:
        yield server


@pytest.fixture(scope="session")
def _postgres_template(postgres: throw_away.Postgres) -> str:
    engine.migrate(postgres.create(TEMPLATE))
    return TEMPLATE


@pytest.fixture(scope="session")
def _postgres_copies(postgres: throw_away.Postgres, _postgres_template: str) -> Copies:
    return Copies(postgres, _postgres_template)


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "samleng.db"
    engine.migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def postgres_url(_postgres_copies: Copies) -> Iterator[str]:
    """The address of a migrated, empty database on PostgreSQL."""
    with _postgres_copies.lent() as url:
        yield url


@pytest.fixture
def empty_postgres_url(postgres: throw_away.Postgres) -> Iterator[str]:
    """The address of a database on PostgreSQL without any table."""
    name = f"test_{next(_numbers)}"
    yield postgres.create(name)
    postgres.drop(name)


@pytest.fixture
def sqlite_url(_sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a migrated, empty database on SQLite."""
    return f"sqlite:///{shutil.copy(_sqlite_template, tmp_path / 'samleng.db')}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database: the test runs once on SQLite and once on PostgreSQL."""
    return str(request.getfixturevalue(f"{request.param}_url"))


def pytest_collection_finish() -> None:
    """What was imported stays to the end: the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)  # what tests hold on to has few circles in it
    gc.enable()
