"""A backup's seal: opens with the private key, whole, in order, and in no other way."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.vault.backups import (
    PIECE,
    NotABackupKey,
    OpeningFile,
    SealingFile,
    new_keys,
    read_private,
    read_public,
)
from cases.vault.sealing import DoesNotOpen

PUBLIC, PRIVATE = new_keys()


def sealed(*pieces: bytes) -> bytes:
    target = io.BytesIO()
    sealing = SealingFile(target, read_public(PUBLIC))
    for piece in pieces:
        sealing.write(piece)
    sealing.finish()
    return target.getvalue()


def opened(content: bytes, key: str = PRIVATE, step: int = 5000) -> bytes:
    opening = OpeningFile(io.BytesIO(content), read_private(key))
    return b"".join(iter(lambda: opening.read(step), b""))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_went_in_comes_out(size: int) -> None:
    """Around the borders of pieces, written and read in other steps."""
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    assert opened(sealed(content[:100], content[100:])) == content


@given(st.integers(min_value=0), st.integers(min_value=0, max_value=7))
def test_a_changed_bit_is_noticed(where: int, bit: int) -> None:
    """Wherever it is."""
    content = bytearray(sealed(b"x" * (PIECE + 10)))
    content[where % len(content)] ^= 1 << bit
    with pytest.raises(DoesNotOpen):
        opened(bytes(content))


@given(st.integers(min_value=0))
def test_a_stream_cut_short_is_noticed(left: int) -> None:
    """Between two pieces too: the last one says that it is the last."""
    content = sealed(b"x" * (2 * PIECE + 10))
    with pytest.raises(DoesNotOpen):
        opened(content[: left % len(content)])


def test_pieces_cannot_change_places_nor_come_twice_nor_go_on_after_the_end() -> None:
    """The stream is one whole."""
    content = sealed(b"a" * PIECE + b"b" * PIECE + b"c")
    step = PIECE + 17
    start = len(content) - 18 - 2 * step
    head, one, two, last = (
        content[:start],
        content[start : start + step],
        content[start + step : -18],
        content[-18:],
    )
    assert opened(head + one + two + last).endswith(b"c")
    for wrong in (head + two + one + last, head + one + one + two + last, head + two + last, content + last):
        with pytest.raises(DoesNotOpen):
            opened(wrong)


def test_another_key_opens_nothing() -> None:
    """Only the one that it was sealed to."""
    with pytest.raises(DoesNotOpen):
        opened(sealed(b"x"), new_keys()[1])


@pytest.mark.parametrize(
    "wrong",
    ["", "x", PRIVATE, PUBLIC[:-1], PUBLIC[:-1] + "!", PUBLIC.replace("public-", "p-")],
    ids=["nothing", "a letter", "the private one", "cut short", "an odd sign", "another kind"],
)
def test_a_mistyped_or_exchanged_key_is_noticed(wrong: str) -> None:
    """The private key is never taken for the public one."""
    with pytest.raises(NotABackupKey):
        read_public(wrong)


def test_a_key_may_be_typed_in_groups_and_large_letters() -> None:
    """As somebody copies it from paper."""
    grouped = " ".join(PRIVATE.upper()[start : start + 6] for start in range(0, len(PRIVATE), 6))
    assert read_private(grouped) == read_private(PRIVATE)
