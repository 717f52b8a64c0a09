"""A text that somebody has spoken has a loudspeaker; the others have none, and an old loudspeaker leads on."""

from __future__ import annotations

from dataclasses import replace

import pytest

import locales
from bot.dialogue import aloud
from bot.dialogue.describe import drawn
from bot.dialogue.model import Prompt
from bot.dialogue.script import STEPS
from cases.rules.vocabulary import Channel, Issue, Language
from tests.support.dialogue_world import Talk, tap, text

KHMER = {Language.KHMER: frozenset({"danger", "issue", "story", "menu", "danger.help"})}


def at(step: str, **changes: object) -> Talk:
    talk = Talk(recorded=KHMER)
    talk.state = replace(talk.state.with_draft(shared_phone=False), language_known=True, step=step, **changes)  # type: ignore[arg-type]
    return talk


def data(prompts: tuple[Prompt, ...]) -> list[str]:
    return [button.data for prompt in prompts for row in prompt.buttons for button in row]


def test_only_what_is_recorded_in_her_language_has_a_loudspeaker() -> None:
    """Above its other buttons; what is said before the screen may have one of its own."""
    assert data(at("danger").screen())[:2] == ["aloud:danger", "danger:no"]
    assert not any(one.startswith("aloud") for one in data(at("danger", language=Language.ENGLISH).screen()))
    assert "aloud:phone" not in data(at("phone").screen())
    said = at("danger").say(tap("danger:yes"))
    assert [data((one,))[:1] for one in said[:1]] == [["aloud:danger.help"]]


def test_the_quiet_path_is_not_read_the_words_of_the_other() -> None:
    """Who tells of violence is not asked for days and names, not aloud either."""
    talk = at("story")
    talk.state = talk.state.with_draft(issue=Issue.VIOLENCE)
    assert "aloud:story" not in data(talk.screen())


def test_a_tap_sends_the_recording_and_changes_nothing() -> None:
    """As often as she likes; a typed number still means the first answer, and the label may be typed."""
    talk = at("danger")
    for answer in (tap("aloud:danger"), tap("aloud:danger"), text("🔊 ស្ដាប់"), tap("aloud:story")):
        (prompt,) = talk.say(answer)
        assert (prompt.voice, prompt.buttons) == (answer.text.partition(":")[2] or "danger", ())
    assert talk.state.step == "danger"
    talk.say(text("1"))
    assert talk.state.draft is not None and talk.state.draft.danger is False


@pytest.mark.parametrize("old", ["aloud:phone", "aloud:no_such_text", "aloud:", "aloud:../../keys/install"])
def test_an_old_loudspeaker_without_a_recording_leads_on(old: str) -> None:
    """In writing, where she is now; on a page just there."""
    assert [one.key for one in at("danger").say(tap(old))] == ["dialogue.aloud.gone", "dialogue.danger"]
    page = at("danger", channel=Channel.BROWSER)
    assert page.say(tap("aloud:danger")) == page.screen()


def test_behind_the_harmless_menu_nothing_is_read_to_whoever_holds_the_phone() -> None:
    """The menu itself can be listened to."""
    talk = at("danger", covered=True)
    assert [one.key for one in talk.say(tap("aloud:danger"))] == ["dialogue.menu"]
    assert [one.voice for one in talk.say(tap("aloud:menu"))] == ["menu"]


def test_every_text_of_a_step_can_be_recorded_and_each_name_has_a_text() -> None:
    """The last prompt of a screen is the one that asks."""
    names = aloud.recordable(STEPS)
    assert {aloud.name_of(drawn(step)[-1].key) for step in STEPS.values()} <= names
    assert [name for name in names if not locales.catalog("km").keys() >= set(aloud.keys_of(name))] == []
    assert not STEPS.keys() & aloud.PAGES.keys()
