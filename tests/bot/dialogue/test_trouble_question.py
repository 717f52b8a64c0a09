"""Has anybody made trouble since the factory was told? One tap; what she adds after a yes goes to that case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogue.conversation import Draft
from bot.dialogue.effects import AnswerTrouble, WriteToCase
from bot.dialogue.notices import notice
from bot.dialogue.queries import CaseOpened
from cases.rules.vocabulary import Issue, Trouble
from tests.bot.dialogue.test_handover_question import after_filing
from tests.support.dialogue_talk import offered
from tests.support.dialogue_world import TROUBLE_ID, command, tap, text

NUMBERS = "1234567890123452"  # two whose last digit is right


def test_the_notice_has_the_three_answers_right_below() -> None:
    """Each is one tap, and fits Telegram's 64 bytes."""
    (asked,) = notice("trouble_ask", {"word_id": TROUBLE_ID})
    taps = [row[0].data for row in asked.buttons]
    assert taps == [f"trouble:{TROUBLE_ID}.{said.value}" for said in Trouble]
    assert all(len(one) <= 64 for one in taps)


@pytest.mark.parametrize("said", list(Trouble))
def test_one_tap_is_an_answer_and_its_second_half_says_nothing(said: Trouble) -> None:
    """After a no that is all; after a yes she learns what to do now, and may say more."""
    talk = after_filing()
    keys = talk.keys(tap(f"trouble:{TROUBLE_ID}.{said.value}"))
    assert talk.effects == [AnswerTrouble(TROUBLE_ID, said)]
    assert ("dialogue.trouble.more" in keys) is (said is not Trouble.NONE)
    assert ("dialogue.trouble.threatened" in keys) is (said is Trouble.THREATENED)
    assert talk.keys(tap(f"trouble:{TROUBLE_ID}.{said.value}")) == [] and len(talk.effects) == 1


def test_what_she_writes_next_goes_to_that_case_whatever_she_was_telling() -> None:
    """Her draft of something new stays as it is; the words after that are for the draft again."""
    talk = after_filing()
    talk.state = replace(talk.state, draft=Draft(story_asked=True), step="issue")
    talk.say(tap(f"trouble:{TROUBLE_ID}.yes"))
    assert talk.keys(text("They moved me to the gate"))[0] == "dialogue.trouble.added"
    assert talk.effects[-1] == WriteToCase("complainant-1", "They moved me to the gate")
    assert (talk.state.telling, talk.state.step, talk.state.draft) == ("", "issue", Draft(story_asked=True))


def test_words_after_a_case_was_left_or_taken_back_are_no_more_of_its_trouble() -> None:
    """Half an hour later somebody else may hold the phone; and whoever withdrew wants nothing passed on."""
    talk = after_filing()
    talk.world.numbers[NUMBERS] = CaseOpened("visited", "K7-0009", Issue.UNION, 2)
    talk.say(text(NUMBERS))
    talk.say(tap(f"trouble:{TROUBLE_ID}.yes"))
    assert talk.state.telling == "visited"
    talk.say(tap("home:leave"))
    talk.say(text("My own case"))
    assert talk.effects[-1] == WriteToCase("complainant-1", "My own case")
    talk.say(tap(f"trouble:{TROUBLE_ID}.yes"))
    for line in (command("withdraw"), tap("withdraw:yes"), tap("withdraw_sure:complainant-1")):
        talk.say(line)
    assert talk.keys(text("They shouted"))[0] == "dialogue.withdrawn.nobody"


def test_a_question_that_is_not_hers_is_gone_and_later_is_fine() -> None:
    """Nothing is taken for somebody else's case."""
    talk = after_filing()
    assert talk.keys(tap(f"trouble:{'0' * 32}.yes"))[0] == "dialogue.ask_gone" and talk.effects == []
    talk.say(tap(f"trouble:{TROUBLE_ID}.yes"))
    assert talk.keys(tap("trouble_done:"))[0] == "dialogue.trouble.any_time"
    assert talk.state.telling == ""
    talk.say(tap(f"trouble:{TROUBLE_ID}"))
    assert offered(talk)[:3] == [f"trouble:{TROUBLE_ID}.{said.value}" for said in Trouble]
