"""What people type, read."""

from __future__ import annotations

import contextlib
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules import reading
from cases.rules.errors import BadInput
from cases.rules.vocabulary import Currency

TODAY = dt.date(2024, 11, 22)
USD, KHR = Currency.USD, Currency.KHR


def khmer(text: str) -> str:
    """The same with Khmer digits."""
    return text.translate({ord(str(n)): chr(ord("០") + n) for n in range(10)})


def test_folding_drops_what_cannot_be_seen_and_keeps_one_spelling() -> None:
    """Zero-width spaces, no-break spaces, digits, coeng TA and DA, case."""
    assert reading.fold(" ក្តៅ\u200b\u00a0 ពេក ១២ ABC ") == reading.fold("ក្ដៅ ពេក 12 abc")
    assert reading.clean("ក\u200bខ\n គ") == "កខ\n គ"


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    """For any text at all."""
    assert reading.clean(reading.clean(text)) == reading.clean(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("5", 5), ("១២ នាក់", 12), ("1,200", 1200), ("បី", 3), ("0", 0), ("គ្មាន", 0), ("3 women", 3), ("ម្នាក់", 1)],
)
def test_a_count_is_read(text: str, value: int) -> None:
    """Khmer and Latin, with and without "people"."""
    assert reading.number(text) == value


@pytest.mark.parametrize(("text", "code"), [("abc", "unreadable"), ("-1", "unreadable"), ("", "unreadable"),
                                            ("3.5", "unreadable"), ("5000000", "too_large")])  # fmt: skip
def test_a_count_that_is_none_says_why(text: str, code: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(BadInput) as caught:
        reading.number(text)
    assert caught.value.code == f"number_{code}"


@given(st.integers(0, 100_000))
def test_any_count_is_read_in_both_digits(value: int) -> None:
    """With and without separators."""
    assert reading.number(khmer(str(value))) == reading.number(f"{value:,}") == value


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("$6,000.00", USD, "6000.00"),
        ("$1.999", USD, "1999.00"),
        ("6000 ដុល្លារ", USD, "6000.00"),
        ("៣០ម៉ឺន", KHR, "300000"),
        ("៣០ ម៉ឺនរៀល", KHR, "300000"),
        ("300,000", KHR, "300000"),
        ("300.000៛", KHR, "300000"),
        ("300 000 riel", KHR, "300000"),
        ("១លាន២សែន", KHR, "1200000"),
        ("3សែន5ម៉ឺន", KHR, "350000"),
        ("5ពាន់", KHR, "5000"),
        ("២ពាន់ដុល្លារ", USD, "2000.00"),
        ("200", USD, "200.00"),
        ("120.5$", USD, "120.50"),
        ("1,234.56 USD", USD, "1234.56"),
        ("1.5 million riel", KHR, "1500000"),
        ("300k riel", KHR, "300000"),
        ("ប្រហែល ៣០ម៉ឺន", KHR, "300000"),
        ("\u200b៣០\u200bម៉ឺន\u200b", KHR, "300000"),
    ],
)
def test_money_is_read(text: str, currency: Currency, amount: str) -> None:
    """In the ways that people write it."""
    assert reading.money(text) == (currency, Decimal(amount))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ច្រើន", "money_unreadable"),
        ("", "money_unreadable"),
        ("$5 1000៛", "money_unreadable"),
        ("1,23,4", "money_unreadable"),
        ("10000", "currency_missing"),
        ("9999999999999 riel", "money_too_large"),
    ],
)
def test_money_that_cannot_be_read_says_why(text: str, code: str) -> None:
    """Nothing is guessed: between dollars and riel the currency is asked for."""
    with pytest.raises(BadInput) as caught:
        reading.money(text)
    assert caught.value.code == code


@given(st.integers(0, 10**9))
def test_any_riel_amount_is_read_in_both_digits(value: int) -> None:
    """As a whole number with separators and sign."""
    assert reading.money(khmer(f"{value:,}") + "៛") == (KHR, Decimal(value))


