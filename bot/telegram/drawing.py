"""A rendered message as Telegram takes it: texts of at most 4096 UTF-16 units, an inline keyboard below the last."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.dialogue.lengths import fitting, syllable_end, units
from bot.rendering import Rendered, RenderedButton

LONGEST = 4096  # UTF-16 units in one message
ZERO_WIDTH_SPACE = "\u200b"  # Khmer's invisible word boundary
ENDS = ("\n\n", "\n", " ", ZERO_WIDTH_SPACE)  # where to cut, best first


def draw(rendered: Rendered) -> tuple[list[str], InlineKeyboardMarkup | None]:
    """The texts to send one after the other, and the buttons for the last."""
    rows = [[button for button in row if not _unlinkable(button)] for row in rendered.buttons]
    addresses = [f"{button.label}\n{button.data}" for row in rendered.buttons for button in row if _unlinkable(button)]
    keyboard = [[_button(button) for button in row] for row in rows if row]
    texts = split("\n\n".join([rendered.text, *addresses]))
    return texts, InlineKeyboardMarkup(keyboard) if keyboard else None


def split(text: str, longest: int = LONGEST) -> list[str]:
    """Pieces of at most `longest` UTF-16 units, cut between paragraphs, lines, words or, at worst, syllables."""
    pieces = []
    while units(text) > longest:
        cut = _cut(text, longest)
        pieces.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [piece for piece in (*pieces, text) if piece]


def _cut(text: str, longest: int) -> int:
    """Where to cut, as an index; in the last half of what fits, or as late as a syllable allows."""
    fits = fitting(text, longest)
    for end in ENDS:
        found = text.rfind(end, fits // 2, fits)
        if found > 0:
            return found + len(end)
    return syllable_end(text, fits)


def _button(button: RenderedButton) -> InlineKeyboardButton:
    if button.opens_page:
        return InlineKeyboardButton(button.label, url=button.data)
    return InlineKeyboardButton(button.label, callback_data=button.data)


def _unlinkable(button: RenderedButton) -> bool:
    """Telegram refuses a button to an address without a public name; then the address stands in the text."""
    if not button.opens_page:
        return False
    host = urlsplit(button.data).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith((".local", ".localhost"))
    return True
