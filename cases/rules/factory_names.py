"""A factory's name, or what she calls it, made ready for comparing: `data/factory_words.toml` and the sound of it.

A name has several keys: the whole, without the words that every name has, its first word alone, its initials read out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from cases.rules.clocks import DATA, BadRule
from cases.rules.khmer import same_spelling
from cases.rules.sounds import bones, heard
from cases.rules.vocabulary import Province

WHOLE, PART = 100, 93  # how much a likeness of the whole counts, and one of a piece, in hundredths


@dataclass(frozen=True)
class Words:
    """The rows of the file, in the one spelling that is compared."""

    common: frozenset[str]
    goods: frozenset[str]
    numbers: Mapping[str, str]
    counted: Mapping[str, str]
    meanings: Mapping[str, str]
    letters: Mapping[str, str]
    sounds: Mapping[str, str]
    provinces: Mapping[str, Province]


def load(text: str) -> Words:
    """Read and validate the file.

    Raises:
        BadRule: a table is missing or unknown, a province is, or a letter has no sound.
    """
    read = tomllib.loads(text)
    if set(read) != set(Words.__dataclass_fields__):
        raise BadRule(f"factory words: wants exactly {sorted(Words.__dataclass_fields__)}")
    if set(read["provinces"]) != {one.value for one in Province}:
        raise BadRule("factory words: each province wants a row")
    if set(read["letters"]) != set("abcdefghijklmnopqrstuvwxyz"):
        raise BadRule("factory words: each letter wants a sound")
    return Words(
        common=frozenset(map(same_spelling, read["common"].split())),
        goods=frozenset(map(same_spelling, read["goods"].split())),
        provinces={same_spelling(name): Province(code) for code, name in read["provinces"].items()},
        **{name: _longest_first(read[name]) for name in ("numbers", "counted", "meanings", "letters", "sounds")},
    )


def _longest_first(rows: Mapping[str, str]) -> Mapping[str, str]:
    return {same_spelling(word): rows[word] for word in sorted(rows, key=len, reverse=True)}


@cache
def words() -> Words:
    """The words of the file."""
    return load((DATA / "factory_words.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Key:
    """One form of a name for comparing."""

    spelled: str  # without spaces; digits only where there is nothing else
    sound: str
    bones: str
    digits: str
    counts: int  # WHOLE or PART


# --------------------------------------------------------------------------------------------- the pieces
_PIECE = re.compile(r"[\u1780-\u17d3\u17dd]+|[0-9]+|[^\W\d_\u1780-\u17d3]+")
_KHMER_WORD = re.compile("[\u1780-\u17d3\u17dd]+")


@lru_cache(maxsize=1 << 15)
def folded(name: str) -> str:
    """A name for comparing letter by letter: one spelling, small letters, words that tell nothing left out."""
    return " ".join(_without(pieces(name), words().common))


@lru_cache(maxsize=1 << 15)
def pieces(name: str) -> tuple[str, ...]:
    """Words and numbers of a name, numbers in Khmer words as digits; Khmer is cut at words that tell nothing."""
    plain = _joined_initials(same_spelling(name.replace("'", "").replace("’", ""))).casefold()
    for tells_nothing in sorted(_khmer_words(words().common | words().goods), key=len, reverse=True):
        plain = plain.replace(tells_nothing, f" {tells_nothing} ")
    for word, number in words().numbers.items():
        plain = plain.replace(word, f" {number} ")
    return tuple(_PIECE.findall(plain))


def _khmer_words(found: frozenset[str]) -> list[str]:
    return [word for word in found if _KHMER_WORD.match(word)]


_INITIALS = re.compile(r"\b(?:[A-Za-z](?:\.\s?|\s?&\s?|\s)){1,4}[A-Za-z]?(?![A-Za-z'])")


def _joined_initials(name: str) -> str:
    """`G.T.F. Garment` -> `GTF Garment`, `L & K` -> `LK`."""
    return _INITIALS.sub(lambda found: re.sub(r"[^A-Za-z]", "", found[0]) + " ", name)


def _without(found: tuple[str, ...], unwanted: frozenset[str]) -> tuple[str, ...]:
    return tuple(piece for piece in found if piece not in unwanted) or found


# ------------------------------------------------------------------------------------------------ the keys
@lru_cache(maxsize=1 << 15)
def keys_of(name: str) -> tuple[Key, ...]:
    """Every form under which a name is compared, the whole first; none for a name without letters or digits."""
    whole = _without(pieces(name), words().common)
    bare = _without(whole, words().goods)
    return tuple(dict.fromkeys(_keys(whole, bare)))


def _keys(whole: tuple[str, ...], bare: tuple[str, ...]) -> Iterator[Key]:
    counted = tuple(words().counted.get(piece, piece) for piece in bare)
    for form in dict.fromkeys((counted, bare, whole)):
        yield from _key(form, WHOLE)
    if len([piece for piece in bare if not piece.isdecimal()]) > 1:
        yield from _key(bare[:1], PART)
        yield from _key(bare[:-1], PART)


def _key(form: tuple[str, ...], counts: int) -> Iterator[Key]:
    digits = "".join(piece for piece in form if piece.isdecimal())
    letters = [piece for piece in form if not piece.isdecimal()]
    if not form:
        return
    said = [words().sounds.get(piece, piece) for piece in letters]
    yield _made(letters, said, digits, counts)
    if any(_is_initials(piece) for piece in letters):
        read_out = ["".join(map(words().letters.__getitem__, p)) if _is_initials(p) else p for p in said]
        yield _made(letters, read_out, digits, counts)
    meant = [_meant(piece) for piece in letters]
    if meant != letters:
        yield _made(meant, meant, digits, counts)


def _made(letters: list[str], said: list[str], digits: str, counts: int) -> Key:
    sound = heard(" ".join(said))
    return Key("".join(letters) or digits, sound, bones(sound), digits, counts)


def _is_initials(piece: str) -> bool:
    return piece.isascii() and (len(piece) == 1 or (len(piece) <= 4 and not re.search("[aeiou]", piece)))


def _meant(piece: str) -> str:
    for khmer, english in words().meanings.items():
        piece = piece.replace(khmer, f" {english} ")
    return " ".join(piece.split())


# -------------------------------------------------------------------------------------------- the province
def province_in(typed: str) -> Province | None:
    """A province named in Khmer among her words."""
    plain = same_spelling(typed)
    return next((province for name, province in words().provinces.items() if name in plain), None)
