"""Evidence on disk: sealed files under random names, written complete or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path
from typing import IO, BinaryIO

from cases.store.disk import sync_folder
from cases.vault.files import open_file, seal_file

FULL_AT = 0.8


class EvidenceFiles:
    """Files below one folder, two letters deep so that no folder grows large. All methods block."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def store(self, evidence_id: str, content: bytes) -> tuple[bytes, int]:
        """Seal and write a file; returns (file key, padded size). On the disk when this returns."""
        key, sealed = seal_file(content, evidence_id)
        place = self._place(evidence_id)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = place.with_name(f".{secrets.token_hex(8)}")
        with draft.open("xb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(place)
        sync_folder(place.parent)
        return key, len(sealed)

    def open(self, evidence_id: str, key: bytes) -> bytes:
        """The file as it was stored. Raises DoesNotOpen or FileNotFoundError."""
        return open_file(key, evidence_id, self._place(evidence_id).read_bytes())

    def size(self, evidence_id: str) -> int | None:
        """Bytes on the disk; None when the file is not there."""
        place = self._place(evidence_id)
        return place.stat().st_size if place.is_file() else None

    def sealed(self, evidence_id: str) -> BinaryIO:
        """The file as it lies on the disk, opened for reading. Raises FileNotFoundError."""
        return self._place(evidence_id).open("rb")

    def delete(self, evidence_id: str) -> None:
        self._place(evidence_id).unlink(missing_ok=True)

    def is_filling_up(self) -> bool:
        """Whether the disk is so full that video must wait; text and voice always pass."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        disk = shutil.disk_usage(self.folder)
        return disk.used / disk.total >= FULL_AT

    def stored_before(self, moment: float) -> list[str]:
        """Ids of files last written before a POSIX time: what the sweep may look at."""
        found = self.folder.glob("??/*") if self.folder.exists() else ()
        return [path.name for path in found if not path.name.startswith(".") and path.stat().st_mtime < moment]

    def is_empty(self) -> bool:
        """Whether no file was ever stored here."""
        return not self.folder.exists() or not any(self.folder.iterdir())

    def put_back(self, evidence_id: str, sealed: IO[bytes]) -> None:
        """Write a file as it lay on another disk, in pieces."""
        place = self._place(evidence_id)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with place.open("xb") as file:
            shutil.copyfileobj(sealed, file)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(place.parent)

    def _place(self, evidence_id: str) -> Path:
        return self.folder / evidence_id[:2] / evidence_id
