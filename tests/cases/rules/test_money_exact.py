"""Money is exact: whole smallest units in, the same Decimal out, and no float in the house."""

from __future__ import annotations

import ast
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cases
from cases.rules.errors import BadInput
from cases.rules.money import DECIMALS, from_minor, parse, to_minor
from cases.rules.vocabulary import Currency

currencies = st.sampled_from(Currency)


@given(currencies, st.integers(0, 10**12))
def test_smallest_units_survive_the_way_there_and_back(currency: Currency, minor: int) -> None:
    """What the database holds is what is shown and read again."""
    amount = from_minor(currency, minor)
    assert -amount.as_tuple().exponent == DECIMALS[currency]  # type: ignore[operator]
    assert to_minor(currency, amount) == minor
    assert to_minor(currency, parse(str(amount))) == minor
    assert to_minor(currency, parse(f"{amount:,}")) == minor


@given(currencies, st.decimals(allow_nan=True, allow_infinity=True))
def test_an_amount_is_taken_exactly_or_not_at_all(currency: Currency, amount: Decimal) -> None:
    """No rounding, no overflow, whatever number comes."""
    try:
        minor = to_minor(currency, amount)
    except BadInput:
        return
    assert from_minor(currency, minor) == amount


@pytest.mark.parametrize(
    "amount",
    ["-1", "-0.01", "0.001", "NaN", "sNaN", "Infinity", "1E+999999", "1E-999999", "0.01" + "0" * 40 + "1", "1E+13"],
)
def test_an_amount_that_cannot_be_is_refused(amount: str) -> None:
    """Below zero, finer than a cent, not a number, or beyond all measure."""
    with pytest.raises(BadInput):
        to_minor(Currency.USD, Decimal(amount))


def test_riel_have_no_smaller_part() -> None:
    """Half a riel is refused, a whole one with zeros behind the point is not."""
    assert to_minor(Currency.KHR, Decimal("300000.00")) == 300_000
    with pytest.raises(BadInput):
        to_minor(Currency.KHR, Decimal("300000.50"))


@pytest.mark.parametrize(
    ("typed", "read"),
    [("6000.00", "6000.00"), (" 6,000.00 ", "6000.00"), ("៦០០០.៥០", "6000.50"), ("1,234,567", "1234567"), ("0", "0")],
)
def test_amounts_are_read_as_forms_carry_them(typed: str, read: str) -> None:
    """Plain, with thousands marked, or in Khmer digits."""
    assert str(parse(typed)) == read


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "6,50",
        "1,2345",
        ",5",
        "1e3",
        "-5",
        "+5",
        "1_000",
        "0x10",
        "NaN",
        "inf",
        "٣",
        "6.000,00",
        "5.",
        ".5",
        "$5",
    ],
)
def test_what_could_mean_two_things_is_not_guessed(typed: str) -> None:
    """`6,50` could be six and a half or six hundred and fifty: asked again."""
    with pytest.raises(BadInput):
        parse(typed)


def test_no_float_in_the_whole_core() -> None:
    """No `float`, and no number with a point, outside of what measures time, disks and heat."""
    measures = {"FULL_AT", "RETRY"}
    found = []
    root = Path(str(cases.__file__)).parent
    for path in sorted(root.rglob("*.py")):
        if "evidence" in path.relative_to(root).parts or path.name in ("factory_search.py", "heat.py"):
            continue  # seconds of a recording, likeness of names, the physics of hot air
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and {getattr(t, "id", "") for t in node.targets} <= measures
        }
        for node in ast.walk(tree):
            number = isinstance(node, ast.Constant) and isinstance(node.value, float) and id(node) not in named
            if number or (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float"):
                found.append(f"{path.name}:{getattr(node, 'lineno', 0)}")
    assert found == []
