"""A voice note, picture or album answers the question on the screen, and the question waits until she goes on."""

from __future__ import annotations

import pytest

from bot.dialogue.conversation import Conversation, Filed
from bot.dialogue.effects import AddToStory, AnswerFact
from bot.dialogue.model import Answer, AnswerKind, StoryItem
from bot.dialogue.screen import button
from cases.rules.questions import QuestionKind, questions
from cases.rules.vocabulary import Channel, Issue, StoryKind
from tests.support.dialogue_world import Talk, World, tap, text

HERS = Filed("complainant-1", "111111111", Issue.UNION)


def asked(question: str, filed: Filed = HERS) -> Talk:
    state = Conversation(
        Channel.TELEGRAM, language_known=True, step=f"q_{question}", draft=None, filed=filed, day="2024-11-22"
    )
    return Talk(world=World(), state=state)


def piece(number: int, kind: StoryKind = StoryKind.VOICE) -> StoryItem:
    return StoryItem(kind, "", f"file-{number}", "key", "audio/mp4", 3)


def send(talk: Talk, *items: StoryItem) -> None:
    for item in items:
        talk.say(Answer(AnswerKind.EVIDENCE, "", item))


@pytest.mark.parametrize("kind", list(QuestionKind))
def test_a_voice_note_answers_a_question_of_every_kind(kind: QuestionKind) -> None:
    """What may be typed may be said; nothing is answered in its place, and one tap goes on."""
    for question in (one for one in questions() if one.kind is kind):
        talk = asked(question.id)
        send(talk, piece(1))
        assert talk.effects == [AddToStory("complainant-1", piece(1), question.id)]
        assert talk.sent[-1].key == "dialogue.answer_kept"
        talk.say(tap(f"q_{question.id}:skip"))
        assert talk.state.step != f"q_{question.id}" and len(talk.effects) == 1


def test_words_where_a_day_or_a_sum_is_asked_are_kept_too() -> None:
    """They are no mistyped day: whoever leads the case reads them. A short word or digits are asked for again."""
    for kind in (QuestionKind.DATE, QuestionKind.MONTH, QuestionKind.NUMBER, QuestionKind.MONEY):
        question = next(one for one in questions() if one.kind is kind)
        talk = asked(question.id)
        talk.say(text("they have never told me that"))
        words = StoryItem(StoryKind.TEXT, "they have never told me that")
        assert talk.effects == [AddToStory("complainant-1", words, question.id)]
        assert talk.sent[-1].key == "dialogue.answer_kept"
        for mistyped in ("x9x9", "then"):
            talk.say(text(mistyped))
            assert talk.sent[0].key.startswith("error.") and len(talk.effects) == 1


def test_several_notes_an_album_and_a_video_are_one_answer_in_their_order() -> None:
    """The second picture of an album is no answer to the next question; words may follow."""
    talk = asked("union_said_words")
    sent = [piece(1), piece(2), piece(3, StoryKind.PHOTO), piece(4, StoryKind.PHOTO), piece(5, StoryKind.VIDEO)]
    send(talk, *sent)
    assert talk.effects == [AddToStory("complainant-1", one, "union_said_words") for one in sent]
    talk.say(text("he said it twice"))
    assert talk.effects[-1] == AnswerFact("complainant-1", "union_said_words", ("he said it twice",))
    assert talk.state.step != "q_union_said_words"


def test_what_she_ticked_is_not_lost_by_a_note() -> None:
    """Going on after a note answers with the ticks as well."""
    talk = asked("union_what")
    talk.say(tap("q_union_what:dismissed"))
    send(talk, piece(1))
    assert talk.sent[-1].buttons == ((button("q_union_what:done", "answer_kept.on"),),)
    talk.say(tap("q_union_what:done"))
    assert talk.effects[-1] == AnswerFact("complainant-1", "union_what", ("dismissed",))


def test_a_file_that_is_too_big_leaves_the_question_where_it_is() -> None:
    """She is told what to send instead, and the next note answers the same question."""
    talk = asked("union_said_words")
    talk.say(Answer(AnswerKind.REFUSED, "too_big"))
    assert "refused.too_big" in [prompt.key for prompt in talk.sent]
    send(talk, piece(1))
    assert talk.effects == [AddToStory("complainant-1", piece(1), "union_said_words")]
