"""Is the word in it that a worker agreed with her officer, for when somebody else writes or makes her write?"""

from __future__ import annotations

import re

from cases.rules.reading import fold

SHORTEST = 3  # letters: a shorter word stands in other words by chance
LONGEST = 60
KHMER = re.compile(r"[\u1780-\u17ff]")


def says(word: str, text: str) -> bool:
    """Whether the agreed word stands in a text, however it is spelled and cased.

    Khmer parts words by no space, so there it counts wherever it stands; elsewhere only as a word of its own.
    """
    wanted, folded = fold(word), fold(text)
    if not wanted:
        return False
    if KHMER.search(wanted):
        return wanted in folded
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", folded) is not None
