"""How the bot shows itself in a list of chats: name, texts and commands say nothing of why somebody writes to it."""

from __future__ import annotations

from dataclasses import dataclass

import locales
from cases.rules.vocabulary import Language

COMMANDS = ("start", "hide", "language", "help")  # what stands behind the menu button for whoever looks


@dataclass(frozen=True)
class Introduction:
    """The bot's own texts in one language; "" as code is for everybody whose language is none of ours."""

    language_code: str
    name: str
    description: str
    short: str
    commands: tuple[tuple[str, str], ...]


def introductions() -> tuple[Introduction, ...]:
    """Khmer for everybody, and English for phones set to English."""
    codes = {"": Language.KHMER, "km": Language.KHMER, "en": Language.ENGLISH}
    return tuple(_in(code, language) for code, language in codes.items())


def _in(code: str, language: Language) -> Introduction:
    def words(key: str) -> str:
        return locales.text(language, f"bot.{key}")

    commands = tuple((name, words(f"command.{name}")) for name in COMMANDS)
    return Introduction(code, words("name"), words("description"), words("short"), commands)
