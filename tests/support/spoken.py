"""Recordings of texts made for a test: there are none in the repository but those that a person has spoken."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from bot.recording import take_in
from locales import recordings
from tests.journeys.media import voice_note


@contextlib.contextmanager
def spoken(folder: Path, *names: str, language: str = "km") -> Iterator[None]:
    """While it lasts, these texts can be listened to."""
    (folder / language).mkdir()
    for name in names:
        take_in(language, name, voice_note(0.5), folder)
    with mock.patch.object(recordings, "FOLDER", folder):
        _read_again()
        yield
    _read_again()


def _read_again() -> None:
    recordings.files.cache_clear()
    recordings.names.cache_clear()
