"""The parts that a consent's button names, read strictly: what is no such button agrees to nothing."""

from __future__ import annotations

import pytest

from bot.dialogue.asks import _packed, _unpacked
from bot.dialogue.queries import ConsentQuestion
from tests.support.dialogue_world import CONSENT_ID, consent_question

EVERYTHING = 0b11


def read(bits: str) -> tuple[ConsentQuestion | None, int]:
    question = consent_question()
    assert len(question.parts) >= 2
    return _unpacked(f"{CONSENT_ID}{bits}", lambda asked: question if asked == CONSENT_ID else None)


@pytest.mark.parametrize("bits", [".-1", ".+1", ".0x1", ".1_1", ". 1", ".១", ".F"])
def test_bits_that_no_button_of_ours_has_are_no_button(bits: str) -> None:
    """-1 would be every bit there is."""
    assert read(bits) == (None, 0)


def test_bits_of_our_own_buttons_come_back() -> None:
    """Each choice of parts, and the first look, which leaves all of them in."""
    for left_in in range(EVERYTHING + 1):
        assert read(_packed(CONSENT_ID, left_in).removeprefix(CONSENT_ID))[1] == left_in
    question, left_in = read("")
    assert question is not None and left_in == (1 << len(question.parts)) - 1
