"""Does she join a common case? Yes in two taps and with numbers, no in one; and nothing she was at is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogue.conversation import Draft
from bot.dialogue.effects import DeclineToJoin, JoinCommonCase
from bot.dialogue.notices import notice
from cases.rules.vocabulary import ConsentStatus
from tests.bot.dialogue.test_handover_question import after_filing, words
from tests.support.dialogue_talk import offered
from tests.support.dialogue_world import JOIN_ID, Talk, World, join_question, tap

ASK = f"common:{JOIN_ID}"
SURE = f"common_sure:{JOIN_ID}"


def joined(talk: Talk) -> Talk:
    talk.say(tap(f"common_yes:{JOIN_ID}"))
    assert talk.effects == []
    talk.say(tap(SURE))
    (effect,) = talk.effects
    assert isinstance(effect, JoinCommonCase) and (effect.request_id, effect.language) == (JOIN_ID, "km")
    return talk


@pytest.mark.parametrize("language", [0, 1])
def test_the_question_says_what_comes_along_and_that_no_changes_nothing(language: int) -> None:
    """Who asks, that her own case stays, that the others do not see her name."""
    talk = after_filing()
    talk.say(tap(ASK))
    said = words(talk, language)
    assert ("C.CAWDU" if language else "ស.ស.ក.ស.ក.") in said
    assert ("Your own case stays" if language else "រឿងផ្ទាល់របស់បងនៅដដែល") in said
    assert offered(talk) == [f"common_{one}:{JOIN_ID}" for one in ("yes", "no", "later")]
    assert talk.effects == []


def test_she_is_in_the_common_case_with_its_numbers_and_her_own_stays_hers() -> None:
    """The numbers stand until she has them; the half of a double tap joins nothing twice."""
    talk = joined(after_filing())
    assert [one.case_number for one in talk.state.cases] == ["135792468", "123456789"]
    assert "065 432 109" in words(talk, 0) and offered(talk) == ["receipt:have"]
    assert talk.keys(tap(SURE)) == [] and len(talk.effects) == 1
    assert talk.keys(tap("receipt:have"))[0] == "dialogue.receipt.kept"
    assert talk.keys(tap(ASK))[0] == "dialogue.consent.answered"


def test_who_is_telling_something_new_stays_where_she_is() -> None:
    """The numbers come as a message, and her draft waits on its screen."""
    talk, draft = after_filing(), Draft(story_asked=True)
    talk.state = replace(talk.state, draft=draft, step="issue")
    joined(talk)
    assert (talk.state.step, talk.state.draft) == ("issue", draft)
    assert "065 432 109" in words(talk, 0) and "receipt:have" not in offered(talk)
    assert [one.case_number for one in talk.state.cases] == ["135792468", "123456789"]


def test_no_is_one_tap_and_later_keeps_the_question() -> None:
    """What waits stays open; what was answered or ran out says so."""
    talk = after_filing()
    assert talk.keys(tap(f"common_later:{JOIN_ID}"))[0] == "dialogue.ask_later" and talk.effects == []
    assert talk.keys(tap(f"common_no:{JOIN_ID}"))[0] == "dialogue.common.declined"
    assert talk.effects == [DeclineToJoin(JOIN_ID, "km")]
    over = after_filing(World(join=join_question(ConsentStatus.EXPIRED)))
    for data_of in (ASK, f"common_yes:{JOIN_ID}", SURE, f"common_no:{JOIN_ID}"):
        assert over.keys(tap(data_of))[0] == "dialogue.ask_gone"
    assert over.effects == []
    (asked,) = notice("join_ask", {"party": "C.CAWDU", "request_id": JOIN_ID})
    assert asked.buttons[0][0].data == ASK
