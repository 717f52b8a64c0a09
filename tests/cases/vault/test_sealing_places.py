"""What is sealed opens where it was put, and nowhere else."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.vault.hashing import new_key
from cases.vault.lockboxes import new_pair
from cases.vault.sealing import (
    NONCE_BYTES,
    SEALED_KEY_BYTES,
    TEXT_STEP,
    DoesNotOpen,
    Where,
    open_post,
    open_under,
    post,
    seal_under,
)

HERE = Where("story_entries", "sealed", "a" * 32, 3)
KEY = new_key()
PUBLIC, PRIVATE = new_pair()
ELSEWHERE = [
    dataclasses.replace(HERE, table="thread_messages"),
    dataclasses.replace(HERE, column="sealed_other"),
    dataclasses.replace(HERE, row="b" * 32),
    dataclasses.replace(HERE, version=2),
    Where("story_entries|sealed", "a" * 32, "", 3),
]
TAG = 16


@given(st.binary(max_size=2000))
def test_words_come_back_as_they_were(text: bytes) -> None:
    """Empty, short, long, and with any byte at the end."""
    assert open_under(KEY, HERE, seal_under(KEY, HERE, text)) == text
    assert open_post(PRIVATE, HERE, post(PUBLIC, HERE, text)) == text


@pytest.mark.parametrize("elsewhere", ELSEWHERE, ids=["table", "column", "row", "version", "shifted"])
def test_a_blob_that_was_moved_does_not_open(elsewhere: Where) -> None:
    """To another row, column, table or generation."""
    with pytest.raises(DoesNotOpen):
        open_under(KEY, elsewhere, seal_under(KEY, HERE, b"words"))
    with pytest.raises(DoesNotOpen):
        open_post(PRIVATE, elsewhere, post(PUBLIC, HERE, b"words"))


def test_no_byte_of_a_blob_can_be_changed() -> None:
    """Format, sealed key, nonce, words: each byte counts."""
    for blob, opens in (
        (seal_under(KEY, HERE, b"words"), lambda b: open_under(KEY, HERE, b)),
        (post(PUBLIC, HERE, b"words"), lambda b: open_post(PRIVATE, HERE, b)),
    ):
        for place in range(0, len(blob), 7):
            changed = blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :]
            with pytest.raises(DoesNotOpen):
                opens(changed)
        for cut in (b"", blob[:1], blob[:50], blob[:-1]):
            with pytest.raises(DoesNotOpen):
                opens(cut)


def test_another_key_opens_nothing() -> None:
    """Nor another lockbox."""
    with pytest.raises(DoesNotOpen):
        open_under(new_key(), HERE, seal_under(KEY, HERE, b"words"))
    with pytest.raises(DoesNotOpen):
        open_post(new_pair()[1], HERE, post(PUBLIC, HERE, b"words"))


@given(st.integers(0, 4000))
def test_the_length_tells_steps_of_512_bytes_only(length: int) -> None:
    """A word and a paragraph look alike."""
    padded = (length // TEXT_STEP + 1) * TEXT_STEP
    assert len(seal_under(KEY, HERE, bytes(length))) == 1 + NONCE_BYTES + padded + TAG
    assert len(post(PUBLIC, HERE, bytes(length))) == 1 + SEALED_KEY_BYTES + 1 + NONCE_BYTES + padded + TAG


def test_the_same_words_never_look_the_same() -> None:
    """So nobody can tell that two workers said the same."""
    assert seal_under(KEY, HERE, b"words") != seal_under(KEY, HERE, b"words")
    assert post(PUBLIC, HERE, b"words") != post(PUBLIC, HERE, b"words")
