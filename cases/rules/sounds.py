"""How a name sounds, roughly, whichever script it is written in: ហ្គាម៉ិន and "garment" come out nearly alike.

Consonants are capital letters, vowels small ones. What people who write by ear do not keep apart is one letter here;
what they leave out at the end of a syllable is left out.
"""

from __future__ import annotations

import re
from functools import lru_cache

from cases.rules.khmer import COENG, same_spelling

# ------------------------------------------------------------------------------------------------- Khmer
_LETTERS = {
    letter: sound
    for letters, sound in (
        ("កខគឃ", "K"),
        ("ង", "Q"),
        ("ចឆជឈ", "C"),
        ("ញណន", "N"),
        ("ដឌ", "D"),
        ("ឋឍតថទធ", "T"),
        ("ប", "B"),
        ("ផពភ", "P"),
        ("ម", "M"),
        ("យ", "Y"),
        ("រ", "R"),
        ("លឡ", "L"),
        ("វ", "V"),
        ("សឝឞ", "S"),
        ("ហ", "H"),
        ("អ", ""),
        ("ឥឦ", "i"),
        ("ឧឨឩឪ", "u"),
        ("ឯឰ", "e"),
        ("ឱឲឳ", "u"),
        ("ឫឬ", "Re"),
        ("ឭឮ", "Le"),
    )
    for letter in letters
}
_VOWELS = {
    sign: sound
    for signs, sound in (
        ("ា", "a"),
        ("័", "a"),
        ("ិី", "i"),
        ("ឹឺើឿេែ", "e"),
        ("ៀ", "i"),
        ("ុូួោៅ", "u"),
        ("ៃ", "ai"),
        ("ំ", "M"),
    )
    for sign in signs
}
# HA above another letter only says that this one is foreign: ហ្គ is g, ហ្វ is f.
_FOREIGN = {"គ": "G", "ក": "G", "វ": "F", "ស": "S", "ន": "N", "ម": "M", "ល": "L", "ឡ": "L"}
_SIGNS = "\u17b6-\u17d1\u17d3\u17dd"
_SYLLABLE = re.compile(f"([\u1780-\u17b3])((?:{COENG}[\u1780-\u17b3])*)([{_SIGNS}]*)")
_YU = re.compile("អ[\u17c9\u17ca]?ុយ")  # as in uniform
_SILENT, _P_SIGN = "\u17cd", "\u17c9"


def _khmer(text: str) -> str:
    found = list(_SYLLABLE.finditer(_YU.sub("យូ", text)))
    heard: list[str] = []
    for index, syllable in enumerate(found):
        letter, below, signs = syllable.groups()
        if _SILENT in signs:
            continue
        after = found[index + 1] if index + 1 < len(found) and found[index + 1].start() == syllable.end() else None
        closes = bool(heard) and not below and not signs.strip("\u17cb") and syllable.start() == found[index - 1].end()
        if closes and letter in _GLIDES:
            heard.append("" if heard[-1].endswith(_GLIDES[letter]) else _GLIDES[letter])
            continue
        nasal = after is not None and after[1] == "ង" and not after[3].strip("\u17cb") and not after[2]
        vowels = "".join(_VOWELS.get(sign, "") for sign in signs)
        heard.append(_onset(letter, below, signs) + (vowels.replace("M", "") if nasal else vowels))
    return "".join(heard)


_GLIDES = {"រ": "", "យ": "i", "វ": "u"}  # at the end of a syllable they lengthen the vowel, and are not said


def _onset(letter: str, below: str, signs: str) -> str:
    subscripts = below.replace(COENG, "")
    if letter == "ហ" and subscripts[:1] in _FOREIGN:
        return _FOREIGN[subscripts[0]] + "".join(_LETTERS[one] for one in subscripts[1:])
    first = "P" if letter == "ប" and _P_SIGN in signs else _LETTERS[letter]
    # DA and TA are drawn alike below another letter; behind SA it is a t.
    return first + "".join("T" if one == "ដ" else _LETTERS[one] for one in subscripts)


# ------------------------------------------------------------------------------------------------- Latin
_SPOKEN = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"\bkn", "N"),
        (r"\bwr", "R"),
        (r"\bx", "S"),
        (r"gh?t\b", ""),
        (r"(?<=[nsk])ts?\b", ""),
        (r"(?<=n)ds?\b", ""),
        (r"tch|ch|zh|dge?|j", "C"),
        (r"tu(?=re?)", "C"),
        (r"[st]ion", "SuN"),
        (r"sch|sh|s|z", "S"),
        (r"ph|f|hw", "F"),
        (r"th|tt?", "T"),
        (r"wh|v", "V"),
        (r"igh", "ai"),
        (r"i(?=[tdnmklsc]e\b)", "ai"),
        (r"a(?=[tdnmklv]es?\b)", "e"),
        (r"i(?=ve\b)", "ai"),
        (r"e\b(?<=[b-df-hj-np-tv-xz]e)", ""),
        (r"ck|kh|k", "K"),
        (r"qu?(?=[aeio])", "KV"),
        (r"q", "K"),
        (r"n(?=[kc])|ng", "Q"),
        (r"x", "KS"),
        (r"c(?=[eiy])", "S"),
        (r"c", "K"),
        (r"g(?=e\b|ic)", "C"),
        (r"gh?", "G"),
        (r"d", "D"),
        (r"b", "B"),
        (r"p", "P"),
        (r"m", "M"),
        (r"n", "N"),
        (r"l", "L"),
        (r"(?<=[aeiou])r(?![aeiouy])", ""),
        (r"r", "R"),
        (r"(?<=[aeiou])w(?![aeiou])", ""),
        (r"w", "V"),
        (r"\by|(?<=[aeiou])y(?=[aeiou])", "Y"),
        (r"(?<=a)y", ""),
        (r"ee|ea|ie|y|i", "i"),
        (r"(?<![aeiou])h(?=[aeiou])|(?<=[aeiou])h(?=[aeiou])", "H"),
        (r"h", ""),
        (r"u(?=[nm](?![gaeiou])|ck|pp|tt|mm|nn|dd|ff|bb)", "a"),
        (r"oo|ou|au|aw|oa|o|u", "u"),
        (r"ay", "e"),
        (r"a", "a"),
        (r"e", "e"),
    )
)


def _latin(word: str) -> str:
    heard, at = [], 0
    while at < len(word):
        for pattern, sound in _SPOKEN:
            if found := pattern.match(word, at):
                heard.append(sound)
                at = found.end()
                break
        else:
            at += 1
    return "".join(heard)


# -------------------------------------------------------------------------------------------------- both
_WRITTEN = re.compile("([\u1780-\u17ff]+)|([a-z]+)")
_TWICE = re.compile(r"(.)\1+")


@lru_cache(maxsize=1 << 15)
def heard(text: str) -> str:
    """The sound of a text in either script or both, without spaces; digits and other signs are left out."""
    parts = _WRITTEN.finditer(same_spelling(text).casefold())
    return _TWICE.sub(r"\1", "".join(_khmer(part[1]) if part[1] else _latin(part[2]) for part in parts))


_MERGED = str.maketrans("GDBFRCQ", "KTPPLSN")


def bones(sound: str) -> str:
    """The consonants of a sound alone: voiced and unvoiced, r and l, n and ng are one."""
    return _TWICE.sub(r"\1", "".join(letter for letter in sound if letter.isupper()).translate(_MERGED))
