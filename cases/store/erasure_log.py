"""The log of erasures: random lockbox ids in a file beside the keys, outside database and backups.

A backup still has the halves of what was erased after it was made. Whoever restores it applies this log, and they
are gone again.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from pathlib import Path

from cases.store.disk import sync_folder

NAME = "erasures.log"
BOX = re.compile(r"[0-9a-f]{32}")
HEAD = "# erased from the installation "


class ErasureLog:
    """One lockbox id a line, after a line that says whose. Nothing is ever taken out.

    Many processes may append. All methods block.
    """

    def __init__(self, place: Path) -> None:
        self.place = place

    def make(self, installation: bytes) -> None:
        """Make an empty log where there is none; its first line says of which installation it is."""
        if not self.is_of(installation):
            self._write([HEAD + installation.hex()])

    def is_of(self, installation: bytes) -> bool:
        """Whether it is this installation's log, and not any other file, or none."""
        return HEAD + installation.hex() in self._lines()

    def exists(self) -> bool:
        return self.place.is_file()

    def append(self, boxes: Collection[str]) -> None:
        """Write down what is not yet there; on the disk when this returns.

        One write to the end, so two processes never mix their lines. It begins a line of its own: what a power cut
        left half written spoils nothing.
        """
        self._write(sorted(set(boxes) - self.read()) if boxes else [])

    def _write(self, missing: list[str]) -> None:
        new = not self.exists()
        descriptor = os.open(self.place, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if missing:
                os.write(descriptor, "\n".join(["", *missing, ""]).encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if new:
            sync_folder(self.place.parent)

    def read(self) -> frozenset[str]:
        """Every lockbox id that was ever erased. A half-written line was never carried out and is passed over."""
        return frozenset(line for line in self._lines() if BOX.fullmatch(line))

    def _lines(self) -> list[str]:
        try:
            return self.place.read_text(encoding="ascii", errors="replace").splitlines()
        except FileNotFoundError:
            return []
