"""Amounts of money: exact, in one of two currencies that are never added to each other."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext

from cases.rules.digits import latin
from cases.rules.errors import BadInput
from cases.rules.vocabulary import Currency

DECIMALS = {Currency.USD: 2, Currency.KHR: 0}
MOST = Decimal(10) ** 12
FINEST = 20  # decimal places: beyond them nothing can be an amount
PLAIN = re.compile(r"(?:\d{1,20}|\d{1,3}(?:,\d{3})+)(?:\.\d{1,20})?", re.ASCII)


def to_minor(currency: Currency, amount: Decimal) -> int:
    """Cents of dollars, whole riel.

    Raises:
        BadInput: negative, finer than the currency's smallest unit, or absurdly large.
    """
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -FINEST or not 0 <= amount <= MOST:
        raise BadInput("amount", field="amount")
    with localcontext() as exactly:
        exactly.prec = FINEST + len(str(MOST))
        scaled = amount.scaleb(DECIMALS[currency])
    if scaled > MOST or scaled != scaled.to_integral_value():
        raise BadInput("amount", field="amount")
    return int(scaled)


def from_minor(currency: Currency, minor: int) -> Decimal:
    """`600000` cents are `Decimal("6000.00")`."""
    return Decimal(minor).scaleb(-DECIMALS[currency])


def parse(text: str) -> Decimal:
    """A decimal number as a form or JSON carries it: `6000.00`, `6,000.00`, `៦០០០`.

    Raises:
        BadInput: anything else; a comma stands before three digits only, so `6,50` is not guessed at.
    """
    digits = latin(text.strip())
    if not PLAIN.fullmatch(digits):
        raise BadInput("amount", field="amount")
    return Decimal(digits.replace(",", ""))
