"""Several cases in one chat: her words go where she says, and nothing is guessed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.dialogue.conversation import Conversation, Filed
from bot.dialogue.effects import AddToStory, AnswerFact, FileCase, WithdrawCase, WriteToCase
from bot.dialogue.model import StoryItem
from bot.dialogue.queries import CaseOpened
from bot.dialogue.several import MOST_HELD
from bot.dialogue.status import is_asked
from cases.rules.vocabulary import Channel, Issue, StoryKind
from tests.support.dialogue_world import (
    CATU,
    CONSENT_ID,
    HANDOVER_ID,
    JOIN_ID,
    REMEDY_ID,
    Talk,
    World,
    command,
    drawn,
    file,
    start,
    tap,
    text,
)

PAY = Filed("complainant-1", "111111111", Issue.PAY, filed_on="2024-10-02", next_question="q_pay_what")
NUMBERS = "1234567890123452"
UNION = Filed("complainant-2", "222222222", Issue.UNION, filed_on="2024-11-04")
GONE = Filed("complainant-0", "000000000", Issue.VIOLENCE, withdrawn=True, filed_on="2024-09-01")


def chat(*earlier: Filed, filed: Filed = UNION, channel: Channel = Channel.TELEGRAM) -> Talk:
    """At home, in the case that she sent last."""
    state = Conversation(channel, language_known=True, step="home", draft=None, filed=filed, earlier=earlier)
    return Talk(world=World(), state=state)


def keys(talk: Talk) -> list[str]:
    return [prompt.key.removeprefix("dialogue.") for prompt in talk.sent]


def offered(talk: Talk) -> list[str]:
    return [button.data for prompt in talk.sent for row in prompt.buttons for button in row]


@pytest.mark.parametrize("channel", list(Channel))
def test_words_wait_until_she_says_which_case_they_are_for(channel: Channel) -> None:
    """Then they all go there, in order, and so does what she writes next, until she goes elsewhere."""
    talk = chat(PAY, channel=channel)
    talk.say(text("they have paid nothing"))
    assert keys(talk) == ["which_case"] and talk.effects == []
    talk.say(file(StoryKind.PHOTO, "p1", "the slip"))
    assert talk.state.evidence_ids() == ("p1",), "the picture is kept while she thinks"
    talk.say(tap(f"which_case:{PAY.complainant_id}"))
    photo = StoryItem(StoryKind.PHOTO, "the slip", "p1", "a2V5", "audio/ogg", 12)
    assert talk.effects == [WriteToCase("complainant-1", "they have paid nothing"), AddToStory("complainant-1", photo)]
    assert keys(talk) == ["passed_on.to", "home.several"] and talk.state.evidence_ids() == ()
    assert all("111 111 111" in one.text for prompt in talk.sent for one in drawn(prompt))
    talk.say(text("and last month neither"))
    assert talk.effects[-1] == WriteToCase("complainant-1", "and last month neither")
    talk.say(tap("home:questions"))
    assert keys(talk) == ["question.pay_what"]


def something_came(talk: Talk) -> None:
    """As the runner finds it: a message left for her chat since her last word."""
    talk.state = replace(talk.state, unasked=True, writing_in="")


def test_a_question_on_the_screen_does_not_take_an_answer_to_something_else() -> None:
    """An officer of the other case wrote meanwhile: words and pictures are asked about; a tap is an answer here."""
    talk = chat(UNION, filed=PAY)
    talk.say(tap("home:questions"))
    for answer in (text("on Sunday"), file(StoryKind.PHOTO, "p1")):
        something_came(talk)
        talk.say(answer)
        assert keys(talk) == ["which_case"] and talk.effects == []
    talk.say(tap("which_case:complainant-2"))
    assert [type(effect) for effect in talk.effects] == [WriteToCase, AddToStory]
    assert {effect.complainant_id for effect in talk.effects} == {"complainant-2"}
    for answer in (tap("home:cases"), tap("which_case:complainant-1"), tap("home:questions")):
        talk.say(answer)
    something_came(talk)
    first, *_ = (data for data in offered(talk) if data.startswith("q_pay_what:"))
    talk.say(tap(first))
    talk.say(text("my own words"))
    assert isinstance(talk.effects[-1], AnswerFact), "whoever tapped there is back in it"


def test_an_answer_typed_beside_a_new_story_is_not_told_in_it() -> None:
    """She tells something new, her officer asks meanwhile: the answer goes there, and the story stays open."""
    talk = chat()
    for line in (tap("home:new"), tap("phone:only_me"), tap("danger:no")):
        talk.say(line)
    something_came(talk)
    talk.say(text("yes, on Saturday"))
    assert keys(talk) == ["which_case"]
    assert offered(talk) == ["which_case:complainant-2", "which_case:new", "which_case:drop"]
    talk.say(tap("which_case:complainant-2"))
    assert talk.effects == [WriteToCase("complainant-2", "yes, on Saturday")]
    assert keys(talk) == ["passed_on", "issue"] and talk.state.draft and talk.state.draft.story == ()
    something_came(talk)
    talk.say(text("and the fan is broken"))
    talk.say(tap("which_case:new"))
    assert keys(talk) == ["story.kept"] and len(talk.effects) == 1
    talk.say(tap("issue:heat"))
    assert talk.state.draft and [item.text for item in talk.state.draft.story] == ["and the fan is broken"]
    talk.say(command("cancel"))
    assert keys(talk) == ["cancel.beside"], "it says that the sent case stays"
    talk.say(tap("cancel:yes"))
    assert keys(talk) == ["cancelled.beside", "home"]


def test_titles_say_number_and_day_and_nothing_of_what_it_is_about() -> None:
    """Whoever looks over her shoulder sees no issue; a case that she took back is not offered."""
    talk = chat(GONE, PAY)
    talk.say(tap("home:cases"))
    assert offered(talk) == ["which_case:complainant-2", "which_case:complainant-1", "which_case:back"]
    (khmer, english) = drawn(talk.sent[0])
    assert [row[0].label for row in english.buttons[:2]] == [
        "Case 222 222 222, sent 4 November 2024",
        "Case 111 111 111, sent 2 October 2024",
    ]
    assert khmer.buttons[0][0].label.startswith("រឿង 222 222 222")
    talk.say(tap("which_case:back"))
    assert keys(talk) == ["home.several.at"] and talk.state.filed == UNION


def test_she_is_asked_again_after_silence_and_after_hiding() -> None:
    """Half an hour later, or behind the menu, another case may be on her mind."""
    talk = chat(PAY)
    talk.say(text("hello"))
    talk.say(tap("which_case:complainant-2"))
    talk.now += dt.timedelta(minutes=29)
    talk.say(text("still there?"))
    assert len(talk.effects) == 2
    talk.now += dt.timedelta(minutes=30)
    talk.say(text("one thing more"))
    assert keys(talk) == ["menu"] and len(talk.effects) == 2
    talk.say(tap("menu:mine"))
    assert keys(talk) == ["put_by", "home.several.at"]
    talk.say(tap("put_by:send"))
    assert keys(talk) == ["which_case"]
    talk.say(tap("which_case:complainant-1"))
    assert talk.effects[-1] == WriteToCase("complainant-1", "one thing more")


def test_a_picture_sent_at_the_menu_waits_for_her_word() -> None:
    """It is received without a word about it, and asked about as soon as she comes in."""
    talk = chat(PAY)
    talk.state = replace(talk.state, covered=True)
    talk.say(file(StoryKind.PHOTO, "p1"))
    assert keys(talk) == ["menu.received", "menu"] and talk.effects == []
    talk.say(tap("menu:mine"))
    assert keys(talk) == ["which_case"]
    talk.say(tap("which_case:drop"))
    assert keys(talk) == ["which_case.dropped", "home.several.at"]
    assert talk.effects == [] and talk.state.evidence_ids() == ()


def test_what_waits_can_begin_a_new_case() -> None:
    """Something that belongs to neither is the first piece of a story of its own."""
    talk = chat(PAY)
    talk.say(text("the hall burns"))
    talk.say(tap("which_case:new"))
    assert keys(talk)[0] == "which_case.begun"
    for line in (tap("phone:only_me"), tap("danger:no"), tap("issue:pay"), tap("story:done"), tap(f"who:{CATU.id}")):
        talk.say(line)
    talk.say(tap("send:go"))
    (filed,) = [effect for effect in talk.effects if isinstance(effect, FileCase)]
    assert [item.text for item in filed.story] == ["the hall burns"]
    talk.say(tap("receipt:have"))
    talk.say(tap("questions_begin:stop"))
    talk.say(command("hide"))
    assert [case.complainant_id for case in talk.state.cases] == [
        filed.minted.complainant_id,
        "complainant-2",
        PAY.complainant_id,
    ]


def test_nothing_that_waits_is_forgotten_on_the_way() -> None:
    """/withdraw, a scanned code and the language lead back to the question; too much is refused in words."""
    talk = chat(PAY)
    talk.say(text("for whom?"))
    for away, home in ((command("withdraw"), tap("withdraw:no")), (start("xyz789"), tap("again:on"))):
        talk.say(away)
        talk.say(home)
        assert keys(talk) == ["which_case"], away
    talk.say(command("language"))
    talk.say(tap("language:en"))
    assert keys(talk) == ["which_case"]
    for _ in range(MOST_HELD):
        talk.say(text("again"))
    assert keys(talk) == ["which_case.first", "which_case"] and len(talk.state.held) == MOST_HELD
    talk.say(command("hide"))
    talk.say(text("typed at the menu"))
    talk.say(tap("menu:mine"))
    talk.say(tap("put_by:send"))
    assert keys(talk) == ["which_case.first", "which_case"] and talk.state.put_by == ("typed at the menu",)


def test_an_officers_words_carry_the_way_to_answer_them() -> None:
    """The button below them picks their case; while something else is open it says so and changes nothing."""
    talk = chat(PAY)
    talk.say(text("hello"))
    talk.say(tap("which_case:complainant-2"))
    talk.say(tap("case:complainant-1"))
    assert keys(talk) == ["case.now"]
    talk.say(text("yes, on Monday"))
    assert talk.effects[-1] == WriteToCase("complainant-1", "yes, on Monday")
    talk.say(tap("home:new"))
    before = talk.state
    talk.say(tap("case:complainant-2"))
    assert keys(talk)[0] == "case.not_now" and talk.state.draft == before.draft
    talk.say(tap("case:somebody-else"))
    assert keys(talk)[0] == "case.not_now"


def test_below_words_of_a_case_that_she_left_it_says_so() -> None:
    """Nobody would read the answer; a case that was never hers is only gone."""
    talk = chat(GONE, PAY)
    talk.say(tap(f"case:{GONE.complainant_id}"))
    assert keys(talk)[0] == "withdrawn.nobody" and talk.effects == []
    talk.say(tap("case:somebody-else"))
    assert keys(talk)[0] == "ask_gone"


@pytest.mark.parametrize(
    "asked", [f"consent:{CONSENT_ID}", f"remedy:{REMEDY_ID}", f"handover:{HANDOVER_ID}", f"common:{JOIN_ID}"]
)
def test_a_question_says_which_of_her_cases_it_is_about(asked: str) -> None:
    """Also opened by an old button or from the list of what waits; with one case it goes without saying."""
    world, of = World(), PAY.complainant_id
    assert world.consent and world.remedy and world.handover and world.join
    world.consent, world.remedy = replace(world.consent, of=of), replace(world.remedy, of=of)
    world.handover, world.join = replace(world.handover, of=of), replace(world.join, of=of)
    several, alone = chat(PAY), chat(filed=PAY)
    several.world = alone.world = world
    first, *_ = several.say(tap(asked))
    assert first.key == "dialogue.notice.of_case" and "111 111 111" in drawn(first)[1].text
    assert alone.say(tap(asked))[0].key != "dialogue.notice.of_case"


def test_with_one_case_left_she_is_not_asked() -> None:
    """Who withdrew one of two writes in the other, which the menu offers; with one case nothing is asked at all."""
    talk = chat(PAY)
    talk.say(command("withdraw"))
    talk.say(tap("withdraw:yes"))
    talk.say(tap("withdraw_sure:complainant-2"))
    assert talk.effects == [WithdrawCase("complainant-2")]
    talk.say(text("and the other?"))
    assert keys(talk) == ["which_case"]
    talk.say(tap("which_case:complainant-1"))
    talk.say(text("and this too"))
    assert talk.effects[1:] == [
        WriteToCase("complainant-1", "and the other?"),
        WriteToCase("complainant-1", "and this too"),
    ]
    alone = chat()
    alone.say(text("hello"))
    assert keys(alone) == ["passed_on", "home"]


def test_an_old_yes_withdraws_no_other_case_than_the_one_it_named() -> None:
    """The button of yesterday's question is not that of today's."""
    talk = chat(PAY)
    talk.say(command("withdraw"))
    talk.say(tap("withdraw:yes"))
    (old,) = [data for data in offered(talk) if data.endswith("complainant-2")]
    talk.say(tap("withdraw_sure:no"))
    talk.say(tap("home:cases"))
    talk.say(tap("which_case:complainant-1"))
    talk.say(command("withdraw"))
    talk.say(tap("withdraw:yes"))
    talk.say(tap(old))
    assert keys(talk)[0] == "stale" and talk.effects == []


def test_an_old_button_answers_no_question_of_another_case() -> None:
    """Two cases about pay ask the same; the half of a double tap is no answer either."""
    other = replace(PAY, complainant_id="complainant-2", case_number="222222222")
    talk = chat(PAY, filed=other)
    talk.say(tap("home:questions"))
    (old,) = [data for data in offered(talk) if data.startswith("q_pay_what:late")]
    talk.say(tap("q_pay_what:stop"))
    talk.say(tap("home:cases"))
    talk.say(tap("which_case:complainant-1"))
    talk.say(tap("home:questions"))
    now = next(data for data in offered(talk) if data.startswith("q_pay_what:late"))
    talk.say(tap(old))
    assert keys(talk) == ["stale", "question.pay_what"] and talk.state.picked == ()
    talk.say(tap(old))
    assert keys(talk) == [] and talk.state.picked == ()
    talk.say(tap(now))
    assert talk.state.picked == ("late",)


@pytest.mark.parametrize("asked", ["រឿងខ្ញុំដល់ណាហើយ?", "ដល់ណាហើយបង", "នៅឯណា", "Where is my case?", "any news", "STATUS"])
def test_where_is_my_case_is_understood_when_it_is_typed(asked: str) -> None:
    """All her cases, at any step; a longer message still reaches her officer."""
    assert is_asked(asked)
    talk = chat(PAY)
    talk.say(tap("home:cases"))
    talk.say(tap("which_case:complainant-1"))
    talk.say(tap("home:questions"))
    talk.say(text(asked))
    assert keys(talk).count("status.received") == 2 and keys(talk)[-1] == "question.pay_what"
    assert not is_asked(f"{asked} The boss asks me every day.")
    assert talk.effects == []


@pytest.mark.parametrize("meant", ["visited", "complainant-1"])
def test_in_a_case_opened_by_its_number_she_says_whom_she_answers(meant: str) -> None:
    """Something came of a case of this chat meanwhile: her words go to either, and the other screen is left for it."""
    talk = chat(PAY)
    talk.world.numbers[NUMBERS] = CaseOpened("visited", "333333333", Issue.PAY, 2, filed_on="2024-01-01")
    talk.say(text(NUMBERS))
    talk.state = replace(talk.state, unasked=True)
    talk.say(text("yes, I have it"))
    assert keys(talk) == ["which_case"] and talk.effects == []
    talk.say(tap(f"which_case:{meant}"))
    assert talk.effects == [WriteToCase(meant, "yes, I have it")]
    assert (talk.state.visit is not None) == (meant == "visited")
