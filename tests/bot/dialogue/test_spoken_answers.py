"""A voice note, picture or album answers the question on the screen, and the question waits until she goes on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogue.conversation import Conversation, Filed
from bot.dialogue.effects import AddToStory, AnswerFact, AnswerRemedy, SetIdentity
from bot.dialogue.marks import unmarked
from bot.dialogue.model import Answer, AnswerKind, StoryItem
from bot.dialogue.screen import button
from bot.dialogue.spoken import EARS
from cases.rules.questions import QuestionKind, by_id, questions
from cases.rules.vocabulary import Asked, Channel, Issue, RemedyKind, StoryKind
from tests.support.dialogue_world import REMEDY_ID, Talk, World, remedy_question, tap, text

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
    """They are no mistyped day: whoever leads the case reads them. A short one may be: it is asked again as well."""
    for kind in (QuestionKind.DATE, QuestionKind.MONTH, QuestionKind.NUMBER, QuestionKind.MONEY):
        question = next(one for one in questions() if one.kind is kind)
        talk = asked(question.id)
        talk.say(text("they have never told me that"))
        words = StoryItem(StoryKind.TEXT, "they have never told me that")
        assert talk.effects == [AddToStory("complainant-1", words, question.id)]
        assert talk.sent[-1].key == "dialogue.answer_kept"
        talk.say(text("lotus"))
        assert talk.sent[0].key.startswith("error.") and talk.sent[1].key == "dialogue.answer_kept"
        assert talk.sent[-1].key == f"question.{question.id}"
        assert talk.effects[1:] == [AddToStory("complainant-1", StoryItem(StoryKind.TEXT, "lotus"), question.id)]
        for mistyped in ("x9x9", "?!"):
            talk.say(text(mistyped))
            assert talk.sent[0].key.startswith("error.") and len(talk.effects) == 2


def test_several_notes_an_album_and_a_video_are_one_answer_in_their_order() -> None:
    """The second picture of an album is no answer to the next question; words may follow."""
    talk = asked("union_said_words")
    sent = [piece(1), piece(2), piece(3, StoryKind.PHOTO), piece(4, StoryKind.PHOTO), piece(5, StoryKind.VIDEO)]
    send(talk, *sent)
    assert talk.effects == [AddToStory("complainant-1", one, "union_said_words") for one in sent]
    talk.say(text("he said it twice"))
    assert talk.effects[-1] == AnswerFact("complainant-1", "union_said_words", ("he said it twice",))
    assert talk.state.step != "q_union_said_words"


def test_an_album_is_answered_once() -> None:
    """Every picture is kept; what would be said again is not. Another album, and a piece refused, are answered anew."""
    talk = asked("union_said_words")
    for number, album, answered in ((1, "a", True), (2, "a", False), (3, "a", False), (4, "b", True), (5, "b", False)):
        picture = piece(number, StoryKind.PHOTO)
        talk.say(Answer(AnswerKind.EVIDENCE, picture.text, picture, album))
        assert [prompt.key for prompt in talk.sent] == ["dialogue.answer_kept"] * answered
    talk.say(Answer(AnswerKind.REFUSED, "too_big"))
    assert talk.sent[0].key == "refused.too_big"
    assert len(talk.effects) == 5


def test_what_she_ticked_is_not_lost_by_a_note() -> None:
    """Going on after a note answers with the ticks as well."""
    talk = asked("union_what")
    talk.say(tap("q_union_what:dismissed"))
    send(talk, piece(1))
    ((on,),) = talk.sent[-1].buttons
    assert replace(on, data=unmarked(on.data)) == button("q_union_what:done", "answer_kept.on")
    talk.say(tap("q_union_what:done"))
    assert talk.effects[-1] == AnswerFact("complainant-1", "union_what", ("dismissed",))


def test_a_file_that_is_too_big_leaves_the_question_where_it_is() -> None:
    """She is told what to send instead, and the next note answers the same question."""
    talk = asked("union_said_words")
    talk.say(Answer(AnswerKind.REFUSED, "too_big"))
    assert "refused.too_big" in [prompt.key for prompt in talk.sent]
    send(talk, piece(1))
    assert talk.effects == [AddToStory("complainant-1", piece(1), "union_said_words")]


def at(step: str, **changes: object) -> Talk:
    talk = asked("union_what")
    talk.state = replace(talk.state, step=step, **changes)  # type: ignore[arg-type]
    return talk


@pytest.mark.parametrize("step", list(EARS))
def test_a_name_a_number_or_a_place_may_be_said_aloud(step: str) -> None:
    """It is kept with what was asked; one tap goes on, or what helps only in figures is asked for once more."""
    talk = at(step)
    send(talk, piece(1), piece(2))
    assert talk.effects == [AddToStory("complainant-1", piece(n), EARS[step].asked) for n in (1, 2)]
    assert (talk.state.step, talk.sent[0].key) == (step, f"dialogue.{EARS[step].says}")
    if EARS[step].on:
        talk.say(tap(f"{step}:{EARS[step].on}"))
        assert talk.state.step != step and "dialogue.stale" not in [prompt.key for prompt in talk.sent]
    else:
        assert talk.sent[-1].key == f"dialogue.{step}"


def test_a_spoken_name_with_a_typed_phone_keeps_both_and_without_one_takes_nothing_back() -> None:
    """What was typed is sealed as her identity; an empty name would take an earlier one back."""
    for typed, kept in ((text("012 345 678"), [SetIdentity("complainant-1", "", "012345678")]),
                        (tap("phone_number:none"), [])):  # fmt: skip
        talk = at("name")
        send(talk, piece(1))
        talk.say(tap("name:spoken"))
        talk.say(typed)
        assert talk.effects[1:] == kept
        assert (talk.state.step, talk.sent[0].key) == ("home", "dialogue.name.kept")


def test_a_picture_sent_at_her_name_is_evidence_like_any_other() -> None:
    """What answers the name goes to nobody but the lead; a letter that she photographs meanwhile may."""
    talk = at("name")
    send(talk, piece(1, StoryKind.PHOTO))
    assert talk.effects == [AddToStory("complainant-1", piece(1, StoryKind.PHOTO))]


def test_why_a_remedy_is_not_right_may_be_said_aloud() -> None:
    """The note goes out with her word, as typing would; a number that she says is kept and asked for once more."""
    talk = at("home")
    talk.world.remedy = remedy_question(RemedyKind.COMPENSATION)
    for data in (f"remedy:{REMEDY_ID}", f"fact:{REMEDY_ID}.0.part"):
        talk.say(tap(data))
    send(talk, piece(1))
    assert [prompt.key for prompt in talk.sent] == ["dialogue.answer_kept.number", "dialogue.fact.amount.all"]
    talk.say(tap(f"fact:{REMEDY_ID}.1.not_said"))
    talk.say(tap(f"remedy_dispute:{REMEDY_ID}"))
    send(talk, piece(2))
    note, word = talk.effects[1:]
    assert note == AddToStory("complainant-1", piece(2), Asked.REMEDY)
    assert isinstance(word, AnswerRemedy) and not word.confirmed
    assert talk.state.talk is None and talk.sent[0].key == "dialogue.remedy.disputed"


def test_what_is_asked_beside_the_questions_has_a_word_of_its_own() -> None:
    """The desk plays an answer under what was asked: one word never means two things."""
    assert set(Asked) & by_id().keys() == set()
