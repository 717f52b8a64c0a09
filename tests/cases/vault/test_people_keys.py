"""Keys of people and parties: opened by what they remember, signed so that a change is seen."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.bindings import crypto_box_seal

from cases.vault import party_keys, staff_keys
from cases.vault.hashing import subkey
from cases.vault.party_keys import PartyPublic
from cases.vault.sealing import DoesNotOpen, Where, open_under

WHERE = Where("staff", "sealed_key", "s1")
PUBLIC, KEY = party_keys.new_party_key()
STAFF_PUBLIC, STAFF_PRIVATE = staff_keys.new_staff_key()


def test_a_passphrase_opens_the_key_and_a_wrong_one_does_not() -> None:
    """Nor the right one with a blank more: what is stored is compared exactly."""
    wrapped = staff_keys.wrap("five looms and a river", STAFF_PRIVATE, WHERE)
    assert staff_keys.unwrap("five looms and a river", wrapped, WHERE) == STAFF_PRIVATE
    for wrong in ("five looms and a River", "five looms and a river ", ""):
        assert staff_keys.unwrap(wrong, wrapped, WHERE) is None


def test_what_is_compared_opens_nothing_and_nothing_repeats() -> None:
    """`auth` is another subkey than the one that wraps, and each wrapping has its own salt."""
    one, two = (staff_keys.wrap("five looms and a river", STAFF_PRIVATE, WHERE) for _ in range(2))
    assert one.salt != two.salt and one.auth != two.auth and one.key != two.key
    with pytest.raises(DoesNotOpen):
        open_under(one.auth, WHERE, one.key)


def test_a_wrapped_key_cannot_be_moved_to_another_person() -> None:
    """Even with the right passphrase."""
    wrapped = staff_keys.wrap("five looms and a river", STAFF_PRIVATE, WHERE)
    with pytest.raises(DoesNotOpen):
        staff_keys.unwrap("five looms and a river", wrapped, dataclasses.replace(WHERE, row="s2"))


@given(st.booleans(), st.sampled_from(["", " ", "-", "  "]))
def test_a_recovery_code_is_read_however_it_is_typed(small: bool, between: str) -> None:
    """Small letters, blanks or none, and 0, 1, 8 for the letters they look like."""
    code = staff_keys.new_recovery_code()
    assert len(code) == 29 and code.count("-") == 5
    typed = between.join(code.replace("-", "")).replace("O", "0").replace("I", "1").replace("B", "8")
    assert staff_keys.read_recovery_code(typed.lower() if small else typed) == code


def test_the_stored_part_of_a_secret_tells_nothing_of_the_other() -> None:
    """A cookie's or link's stored id is not the key that it opens with."""
    secret = staff_keys.new_secret()
    stored, wrapping = staff_keys.secret_parts(secret)
    assert stored != wrapping.hex() and secret not in stored
    assert staff_keys.secret_parts(secret) == (stored, wrapping)
    assert subkey(bytes(32), "a") != subkey(bytes(32), "b")


def test_a_partys_key_opens_for_its_person_its_party_and_its_generation() -> None:
    """And for nobody and nothing else."""
    sealed = party_keys.seal_halves(STAFF_PUBLIC, "union", 2, KEY)
    assert party_keys.open_halves(STAFF_PRIVATE, "union", 2, sealed) == KEY
    other = staff_keys.new_staff_key()[1]
    for private, party, generation in ((other, "union", 2), (STAFF_PRIVATE, "buyer", 2), (STAFF_PRIVATE, "union", 1)):
        with pytest.raises(DoesNotOpen):
            party_keys.open_halves(private, party, generation, sealed)


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"{}", b"7", json.dumps({"b": 1, "s": 2, "p": "union", "g": 2}).encode()]
)
def test_something_else_sealed_to_a_person_is_refused(content: bytes) -> None:
    """Everybody can seal to a public key."""
    with pytest.raises(DoesNotOpen):
        party_keys.open_halves(STAFF_PRIVATE, "union", 2, bytes(crypto_box_seal(content, STAFF_PUBLIC)))


def test_a_signature_holds_for_its_words_and_its_key() -> None:
    """A changed word, a changed signature and another party's key are all found."""
    said = party_keys.statement(says="this is the key of", party="union", generation=1)
    signature = party_keys.sign(KEY, said)
    assert party_keys.is_signed(PUBLIC, said, signature)
    other, _ = party_keys.new_party_key()
    assert not party_keys.is_signed(other, said, signature)
    assert not party_keys.is_signed(PUBLIC, said + b" ", signature)
    assert not party_keys.is_signed(PUBLIC, said, signature[:-1] + bytes([signature[-1] ^ 1]))
    assert not party_keys.is_signed(PUBLIC, said, b"")
    assert not party_keys.is_signed(PartyPublic(PUBLIC.box, b"short"), said, signature)


def test_a_statement_is_the_same_bytes_whatever_the_order() -> None:
    """What is signed on one machine is checked on another."""
    assert party_keys.statement(a=1, b="ខ") == party_keys.statement(b="ខ", a=1)
