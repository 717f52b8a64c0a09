"""Slow hashing of what people remember, and subkeys of what they do not have to.

Argon2id runs once per secret; its output is the root of two independent subkeys, so what the server compares
(`auth`, `lookup`) never opens anything (`wrap`).
"""

from __future__ import annotations

import hmac

from nacl.bindings import crypto_pwhash_alg
from nacl.bindings import crypto_pwhash_ALG_ARGON2ID13 as ARGON2ID
from nacl.encoding import RawEncoder
from nacl.hash import blake2b
from nacl.utils import random

KEY_BYTES = 32
SALT_BYTES = 16

# Passes and bytes of memory; libsodium's Argon2id runs one lane. Tests weaken them.
PASSPHRASE_COST = (3, 64 * 1024 * 1024)
RECEIPT_COST = (2, 19 * 1024 * 1024)


def subkey(root: bytes, label: str) -> bytes:
    """A 32-byte key derived from a 32-byte root by keyed BLAKE2b; different labels give unrelated keys."""
    return bytes(blake2b(label.encode(), digest_size=KEY_BYTES, key=root, encoder=RawEncoder))


def keyed_digest(key: bytes, content: bytes) -> bytes:
    """32 bytes that only a holder of `key` can compute or check."""
    return bytes(blake2b(content, digest_size=32, key=key, encoder=RawEncoder))


def new_salt() -> bytes:
    """16 random bytes."""
    return bytes(random(SALT_BYTES))


def new_key() -> bytes:
    """32 random bytes."""
    return bytes(random(KEY_BYTES))


def stretch(secret: str, salt: bytes, cost: tuple[int, int]) -> bytes:
    """Argon2id root of a secret. Slow on purpose: never call it on the event loop or inside a transaction."""
    passes, memory = cost
    return bytes(crypto_pwhash_alg(KEY_BYTES, secret.encode(), salt, passes, memory, ARGON2ID))


def same(left: bytes, right: bytes) -> bool:
    """Equality in constant time."""
    return hmac.compare_digest(left, right)
