"""A standing button of hers: the ministry called or sent a paper."""

from __future__ import annotations

from bot.dialogue.conversation import Conversation, Filed
from bot.dialogue.effects import AddToStory, TellOfCall, WriteToCase
from bot.dialogue.model import Answer, AnswerKind, StoryItem
from cases.rules.vocabulary import Asked, Channel, Issue, StoryKind
from tests.support.dialogue_world import Talk, World, tap, text

NEW, OLD, GONE = (
    Filed("complainant-2", "222222222", Issue.UNION),
    Filed("complainant-1", "111111111", Issue.PAY),
    Filed("complainant-0", "000000000", Issue.PAY, withdrawn=True),
)
PHOTO = StoryItem(StoryKind.PHOTO, "", "photo-1", "key", "image/jpeg")


def home(*earlier: Filed) -> Talk:
    state = Conversation(
        Channel.TELEGRAM, language_known=True, step="home", draft=None, filed=NEW, earlier=earlier, day="2024-11-22"
    )
    return Talk(world=World(), state=state)


def test_day_and_place_reach_the_officer_at_once_and_the_paper_follows() -> None:
    """The photo joins the same case; done leads home."""
    talk = home()
    talk.say(tap("home:ministry"))
    talk.say(text("4/12"))
    talk.say(text("មន្ទីរការងារ"))
    assert talk.effects == [TellOfCall(NEW.complainant_id, "2024-12-04", "មន្ទីរការងារ")]
    talk.say(Answer(AnswerKind.EVIDENCE, "", PHOTO))
    assert talk.effects[-1] == AddToStory(NEW.complainant_id, PHOTO)
    talk.say(tap("ministry_paper:done"))
    assert talk.state.step == "home" and talk.state.ministry is None


def test_of_several_cases_she_says_which_and_the_photo_goes_there_too() -> None:
    """A case that she took back is not offered."""
    talk = home(GONE, OLD)
    talk.say(tap("home:ministry"))
    offered = [button.data for prompt in talk.sent for row in prompt.buttons for button in row]
    assert offered == [f"ministry_which:{one.complainant_id}" for one in (NEW, OLD)] + ["ministry_which:no"]
    talk.say(tap(offered[1]))
    talk.say(tap("ministry_when:tomorrow"))
    talk.say(Answer(AnswerKind.EVIDENCE, "", PHOTO))
    talk.say(tap("ministry_where:unknown"))
    talk.say(text("what shall I bring?"))
    assert talk.effects == [
        AddToStory(OLD.complainant_id, PHOTO, Asked.MINISTRY),
        TellOfCall(OLD.complainant_id, "2024-11-23", ""),
        WriteToCase(OLD.complainant_id, "what shall I bring?"),
    ]


def test_a_double_tap_tells_once_and_a_wrong_day_is_asked_again() -> None:
    """Neither half of a tap is counted twice, nor is a day guessed."""
    talk = home()
    for _ in range(2):
        talk.say(tap("home:ministry"))
    assert talk.state.step == "ministry_when"
    talk.say(text("31/2"))
    assert talk.state.step == "ministry_when"
    talk.say(tap("ministry_when:unknown"))
    for _ in range(2):
        talk.say(tap("ministry_where:unknown"))
    assert talk.effects == [TellOfCall(NEW.complainant_id, "", "")]
