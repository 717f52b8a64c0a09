"""A prompt becomes text and labelled buttons in her language. Channels draw what comes out of here."""

from __future__ import annotations

from dataclasses import dataclass

import locales
from bot.dialogue.model import Button, Prompt
from cases.rules.vocabulary import Language


@dataclass(frozen=True)
class RenderedButton:
    """A tap sends `data` back ("<step>:<value>") or, when it is an https address, opens it."""

    label: str
    data: str

    @property
    def opens_page(self) -> bool:
        return self.data.startswith(("https://", "http://"))


@dataclass(frozen=True)
class Rendered:
    """One message as she sees it: plain text (no markup) and rows of buttons."""

    text: str
    buttons: tuple[tuple[RenderedButton, ...], ...] = ()


def render(language: str, prompt: Prompt) -> Rendered:
    """Raises locales.MissingText when the catalog lacks a key."""
    rows = tuple(tuple(_button(language, button) for button in row) for row in prompt.buttons)
    return Rendered(locales.text(language, prompt.key, prompt.params), rows)


def _button(language: str, button: Button) -> RenderedButton:
    return RenderedButton(locales.text(language, button.key, button.params), button.data)


def labels(button: Button) -> tuple[str, ...]:
    """A button's label in every language: typed, it counts as a tap."""
    return tuple(locales.text(language, button.key, button.params) for language in Language)
