"""Sealing words: to a lockbox that anyone may post into, or under a short-lived key.

A blob is bound to the place where it stands (`Where`): moved to another row, column or table it does not
open. Text is padded to steps of 512 bytes, so its length tells little.
"""

from __future__ import annotations

from dataclasses import dataclass

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_box_seal,
    crypto_box_seal_open,
    crypto_scalarmult_base,
    sodium_pad,
    sodium_unpad,
)
from nacl.exceptions import CryptoError
from nacl.utils import random

from cases.vault.hashing import KEY_BYTES, new_key

FORMAT = b"\x01"
NONCE_BYTES = 24
SEALED_KEY_BYTES = KEY_BYTES + 48
TEXT_STEP = 512


class DoesNotOpen(Exception):
    """Wrong key, wrong place or changed bytes: which of them cannot be told."""


@dataclass(frozen=True)
class Where:
    """The place of a sealed value: table, column, row id and the row's lockbox generation or version."""

    table: str
    column: str
    row: str
    version: int = 1

    def bound(self) -> bytes:
        return f"1|{self.table}|{self.column}|{self.row}|{self.version}".encode()


def seal_under(key: bytes, where: Where, text: bytes) -> bytes:
    """Seal padded text under a 32-byte key: format, nonce, ciphertext."""
    nonce = random(NONCE_BYTES)
    padded = sodium_pad(text, TEXT_STEP)
    return FORMAT + nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(padded, where.bound(), nonce, key)


def open_under(key: bytes, where: Where, blob: bytes) -> bytes:
    """The text of `seal_under`.

    Raises:
        DoesNotOpen: another key or place, or changed bytes.
    """
    try:
        if blob[:1] != FORMAT:
            raise DoesNotOpen
        nonce, ciphertext = blob[1 : 1 + NONCE_BYTES], blob[1 + NONCE_BYTES :]
        padded = crypto_aead_xchacha20poly1305_ietf_decrypt(ciphertext, where.bound(), nonce, key)
        return bytes(sodium_unpad(padded, TEXT_STEP))
    except (CryptoError, ValueError, TypeError) as error:
        raise DoesNotOpen from error


def post(public: bytes, where: Where, text: bytes) -> bytes:
    """Seal text to a lockbox's public half: format, data key sealed to the lockbox, ciphertext under it."""
    data_key = new_key()
    return FORMAT + crypto_box_seal(data_key, public) + seal_under(data_key, where, text)


def open_post(private: bytes, where: Where, blob: bytes) -> bytes:
    """The text of `post`, with the lockbox's private half.

    Raises:
        DoesNotOpen: another lockbox or place, or changed bytes.
    """
    if blob[:1] != FORMAT:
        raise DoesNotOpen
    data_key = open_sealed(private, blob[1 : 1 + SEALED_KEY_BYTES])
    return open_under(data_key, where, blob[1 + SEALED_KEY_BYTES :])


def open_sealed(private: bytes, sealed: bytes) -> bytes:
    """Open a sealed box. Raises DoesNotOpen."""
    try:
        return bytes(crypto_box_seal_open(sealed, crypto_scalarmult_base(private), private))
    except (CryptoError, ValueError, TypeError) as error:
        raise DoesNotOpen from error
