"""One spelling of Khmer, so that what looks the same is the same: `python -m locales.spelling` writes the catalogs so.

The order of signs is the one in which texts are compared. NFC alone puts none of it right, and takes neither of two
signs for one for the other.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from cases.rules.khmer import COENG, INVISIBLE, in_order
from locales.wrapping import SIGN

CATALOGS = Path(__file__).parent / "km" / "LC_MESSAGES"
REPLACED: dict[int, str | None] = {
    **{sign: None for sign in INVISIBLE if not 0xFE00 <= sign <= 0xFE0F},  # those choose the look of an emoji
    0x17A3: "\u17a2",  # two letters that Unicode advises against
    0x17A4: "\u17a2\u17b6",
}
COENG_DA, COENG_TA, COENG_RO = f"{COENG}ដ", f"{COENG}ត", f"{COENG}រ"
ONE_FOR_TWO = {"\u17c1\u17b8": "\u17be", "\u17c1\u17b6": "\u17c4"}  # two signs that are drawn like one
# Subscript DA and TA look the same: DA after these letters, but for words that came with a TA; TA after NO.
DA_AFTER = re.compile(f"([កណបផមស]){COENG_TA}(?!{COENG_RO})(?!ុតាង)")
TA_AFTER = re.compile(f"(ន){COENG_DA}")
# Words that are written in two ways, as patterns; សោរ before របស់ is សោ and របស់.
WORDS = {
    "ឱ្យ": "ឲ្យ",
    "អោយ": "ឲ្យ",
    "ភស្ដុតាង": "ភស្តុតាង",
    "ទូរសព្ទ": "ទូរស័ព្ទ",
    "សោរ(?!បស់)": "សោ",
}


def one_form(text: str) -> str:
    """The text as it is spelled here; what is spelled so already stays as it is."""
    while (spelled := _spelled(text)) != text:  # one repair may bring another into sight
        text = spelled
    return text


def _spelled(text: str) -> str:
    text = in_order(unicodedata.normalize("NFC", text).translate(REPLACED))
    for two, one in ONE_FOR_TWO.items():
        text = text.replace(two, one)
    text = TA_AFTER.sub(f"\\1{COENG_TA}", DA_AFTER.sub(f"\\1{COENG_DA}", text))
    for other, word in WORDS.items():
        text = re.sub(f"{other}(?!{SIGN})", word, text)
    return text


if __name__ == "__main__":
    for path in sorted(CATALOGS.glob("*.po")):
        before = path.read_text(encoding="utf-8")
        if (after := one_form(before)) != before:
            path.write_text(after, encoding="utf-8")
