"""Her answers in words: the latest of each question, dates and money as people write them."""

from __future__ import annotations

import datetime as dt

from api.desk.drawing import facts
from bot.answers import fact_answer, fact_question
from cases.rules.vocabulary import Language, StoryKind
from cases.store.views import StoryLine

MONDAY = dt.datetime(2024, 11, 4, tzinfo=dt.UTC)


def test_the_latest_answer_stands_and_earlier_ones_lie_behind_it_with_their_day() -> None:
    """She went back and answered again."""
    lines = [
        StoryLine(StoryKind.TEXT, MONDAY + dt.timedelta(days=day), question="working_since", values=[value])
        for day, value in enumerate(("2019-01", "2019-02"))
    ]
    (fact,) = facts(Language.ENGLISH, lines)
    assert fact.question == "Since which month have you worked there?"
    assert (fact.latest.answer, fact.latest.at.day) == ("February 2019", 5)
    assert [(said.answer, said.at.day) for said in fact.earlier] == [("January 2019", 4)]


def test_questions_answers_and_money_read_as_words_in_both_languages() -> None:
    """No chat instruction, no bare month, no currency code."""
    assert fact_question("km", "working_since") == "បងធ្វើការនៅទីនោះតាំងពីខែណា?"
    assert fact_answer("km", "working_since", ["2019-01"]) == "ខែ1 (មករា) 2019"
    assert fact_answer("km", "last_pay", ["KHR", "300000"]) == "300,000៛"


def test_a_sentence_is_an_answer_too_and_what_she_showed_stands_beside_it() -> None:
    """Where a day was asked and she told it in words, and sent a picture; the agreed word marks the answer."""
    words = StoryLine(StoryKind.TEXT, MONDAY, "when my son was born", answers="working_since", safe_word=True)
    photo = StoryLine(StoryKind.PHOTO, MONDAY, answers="working_since", file_id="f1")
    (fact,) = facts(Language.ENGLISH, [words, photo])
    assert fact.latest and (fact.latest.answer, fact.latest.safe_word) == ("when my son was born", True)
    assert fact.files == [photo] and fact.earlier == []
