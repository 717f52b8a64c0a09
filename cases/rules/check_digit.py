"""The Luhn check digit (ISO/IEC 7812-1): finds any one wrong digit and nearly every swap of neighbours."""

from __future__ import annotations

_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def luhn_digit(digits: str) -> str:
    """The digit that completes `digits`."""
    total = sum(_DOUBLED[int(d)] if i % 2 == 0 else int(d) for i, d in enumerate(reversed(digits)))
    return str(-total % 10)


def passes_luhn(digits: str) -> bool:
    """Whether the last digit checks the others."""
    return len(digits) > 1 and digits.isascii() and digits.isdigit() and luhn_digit(digits[:-1]) == digits[-1]
