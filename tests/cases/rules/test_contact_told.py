"""What an officer may not write to somebody whom nobody has seen yet."""

from __future__ import annotations

import pytest

from cases.rules.contact import tells_how_to_find


@pytest.mark.parametrize(
    "text",
    [
        "Call me at 012 345 678",
        "my number is 0123456789.",
        "+855 12 345 678",
        "00855-96-123-4567",
        "សូមទូរសព្ទមកលេខ ០១២ ៣៤៥ ៦៧៨",
        "write to @dara_union",
        "https://t.me/dara",
        "dara@example.org",
        "Ask for Dara at the gate",
        "សួររក ដារ៉ា នៅមុខរោងចក្រ",
        "call 012\u200b345\u2060678",
        "Ask for Da\u200bra",
    ],
)
def test_a_number_an_address_and_an_alias_are_noticed(text: str) -> None:
    """In either script and any grouping."""
    assert tells_how_to_find(text, ["Dara", "ដារ៉ា"])


@pytest.mark.parametrize(
    "text",
    [
        "We read your case 123 456 789 and will answer by 04.11.2024.",
        "They owe you USD 6,000.00 since 01/02/2023.",
        "Which of the 5 women were dismissed on 4 November 2024?",
        "Keep your two numbers; write down the 38 °C you saw at 14:30.",
        "Daramony is another word.",
        "",
    ],
)
def test_dates_amounts_and_case_numbers_pass(text: str) -> None:
    """An officer can still ask and tell everything else."""
    assert not tells_how_to_find(text, ["Dara"])
