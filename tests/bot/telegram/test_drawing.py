"""Texts cut to Telegram's measure, and which buttons it takes."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.lengths import units
from bot.rendering import Rendered, RenderedButton
from bot.telegram.drawing import draw, split
from cases.rules.khmer import COENG


@given(st.text(min_size=1, max_size=400), st.integers(20, 60))
def test_no_piece_is_too_long_and_no_letter_is_lost(text: str, longest: int) -> None:
    """Only the white space at the cuts goes."""
    pieces = split(text, longest)
    assert all(0 < units(piece) <= longest for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_a_text_is_cut_between_paragraphs() -> None:
    """Rather than in the middle of one."""
    assert split("a" * 60 + "\n\n" + "b" * 30, 80) == ["a" * 60, "b" * 30]


def test_khmer_without_spaces_is_cut_between_syllables() -> None:
    """Never between a consonant and its foot or vowel."""
    for piece in split("ស្ត្រី" * 40, 50):
        assert not unicodedata.category(piece[0]).startswith("M")
        assert not piece.endswith(COENG)


def test_an_address_that_telegram_refuses_stands_in_the_text() -> None:
    """A machine's own address is no link that a phone could open by a button; a public one is."""
    here = RenderedButton("បើក", "http://127.0.0.1:8000/q/K7Q")
    public = RenderedButton("បើក", "https://samleng.org/q/K7Q")
    texts, keyboard = draw(Rendered("Hello", ((here,), (public, RenderedButton("Yes", "a:yes")))))
    assert texts == ["Hello\n\nបើក\nhttp://127.0.0.1:8000/q/K7Q"]
    assert keyboard is not None
    assert [[button.to_dict() for button in row] for row in keyboard.inline_keyboard] == [
        [{"text": "បើក", "url": "https://samleng.org/q/K7Q"}, {"text": "Yes", "callback_data": "a:yes"}]
    ]


def test_no_button_no_keyboard() -> None:
    """A message without buttons has no empty keyboard."""
    assert draw(Rendered("Hello")) == (["Hello"], None)
