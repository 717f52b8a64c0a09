"""How long a text is, as Telegram counts it: in UTF-16 units, where an emoji is two."""

from __future__ import annotations

import unicodedata

from cases.rules.khmer import COENG

LONGEST_SYLLABLE = 40  # characters; what never ends is no word, and is cut anywhere


def units(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def fitting(text: str, longest: int) -> int:
    """How many characters of the text fit; one beyond the basic plane counts twice."""
    room = longest
    for index, character in enumerate(text):
        room -= 2 if ord(character) > 0xFFFF else 1
        if room < 0:
            return index
    return len(text)


def syllable_end(text: str, fits: int) -> int:
    """The last place, at most after so many characters, where a cut leaves a syllable whole."""
    for cut in range(fits, max(fits - LONGEST_SYLLABLE, 0), -1):
        if not unicodedata.category(text[cut]).startswith("M") and text[cut - 1] != COENG:
            return cut
    return fits
