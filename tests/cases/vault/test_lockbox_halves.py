"""A holder's half opens its own lockbox, for its own holder, and cannot be moved."""

from __future__ import annotations

import dataclasses
import json

import pytest
from nacl.bindings import crypto_box_seal

from cases.vault.lockboxes import Half, new_pair, open_half, seal_half
from cases.vault.sealing import DoesNotOpen

HALF = Half("box-1", "story", 2, "party:union")
HOLDER_PUBLIC, HOLDER_PRIVATE = new_pair()
_, SECRET = new_pair()
MOVED = {
    "another lockbox": dataclasses.replace(HALF, lockbox="box-2"),
    "another kind": dataclasses.replace(HALF, kind="thread"),
    "another generation": dataclasses.replace(HALF, generation=1),
    "another holder": dataclasses.replace(HALF, holder="party:buyer"),
    "her receipt": dataclasses.replace(HALF, holder="receipt:union"),
}


def test_the_holder_opens_her_half() -> None:
    """And gets the lockbox's private key."""
    assert open_half(HOLDER_PRIVATE, HALF, seal_half(HOLDER_PUBLIC, HALF, SECRET)) == SECRET


@pytest.mark.parametrize("moved", MOVED.values(), ids=MOVED)
def test_a_half_that_was_moved_does_not_open(moved: Half) -> None:
    """Sealed boxes bind nothing by themselves; what stands inside does."""
    with pytest.raises(DoesNotOpen):
        open_half(HOLDER_PRIVATE, moved, seal_half(HOLDER_PUBLIC, HALF, SECRET))


def test_a_half_for_somebody_else_does_not_open() -> None:
    """Another key pair."""
    with pytest.raises(DoesNotOpen):
        open_half(new_pair()[1], HALF, seal_half(HOLDER_PUBLIC, HALF, SECRET))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"7",
        b"{}",
        json.dumps({"k": "zz", "l": "box-1", "t": "story", "g": 2, "h": "x"}).encode(),
    ],
)
def test_anything_else_sealed_to_the_same_key_does_not_open(content: bytes) -> None:
    """Everybody can seal to a public key: it is refused, not crashed on."""
    with pytest.raises(DoesNotOpen):
        open_half(HOLDER_PRIVATE, HALF, bytes(crypto_box_seal(content, HOLDER_PUBLIC)))
