"""A person's key at the desk: made once, wrapped under her passphrase, her recovery code and each login.

The server compares `auth` and never sees what opens the key again once the request is over.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from nacl.utils import random

from cases.vault import hashing
from cases.vault.lockboxes import new_pair
from cases.vault.sealing import Where, open_under, seal_under

RECOVERY_BYTES = 15  # 24 letters and digits, typed in six groups of four
COOKIE_BYTES = 32


@dataclass(frozen=True)
class Wrapped:
    """What is stored of a secret: its salt, what to compare, and the key wrapped under it."""

    salt: bytes
    auth: bytes
    key: bytes


def new_staff_key() -> tuple[bytes, bytes]:
    """(public, private)."""
    return new_pair()


def wrap(secret: str, private: bytes, where: Where) -> Wrapped:
    """Wrap a staff key under a passphrase or recovery code. Slow."""
    salt = hashing.new_salt()
    root = hashing.stretch(secret, salt, hashing.PASSPHRASE_COST)
    return Wrapped(salt, hashing.subkey(root, "auth"), seal_under(hashing.subkey(root, "wrap"), where, private))


def unwrap(secret: str, wrapped: Wrapped, where: Where) -> bytes | None:
    """The staff key, or None when the secret is wrong. Slow, and equally slow either way."""
    root = hashing.stretch(secret, wrapped.salt, hashing.PASSPHRASE_COST)
    if not hashing.same(hashing.subkey(root, "auth"), wrapped.auth):
        return None
    return open_under(hashing.subkey(root, "wrap"), where, wrapped.key)


def new_recovery_code() -> str:
    """120 random bits as six groups of four: `ABCD-EFGH-...`."""
    letters = base64.b32encode(random(RECOVERY_BYTES)).decode()
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def read_recovery_code(typed: str) -> str:
    """The code as it was printed, whatever case, spaces or dashes were typed."""
    letters = "".join(c for c in typed.upper() if c.isalnum()).replace("0", "O").replace("1", "I").replace("8", "B")
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def is_recovery_code(code: str) -> bool:
    """Whether this could be a recovery code, as `read_recovery_code` gives it back."""
    return re.fullmatch(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){5}", code) is not None


def new_secret() -> str:
    """A random secret for a cookie, a link or a conversation: 43 URL-safe characters."""
    return base64.urlsafe_b64encode(random(COOKIE_BYTES)).decode().rstrip("=")


def secret_parts(secret: str) -> tuple[str, bytes]:
    """(stored id, wrapping key) of a random secret: never the same bytes."""
    root = hashing.keyed_digest(b"samleng secret", secret.encode())
    return hashing.subkey(root, "id").hex(), hashing.subkey(root, "wrap")
