"""What she says in advance: offered after everything is told, named in two taps, taken back and stopped."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogue.conversation import Filed
from bot.dialogue.effects import EndStanding, GiveStanding, StopConsent, WithdrawConsent
from bot.dialogue.script import STEPS
from cases.rules.vocabulary import ConsentStatus, Issue, StandingChoice
from tests.support.dialogue_talk import d, filed_talk, offered
from tests.support.dialogue_world import (
    BFC,
    CONSENT_ID,
    MINISTRY,
    STANDING_ID,
    command,
    consent_question,
    drawn,
    tap,
)


def test_a_word_in_advance_takes_two_taps_and_the_second_names_the_organisation() -> None:
    """First what they can and cannot do; nothing is given by looking."""
    talk = filed_talk()
    assert talk.keys(tap("home:standing")) == d("standing")
    assert talk.keys(tap(f"standing:{BFC.id}")) == d("standing.card.bfc", "standing.choices")
    assert talk.keys(tap(f"standing_pick:{BFC.id}.without_name")) == d("standing.really.without_name")
    assert talk.effects == []
    assert talk.sent[0].buttons[0][0].params["party"] == {"en": "BFC (ILO)", "km": "BFC (ILO)"}
    assert talk.keys(tap(f"standing_sure:{BFC.id}.without_name")) == d("standing.kept.without_name", "home")
    assert talk.effects == [GiveStanding("complainant-1", BFC.id, StandingChoice.WITHOUT_NAME, "km")]
    assert talk.say(tap(f"standing_sure:{BFC.id}.without_name")) == (), "a double tap is one"


def test_the_ministry_is_never_offered_a_case_without_a_name() -> None:
    """Nor is such a word taken from an old or made-up button."""
    talk = filed_talk()
    talk.say(tap(f"standing:{MINISTRY.id}"))
    picks = [data.partition(".")[2] for data in offered(talk) if data.startswith("standing_pick:")]
    assert picks == ["each_time", "with_name"]
    for data in (f"standing_sure:{MINISTRY.id}.without_name", f"standing_sure:{'f' * 32}.with_name"):
        assert talk.keys(tap(data)) == d("ask_gone", "home")
    assert talk.effects == []


def test_it_is_taken_back_in_two_taps_from_what_she_allowed() -> None:
    """Also by saying "each time" again."""
    talk = filed_talk()
    talk.say(tap(f"standing_sure:{BFC.id}.with_name"))
    assert talk.keys(command("consent")) == d("consents")
    assert f"standing_end:{STANDING_ID}" in offered(talk)
    assert talk.keys(tap(f"standing_end:{STANDING_ID}")) == d("standing.end")
    assert talk.keys(tap(f"standing_end_sure:{STANDING_ID}")) == d("standing.kept.each_time", "home")
    assert talk.effects[-1] == EndStanding(STANDING_ID)
    assert talk.keys(tap(f"standing_end:{STANDING_ID}")) == d("consents.ended", "home")
    talk.say(tap(f"standing_sure:{BFC.id}.with_name"))
    assert talk.keys(tap(f"standing_pick:{BFC.id}.each_time")) == d("standing.kept.each_time", "home")


def test_what_waits_to_go_is_seen_and_stopped_with_one_tap() -> None:
    """Once its day is over, she is told that it may have gone, and where she takes it back."""
    talk = filed_talk()
    talk.world.consent = replace(consent_question(status=ConsentStatus.GIVEN), can_be_stopped=True)
    assert talk.keys(tap(f"consent_look:{CONSENT_ID}"))[-1] == "dialogue.standing.seen"
    assert talk.keys(tap(f"consent_stop:{CONSENT_ID}")) == d("standing.stopped", "home")
    assert talk.effects == [StopConsent(CONSENT_ID)]
    talk.say(command("status"))
    talk.world.consent = consent_question(status=ConsentStatus.GIVEN)
    assert talk.keys(tap(f"consent_stop:{CONSENT_ID}")) == d("standing.past")
    assert offered(talk) == ["home:consents"]


def test_what_she_allowed_in_an_earlier_case_is_taken_back_from_the_same_list() -> None:
    """The case is named by its number; two taps, wherever she is."""
    talk = filed_talk()
    earlier = Filed("complainant-0", "123456789", Issue.PAY)
    talk.state = replace(talk.state, earlier=(earlier,))
    talk.world.consent = consent_question(status=ConsentStatus.GIVEN)
    talk.say(command("consent"))
    keys = [button.key for prompt in talk.sent for row in prompt.buttons for button in row]
    assert "dialogue.consents.end.earlier" in keys
    talk.say(tap(f"consent_end:{CONSENT_ID}"))
    talk.say(tap(f"consent_end_sure:{CONSENT_ID}"))
    assert talk.effects == [WithdrawConsent(CONSENT_ID)]


def test_the_list_of_what_she_allowed_says_to_whom_what_and_until_when() -> None:
    """And from the list of what can be said in advance there is a way back to it."""
    talk = filed_talk()
    talk.world.consent = consent_question(status=ConsentStatus.GIVEN)
    talk.say(command("consent"))
    listed = drawn(talk.sent[0])[0].text
    assert "BFC (ILO)៖ រឿងដែលកើតឡើង" in listed
    assert "រហូតដល់ ថ្ងៃទី4 ខែ11 (វិច្ឆិកា) 2025" in listed
    talk.say(tap("home:standing"))
    assert "home:consents" in offered(talk)


@pytest.mark.parametrize("step", [step.id for step in STEPS.values() if not step.before_sending])
def test_a_word_is_taken_back_in_two_taps_from_every_screen(step: str) -> None:
    """Whatever she is asked just then: the list, the word, and the second tap that says so."""
    talk = filed_talk()
    talk.world.consent = consent_question(status=ConsentStatus.GIVEN)
    talk.state = replace(talk.state, step=step)
    talk.say(command("consent"))
    assert f"consent_end:{CONSENT_ID}" in offered(talk)
    talk.say(tap(f"consent_end:{CONSENT_ID}"))
    assert talk.effects == []
    talk.say(tap(f"consent_end_sure:{CONSENT_ID}"))
    assert talk.effects == [WithdrawConsent(CONSENT_ID)]
