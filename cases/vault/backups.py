"""Sealing a backup: a stream in pieces under a key of its own, which is sealed to a public key.

Only the private key, which is kept in a safe and never on the server, opens it. Format: mark, the stream key sealed
to the public key, secretstream header, pieces of 64 KiB, the last one marked as the last.
"""

from __future__ import annotations

import base64
import binascii
from typing import IO

from nacl.bindings import (
    crypto_box_seal,
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

from cases.vault.hashing import KEY_BYTES, keyed_digest, new_key
from cases.vault.lockboxes import new_pair
from cases.vault.sealing import SEALED_KEY_BYTES, DoesNotOpen, open_sealed

MARK = b"samleng backup 1\n"
PIECE = 64 * 1024
PUBLIC, PRIVATE = "samleng-backup-public-", "samleng-backup-private-"
CHECK_BYTES = 4
_HEADER = crypto_secretstream_xchacha20poly1305_HEADERBYTES
_SEALED_PIECE = PIECE + crypto_secretstream_xchacha20poly1305_ABYTES
_FINAL = crypto_secretstream_xchacha20poly1305_TAG_FINAL
_MESSAGE = crypto_secretstream_xchacha20poly1305_TAG_MESSAGE


class NotABackupKey(ValueError):
    """Mistyped, cut short, or the other half of the pair."""


def new_keys() -> tuple[str, str]:
    """(public, private) as they are printed: a word that says which, the key, and a check against mistyping."""
    public, private = new_pair()
    return _written(PUBLIC, public), _written(PRIVATE, private)


def read_public(text: str) -> bytes:
    """The public key. Raises NotABackupKey."""
    return _read(PUBLIC, text)


def read_private(text: str) -> bytes:
    """The private key. Raises NotABackupKey."""
    return _read(PRIVATE, text)


def _written(word: str, key: bytes) -> str:
    return word + base64.b32encode(key + _check(word, key)).decode().rstrip("=").lower()


def _read(word: str, text: str) -> bytes:
    said = "".join(text.split()).lower()
    body = said.removeprefix(word).upper()
    try:
        content = base64.b32decode(body + "=" * (-len(body) % 8))
    except binascii.Error:
        raise NotABackupKey from None
    key, check = content[:KEY_BYTES], content[KEY_BYTES:]
    if not said.startswith(word) or len(key) != KEY_BYTES or check != _check(word, key):
        raise NotABackupKey
    return key


def _check(word: str, key: bytes) -> bytes:
    return keyed_digest(key, word.encode())[:CHECK_BYTES]


class SealingFile:
    """Write to it as to a file; what arrives in `target` opens for the holder of the private key alone."""

    def __init__(self, target: IO[bytes], public: bytes) -> None:
        key, self._state = new_key(), crypto_secretstream_xchacha20poly1305_state()
        header = crypto_secretstream_xchacha20poly1305_init_push(self._state, key)
        self._target, self._waiting = target, bytearray()
        target.write(MARK + crypto_box_seal(key, public) + header)

    def write(self, content: bytes) -> int:
        self._waiting += content
        while len(self._waiting) > PIECE:
            self._push(bytes(self._waiting[:PIECE]), _MESSAGE)
            del self._waiting[:PIECE]
        return len(content)

    def finish(self) -> None:
        """Write the last piece. Without it the stream is refused as cut short."""
        self._push(bytes(self._waiting), _FINAL)

    def _push(self, piece: bytes, tag: int) -> None:
        self._target.write(crypto_secretstream_xchacha20poly1305_push(self._state, piece, MARK, tag))


class OpeningFile:
    """Read from it as from a file.

    Raises:
        DoesNotOpen: another key, changed bytes, or a stream that is cut short or goes on after its end.
    """

    def __init__(self, source: IO[bytes], private: bytes) -> None:
        start = source.read(len(MARK) + SEALED_KEY_BYTES + _HEADER)
        mark, sealed, header = start[: len(MARK)], start[len(MARK) : -_HEADER], start[-_HEADER:]
        if mark != MARK or len(sealed) != SEALED_KEY_BYTES:
            raise DoesNotOpen
        self._source, self._state = source, crypto_secretstream_xchacha20poly1305_state()
        self._opened, self._over = bytearray(), False
        crypto_secretstream_xchacha20poly1305_init_pull(self._state, header, open_sealed(private, sealed))

    def read(self, size: int) -> bytes:
        while len(self._opened) < size and not self._over:
            self._pull()
        content = bytes(self._opened[:size])
        del self._opened[:size]
        return content

    def _pull(self) -> None:
        sealed = self._source.read(_SEALED_PIECE)
        try:
            piece, tag = crypto_secretstream_xchacha20poly1305_pull(self._state, sealed, MARK)
        except (CryptoError, ValueError, TypeError, RuntimeError) as error:
            raise DoesNotOpen from error
        self._opened += piece
        if tag == _FINAL:
            self._over = True
            if self._source.read(1):
                raise DoesNotOpen
