"""The page's own language switch holds at any step."""

from __future__ import annotations

from bot.dialogue.conversation import new
from cases.rules.vocabulary import Channel, Language
from tests.support.dialogue_world import Talk, tap


def test_a_language_that_is_none_changes_nothing() -> None:
    """Anybody can post any value in a browser; at the question for the language too."""
    talk = Talk(state=new(Channel.BROWSER))
    for value in ("", "fr", "number"):
        assert [prompt.key for prompt in talk.say(tap(f"speak:{value}"))] == ["dialogue.language"]
    talk.say(tap("speak:en"))
    assert talk.state.language is Language.ENGLISH and talk.state.language_known
