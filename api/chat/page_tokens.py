"""What a page without cookies is known by while numbers are typed into it: a token that it was handed with its form.

The token holds nothing and is stored nowhere; wrong numbers are counted under a keyed digest of it.
"""

from __future__ import annotations

import secrets

from cases.store.keys_folder import KeysFolder
from cases.vault.hashing import keyed_digest, same

LABEL = "receipt pages"


def issue(keys: KeysFolder) -> str:
    """A new page's token."""
    nonce = secrets.token_hex(16)
    return f"{nonce}.{_mark(keys, nonce)}"


def is_ours(keys: KeysFolder, token: str) -> bool:
    """Whether this installation handed it out."""
    nonce, _, mark = token.partition(".")
    return same(_mark(keys, nonce).encode(), mark.encode())


def _mark(keys: KeysFolder, nonce: str) -> str:
    return keyed_digest(keys.install(LABEL), nonce.encode()).hex()
