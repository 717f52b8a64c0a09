"""The word agreed for when somebody else writes."""

from __future__ import annotations

import pytest

from cases.rules.safe_word import says


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("ផ្កាឈូក", "ខ្ញុំសុខសប្បាយទេផ្កាឈូកមិនបាច់ទូរស័ព្ទមកទេ", True),
        ("ក្ដៅ", "ថ្ងៃនេះក្តៅណាស់", True),
        ("Lotus", "all is well, LOTUS.", True),
        ("blue  lotus", "all is well Blue\nLotus", True),
        ("lot", "all is well, lotus", False),
        ("lotus", "all is well", False),
        ("", "all is well", False),
    ],
)
def test_the_word_is_found_however_it_is_written(word: str, text: str, found: bool) -> None:
    """In Khmer between other words, in Latin as a word of its own, in either spelling and case."""
    assert says(word, text) is found
