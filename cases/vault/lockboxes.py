"""A lockbox: an X25519 pair. The public half lies open; the private half is sealed once per holder.

Sealed boxes bind nothing, so the lockbox id, kind, generation and holder travel inside and are checked.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from nacl.bindings import crypto_box_keypair, crypto_box_seal

from cases.vault.sealing import DoesNotOpen, open_sealed


@dataclass(frozen=True)
class Half:
    """Whose half of which lockbox: what is sealed beside the private key."""

    lockbox: str
    kind: str
    generation: int
    holder: str  # "party:<id>" or "receipt:<complainant id>"


def new_pair() -> tuple[bytes, bytes]:
    """(public, private), 32 bytes each."""
    public, private = crypto_box_keypair()
    return bytes(public), bytes(private)


def seal_half(holder_public: bytes, half: Half, private: bytes) -> bytes:
    """Seal a lockbox's private half to one holder."""
    content = {"k": private.hex(), "l": half.lockbox, "t": half.kind, "g": half.generation, "h": half.holder}
    return bytes(crypto_box_seal(json.dumps(content).encode(), holder_public))


def open_half(holder_private: bytes, half: Half, sealed: bytes) -> bytes:
    """The lockbox's private half.

    Raises:
        DoesNotOpen: another holder's key, or a half that was moved from elsewhere.
    """
    opened = open_sealed(holder_private, sealed)
    try:
        content = json.loads(opened)
        bound = Half(content["l"], content["t"], content["g"], content["h"])
        private = bytes.fromhex(content["k"])
    except (ValueError, KeyError, TypeError) as error:
        raise DoesNotOpen from error  # something else that was sealed to the same key
    if bound != half:
        raise DoesNotOpen
    return private
