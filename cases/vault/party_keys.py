"""A party's key: one X25519 pair that lockboxes are sealed to, one Ed25519 pair that vouches.

Both private halves are sealed to each staff key, and to the generation that follows: who holds the newest opens all
before it. Statements are signed as canonical JSON.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from nacl.bindings import crypto_box_seal, crypto_scalarmult_base
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from cases.vault.lockboxes import new_pair
from cases.vault.sealing import DoesNotOpen, open_sealed


@dataclass(frozen=True)
class PartyKey:
    """One generation of a party's private halves."""

    box: bytes
    sign: bytes


@dataclass(frozen=True)
class PartyPublic:
    box: bytes
    sign: bytes


def new_party_key() -> tuple[PartyPublic, PartyKey]:
    """(public halves, private halves) of a new party key."""
    box_public, box_private = new_pair()
    signing = SigningKey.generate()
    return PartyPublic(box_public, bytes(signing.verify_key)), PartyKey(box_private, bytes(signing))


def seal_halves(public: bytes, party: str, generation: int, key: PartyKey) -> bytes:
    """Seal a party's private halves to a staff key or the next generation, with party and generation inside."""
    content = {"b": key.box.hex(), "s": key.sign.hex(), "p": party, "g": generation}
    return bytes(crypto_box_seal(json.dumps(content).encode(), public))


def open_halves(private: bytes, party: str, generation: int, sealed: bytes) -> PartyKey:
    """The party's private halves. Raises DoesNotOpen for another key, party or generation."""
    opened = open_sealed(private, sealed)
    try:
        content = json.loads(opened)
        bound = content["p"], content["g"]
        key = PartyKey(bytes.fromhex(content["b"]), bytes.fromhex(content["s"]))
    except (ValueError, KeyError, TypeError) as error:
        raise DoesNotOpen from error  # something else that was sealed to the same key
    if bound != (party, generation):
        raise DoesNotOpen
    return key


def box_public_of(private: bytes) -> bytes:
    """The X25519 public half that belongs to this private one."""
    return bytes(crypto_scalarmult_base(private))


def public_of(key: PartyKey) -> PartyPublic:
    """The public halves that belong to these private ones, whatever a database says."""
    return PartyPublic(box_public_of(key.box), bytes(SigningKey(key.sign).verify_key))


def statement(**content: Any) -> bytes:
    """Canonical bytes of a statement: JSON with sorted keys."""
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def sign(key: PartyKey, content: bytes) -> bytes:
    """The Ed25519 signature of a statement, 64 bytes."""
    return bytes(SigningKey(key.sign).sign(content).signature)


def is_signed(public: PartyPublic, content: bytes, signature: bytes) -> bool:
    """Whether this key signed this content."""
    try:
        VerifyKey(public.sign).verify(content, signature)
    except (BadSignatureError, ValueError):
        return False
    return True
