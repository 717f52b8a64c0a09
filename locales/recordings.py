"""Texts that a person has spoken: `<language>/voice/<name>.ogg` for chats, an `.m4a` beside it for iPhones.

The folders are read once, and nothing beside what was found there is ever opened. Where there is no file the text
alone is shown. How one is added: docs/recordings.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from cases.rules.vocabulary import Language
from locales import FOLDER

CHAT, PAGE = ".ogg", ".m4a"
MEDIA_TYPES = {CHAT: "audio/ogg; codecs=opus", PAGE: "audio/mp4"}


@cache
def files() -> Mapping[str, Path]:
    """Every recording by `<language>/<name>.<suffix>`."""
    return {
        f"{language.value}/{path.name}": path
        for language in Language
        for path in sorted((FOLDER / language.value / "voice").glob("*"))
        if path.suffix in MEDIA_TYPES
    }


@cache
def names() -> Mapping[Language, frozenset[str]]:
    """Which texts can be listened to, by language."""
    return {language: frozenset(_names(language)) for language in Language}


def _names(language: Language) -> list[str]:
    start = f"{language.value}/"
    return [name[len(start) : -len(CHAT)] for name in files() if name.startswith(start) and name.endswith(CHAT)]


def find(language: str, name: str, suffix: str = CHAT) -> Path | None:
    """The file of one recording, or None."""
    return files().get(f"{language}/{name}{suffix}")
