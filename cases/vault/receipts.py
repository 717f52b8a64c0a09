"""A worker's receipt: 15 random digits and a check digit, shown as two 0xx telephone numbers.

The digits are stretched once; `lookup` finds the row, `wrap` opens the receipt's private key, which is one
holder of her thread and of nothing else.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from cases.rules.check_digit import luhn_digit
from cases.rules.receipt_numbers import DIGITS
from cases.vault import hashing
from cases.vault.lockboxes import new_pair
from cases.vault.sealing import Where, open_under, seal_under


@dataclass(frozen=True)
class Receipt:
    """`digits` is hers and not stored; the rest is what the server keeps."""

    digits: str
    lookup: str
    public: bytes
    wrapped: bytes


def new_digits() -> str:
    """15 random digits and their check digit."""
    digits = "".join(secrets.choice("0123456789") for _ in range(DIGITS - 1))
    return digits + luhn_digit(digits)


def mint(salt: bytes, complainant: str) -> Receipt:
    """A new receipt for one complainant. Slow: outside any transaction."""
    digits = new_digits()
    lookup, key = _parts(digits, salt)
    public, private = new_pair()
    return Receipt(digits, lookup, public, seal_under(key, _where(complainant), private))


def find(digits: str, salt: bytes) -> tuple[str, bytes]:
    """(lookup, wrapping key) of typed digits. Slow."""
    return _parts(digits, salt)


def unlock(wrapping_key: bytes, complainant: str, wrapped: bytes) -> bytes:
    """The receipt's private key. Raises DoesNotOpen."""
    return open_under(wrapping_key, _where(complainant), wrapped)


def _where(complainant: str) -> Where:
    return Where("complainants", "receipt_wrapped", complainant)


def _parts(digits: str, salt: bytes) -> tuple[str, bytes]:
    root = hashing.stretch(digits, salt, hashing.RECEIPT_COST)
    return hashing.subkey(root, "lookup").hex(), hashing.subkey(root, "wrap")
