"""The questions after sending, one screen each, built from data. Every answer goes to the filed case at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

from bot.dialogue import advice
from bot.dialogue.conversation import Conversation
from bot.dialogue.effects import AddToStory, AnswerFact
from bot.dialogue.model import Button, Prompt, StoryItem
from bot.dialogue.screen import (
    Outcome,
    Row,
    Scene,
    Step,
    button,
    goto,
    labelled,
    rows,
    say,
    tail,
    unwind,
)
from cases.rules import reading
from cases.rules.digits import latin
from cases.rules.errors import BadInput
from cases.rules.issues import issues_asking, question_after
from cases.rules.questions import DONT_KNOW, Question, QuestionKind, questions
from cases.rules.vocabulary import Issue

AFTER_QUESTIONS = "women"
MONTHS_SHOWN = 12
YEARS_SHOWN = 8  # before those months: older than that is typed
COUNTS_SHOWN = (0, 1, 2, 3, 5, 10)
YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
ISO_DAY_OR_MONTH = re.compile(r"\d{4}-\d{2}(?:-\d{2})?", re.ASCII)


def step_of(question: Question) -> str:
    return f"q_{question.id}"


def next_step(issue: Issue, question: Question, values: tuple[str, ...]) -> str:
    following = question_after(issue, question.id, values)
    return step_of(following) if following else AFTER_QUESTIONS


# --------------------------------------------------------------------------------------------------- draw
def _draw(question: Question) -> Callable[[Scene], tuple[Prompt, ...]]:
    def draw(scene: Scene) -> tuple[Prompt, ...]:
        choices = CHOICES.get(question.kind, _values)(scene.conversation, question)
        unknown = (Button(f"{step_of(question)}:{DONT_KNOW}", f"label.question.{DONT_KNOW}"),)
        below = tail(scene.conversation, skip="button.skip", stop=True)
        return (Prompt(f"question.{question.id}", {}, (*choices, unknown, *below)),)

    return draw


def _values(conversation: Conversation, question: Question) -> tuple[Row, ...]:
    step = step_of(question)
    return rows(*(labelled(f"{step}:{value}", f"question.{question.id}.{value}") for value in question.values))


def _ticks(conversation: Conversation, question: Question) -> tuple[Row, ...]:
    step = step_of(question)
    boxes = [
        button(f"{step}:{value}", "ticked", words={"label": f"question.{question.id}.{value}"})
        if value in conversation.picked
        else labelled(f"{step}:{value}", f"question.{question.id}.{value}")
        for value in question.values
    ]
    return rows(*boxes) + rows(button(f"{step}:done", "button.done"))


def _months(conversation: Conversation, question: Question) -> tuple[Row, ...]:
    """The last twelve months, this one first, then years; of a year that she tapped, its months, or the year alone."""
    day = dt.date.fromisoformat(conversation.day) if conversation.day else None
    if day is None:
        return ()
    step = step_of(question)
    if conversation.picked:
        (year,) = conversation.picked
        months = rows(*(month_button(step, int(year), month) for month in range(1, 13)), wide=2)
        return months + rows(
            button(f"{step}:year.{year}", "only_year", year=year), button(f"{step}:in.", "other_years")
        )
    back = [day.year * 12 + day.month - 1 - i for i in range(MONTHS_SHOWN)]
    first = back[-1] // 12 - (back[-1] % 12 == 0)  # the last year of which a month is missing
    years = [button(f"{step}:in.{first - i}", "in_year", year=str(first - i)) for i in range(YEARS_SHOWN)]
    return rows(*(month_button(step, at // 12, at % 12 + 1) for at in back), wide=2) + rows(*years, wide=4)


def month_button(step: str, year: int, month: int) -> Button:
    return button(f"{step}:{year}-{month:02d}", "month", month={"label": f"month.{month}"}, year=str(year))


def _counts(conversation: Conversation, question: Question) -> tuple[Row, ...]:
    step = step_of(question)
    return rows(*(button(f"{step}:{n}", "words", words=str(n)) for n in COUNTS_SHOWN), wide=3)


CHOICES: dict[QuestionKind, Callable[[Conversation, Question], tuple[Row, ...]]] = {
    QuestionKind.MANY: _ticks,
    QuestionKind.MONTH: _months,
    QuestionKind.NUMBER: _counts,
}


# -------------------------------------------------------------------------------------------------- answer
def _tap(question: Question) -> Callable[[Scene, str], Outcome]:
    def tap(scene: Scene, value: str) -> Outcome:
        conversation = scene.conversation
        if value == "stop":
            return _stopped(conversation, question)
        if value == "skip":
            return Outcome(_after(scene, question, ()))
        if value == DONT_KNOW:
            return _answered(scene.at(replace(conversation, picked=())), question, (DONT_KNOW,))
        if value in question.alone:
            return _answered(scene.at(replace(conversation, picked=())), question, (value,))
        if question.kind is QuestionKind.MANY and value != "done":
            return _toggled(scene, question, value)
        if question.kind is QuestionKind.MANY:
            return _answered(scene, question, conversation.picked) if conversation.picked else _pick_first(conversation)
        if question.kind is QuestionKind.DATE and value == "today":
            return _answered(scene, question, (scene.today.isoformat(),))
        if question.kind is QuestionKind.MONTH:
            return _month_tapped(scene, question, value)
        return _answered(scene, question, (value,))

    return tap


def _month_tapped(scene: Scene, question: Question, value: str) -> Outcome:
    """A month answers; a year shows its months first, or is all that she knows."""
    known, _, year = value.rpartition(".")
    if known == "in":
        return Outcome(replace(scene.conversation, picked=(year,) if year else ()))
    return _answered(scene.at(replace(scene.conversation, picked=())), question, (year,))


def _toggled(scene: Scene, question: Question, value: str) -> Outcome:
    """Ticks or unticks; a card (doors locked) is said at the tick, not at the end."""
    conversation, issue = scene.conversation, scene.filed.issue
    if value in conversation.picked:
        return Outcome(replace(conversation, picked=tuple(one for one in conversation.picked if one != value)))
    return Outcome(replace(conversation, picked=(*conversation.picked, value)), _cards(issue, question, (value,)))


def _pick_first(conversation: Conversation) -> Outcome:
    return Outcome(conversation, (say("pick_first"),))


def _stopped(conversation: Conversation, question: Question) -> Outcome:
    stopped = conversation.with_filed(next_question=step_of(question))
    return Outcome(unwind(stopped, "home"), (say("questions_stopped"),))


def _answered(scene: Scene, question: Question, values: tuple[str, ...]) -> Outcome:
    effect = AnswerFact(scene.filed.complainant_id, question.id, values)
    cards = () if question.kind is QuestionKind.MANY else _cards(scene.filed.issue, question, values)
    return Outcome(_after(scene, question, values), cards, (effect,))


def _after(scene: Scene, question: Question, values: tuple[str, ...]) -> Conversation:
    step = next_step(scene.filed.issue, question, values)
    return goto(scene.conversation.with_filed(next_question=step), step)


def _cards(issue: Issue, question: Question, values: tuple[str, ...]) -> tuple[Prompt, ...]:
    """What cannot wait after such an answer; the whole card of the issue where she has not signed yet."""
    cards = tuple(say(f"card.{question.cards[value]}") for value in values if value in question.cards)
    return (*cards, advice.card(issue)) if set(values) & set(question.advice) else cards


# ---------------------------------------------------------------------------------------------------- hear
def _hear(question: Question) -> Callable[[Scene, str], Outcome]:
    def hear(scene: Scene, text: str) -> Outcome:
        values = READ.get(question.kind, _own_words)(text, scene.today)
        if question.kind is not QuestionKind.MANY:
            return _answered(scene, question, values)
        picked = tuple(dict.fromkeys(scene.conversation.picked + values))
        return _answered(scene.at(replace(scene.conversation, picked=picked)), question, picked)

    return hear


def _own_words(text: str, today: dt.date) -> tuple[str, ...]:
    return (text,)


def _day(text: str, today: dt.date) -> tuple[str, ...]:
    return (reading.date(text, today).isoformat(),)


def _day_or_month(text: str, today: dt.date) -> tuple[str, ...]:
    """A month is asked for; whoever knows the day, or only the year, may type it."""
    try:
        return (f"{reading.month(text, today):%Y-%m}",)
    except BadInput as no_month:
        if no_month.code != "month_unreadable":
            raise
        if YEAR.fullmatch(year := latin(text.strip())) and int(year) <= today.year:
            return (year,)
        try:
            return _day(text, today)
        except BadInput as no_day:
            raise no_month if no_day.code == "date_unreadable" else no_day from None


def _number(text: str, today: dt.date) -> tuple[str, ...]:
    return (str(reading.number(text)),)


def _money(text: str, today: dt.date) -> tuple[str, ...]:
    currency, amount = reading.money(text)
    return (currency.value, str(amount))


READ: dict[QuestionKind, Callable[[str, dt.date], tuple[str, ...]]] = {
    QuestionKind.DATE: _day,
    QuestionKind.MONTH: _day_or_month,
    QuestionKind.NUMBER: _number,
    QuestionKind.MONEY: _money,
}


def _also(question: Question) -> Callable[[Scene, str], bool] | None:
    """A day or month that was asked back is taken, as long as it is not in the future."""
    if question.kind not in (QuestionKind.DATE, QuestionKind.MONTH):
        return None
    return lambda scene, value: bool(ISO_DAY_OR_MONTH.fullmatch(value)) and _is_past(value, scene.today)


def _is_past(value: str, today: dt.date) -> bool:
    try:
        return dt.date.fromisoformat(value if len(value) > 7 else f"{value}-01") <= today
    except ValueError:
        return False


def answered_with(scene: Scene, question: Question, item: StoryItem) -> Outcome:
    """A voice note, a picture or free words answer the question on the screen, which waits for more until she goes on.

    An album arrives as one message a picture, and a long answer as several notes: all belong to the same question.
    """
    goes_on = "done" if scene.conversation.picked and question.kind is QuestionKind.MANY else "skip"
    kept = say("answer_kept", rows(button(f"{step_of(question)}:{goes_on}", "answer_kept.on")))
    effect = AddToStory(scene.filed.complainant_id, item, question.id)
    return Outcome(scene.conversation, (kept,), (effect,), screen=False)


def _leads_to(question: Question) -> tuple[str, ...]:
    """For the diagram: what may come next, over all issues that ask this question."""
    answers: list[tuple[str, ...]] = [(), *((value,) for value in question.values)]
    return tuple(
        dict.fromkeys(next_step(issue, question, values) for issue in issues_asking(question.id) for values in answers)
    )


HEARS = {
    QuestionKind.DATE: "a day",
    QuestionKind.MONTH: "a month, a day or a year",
    QuestionKind.NUMBER: "a count",
    QuestionKind.MONEY: "an amount",
}

STEPS = tuple(
    Step(
        step_of(question),
        _draw(question),
        _tap(question),
        _hear(question),
        also=_also(question),
        numbered=question.kind in (QuestionKind.CHOICE, QuestionKind.MANY),
        of_case=True,
        hears=HEARS.get(question.kind, "her own words"),
        leads_to=_leads_to(question),
    )
    for question in questions()
)
