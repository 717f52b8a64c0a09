"""Covered is covered, however it was written down."""

from __future__ import annotations

import pytest

from cases.rules.masking import COVER, covered, unfound, words_to_cover


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Sok Dara", "my chief Sok\nDara hit me"),
        ("Sok Dara", "my chief SOK  dara hit me"),
        ("Sok Dara", "my chief Sok\u200b Da\u200bra hit me"),
        ("012 345 678", "call ០១២៣៤៥៦៧៨ now"),
        ("012345678", "call 012-345 678 now"),
        ("០១២ ៣៤៥ ៦៧៨", "call 012.345.678 now"),
        ("ចាន់\u200bធី", "ខ្ញុំអង្គុយជាមួយចាន់ធី"),
        ("អ្នកបណ្តាល", "អ្នកបណ្ដាល ហៅខ្ញុំ"),
        ("line 4", "she works on line ៤"),
        ("Sok Dara", "my chief So\u200ek Dar\u2069a\ufe0f hit me"),
        ("012345678", "call (012) 345/678 now"),
        ("a room of 9 m²", "in a room of ៩ m²"),
        ("line ٤", "she works on line ٤"),
    ],
)
def test_a_word_is_found_however_it_was_told(typed: str, told: str) -> None:
    """Over two lines, with marks that nobody sees, in either script's digits, with TA for DA."""
    words = words_to_cover(typed)
    (item,) = covered([{"text": told}], words)
    assert COVER in item["text"]
    assert unfound([{"text": told}], words) == []
    assert unfound([{"text": item["text"]}], words) == list(words)


def test_the_answers_to_questions_are_covered_too() -> None:
    (item,) = covered([{"question": "who", "values": ["Sok\u200b Dara", "the owner"]}], words_to_cover("Sok Dara"))
    assert item["values"] == [COVER, "the owner"]


def test_what_stands_nowhere_is_said() -> None:
    """Most likely it was told otherwise, and the officer looks again."""
    assert unfound([{"text": "my chief Sok Dara"}], words_to_cover("Sok Dany\nSok Dara")) == ["Sok Dany"]
