"""A backup put back: into an empty place, beside the keys it belongs to, with the log of what was erased since."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from alembic import command

from api import installation
from api.settings import Settings
from cases.actions import backups
from cases.actions.backups import Restored
from cases.rules.errors import NotConfigured
from cases.store.engine import alembic_config, migrate, newest_revision, revisions
from cases.store.erasure_log import ErasureLog
from cases.store.keys_folder import INSTALL, KeysFolder
from cases.store.snapshot import Manifest
from cases.vault.hashing import same


@dataclass(frozen=True)
class Erasures:
    """Where the log of erasures is: in the keys folder, in another file, or lost."""

    file: Path | None = None
    lost: bool = False


async def restore(settings: Settings, file: Path, private: bytes, erasures: Erasures) -> Restored:
    """Look through the whole backup, then put it back. What fails leaves nothing behind.

    Raises:
        NotConfigured: something is there already, the keys or the log of erasures are missing or not the backup's.
        BadInput: the file does not open with this key, or is not what was written.
        OSError: the file cannot be read.
    """
    installation.keep_apart(settings)
    folder = KeysFolder(settings.keys.resolve())
    if not (folder.folder / INSTALL).is_file():
        raise NotConfigured("keys_missing", keys=str(settings.keys))
    erased = _erased(folder, erasures)
    with file.open("rb") as source:
        manifest = backups.look_through(source, private)
        await _refuse_what_does_not_fit(settings, folder, manifest)
        settings.var.resolve().mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.make()  # a contacts' key that was burned or lost gives way to a new one
        folder.erasures.append(erased)
        with _nothing_left_behind(settings):
            store = installation.bare_store(settings)
            try:
                return await backups.restore(store, source, private, erased)
            finally:
                await store.engines.dispose()


def _erased(folder: KeysFolder, erasures: Erasures) -> frozenset[str]:
    found = folder.erasures.read()
    if erasures.file is not None:
        if not ErasureLog(erasures.file).is_of(folder.install_check()):
            raise NotConfigured("erasures_missing", file=str(erasures.file))
        return found | ErasureLog(erasures.file).read()
    if not (folder.erasures.is_of(folder.install_check()) or erasures.lost):
        raise NotConfigured("erasures_missing", file=str(folder.erasures.place))
    return found


async def _refuse_what_does_not_fit(settings: Settings, folder: KeysFolder, manifest: Manifest) -> None:
    if not same(bytes.fromhex(manifest.install_check), folder.install_check()):
        raise NotConfigured("keys_of_another_backup", keys=str(settings.keys))
    if manifest.revision != newest_revision(settings.database):
        raise NotConfigured("backup_of_another_version")
    store = installation.bare_store(settings)
    try:
        if not store.files.is_empty():
            raise NotConfigured("restore_not_empty", place=str(settings.evidence))
        if _has_tables(settings):
            async with store.reading() as unit:
                if not await backups.is_empty(unit):
                    raise NotConfigured("restore_not_empty", place=sa.make_url(settings.database).database or "")
    finally:
        await store.engines.dispose()


def _has_tables(settings: Settings) -> bool:
    """Whether the database was set up, without making an SQLite file by looking. Raises NotConfigured."""
    file = _sqlite_file(settings)
    if file is not None and not file.exists():
        return False
    try:
        found, newest = revisions(settings.database)
    except sa.exc.OperationalError:
        raise NotConfigured("database_unreachable") from None
    if found not in (None, newest):
        raise NotConfigured("not_migrated")
    return found is not None


@contextmanager
def _nothing_left_behind(settings: Settings) -> Iterator[None]:
    """Tables for the block; when it fails, they and all files that it wrote go again."""
    file = _sqlite_file(settings)
    had_file, had_tables = file is not None and file.exists(), _has_tables(settings)
    migrate(settings.database)
    try:
        yield
    except BaseException:
        shutil.rmtree(settings.evidence.resolve(), ignore_errors=True)
        if file is not None and not had_file:
            for end in ("", "-wal", "-shm"):
                file.with_name(file.name + end).unlink(missing_ok=True)
        elif not had_tables:
            command.downgrade(alembic_config(settings.database), "base")
        raise


def _sqlite_file(settings: Settings) -> Path | None:
    address = sa.make_url(settings.database)
    return Path(address.database) if address.get_backend_name() == "sqlite" and address.database else None
