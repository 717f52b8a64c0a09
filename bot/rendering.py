"""A prompt becomes text and labelled buttons in her language. Channels draw what comes out of here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import locales
from bot.dialogue import aloud
from bot.dialogue.model import Button, Prompt
from cases.rules.vocabulary import Language
from locales import recordings


@dataclass(frozen=True)
class RenderedButton:
    """A tap sends `data` back ("<step>:<value>") or, when it is an https address, opens it."""

    label: str
    data: str

    @property
    def opens_page(self) -> bool:
        return self.data.startswith(("https://", "http://"))

    @property
    def plays(self) -> str:
        """The recording that a loudspeaker stands for, or "": a page has a player in its place."""
        return self.data.removeprefix(aloud.BUTTON) if self.data.startswith(aloud.BUTTON) else ""


@dataclass(frozen=True)
class Rendered:
    """One message as she sees it: plain text (no markup) and rows of buttons.

    With `voice`, an Ogg file, she is sent that in place of the text, wherever voice can be sent.
    """

    text: str
    buttons: tuple[tuple[RenderedButton, ...], ...] = ()
    voice: Path | None = None

    @property
    def loudspeakers(self) -> tuple[RenderedButton, ...]:
        """Those of its buttons for which a page has a player."""
        return tuple(button for row in self.buttons for button in row if button.plays)


def render(language: str, prompt: Prompt) -> Rendered:
    """Raises locales.MissingText when the catalog lacks a key."""
    rows = tuple(tuple(_button(language, button) for button in row) for row in prompt.buttons)
    voice = recordings.find(language, prompt.voice) if prompt.voice else None
    return Rendered(locales.text(language, prompt.key, prompt.params), rows, voice)


def _button(language: str, button: Button) -> RenderedButton:
    return RenderedButton(locales.text(language, button.key, button.params), button.data)


def labels(button: Button) -> tuple[str, ...]:
    """A button's label in every language: typed, it counts as a tap."""
    return tuple(locales.text(language, button.key, button.params) for language in Language)
