"""She measures the heat: a few taps, one tap and a number the next time; and is told in plain words what helps."""

from __future__ import annotations

import datetime as dt

from bot.dialogue.conversation import Conversation, Filed
from bot.dialogue.effects import AddToStory, TellReading
from bot.dialogue.model import Answer, AnswerKind, StoryItem
from cases.rules.vocabulary import Asked, Channel, Issue, StoryKind
from tests.support.dialogue_world import Talk, World, tap, text

HERS = Filed("complainant-1", "111111111", Issue.HEAT)
PHOTO = StoryItem(StoryKind.PHOTO, "", "photo-1", "key", "image/jpeg")


def home(filed: Filed = HERS) -> Talk:
    """At ten in the morning of 22 November, in Cambodia."""
    state = Conversation(Channel.TELEGRAM, language_known=True, step="home", draft=None, filed=filed, day="2024-11-22")
    return Talk(world=World(), state=state)


def through(talk: Talk, *answers: Answer) -> None:
    for answer in answers:
        talk.say(answer)


def keys(talk: Talk) -> list[str]:
    return [prompt.key.removeprefix("dialogue.") for prompt in talk.sent]


def test_the_first_reading_is_a_few_taps_and_she_is_told_what_helps() -> None:
    """Khmer digits count; the photo of the thermometer joins the case; done leads home."""
    talk = home()
    through(talk, tap("home:heat"), tap("heat_place:ironing"), text("៣៥"), text("៦០%"), tap("heat_time:8"))
    assert talk.effects == [TellReading("complainant-1", "ironing", "35.0", 60, "2024-11-22T01:00:00+00:00")]
    assert keys(talk)[-5:] == ["heat_kept", "heat_felt", "heat_help", "heat_help.very_hot", "heat_photo"]
    assert talk.sent[-4].params == {"felt": "45"}
    through(talk, Answer(AnswerKind.EVIDENCE, "", PHOTO), tap("heat_photo:done"))
    assert talk.effects[-1] == AddToStory("complainant-1", PHOTO)
    assert (talk.state.step, talk.state.heat) == ("home", None)


def test_once_more_from_the_same_place_is_one_tap_and_a_number() -> None:
    """The place is hers until she taps another; a double tap tells once."""
    talk = home()
    through(talk, tap("home:heat"), tap("heat_place:sewing"), text("31"), tap("heat_humidity:none"))
    for _ in range(2):
        through(talk, tap("heat_time:now"))
    through(talk, tap("heat_photo:done"), tap("home:heat"))
    assert talk.state.step == "heat_degrees"
    assert talk.sent[-1].params == {"place": {"label": "heat_place.sewing"}}
    through(talk, text("34"), tap("heat_humidity:none"), text("13:30"))
    assert [(one.place, one.celsius, one.taken_at[:16]) for one in talk.effects if isinstance(one, TellReading)] == [
        ("sewing", "31.0", "2024-11-22T03:00"),
        ("sewing", "34.0", "2024-11-21T06:30"),  # half past one has not come today
    ]
    through(talk, tap("heat_photo:done"), tap("home:heat"), tap("heat_degrees:elsewhere"), tap("heat_place:packing"))
    assert talk.state.filed is not None
    assert talk.state.filed.heat_place == "packing"


def test_what_may_be_fahrenheit_is_asked_back_and_the_rest_again() -> None:
    """Nothing is guessed, and nothing of what she said before is lost."""
    talk = home()
    through(talk, tap("home:heat"), tap("heat_place:sewing"), text("96"))
    assert keys(talk)[-1] == "heat_fahrenheit"
    through(talk, text("hot"))
    assert [prompt.key for prompt in talk.sent[:2]] == ["error.heat_degrees", "dialogue.answer_kept.number"]
    assert talk.effects.pop() == AddToStory("complainant-1", StoryItem(StoryKind.TEXT, "hot"), Asked.HEAT)
    through(talk, text("96"), tap("heat_degrees:35.6"), text("150"))
    assert (talk.state.step, talk.sent[-2].key) == ("heat_humidity", "error.heat_humidity")
    through(talk, text("55"), text("25:00"))
    assert (talk.state.step, talk.sent[-2].key) == ("heat_time", "error.heat_hour")
    through(talk, tap("heat_time:now"))
    assert talk.effects == [TellReading("complainant-1", "sewing", "35.6", 55, "2024-11-22T03:00:00+00:00")]


def test_only_a_case_about_heat_offers_it() -> None:
    """Nobody else meets the button."""
    talk = home(Filed("complainant-2", "222222222", Issue.PAY))
    through(talk, Answer(AnswerKind.COMMAND, "start"))
    assert "home:heat" not in [button.data for prompt in talk.sent for row in prompt.buttons for button in row]


def test_a_redrawn_screen_offers_the_hours_that_stood_there() -> None:
    """At ten no later hour, and at seven in the evening those of the afternoon: each tap on it still holds."""
    for now in (dt.time(3), dt.time(12)):
        talk = home()
        talk.now = dt.datetime.combine(dt.date(2024, 11, 22), now, dt.UTC)
        through(talk, tap("home:heat"), tap("heat_place:ironing"), text("35"), tap("heat_humidity:none"))
        assert talk.screen()[-1].buttons == talk.sent[-1].buttons
