"""`samleng verify` and `samleng roots` as an operator and a partner type them."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.cli import app
from cases.actions import filing
from cases.rules.vocabulary import StoryKind
from cases.store import checkpoints
from cases.store.tables import Installation
from tests.cases.conftest import *  # noqa: F403  the core's world, with its fixtures
from tests.cases.world import Filed, World

Samleng = Callable[..., Result]


@pytest.fixture
async def case(sqlite_world: World) -> Filed:
    """A filed case with a photo, at a checkpoint."""
    world = sqlite_world
    async with world.store.writing() as unit:
        unit.session.add(Installation(id=1, keys_check=world.store.keys.check()))
    filed = await world.file()
    await _with_photo(world, filed)
    assert await checkpoints.keep(world.store) == 1
    return filed


async def _with_photo(world: World, filed: Filed) -> None:
    key, size = world.store.files.store("ab" * 16, b"a photo")
    async with world.store.writing() as unit:
        await filing.keep_evidence(unit, "ab" * 16, StoryKind.PHOTO, size, conversation_id="draft")
    piece = filing.Piece(StoryKind.PHOTO, "", "ab" * 16, key.hex(), "image/jpeg")
    await world.her(filed, filing.add_to_story, piece)


@pytest.fixture
def samleng(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> Samleng:
    """The command line over the same database and keys."""
    settings = {"VAR": sqlite_world.folder, "KEYS": sqlite_world.folder / "keys", "DATABASE_URL": sqlite_world.url}
    for name, value in settings.items():
        monkeypatch.setenv(f"SAMLENG_{name}", str(value))
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


async def test_what_was_changed_behind_the_back_is_named(sqlite_world: World, samleng: Samleng, case: Filed) -> None:
    """Nothing to say at first; then the row and the file, by ids alone, and the exit code 1."""
    well = await asyncio.to_thread(samleng, "verify")
    assert (well.exit_code, well.output) == (0, "Everything is as the timelines say.\n")
    sqlite_world.tampered = True
    with sqlite3.connect(sqlite_world.folder / "samleng.db") as connection:
        connection.execute("UPDATE cases SET women = 40")
    sqlite_world.store.files.delete("ab" * 16)
    wrong = await asyncio.to_thread(samleng, "verify")
    assert wrong.exit_code == 1
    assert f"altered   cases  {case.case_id}  case {case.case_id}" in wrong.output
    assert f"dropped   evidence_files  {'ab' * 16}  case {case.case_id}" in wrong.output
    assert "1 altered, 1 dropped" in wrong.output and case.number not in wrong.output
    as_json = await asyncio.to_thread(samleng, "verify", "--json")
    assert as_json.exit_code == 1
    assert {json.loads(line)["table"] for line in as_json.output.splitlines()} == {"cases", "evidence_files"}


async def test_a_partner_compares_with_the_roots_it_kept(
    sqlite_world: World, samleng: Samleng, case: Filed, tmp_path: Path
) -> None:
    """Alike at first; after checkpoints were made anew under the same keys, the first that differs is named."""
    kept = tmp_path / "roots.jsonl"
    assert "1 roots" in (await asyncio.to_thread(samleng, "roots", "export", kept)).output
    assert (await asyncio.to_thread(samleng, "roots", "export", kept)).exit_code == 1
    assert (await asyncio.to_thread(samleng, "verify", "--roots", kept)).exit_code == 0
    with sqlite3.connect(sqlite_world.folder / "samleng.db") as connection:
        connection.execute("DELETE FROM checkpoint_heads")
        connection.execute("DELETE FROM checkpoints")
    sqlite_world.clock.let_pass(hours=1)
    assert await checkpoints.keep(sqlite_world.store) == 1
    assert (await asyncio.to_thread(samleng, "verify")).exit_code == 0
    other = await asyncio.to_thread(samleng, "verify", "--roots", kept)
    assert (other.exit_code, other.output.splitlines()[0]) == (1, "altered   checkpoints  1")
    kept.write_text("no roots")
    assert "is not a file" in (await asyncio.to_thread(samleng, "verify", "--roots", kept)).output
