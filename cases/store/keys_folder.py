"""The keys folder: two independent roots and the daily keys of short-lived plaintext.

`install` (receipt salt, event chains, digests) and `contacts` (correspondents' addresses) are made once and
printed on two sheets. `draft/<UTC day>` and `preview/<UTC day>` are made by whoever needs them first: written
complete, then hard-linked into place, so two processes never hold different keys of one day.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cases.rules.errors import NotConfigured
from cases.vault import hashing

INSTALL, CONTACTS = "install", "contacts"
DRAFT, PREVIEW = "draft", "preview"
KEPT_DAYS = {DRAFT: 4, PREVIEW: 15}


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut; the file's own fsync does not."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class KeysFolder:
    """Read and make the keys below one folder. Safe to share by many processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read = lru_cache(maxsize=64)(self._read_file)

    def make(self) -> None:
        """Make the two roots where they are missing."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for root in (INSTALL, CONTACTS):
            self._make(root)

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

    def destroy_old(self, now: dt.datetime) -> list[str]:
        """Delete the daily keys whose days are over; what they sealed can never be read again."""
        gone = []
        for kind, days in KEPT_DAYS.items():
            for path in sorted((self.folder / kind).glob("????-??-??")):
                if dt.date.fromisoformat(path.name) < now.date() - dt.timedelta(days=days):
                    path.unlink(missing_ok=True)
                    gone.append(f"{kind}/{path.name}")
        if gone:
            self._read.cache_clear()
        return gone

    def _make(self, name: str) -> None:
        place = self.folder / name
        if place.exists():
            return
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = place.with_name(f".{place.name}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(hashing.new_key())
                file.flush()
                os.fsync(file.fileno())
            os.link(draft, place)
            sync_folder(place.parent)
        except FileExistsError:
            pass  # another process was first, and its key counts
        finally:
            draft.unlink(missing_ok=True)

    def _read_file(self, name: str) -> bytes:
        try:
            key = (self.folder / name).read_bytes()
        except FileNotFoundError:
            raise NotConfigured("key_missing", key=name) from None
        if len(key) != hashing.KEY_BYTES:
            raise NotConfigured("key_damaged", key=name)
        return key
