"""The sixteen digits of a receipt as people type them: Khmer or Latin, in any grouping."""

from __future__ import annotations

from cases.rules.check_digit import passes_luhn
from cases.rules.digits import latin, only_digits

DIGITS = 16
SHOWN = DIGITS + 2  # two telephone numbers begin with a 0 each
SEPARATORS = frozenset(" -–—./,;+()\n\t\u00a0\u200b")
NEARLY = range(DIGITS - 2, SHOWN + 2)  # one or two digits lost or doubled


def read_digits(typed: str) -> str | None:
    """The 16 digits of what was typed; None when they cannot be a receipt."""
    digits = only_digits(typed)
    if len(digits) == SHOWN and digits[0] == digits[9] == "0":
        digits = digits[1:9] + digits[10:]
    return digits if len(digits) == DIGITS and passes_luhn(digits) else None


def is_meant(typed: str) -> bool:
    """Whether a message is a receipt's number and nothing else, right or with a digit wrong."""
    plain = latin(typed)
    alone = all(c in SEPARATORS or c in "0123456789" for c in plain)
    return alone and len(only_digits(plain)) in NEARLY
