"""Backup, restore, purge and burn as an operator types them, and what `check` says about them."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api import installation
from api.cli import app
from api.settings import Settings
from cases.store.keys_folder import KeysFolder
from cases.store.tables import Installation

Samleng = Callable[..., Result]


@pytest.fixture
def samleng(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Samleng:
    """The command line over an installation in a folder of its own; `var` names another place beside the same keys."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAMLENG_KEYS", str(tmp_path / "keys"))

    def run(*words: str, typed: str = "", var: str = "var") -> Result:
        monkeypatch.setenv("SAMLENG_VAR", str(tmp_path / var))
        return CliRunner().invoke(app, words, input=typed)

    assert run("init").exit_code == 0
    return run


def found(what: str, var: str = "var") -> installation.Finding:
    """One line of `samleng check`."""
    settings = Settings(_env_file=None, var=Path(var), keys=Path("keys"))  # type: ignore[call-arg]
    return {finding.what: finding for finding in asyncio.run(installation.look_over(settings, None))}[what]


def new_keys(samleng: Samleng) -> tuple[str, str]:
    said = samleng("backup-key", "new").output
    public, private = (re.search(rf"samleng-backup-{half}-\w+", said) for half in ("public", "private"))
    assert public and private
    return public[0], private[0]


def last_backup(hours: float) -> None:
    """As if the last backup had been made that long ago."""

    async def write() -> None:
        store = installation.bare_store(Settings(_env_file=None, var=Path("var"), keys=Path("keys")))  # type: ignore[call-arg]
        async with store.writing() as unit:
            row = await unit.session.get_one(Installation, 1)
            row.backed_up_at = dt.datetime.now(dt.UTC) - dt.timedelta(hours=hours)
            unit.session.add(row)
        await store.engines.dispose()

    asyncio.run(write())


def test_a_backup_is_made_and_put_back_by_hand(samleng: Samleng, tmp_path: Path) -> None:
    """With the key pair of the first command, and each refusal in a sentence."""
    public, private = new_keys(samleng)
    assert "samleng backup-key new" in samleng("backup", "one").output
    assert "public key" in samleng("backup", "one", "--to", private).output
    assert samleng("party", "add", "uu", "--name-en", "U", "--name-km", "ស", "--kind", "union").exit_code == 0
    made = samleng("backup", "one", "--to", public)
    assert made.exit_code == 0 and "0 files" in made.output
    again = samleng("backup", "one", "--to", public)
    assert again.exit_code == 1 and "there already" in again.output
    assert samleng("backup", "no/where", "--to", public).exit_code == 1

    (tmp_path / "key").write_text(private + "\n")
    for words, typed, said in (
        (("restore", "one", "--key-file", "key"), "", "empty place"),
        (("restore", "one"), public, "not a whole private key"),
        (("restore", "two", "--key-file", "key"), "", "No such file"),
    ):
        refused = samleng(*words, typed=typed, var="var" if said == "empty place" else "other")
        assert refused.exit_code == 1 and said in refused.output
    back = samleng("restore", "one", typed=f"{private}\n", var="other")
    assert back.exit_code == 0 and private not in back.output
    assert "uu" in {row["slug"] for row in json.loads(samleng("party", "list", "--json", var="other").output)}
    assert samleng("init", var="other").exit_code == 0


def test_a_lost_log_of_erasures_is_said_loudly(samleng: Samleng, tmp_path: Path) -> None:
    """Refused without the word for it, and warned of with it."""
    public, private = new_keys(samleng)
    samleng("backup", "one", "--to", public)
    (tmp_path / "keys" / "erasures.log").unlink()
    assert not found("erasures").ok
    refused = samleng("restore", "one", typed=private, var="other")
    assert refused.exit_code == 1 and "--erasures-lost" in refused.output
    warned = samleng("restore", "one", "--erasures-lost", typed=private, var="other")
    assert warned.exit_code == 0 and "IS BACK" in warned.output
    assert found("erasures").ok


def test_check_is_red_until_a_backup_is_young_enough(samleng: Samleng) -> None:
    """Never made, made, 26 hours old."""
    assert "never made" in found("backup").advice
    public, _ = new_keys(samleng)
    samleng("backup", "one", "--to", public)
    assert found("backup").ok
    last_backup(hours=25.9)
    assert found("backup").ok
    last_backup(hours=26.1)
    assert "26 hours old" in found("backup").advice and not found("backup").ok


def test_a_demonstration_needs_no_backup(tmp_path: Path) -> None:
    """Nothing in it is anybody's."""
    settings = Settings(_env_file=None, var=tmp_path / "var", keys=tmp_path / "keys")  # type: ignore[call-arg]
    installation.make(settings, demo=True)
    findings = {finding.what: finding for finding in asyncio.run(installation.look_over(settings, None))}
    assert findings["backup"].ok


def test_check_is_red_when_nobody_destroys_daily_keys_and_purge_does(samleng: Samleng, tmp_path: Path) -> None:
    """`purge` says what it did, and only lists when asked to."""
    folder = KeysFolder(tmp_path / "keys")
    folder.todays("draft", dt.datetime.now(dt.UTC) - dt.timedelta(days=5))
    assert found("daily keys").ok  # the jobs have a day
    folder.todays("preview", dt.datetime.now(dt.UTC) - dt.timedelta(days=30))
    assert not found("daily keys").ok
    assert "0 cases and 2 daily keys" in samleng("purge", "--dry-run").output
    assert json.loads(samleng("purge", "--dry-run", "--json").output) == []
    assert not found("daily keys").ok
    assert "2 daily keys" in samleng("purge").output
    assert found("daily keys").ok


def test_burning_asks_for_its_word_and_leaves_a_working_installation(samleng: Samleng, tmp_path: Path) -> None:
    """Nothing happens on another word."""
    contacts = tmp_path / "keys" / "contacts"
    before = contacts.read_bytes()
    assert samleng("keys", "burn", typed="no\n").exit_code == 1
    assert contacts.read_bytes() == before
    burned = samleng("keys", "burn", typed="burn\n")
    assert burned.exit_code == 0 and "SHEET `contacts`" in burned.output
    assert contacts.read_bytes() != before
    assert found("keys").ok
    assert samleng("party", "list").exit_code == 0


def test_init_finishes_a_burning_that_the_database_did_not_hear_of(samleng: Samleng, tmp_path: Path) -> None:
    """Its keys were destroyed while it was down."""
    KeysFolder(tmp_path / "keys").burn()
    assert not found("keys").ok
    assert samleng("init").exit_code == 0
    assert found("keys").ok
