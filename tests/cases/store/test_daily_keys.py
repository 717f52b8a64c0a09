"""The keys folder: one key a day whoever comes first, and gone on time."""

from __future__ import annotations

import datetime as dt
import multiprocessing
from pathlib import Path

import pytest

from cases.rules.errors import NotConfigured
from cases.store.keys_folder import DRAFT, KEPT_DAYS, PREVIEW, KeysFolder

NOW = dt.datetime(2024, 11, 4, 23, 30, tzinfo=dt.UTC)


def _race(folder: str, start: object, found: object) -> None:
    keys = KeysFolder(Path(folder))
    start.wait()  # type: ignore[attr-defined]
    found.put([keys.daily(keys.todays(DRAFT, NOW + dt.timedelta(days=n))) for n in range(30)])  # type: ignore[attr-defined]


def test_processes_that_race_for_a_days_key_get_the_same_one(tmp_path: Path) -> None:
    """Four processes, thirty days, no lock: the first link wins and nothing else is left."""
    KeysFolder(tmp_path).make()
    context = multiprocessing.get_context("fork")
    start, found = context.Barrier(4), context.Queue()
    racers = [context.Process(target=_race, args=(str(tmp_path), start, found)) for _ in range(4)]
    for racer in racers:
        racer.start()
    results = [found.get(timeout=20) for _ in racers]
    for racer in racers:
        racer.join()
    assert all(result == results[0] for result in results)
    assert len(set(results[0])) == 30
    assert len(list((tmp_path / DRAFT).iterdir())) == 30, "no half-written file is left behind"


@pytest.mark.parametrize("kind", [DRAFT, PREVIEW])
def test_a_key_lives_its_days_and_not_one_more(tmp_path: Path, kind: str) -> None:
    """A draft made in the last minute of a day still has its days; then nothing opens it."""
    keys = KeysFolder(tmp_path)
    name = keys.todays(kind, NOW)
    last = NOW.replace(hour=23, minute=59) + dt.timedelta(days=KEPT_DAYS[kind])
    assert keys.destroy_old(last) == []
    assert len(keys.daily(name)) == 32
    assert keys.destroy_old(last + dt.timedelta(minutes=1)) == [name]
    with pytest.raises(NotConfigured) as refused:
        keys.daily(name)
    assert refused.value.code == "key_missing"
    assert not (tmp_path / name).exists()


def test_the_roots_are_never_destroyed_and_never_made_anew(tmp_path: Path) -> None:
    """Making again changes nothing; time alone does neither."""
    keys = KeysFolder(tmp_path)
    keys.make()
    check = keys.check()
    keys.destroy_old(NOW + dt.timedelta(days=4000))
    KeysFolder(tmp_path).make()
    assert KeysFolder(tmp_path).check() == check
    assert KeysFolder(tmp_path).exists()


def test_another_folder_has_another_check(tmp_path: Path) -> None:
    """So a database that is started beside the wrong keys is noticed."""
    one, two = KeysFolder(tmp_path / "1"), KeysFolder(tmp_path / "2")
    one.make()
    two.make()
    assert one.check() != two.check() and one.receipt_salt() != two.receipt_salt()
    (two.folder / "contacts").write_bytes((one.folder / "contacts").read_bytes())
    assert KeysFolder(two.folder).check() != one.check()


def test_only_the_owner_reads_the_keys(tmp_path: Path) -> None:
    """Folder and files."""
    keys = KeysFolder(tmp_path / "keys")
    keys.make()
    name = keys.todays(DRAFT, NOW)
    assert [(keys.folder / n).stat().st_mode & 0o077 for n in ("", "install", "contacts", DRAFT, name)] == [0] * 5


def test_a_damaged_key_is_said_and_not_used(tmp_path: Path) -> None:
    """Half a key is no key."""
    keys = KeysFolder(tmp_path)
    keys.make()
    (tmp_path / "install").write_bytes(b"short")
    with pytest.raises(NotConfigured) as refused:
        KeysFolder(tmp_path).check()
    assert refused.value.code == "key_damaged"
