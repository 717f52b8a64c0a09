"""Sealing a file: secretstream in 64 KiB pieces under a key of its own, padded to whole pieces.

The true length stands inside, before the first byte, so a stored file tells its size to 64 KiB only.
"""

from __future__ import annotations

from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES,
    crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    crypto_secretstream_xchacha20poly1305_init_pull,
    crypto_secretstream_xchacha20poly1305_init_push,
    crypto_secretstream_xchacha20poly1305_pull,
    crypto_secretstream_xchacha20poly1305_push,
    crypto_secretstream_xchacha20poly1305_state,
    crypto_secretstream_xchacha20poly1305_TAG_FINAL,
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
)
from nacl.exceptions import CryptoError

from cases.vault.hashing import new_key
from cases.vault.sealing import FORMAT, DoesNotOpen

PIECE = 64 * 1024
LENGTH_BYTES = 8
_HEADER = crypto_secretstream_xchacha20poly1305_HEADERBYTES
_OVERHEAD = crypto_secretstream_xchacha20poly1305_ABYTES


def seal_file(content: bytes, evidence_id: str) -> tuple[bytes, bytes]:
    """(file key, sealed bytes), bound to the evidence id."""
    key = new_key()
    plain = len(content).to_bytes(LENGTH_BYTES, "big") + content
    plain += bytes(-len(plain) % PIECE)
    state = crypto_secretstream_xchacha20poly1305_state()
    sealed = [FORMAT, crypto_secretstream_xchacha20poly1305_init_push(state, key)]
    last = len(plain) - PIECE
    for start in range(0, len(plain), PIECE):
        final = start == last
        tag = (
            crypto_secretstream_xchacha20poly1305_TAG_FINAL
            if final
            else crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
        )
        piece = plain[start : start + PIECE]
        sealed.append(crypto_secretstream_xchacha20poly1305_push(state, piece, evidence_id.encode(), tag))
    return key, b"".join(sealed)


def open_file(key: bytes, evidence_id: str, sealed: bytes) -> bytes:
    """The file as it was.

    Raises:
        DoesNotOpen: another key or evidence id, changed bytes, or a file cut short.
    """
    if sealed[:1] != FORMAT:
        raise DoesNotOpen
    header, body = sealed[1 : 1 + _HEADER], sealed[1 + _HEADER :]
    state = crypto_secretstream_xchacha20poly1305_state()
    pieces, tag = [], None
    try:
        crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
        for start in range(0, len(body), PIECE + _OVERHEAD):
            piece, tag = crypto_secretstream_xchacha20poly1305_pull(
                state, body[start : start + PIECE + _OVERHEAD], evidence_id.encode()
            )
            pieces.append(piece)
    except (CryptoError, ValueError, TypeError, RuntimeError) as error:
        raise DoesNotOpen from error
    if tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL:
        raise DoesNotOpen
    plain = b"".join(pieces)
    length = int.from_bytes(plain[:LENGTH_BYTES], "big")
    return plain[LENGTH_BYTES : LENGTH_BYTES + length]
