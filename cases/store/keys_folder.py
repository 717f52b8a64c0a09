"""The keys folder: two independent roots and the daily keys of short-lived plaintext.

`install` (receipt salt, event chains, digests) and `contacts` (correspondents' addresses) are made once and
printed on two sheets; `erasures.log` names what was erased. `draft/<UTC day>` and `preview/<UTC day>` are made by
whoever needs them first: written complete, then hard-linked into place, so two processes never hold different keys
of one day.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
from pathlib import Path

from cases.rules.errors import NotConfigured
from cases.store.disk import sync_folder
from cases.store.erasure_log import NAME as ERASURES
from cases.store.erasure_log import ErasureLog
from cases.vault import hashing

INSTALL, CONTACTS = "install", "contacts"
DRAFT, PREVIEW = "draft", "preview"
KEPT_DAYS = {DRAFT: 4, PREVIEW: 15}
BURNED = "burned"
Mark = tuple[int, int]  # what tells a file from another of its name: inode and time of change


class KeysFolder:
    """Read and make the keys below one folder. Safe to share by many processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.erasures = ErasureLog(folder / ERASURES)
        self._kept: dict[str, tuple[Mark, bytes]] = {}

    def make(self) -> None:
        """Make the two roots and the log of erasures where they are missing."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for root in (INSTALL, CONTACTS):
            self._make(root)
        self.erasures.make(self.install_check())

    def exists(self) -> bool:
        return all((self.folder / root).is_file() for root in (INSTALL, CONTACTS))

    def install(self, label: str) -> bytes:
        """A subkey of the installation's root."""
        return hashing.subkey(self._read(INSTALL), label)

    def contacts(self, label: str) -> bytes:
        """A subkey of the contacts' root."""
        return hashing.subkey(self._read(CONTACTS), label)

    def receipt_salt(self) -> bytes:
        return self.install("receipt salt")[: hashing.SALT_BYTES]

    def check(self) -> bytes:
        """What the database keeps to notice that it was started beside another folder."""
        return hashing.keyed_digest(self.install("check"), self.contacts("check"))

    def install_check(self) -> bytes:
        """The same for the installation's root alone: what stays itself when the contacts are burned."""
        return hashing.keyed_digest(self.install("check"), b"install alone")

    def todays(self, kind: str, now: dt.datetime) -> str:
        """The name of the key for what is written now, e.g. `draft/2026-11-22`; the file exists afterwards."""
        name = f"{kind}/{now.astimezone(dt.UTC).date().isoformat()}"
        if not (self.folder / name).is_file():
            self._make(name)
        return name

    def daily(self, name: str) -> bytes:
        """The key of that name.

        Raises:
            NotConfigured: it was destroyed on time, or never was here.
        """
        return self._read(name)

    def overdue(self, now: dt.datetime) -> list[str]:
        """Names of the daily keys whose days are over and that lie there still."""
        return [
            f"{kind}/{path.name}"
            for kind, days in KEPT_DAYS.items()
            for path in sorted((self.folder / kind).glob("????-??-??"))
            if dt.date.fromisoformat(path.name) < now.astimezone(dt.UTC).date() - dt.timedelta(days=days)
        ]

    def destroy_old(self, now: dt.datetime) -> list[str]:
        """Delete the daily keys whose days are over; what they sealed can never be read again."""
        gone = self.overdue(now)
        for name in gone:
            self._destroy(name)
        return gone

    # ------------------------------------------------------------------------------------------- burning
    def burn(self) -> None:
        """Destroy the contacts' root and every daily key, and make a new root that opens nothing of before.

        A mark is left until the database has been told (`burned_check`), so that a crash in between can be mended.
        """
        self._write(BURNED, self.burned_check() or self.check())
        self._destroy(CONTACTS)
        for kind in KEPT_DAYS:
            for path in (self.folder / kind).glob("*"):
                self._destroy(f"{kind}/{path.name}")
        self._kept.clear()
        self._make(CONTACTS)

    def burned_check(self) -> bytes | None:
        """What the database still expects, when keys were burned and it was not told yet."""
        try:
            return (self.folder / BURNED).read_bytes()
        except FileNotFoundError:
            return None

    def burning_is_done(self) -> None:
        """The database knows."""
        (self.folder / BURNED).unlink(missing_ok=True)

    def _destroy(self, name: str) -> None:
        """Write over a key, then delete it. Where the disk keeps old blocks, its own encryption must do the rest."""
        place = self.folder / name
        try:
            with place.open("r+b") as file:
                file.write(secrets.token_bytes(place.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            place.unlink(missing_ok=True)
        except FileNotFoundError:
            pass  # another process was first
        else:
            sync_folder(place.parent)
        self._kept.pop(name, None)

    def _make(self, name: str) -> None:
        """Make a key where none is; the first of two processes wins."""
        if not (self.folder / name).exists():
            self._write(name, hashing.new_key())

    def _write(self, name: str, content: bytes) -> None:
        """Write a file complete, unless one of that name is there."""
        place = self.folder / name
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = place.with_name(f".{place.name}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.link(draft, place)
            sync_folder(place.parent)
        except FileExistsError:
            pass  # another process was first, and its key counts
        finally:
            draft.unlink(missing_ok=True)

    def _read(self, name: str) -> bytes:
        """A key, from memory while its file is the one that was read: what another process destroyed is gone here."""
        place = self.folder / name
        try:
            found = place.stat()
            mark = (found.st_ino, found.st_mtime_ns)
            kept = self._kept.get(name)
            if kept is None or kept[0] != mark:
                kept = (mark, place.read_bytes())
        except FileNotFoundError:
            self._kept.pop(name, None)
            raise NotConfigured("key_missing", key=name) from None
        if len(kept[1]) != hashing.KEY_BYTES:
            raise NotConfigured("key_damaged", key=name)
        self._kept[name] = kept
        return kept[1]
