"""May another organisation take over her case? Two taps for yes, one for no, and a change of mind until it has gone."""

from __future__ import annotations

import pytest

from bot.dialogue.conversation import Conversation, Filed
from bot.dialogue.effects import AnswerHandover
from bot.dialogue.notices import notice
from bot.dialogue.queries import StatusReport
from cases.rules.vocabulary import CaseStatus, Channel, ConsentStatus, Issue
from tests.support.dialogue_talk import offered
from tests.support.dialogue_world import HANDOVER_ID, Talk, World, drawn, handover_question, tap

ASK = f"handover:{HANDOVER_ID}"


def after_filing(world: World | None = None) -> Talk:
    filed = Filed("complainant-1", "123456789", Issue.UNION, "")
    state = Conversation(
        Channel.TELEGRAM, "https://samleng.example", language_known=True, step="home", draft=None, filed=filed
    )
    return Talk(world=world or World(), state=state)


def words(talk: Talk, language: int) -> str:
    return "\n".join(drawn(prompt)[language].text for prompt in talk.sent)


@pytest.mark.parametrize("language", [0, 1])
def test_the_question_says_who_would_lead_who_checked_them_and_what_cannot_be_undone(language: int) -> None:
    """Both organisations by name, the number that checked the key, and that reading is not unread."""
    talk = after_filing()
    talk.say(tap(ASK))
    said = words(talk, language)
    assert "CATU" in said and ("C.CAWDU" in said or "ស.ស.ក.ស.ក." in said)
    assert ("One other organisation has checked" if language else "អង្គការផ្សេងមួយ បានពិនិត្យ") in said
    assert ("unread" if language else "ធ្វើឲ្យភ្លេចមិនបាន") in said
    assert offered(talk) == [f"handover_{one}:{HANDOVER_ID}" for one in ("yes", "no", "later")]
    assert talk.effects == []


def test_yes_takes_a_second_tap_that_names_the_organisation() -> None:
    """The first changes nothing; the half of a double tap neither."""
    talk = after_filing()
    talk.say(tap(ASK))
    talk.say(tap(f"handover_yes:{HANDOVER_ID}"))
    assert talk.effects == []
    sure = talk.sent[0].buttons[0][0]
    assert sure.data == f"handover_sure:{HANDOVER_ID}" and sure.params["party"] == {"en": "CATU", "km": ""}
    talk.say(tap(sure.data))
    assert talk.effects == [AnswerHandover(HANDOVER_ID, True, "km")]
    assert talk.keys(tap(sure.data)) == []
    assert len(talk.effects) == 1


def test_no_is_one_tap_and_the_case_stays() -> None:
    """She is told with whom."""
    talk = after_filing()
    talk.say(tap(ASK))
    keys = talk.keys(tap(f"handover_no:{HANDOVER_ID}"))
    assert talk.effects == [AnswerHandover(HANDOVER_ID, False, "km")] and keys[0] == "dialogue.handover.declined"


def test_later_decides_nothing_and_the_question_stands_in_the_status() -> None:
    """It is found again under "where is my case?"."""

    class Asked(World):
        def report(self) -> StatusReport:
            return StatusReport("123456789", CaseStatus.ACTIVE, "C.CAWDU", "", handovers_asked=(HANDOVER_ID,))

    talk = after_filing(Asked())
    talk.say(tap(f"handover_later:{HANDOVER_ID}"))
    assert talk.effects == []
    talk.say(tap("home:status"))
    assert ASK in offered(talk)


@pytest.mark.parametrize("on_paper", [False, True])
def test_a_yes_can_be_taken_back_until_it_has_gone(on_paper: bool) -> None:
    """Hers, or one that stands on a paper: the same button leads to a no."""
    talk = after_filing(World(handover=handover_question(ConsentStatus.GIVEN, on_paper=on_paper)))
    key = "dialogue.handover.said_paper" if on_paper else "dialogue.handover.said_yes"
    assert talk.keys(tap(ASK)) == [key]
    assert offered(talk) == [f"handover_no:{HANDOVER_ID}", f"handover_later:{HANDOVER_ID}"]
    assert talk.keys(tap(f"handover_later:{HANDOVER_ID}"))[0] == "dialogue.handover.kept"
    talk.say(tap(f"handover_no:{HANDOVER_ID}"))
    assert talk.effects == [AnswerHandover(HANDOVER_ID, False, "km")]


@pytest.mark.parametrize("status", [ConsentStatus.DECLINED, ConsentStatus.EXPIRED, ConsentStatus.WITHDRAWN])
@pytest.mark.parametrize("name", ["handover", "handover_yes", "handover_sure", "handover_no"])
def test_a_question_that_is_over_takes_no_word(status: ConsentStatus, name: str) -> None:
    """Old buttons say so and do nothing."""
    talk = after_filing(World(handover=handover_question(status)))
    keys = talk.keys(tap(f"{name}:{HANDOVER_ID}"))
    assert keys[0] in ("dialogue.ask_gone", "dialogue.consent.answered") and talk.effects == []


def test_a_question_that_is_not_hers_is_gone() -> None:
    """Whatever id a button carries."""
    talk = after_filing(World(handover=None))
    assert talk.keys(tap(f"handover_sure:{HANDOVER_ID}"))[0] == "dialogue.ask_gone" and talk.effects == []


@pytest.mark.parametrize("key", ["handover_ask", "handover_paper"])
def test_the_notice_leads_to_the_question(key: str) -> None:
    """One button."""
    names = {"party": {"en": "CATU", "km": ""}, "lead": {"en": "C.CAWDU", "km": ""}, "handover_id": HANDOVER_ID}
    (prompt,) = notice(key, names)
    assert [button.data for row in prompt.buttons for button in row] == [ASK]
