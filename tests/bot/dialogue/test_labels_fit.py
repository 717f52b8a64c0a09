"""Somebody's words on a button: cut to what Telegram measures, which is no count of letters."""

from __future__ import annotations

import pytest

from bot.dialogue.lengths import units
from bot.dialogue.screen import LONGEST_ON_BUTTON, short
from tests.support.dialogue_world import Talk, drawn, start, tap, text


@pytest.mark.parametrize("words", ["😀" * 40, "ក្រុមហ៊ុនកាត់ដេរសម្លៀកបំពាក់" * 2, "𝒢𝒶𝓇𝓂𝑒𝓃𝓉 " * 5 + "🧵", "W" * 60])
def test_a_long_name_of_a_factory_fits_its_button(words: str) -> None:
    """An emoji is two of the 64 units that a label may have; a Khmer letter with its foot stays whole."""
    talk = Talk()
    for answer in (start("_kmo"), tap("danger:no"), tap("issue:factory"), tap("province:unknown"), text(words)):
        shown = talk.say(answer)
    assert talk.state.step == "factory_pick"
    assert {f"factory_pick:{one}" for one in ("mine", "back")} <= {
        button.data for prompt in shown for one in drawn(prompt) for row in one.buttons for button in row
    }


@pytest.mark.parametrize("foot", range(4))
def test_a_cut_label_is_as_long_as_it_may_be_and_ends_with_a_whole_syllable(foot: int) -> None:
    """Not in the middle of a pair of letters, and not shorter than it must be."""
    cut = short("x" * foot + "ក្ដី" * 20)
    assert isinstance(cut, str)
    assert not cut.rstrip("…")[foot:].replace("ក្ដី", "")
    assert LONGEST_ON_BUTTON - 4 <= units(cut) <= LONGEST_ON_BUTTON
