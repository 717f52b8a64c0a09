"""An installation's folders: apart, the operator's alone, and served by one process at a time."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api import installation
from api.settings import Settings
from cases.rules.errors import NotConfigured

PROGRAM = Path(sys.executable).with_name("samleng")


def settings_in(folder: Path, var: str = "var", keys: str = "keys", **more: str) -> Settings:
    return Settings(_env_file=None, var=folder / var, keys=folder / keys, **more)  # type: ignore[arg-type]


@pytest.fixture
def careless() -> Iterator[None]:
    """A machine whose new files everybody may read."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.parametrize(
    ("var", "keys", "code"),
    [("a", "a/keys", "keys_inside_var"), ("a", "a", "keys_inside_var"), ("a/var", "a", "var_inside_keys")],
)
def test_data_and_keys_never_lie_in_each_other(tmp_path: Path, var: str, keys: str, code: str) -> None:
    """One copy of either folder would hold both."""
    with pytest.raises(NotConfigured) as refused:
        installation.make(settings_in(tmp_path, var, keys))
    assert refused.value.code == code
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("careless")
def test_what_the_program_makes_is_the_operators_alone_and_check_sees_what_is_not(tmp_path: Path) -> None:
    """Whatever the machine's own rule for new files is."""
    settings = settings_in(tmp_path)
    environment = os.environ | {"SAMLENG_VAR": str(settings.var), "SAMLENG_KEYS": str(settings.keys)}
    subprocess.run([PROGRAM, "init"], env=environment, cwd=tmp_path, check=True, capture_output=True)
    made = [path for path in tmp_path.rglob("*") if path.stat().st_mode & 0o077]
    assert made == []
    for path in (settings.var / "samleng.db", settings.keys / "install", settings.var, settings.keys):
        assert private(settings) == ""
        path.chmod(path.stat().st_mode | 0o040)
        assert str(path) in private(settings)
        path.chmod(path.stat().st_mode & ~0o077)


def private(settings: Settings) -> str:
    """What `check` says about who can read it all."""
    findings = {finding.what: finding for finding in asyncio.run(installation.look_over(settings, None))}
    assert findings["private"].ok is (findings["private"].advice == "")
    return findings["private"].advice


def test_one_process_serves_an_sqlite_installation(tmp_path: Path) -> None:
    """The second is told so, until the first has ended."""
    settings = settings_in(tmp_path)
    assert installation.serving_alone(settings) is None  # nothing was set up yet
    installation.make(settings)
    first = installation.serving_alone(settings)
    assert first is not None
    with pytest.raises(NotConfigured, match="served_already"):
        installation.serving_alone(settings)
    first.close()
    again = installation.serving_alone(settings)
    assert again is not None
    again.close()


def test_a_second_serve_ends_with_a_sentence(tmp_path: Path) -> None:
    """As an operator sees it."""
    settings = settings_in(tmp_path)
    installation.make(settings)
    environment = os.environ | {"SAMLENG_VAR": str(settings.var), "SAMLENG_KEYS": str(settings.keys)}
    first = installation.serving_alone(settings)
    assert first is not None
    with first:
        second = subprocess.run(
            [PROGRAM, "serve", "--port", "1"],
            env=environment,
            cwd=tmp_path,
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert second.returncode == 1
    assert "already running" in second.stderr and "Traceback" not in second.stderr


def test_postgres_is_shared_by_many_processes(tmp_path: Path) -> None:
    """Its own locks keep them apart."""
    assert installation.serving_alone(settings_in(tmp_path, var=".", database_url="postgresql://h/db")) is None


async def test_another_kind_of_database_is_named_by_the_check(tmp_path: Path) -> None:
    """SQLite and PostgreSQL are what there is."""
    findings = await installation.look_over(settings_in(tmp_path, database_url="mysql://localhost/x"), None)
    (wrong,) = [finding for finding in findings if finding.what == "settings"]
    assert not wrong.ok and "postgresql://" in wrong.advice


def test_a_folder_without_an_installation_says_how_to_make_one(tmp_path: Path) -> None:
    """Whoever asks first, the answer is the same."""
    for ask in (installation.is_demo, installation.open_store):
        with pytest.raises(NotConfigured) as refused:
            ask(settings_in(tmp_path))
        assert refused.value.code == "not_initialised"
