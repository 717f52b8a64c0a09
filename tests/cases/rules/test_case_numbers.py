"""Numbers that are said over the phone: one wrong digit is always found."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from cases.rules import case_numbers
from cases.rules.case_numbers import DIGITS, new_number, read, shown
from cases.rules.check_digit import luhn_digit, passes_luhn
from cases.rules.digits import latin, only_digits

KHMER = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
digits = st.text("0123456789", min_size=1, max_size=20)


@given(digits, st.data())
def test_one_wrong_digit_is_always_found(body: str, data: st.DataObject) -> None:
    """At any place, with any other digit."""
    whole = body + luhn_digit(body)
    assert passes_luhn(whole)
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != whole[place]]))
    assert not passes_luhn(whole[:place] + other + whole[place + 1 :])


@given(digits.filter(lambda d: len(d) > 1), st.data())
def test_swapped_neighbours_are_found_but_for_nought_and_nine(body: str, data: st.DataObject) -> None:
    """What Luhn promises, and no more."""
    whole = body + luhn_digit(body)
    place = data.draw(st.integers(0, len(whole) - 2))
    one, two = whole[place], whole[place + 1]
    swapped = whole[:place] + two + one + whole[place + 2 :]
    assert passes_luhn(swapped) == (one == two or {one, two} == {"0", "9"})


def test_a_new_number_reads_back_from_how_it_is_shown() -> None:
    """In threes, in Khmer digits, with dashes or run together."""
    for _ in range(200):
        number = new_number()
        assert len(number) == DIGITS
        assert read(number) == read(shown(number)) == read(shown(number).translate(KHMER)) == number
        assert read("-".join(number)) == number


def test_a_new_number_never_looks_like_half_a_receipt() -> None:
    """A receipt's two numbers begin with 0; a case number never does."""
    assert {new_number()[0] for _ in range(300)} == set("123456789")


def test_what_is_no_number_is_not_read_as_one() -> None:
    """Too short, too long, a wrong digit, nothing."""
    number = new_number()
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert [read(typed) for typed in ("", "abc", number[:-1], number + "0", wrong)] == [None] * 5


def test_numbers_carry_no_count() -> None:
    """A thousand of them: hardly one follows the one before, and every digit but 0 leads."""
    numbers = [new_number() for _ in range(1000)]
    assert len(set(numbers)) > 990
    assert {number[0] for number in numbers} == set("123456789")
    assert sum(int(b) - int(a) == 1 for a, b in itertools.pairwise(numbers)) < 5
    assert case_numbers.shown("482177361") == "482 177 361"


@given(st.text())
def test_only_digits_keeps_digits_and_nothing_else(text: str) -> None:
    """Khmer ones translated, other scripts' dropped: what is kept can be computed with."""
    kept = only_digits(text)
    assert kept.isascii() and (not kept or kept.isdigit())
    assert only_digits(kept) == kept == only_digits(latin(text))


def test_khmer_digits_are_translated_in_order() -> None:
    """All ten of them."""
    assert latin("០១២៣៤៥៦៧៨៩ក") == "0123456789ក"
