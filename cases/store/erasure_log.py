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


class ErasureLog:
    """One lockbox id a line. Many processes may append; nothing is ever taken out. All methods block."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def make(self) -> None:
        """Make an empty log where there is none."""
        self.append(())

    def exists(self) -> bool:
        return self.place.is_file()

    def append(self, boxes: Collection[str]) -> None:
        """Write down what is not yet there; on the disk when this returns.

        One write to the end, so two processes never mix their lines. It begins a line of its own: what a power cut
        left half written spoils nothing.
        """
        new = not self.exists()
        missing = sorted(set(boxes) - self.read()) if boxes else []
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
        try:
            text = self.place.read_text(encoding="ascii", errors="replace")
        except FileNotFoundError:
            return frozenset()
        return frozenset(line for line in text.splitlines() if BOX.fullmatch(line))
