"""Amounts of money: exact, in one of two currencies that are never added to each other."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from cases.rules.errors import BadInput
from cases.rules.vocabulary import Currency

DECIMALS = {Currency.USD: 2, Currency.KHR: 0}
MOST = Decimal(10) ** 12


def to_minor(currency: Currency, amount: Decimal) -> int:
    """Cents of dollars, whole riel.

    Raises:
        BadInput: negative, finer than the currency's smallest unit, or absurdly large.
    """
    scaled = amount.scaleb(DECIMALS[currency]) if amount.is_finite() else Decimal(-1)
    if scaled < 0 or scaled > MOST or scaled != scaled.to_integral_value():
        raise BadInput("amount", field="amount")
    return int(scaled)


def from_minor(currency: Currency, minor: int) -> Decimal:
    """`600000` cents are `Decimal("6000.00")`."""
    return Decimal(minor).scaleb(-DECIMALS[currency])


def parse(text: str) -> Decimal:
    """A decimal number as a form or JSON carries it: `6000.00`. Raises BadInput."""
    try:
        return Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        raise BadInput("amount", field="amount") from None
