"""Her receipt: read however she types it, found wrong when it is, and good for her thread alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.check_digit import luhn_digit
from cases.rules.digits import two_numbers as shown
from cases.rules.receipt_numbers import DIGITS, read_digits
from cases.vault.hashing import new_salt
from cases.vault.receipts import find, mint, new_digits, unlock
from cases.vault.sealing import DoesNotOpen

SALT = new_salt()
KHMER = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
bodies = st.text("0123456789", min_size=DIGITS - 1, max_size=DIGITS - 1)


@given(bodies, st.booleans(), st.sampled_from([" ", "", "-", " / ", "\n", "\u200b"]))
def test_a_receipt_is_read_however_it_is_typed(body: str, in_khmer: bool, between: str) -> None:
    """As two telephone numbers or as bare digits, Khmer or Latin, in any grouping."""
    digits = body + luhn_digit(body)
    first, second = shown(digits)
    assert [len(half.replace(" ", "")) for half in (first, second)] == [9, 9]
    assert first[0] == second[0] == "0"
    for typed in (f"{first}{between}{second}", between.join(digits), between.join((first + second).replace(" ", ""))):
        assert read_digits(typed.translate(KHMER) if in_khmer else typed) == digits


@given(bodies, st.data())
def test_one_wrong_digit_is_found_before_anything_is_hashed(body: str, data: st.DataObject) -> None:
    """So a slip of the finger costs no waiting and finds nobody else."""
    digits = body + luhn_digit(body)
    place = data.draw(st.integers(0, DIGITS - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != digits[place]]))
    assert read_digits(digits[:place] + other + digits[place + 1 :]) is None


def test_what_is_no_receipt_is_not_read_as_one() -> None:
    """Too short, too long, a telephone number."""
    assert [read_digits(t) for t in ("", "012 345 678", "1" * 15, "1" * 17, "012 345 678 112 345 678")] == [None] * 5


def test_the_digits_find_the_row_and_open_its_key() -> None:
    """`lookup` for the row, `wrap` for the key; neither is the other."""
    receipt = mint(SALT, "her")
    lookup, wrapping = find(receipt.digits, SALT)
    assert lookup == receipt.lookup and wrapping.hex() != lookup
    private = unlock(wrapping, "her", receipt.wrapped)
    assert len(private) == 32 and private != receipt.public
    assert receipt.digits not in repr((receipt.lookup, receipt.public, receipt.wrapped))


def test_a_receipt_opens_nobody_elses_key() -> None:
    """Not with other digits, not under another salt, not moved to another worker's row."""
    receipt, other = mint(SALT, "her"), mint(SALT, "him")
    _, wrapping = find(receipt.digits, SALT)
    for attempt in (
        lambda: unlock(find(other.digits, SALT)[1], "her", receipt.wrapped),
        lambda: unlock(find(receipt.digits, new_salt())[1], "her", receipt.wrapped),
        lambda: unlock(wrapping, "him", receipt.wrapped),
        lambda: unlock(wrapping, "her", other.wrapped),
    ):
        with pytest.raises(DoesNotOpen):
            attempt()


def test_receipts_are_random() -> None:
    """No two alike, and every digit at every place."""
    many = [new_digits() for _ in range(500)]
    assert len(set(many)) == 500
    assert all(len({digits[place] for digits in many}) == 10 for place in range(DIGITS))
