"""A public key as words that two people read to each other over the phone.

256 short, everyday words (`words.txt`, our own choice): any two differ in at least three letters and in their first
four. Each word stands for one byte and is shown with that number, for whoever reads digits more easily than English.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from nacl.encoding import RawEncoder
from nacl.hash import blake2b

WORDS: tuple[str, ...] = tuple((files(__package__) / "words.txt").read_text("ascii").split())
PARTY_WORDS = 12  # 96 bits: beyond making keys until one looks alike
PERSON_WORDS = 8  # 64 bits; compared once, within the day of an invitation


@dataclass(frozen=True)
class Spoken:
    """One word of a fingerprint and its number, 0 to 255."""

    word: str
    number: int


def fingerprint(owner: str, *public: bytes, count: int = PARTY_WORDS) -> tuple[Spoken, ...]:
    """The words of a key: over its public halves and the id of whose it is."""
    content = owner.encode() + b"".join(len(half).to_bytes(2, "big") + half for half in public)
    digest = blake2b(content, digest_size=32, person=b"fingerprint", encoder=RawEncoder)
    return tuple(Spoken(WORDS[byte], byte) for byte in digest[:count])


def as_text(spoken: tuple[Spoken, ...]) -> str:
    """The words with a space between: what a form carries back, to prove which key was looked at."""
    return " ".join(one.word for one in spoken)
