"""Khmer that looks the same made the same, for comparing and searching. What was typed is kept as it was typed.

NFC does not do this: it knows no equal signs in Khmer. The order of signs is that of Unicode Technical Note 61.
"""

from __future__ import annotations

import re

from cases.rules.digits import latin

_MARKS = (0x00AD, 0x034F, 0x061C, 0x17B4, 0x17B5, 0xFEFF)
_RANGES = ((0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xE0000, 0xE0FFF))
# Zero-width signs, those that turn the direction of writing, and those that choose the look of the sign before.
INVISIBLE = dict.fromkeys([*_MARKS, *(sign for first, last in _RANGES for sign in range(first, last + 1))])

COENG, ROBAT, ATTHACAN = "\u17d2", "\u17cc", "\u17dd"
_CLUSTER = re.compile(f"([\u1780-\u17b3])((?:{COENG}[\u1780-\u17b3]|[\u17b6-\u17d1\u17d3{ATTHACAN}])+)")
_SIGN = re.compile(f"{COENG}.|.")
_ORDER = (  # of the signs behind a letter; a subscript RO comes behind other subscripts
    (ROBAT,),
    (COENG,),
    (f"{COENG}រ",),
    ("\u17c9", "\u17ca"),
    tuple(map(chr, range(0x17C1, 0x17C6))),
    tuple(map(chr, range(0x17B6, 0x17C1))),
)
# Typed otherwise, drawn alike.
_ALIKE = (
    ("ឣ", "អ"),
    ("ឤ", "អា"),
    (f"{COENG}ត", f"{COENG}ដ"),
    ("េី", "ើ"),
    ("េា", "ោ"),
    ("េុី", "ើុ"),
)
# Under a vowel that stands above, the shifter is drawn like the vowel u, and typed so: អុិ for អ៊ិ.
_SHIFTER_AS_U = re.compile("[ុ\u17c9\u17ca]([ិីឹឺ័])|([ិីឹឺ័])ុ")


def same_spelling(text: str) -> str:
    """One form of all that a reader cannot tell apart: order of signs, coeng TA and DA, invisible signs, digits."""
    plain = latin(text.translate(INVISIBLE)).replace(f"{COENG}{ATTHACAN}", COENG)
    ordered = in_order(plain)
    for typed, drawn in _ALIKE:
        ordered = ordered.replace(typed, drawn)
    return _SHIFTER_AS_U.sub(lambda found: "\u17ca" + (found[1] or found[2]), ordered)


def in_order(text: str) -> str:
    """The signs behind each letter in their order, each once: robat, subscripts, shifter, vowel, other signs."""
    return _CLUSTER.sub(
        lambda cluster: cluster[1] + "".join(sorted(dict.fromkeys(_SIGN.findall(cluster[2])), key=_rank)), text
    )


def _rank(sign: str) -> int:
    for rank, signs in enumerate(_ORDER):
        if rank == 1 and sign[0] == COENG and sign != f"{COENG}រ":
            return rank
        if sign in signs:
            return rank
    return len(_ORDER)
