"""Does a message tell how to find the person who wrote it? Until a complainant is known, it must not.

Whoever files as a worker to learn who the union's people are gets the organisation's name, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cases.rules.digits import latin
from cases.rules.reading import clean

# A Cambodian number: 0 or +855 and eight or nine digits, in any grouping. A date or a case number is none.
PHONE = re.compile(r"(?<![0-9])(?:(?:\+|00)?855|0)[\s.()-]*[1-9](?:[\s.()-]*[0-9]){7,8}(?![0-9])")
HANDLE = re.compile(r"(?:^|\s)@\w{3,}|\b(?:t\.me|wa\.me|facebook\.com|fb\.com|m\.me)/|[\w.+-]+@[\w-]+\.\w", re.I)


def tells_how_to_find(text: str, aliases: Iterable[str] = ()) -> bool:
    """Whether the words hold a telephone number, an address of a messenger or mail, or one of the aliases."""
    words = latin(clean(text))
    if PHONE.search(words) or HANDLE.search(words):
        return True
    folded = words.casefold()
    known = [name for alias in aliases if (name := clean(alias).casefold())]
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded) for name in known)
