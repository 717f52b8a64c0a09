"""Where a line of Khmer may end. Khmer has no spaces between words; phones find them by a dictionary that has gaps.

Texts are kept without invisible signs. Where they are shown, U+200B stands around the words of `data/words.txt`,
which dictionaries miss; everything else is left to the phone.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

WORDS = Path(__file__).parent / "data" / "words.txt"
ZERO_WIDTH_SPACE = "\u200b"
LETTER = "[\u1780-\u17b3]"
SIGN = "[\u17b6-\u17d3\u17dd]"  # belongs to the letter before
SPACES = re.compile(f"(?P<between>(?<=[\u1780-\u17d3\u17dd]){ZERO_WIDTH_SPACE}+(?={LETTER}))|{ZERO_WIDTH_SPACE}+")


@cache
def words() -> tuple[str, ...]:
    """The words that get help, longest first."""
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return tuple(sorted((line for line in lines if line and not line.startswith("#")), key=len, reverse=True))


@cache
def _around() -> re.Pattern[str]:
    return re.compile(f"(?<!\u17d2)(?:{'|'.join(words())})(?!{SIGN})")


def breakable(text: str) -> str:
    """The text with room for a line to end before and after each of those words, beside other Khmer letters alone."""
    parted = _around().sub(f"{ZERO_WIDTH_SPACE}\\g<0>{ZERO_WIDTH_SPACE}", text)
    return SPACES.sub(lambda found: ZERO_WIDTH_SPACE if found["between"] else "", parted)


def solid(text: str) -> str:
    """The text without that room: for papers and tables, whose words are searched, copied and compared."""
    return text.replace(ZERO_WIDTH_SPACE, "")
