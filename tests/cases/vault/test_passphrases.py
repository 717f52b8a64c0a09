"""A passphrase is measured by how soon it is guessed, not by which signs are in it."""

from __future__ import annotations

import time

import pytest

from cases.rules.errors import BadInput
from cases.vault.passphrases import refuse_weak

ABOUT = ("Sophea", "C.CAWDU", "សហព័ន្ធ C.CAWDU", "cawdu")


@pytest.mark.parametrize(
    "passphrase",
    ["five looms and a river", "rice basket moon ladder", "ទន្លេ ខ្នើយ ដំរី ភ្លៀង", "ខោអាវពណ៌ក្រហមហែលទឹក", "xT9#qLw2!vRz"],
)
def test_unrelated_words_in_any_language_and_random_signs_are_taken(passphrase: str) -> None:
    """No capital, digit or sign is asked for."""
    refuse_weak(passphrase, ABOUT)


@pytest.mark.parametrize(
    ("passphrase", "code"),
    [
        ("eleven sign", "passphrase_short"),
        ("aaaaaaaaaaaaaaaaaaaa", "passphrase_weak"),
        ("តតតតតតតតតតតតតតតត", "passphrase_weak"),
        ("0123456789012345", "passphrase_weak"),
        ("qwertyuiopasdfgh", "passphrase_weak"),
        ("password123456", "passphrase_weak"),
        ("sophea sophea sophea", "passphrase_weak"),
        ("C.CAWDU C.CAWDU", "passphrase_weak"),
        ("samlengsamleng", "passphrase_weak"),
        ("Cambodia2024!", "passphrase_weak"),
        ("ពាក្យសម្ងាត់", "passphrase_weak"),
        ("ខ្ញុំស្រលាញ់អ្នក", "passphrase_weak"),
        ("ភ្នំពេញកម្ពុជា", "passphrase_weak"),
        ("រោងចក្រកាត់ដេរ", "passphrase_weak"),
    ],
)
def test_what_is_guessed_soon_is_refused(passphrase: str, code: str) -> None:
    """Repetition, sequences, the commonest, her alias, her organisation, our name."""
    with pytest.raises(BadInput) as refused:
        refuse_weak(passphrase, ABOUT)
    assert refused.value.code == code


def test_a_very_long_one_is_measured_quickly() -> None:
    """A form may hold thousands of signs."""
    started = time.monotonic()
    refuse_weak("five looms and a river " * 500)
    refuse_weak("ទន្លេ ខ្នើយ ដំរី ភ្លៀង " * 500)
    assert time.monotonic() - started < 2
