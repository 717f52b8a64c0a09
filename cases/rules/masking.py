"""Covering words before something is shared; the original stays as it was told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from cases.rules.digits import KHMER_DIGITS
from cases.rules.reading import clean

COVER = "▇▇▇"  # always as long: the length of a name tells too
MOST_WORDS = 30
TOLD = ("text", "name", "phone")
BETWEEN_DIGITS = r"[\s.,/()\-\u2010-\u2015]*"


def words_to_cover(typed: str) -> tuple[str, ...]:
    """The words that an officer typed, one a line, each once; the longest first, so that none leaves a rest."""
    words = dict.fromkeys(word for line in typed.splitlines() if (word := clean(line)))
    return tuple(sorted(words, key=len, reverse=True))


def covered(items: Sequence[Mapping[str, Any]], words: Sequence[str]) -> list[dict[str, Any]]:
    """The items of a part with every one of these words covered, however they were written."""
    if not words:
        return [dict(item) for item in items]
    pattern = re.compile("|".join(map(_however_written, words)), re.IGNORECASE)
    return [_covered(item, pattern) for item in items]


def _however_written(word: str) -> str:
    """A pattern for a word as people write it: over two lines, digits of either script and in any grouping."""
    digits = re.sub(BETWEEN_DIGITS, "", word)
    if digits.isdecimal():
        return BETWEEN_DIGITS.join(map(_letter, digits))
    return r"\s+".join("".join(map(_letter, part)) for part in word.split())


def _letter(letter: str) -> str:
    """Either script's digit; TA and DA are one, since they look alike below another letter."""
    if letter.isdecimal():
        return f"[{letter}{int(letter)}{KHMER_DIGITS[int(letter)]}]"
    return "[តដ]" if letter in "តដ" else re.escape(letter)


def _covered(item: Mapping[str, Any], pattern: re.Pattern[str]) -> dict[str, Any]:
    changed: dict[str, Any] = {
        name: pattern.sub(COVER, clean(item[name])) for name in TOLD if isinstance(item.get(name), str)
    }
    if "values" in item:
        changed["values"] = [pattern.sub(COVER, clean(value)) for value in item["values"]]
    return dict(item) | changed


def unfound(items: Sequence[Mapping[str, Any]], words: Sequence[str]) -> list[str]:
    """Those of the words that stand nowhere: most likely typed otherwise than they were told."""
    told = "\n".join(_texts(item) for item in items)
    return [word for word in words if not re.search(_however_written(word), told, re.IGNORECASE)]


def _texts(item: Mapping[str, Any]) -> str:
    told = [clean(item[name]) for name in TOLD if isinstance(item.get(name), str)]
    return "\n".join([*told, *map(clean, item.get("values", ()))])
