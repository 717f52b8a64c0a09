"""A key as words: the same for the same key, another for any other, and no two words alike."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from cases.vault.fingerprints import PARTY_WORDS, WORDS, as_text, fingerprint

KEYS = st.binary(min_size=32, max_size=32)


def test_no_two_words_can_be_mistaken_for_each_other() -> None:
    """256 of them, three letters apart, already different in the first four."""
    assert len(WORDS) == 256 == len({word[:4] for word in WORDS})
    assert all(word.isascii() and word.islower() and 4 <= len(word) <= 8 for word in WORDS)
    assert min(Levenshtein.distance(*pair) for pair in itertools.combinations(WORDS, 2)) >= 3


@given(KEYS, KEYS)
def test_a_key_always_gives_the_same_words_with_their_numbers(box: bytes, sign: bytes) -> None:
    """The number is the word's place in the list, for whoever reads digits."""
    spoken = fingerprint("union", box, sign)
    assert spoken == fingerprint("union", box, sign) and len(spoken) == PARTY_WORDS
    assert [WORDS[one.number] for one in spoken] == as_text(spoken).split()


@given(KEYS, KEYS)
def test_another_key_owner_or_order_gives_other_words(one: bytes, other: bytes) -> None:
    """And halves cannot be moved across their border."""
    spoken = fingerprint("union", one, other)
    assert spoken != fingerprint("bfc", one, other)
    assert spoken != fingerprint("union", one[:-1], one[-1:] + other)
    assert (spoken == fingerprint("union", other, one)) is (one == other)
