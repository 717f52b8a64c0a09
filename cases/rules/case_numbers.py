"""Case numbers and referral references: eight random digits and a check digit, said in threes.

They carry no count, no year and no factory, and nothing tells a case number from a reference. They never begin with
0, as the two numbers of a receipt do.
"""

from __future__ import annotations

import secrets

from cases.rules.check_digit import luhn_digit, passes_luhn
from cases.rules.digits import only_digits

DIGITS = 9


def new_number() -> str:
    """Nine digits without grouping, e.g. `482177361`."""
    digits = secrets.choice("123456789") + "".join(secrets.choice("0123456789") for _ in range(DIGITS - 2))
    return digits + luhn_digit(digits)


def shown(number: str) -> str:
    """`482 177 361`."""
    return f"{number[:3]} {number[3:6]} {number[6:]}"


def read(typed: str) -> str | None:
    """The number in what was typed, Khmer or Latin digits in any grouping; None when it cannot be one."""
    digits = only_digits(typed)
    return digits if len(digits) == DIGITS and passes_luhn(digits) else None