@given(st.integers(0, 10**9))
def test_any_dollar_amount_is_exact_to_the_cent(cents: int) -> None:
    """Decimal, never float."""
    amount = Decimal(cents) / 100
    assert reading.money(f"${amount:,.2f}") == (USD, amount)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("4/11/2024", (2024, 11, 4)),
        ("៤/១១/២០២៤", (2024, 11, 4)),
        ("2024-11-04", (2024, 11, 4)),
        ("4.11.24", (2024, 11, 4)),
        ("4/11", (2024, 11, 4)),
        ("25/12", (2023, 12, 25)),
        ("29/2", (2024, 2, 29)),
        ("ថ្ងៃទី៤ ខែ១១", (2024, 11, 4)),
        ("ថ្ងៃទី 4 ខែវិច្ឆិកា ឆ្នាំ 2024", (2024, 11, 4)),
        ("4 Nov 2024", (2024, 11, 4)),
        ("November 4, 2024", (2024, 11, 4)),
        ("4th november", (2024, 11, 4)),
        ("today", (2024, 11, 22)),
        ("ថ្ងៃនេះ", (2024, 11, 22)),
        ("Yesterday", (2024, 11, 21)),
        ("ម្សិលមិញ", (2024, 11, 21)),
    ],
)
def test_a_day_is_read(text: str, day: tuple[int, int, int]) -> None:
    """Khmer and English, with names, numbers and without a year."""
    assert reading.date(text, TODAY) == dt.date(*day)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("23/11/2024", "date_future"),
        ("1/1/2030", "date_future"),
        ("31/2/2024", "date_unreadable"),
        ("soon", "date_unreadable"),
        ("4", "date_unreadable"),
        ("1/2/3/4", "date_unreadable"),
        ("4/11/1200", "date_unreadable"),
        ("", "date_unreadable"),
        ("99/99", "date_unreadable"),
    ],
)
def test_a_day_that_cannot_be_says_why(text: str, code: str) -> None:
    """Future days are refused, nonsense is not guessed."""
    with pytest.raises(BadInput) as caught:
        reading.date(text, TODAY)
    assert caught.value.code == code


def test_a_year_of_the_buddhist_era_is_asked_back() -> None:
    """2567 is 2024; the day meant comes with the question."""
    with pytest.raises(BadInput) as caught:
        reading.date("៤/១១/២៥៦៧", TODAY)
    assert (caught.value.code, caught.value.data["year"]) == ("year_buddhist", "2024")
    assert caught.value.data["meant"] == "2024-11-04"
    with pytest.raises(BadInput) as caught:
        reading.date("29/2/2567", TODAY)
    assert caught.value.data["meant"] == "2024-02-29"
    with pytest.raises(BadInput) as caught:
        reading.month("11/2567", TODAY)
    assert caught.value.data["meant"] == "2024-11"


@given(st.dates(dt.date(1951, 1, 1), TODAY))
def test_any_past_day_is_read_in_every_form(day: dt.date) -> None:
    """Slashes, Khmer words and digits, ISO."""
    forms = [f"{day.day}/{day.month}/{day.year}", day.isoformat(), f"ថ្ងៃទី{day.day} ខែ{day.month} ឆ្នាំ{day.year}"]
    for form in (*forms, *map(khmer, forms)):
        assert reading.date(form, TODAY) == day


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("11/2024", (2024, 11)),
        ("ខែ១១", (2024, 11)),
        ("12", (2023, 12)),
        ("11/24", (2024, 11)),
        ("វិច្ឆិកា ២០២៤", (2024, 11)),
        ("March 2019", (2019, 3)),
        ("2019-03", (2019, 3)),
        ("ខែនេះ", (2024, 11)),
        ("last month", (2024, 10)),
    ],
)
def test_a_month_is_read(text: str, month: tuple[int, int]) -> None:
    """By number and by name."""
    assert reading.month(text, TODAY) == dt.date(*month, 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("13/2024", "month_unreadable"),
        ("4/11", "month_unreadable"),
        ("abc", "month_unreadable"),
        ("12/2024", "date_future"),
        ("2019", "month_unreadable"),
    ],
)
def test_a_month_that_cannot_be_says_why(text: str, code: str) -> None:
    """As for days."""
    with pytest.raises(BadInput) as caught:
        reading.month(text, TODAY)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("012 345 678", "012345678"),
        ("០១២ ៣៤៥ ៦៧៨", "012345678"),
        ("+855 12 345 678", "012345678"),
        ("00855 12-345-678", "012345678"),
        ("855 97 123 4567", "0971234567"),
        ("(097) 123.4567", "0971234567"),
    ],
)
def test_a_phone_is_read(text: str, phone: str) -> None:
    """As it is dialled in Cambodia."""
    assert reading.phone(text) == phone


@pytest.mark.parametrize("text", ["", "99", "sokha", "0123", "012 345 678 901", "12 345 678"])
def test_a_phone_that_is_none_says_so(text: str) -> None:
    """Too short, too long, or words."""
    with pytest.raises(BadInput) as caught:
        reading.phone(text)
    assert caught.value.code == "phone_unreadable"


@given(st.text(max_size=30))
def test_nothing_that_is_typed_raises_anything_else(text: str) -> None:
    """Only BadInput, whatever comes."""
    dated = (lambda words: reading.date(words, TODAY), lambda words: reading.month(words, TODAY))
    for read in (reading.number, reading.money, reading.phone, *dated):
        with contextlib.suppress(BadInput):
            read(text)
