"""Covering words before something is shared; the original stays as it was told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from cases.rules.reading import clean

COVER = "▇▇▇"  # always as long: the length of a name tells too
MOST_WORDS = 30
TOLD = ("text", "name", "phone")


def words_to_cover(typed: str) -> tuple[str, ...]:
    """The words that an officer typed, one a line, each once; the longest first, so that none leaves a rest."""
    words = dict.fromkeys(word for line in typed.splitlines() if (word := clean(line)))
    return tuple(sorted(words, key=len, reverse=True))


def covered(items: Sequence[Mapping[str, Any]], words: Sequence[str]) -> list[dict[str, Any]]:
    """The items of a part with every one of these words covered, whatever its case."""
    if not words:
        return [dict(item) for item in items]
    pattern = re.compile("|".join(re.escape(word) for word in words), re.IGNORECASE)
    return [_covered(item, pattern) for item in items]


def _covered(item: Mapping[str, Any], pattern: re.Pattern[str]) -> dict[str, Any]:
    changed: dict[str, Any] = {
        name: pattern.sub(COVER, clean(item[name])) for name in TOLD if isinstance(item.get(name), str)
    }
    if "values" in item:
        changed["values"] = [pattern.sub(COVER, value) for value in item["values"]]
    return dict(item) | changed


def unfound(items: Sequence[Mapping[str, Any]], words: Sequence[str]) -> list[str]:
    """Those of the words that stand nowhere: most likely typed otherwise than they were told."""
    told = "\n".join(_texts(item) for item in items).casefold()
    return [word for word in words if word.casefold() not in told]


def _texts(item: Mapping[str, Any]) -> str:
    told = [clean(item[name]) for name in TOLD if isinstance(item.get(name), str)]
    return "\n".join([*told, *item.get("values", ())])
