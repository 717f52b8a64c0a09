"""Whatever she taps, types or sends: nothing raises, nothing is lost, nothing is filed twice."""

from __future__ import annotations

import copy
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dialogue.conversation import new
from bot.dialogue.describe import missing_from_document
from bot.dialogue.effects import AddToStory, AnswerFact, AnswerRemedy, Effect, FileCase, WriteToCase
from bot.dialogue.model import Answer, AnswerKind, Prompt, StoryItem
from bot.dialogue.queries import CaseOpened
from bot.dialogue.screen import text_item
from bot.dialogue.script import ANYTIME, STEPS
from cases.rules.vocabulary import Channel, ContactHours, Issue, Language
from tests.support.dialogue_world import Talk, World, drawn, tap
from tests.support.random_answers import BEGINNINGS, DIGITS, LATER, MOVES, Move, offered

RECORDED = {Language.KHMER: frozenset({"menu", "danger", "story", "who", "home"})}
# What says that her words are gone, and the screens of which one must have warned her of it.
DROPPED = {
    "dialogue.cancelled": {"dialogue.cancel"},
    "dialogue.cancelled.beside": {"dialogue.cancel.beside"},
    "dialogue.forgotten": {"dialogue.forget", "dialogue.forget.several"},
    "dialogue.forgotten.draft": {"dialogue.forget.draft"},
    "dialogue.which_case.dropped": {"dialogue.which_case"},
}
# What became of words that were typed at the menu.
WORDS_GONE = {
    "dialogue.put_by.dropped",
    "dialogue.passed_on",
    "dialogue.passed_on.to",
    "dialogue.which_case",
    "dialogue.withdrawn.nobody",
}
VISITED = CaseOpened("visited", "K7-0009", Issue.UNION, 2)


@dataclass
class Reached:
    """Where all the conversations of one test have been."""

    talks: int = 0
    answers: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    taps: Counter[str] = field(default_factory=Counter)  # names of buttons that were on the screen, or old
    hours: set[str] = field(default_factory=set)
    filed: Counter[Issue] = field(default_factory=Counter)

    def note(self, talk: Talk, answer: Answer) -> None:
        self.answers += 1
        self.steps[talk.state.step] += 1
        if answer.kind is AnswerKind.BUTTON:
            self.taps[answer.text.partition(":")[0]] += 1
            self.hours |= {answer.text.partition(".")[2]} if answer.text.startswith("chat:hours.") else set()

    def missing(self) -> set[str]:
        """Steps, buttons, issues and hours that no conversation came to."""
        taps = {f"{name}:" for name in (*STEPS, *ANYTIME) if name not in self.taps}
        issues = {issue.value for issue in Issue if not self.filed[issue]}
        hours = {one.value for one in ContactHours} - self.hours
        return (STEPS.keys() - self.steps.keys()) | taps | issues | hours

    def __str__(self) -> str:
        return (
            f"{self.talks:,} conversations, {self.answers:,} answers, {self.filed.total():,} cases of "
            f"{len(self.filed)} issues; {len(self.steps)} of {len(STEPS)} steps, {len(self.taps)} kinds of buttons"
        )


@pytest.mark.parametrize(
    "all_of_them", [False, pytest.param(True, marks=[pytest.mark.chaos, pytest.mark.timeout(3600)])]
)
def test_random_answers_never_raise_lose_or_file_twice(all_of_them: bool, capsys: pytest.CaptureFixture[str]) -> None:
    """Saved and read back between any two answers; every prompt drawn in both languages; 10,000 come to every step."""
    reached = Reached()
    beginnings = [st.just(one) for one in BEGINNINGS] if all_of_them else [st.sampled_from(BEGINNINGS)]
    for beginning in beginnings:
        _from(beginning, math.ceil(10_000 / len(BEGINNINGS)) if all_of_them else 60, reached)
    with capsys.disabled():
        print(f"\n{reached}")
    assert not all_of_them or not reached.missing(), sorted(reached.missing())


def _from(beginnings: st.SearchStrategy[list[Answer]], examples: int, reached: Reached) -> None:
    """So many conversations that begin so."""

    @settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sampled_from(list(Channel)), beginnings, st.lists(MOVES, min_size=15, max_size=45))
    def holds(channel: Channel, beginning: list[Answer], moves: list[Move]) -> None:
        converse(channel, beginning, moves, reached)

    holds()


def converse(channel: Channel, beginning: list[Answer], moves: list[Move], reached: Reached) -> None:
    """One conversation from its beginning to its last random answer, with what holds all along."""
    talk = Talk(World(numbers={DIGITS: VISITED}), new(channel, "https://samleng.example"), recorded=RECORDED)
    reached.talks += 1
    shown: tuple[Prompt, ...] = ()
    for answer in beginning:
        talk.say(answer)
        reached.note(talk, answer)
    for move in moves:
        if move.kind == "later":
            talk.now += LATER[move.number % len(LATER)]
        shown = answered(talk, move.answer(offered(shown)), reached) or shown
    assert leads_on(talk, shown), talk.state.step
    reached.filed.update(one.issue for one in talk.filed())


def answered(talk: Talk, answer: Answer, reached: Reached) -> tuple[Prompt, ...]:
    """What is said to one answer: something that can be drawn, and nothing that she told goes without her word."""
    kept, sent_before, put_by, screen = unsent(talk), sent(talk), talk.state.put_by, keys(talk.screen())
    last, hers, done = talk.state.last_tap, own(talk), len(talk.effects)
    prompts = talk.say(answer)
    reached.note(talk, answer)
    for prompt in prompts:
        drawn(prompt)
    assert prompts or (answer.kind is AnswerKind.BUTTON and answer.text in (last, "chat:bare")), answer
    said, gone = keys(prompts), kept - unsent(talk) - (sent(talk) - sent_before)
    assert not gone or warned(screen, said) or (gone.total() == 1 and "dialogue.story.removed" in said), answer
    assert put_by == talk.state.put_by[: len(put_by)] or warned(screen, said) or said & WORDS_GONE, answer
    spoken: list[Any] = [one for one in talk.effects[done:] if hasattr(one, "complainant_id")]
    assert {one.complainant_id for one in spoken} <= hers | own(talk), "nothing goes to a case that she has left"
    check(talk, prompts)
    return prompts


def own(talk: Talk) -> set[str]:
    return {one.complainant_id for one in talk.state.own_cases()}


def warned(screen: set[str], said: set[str]) -> bool:
    """Whether the screen before had said that this would go."""
    return any(DROPPED.get(one, set()) & screen for one in said)


def keys(prompts: Iterable[Prompt]) -> set[str]:
    return {prompt.key for prompt in prompts}


def unsent(talk: Talk) -> Counter[StoryItem]:
    """What she told and did not send, wherever the conversation keeps it."""
    return Counter(pieces_in(talk.state))


def pieces_in(value: Any) -> Iterator[StoryItem]:
    if isinstance(value, StoryItem):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from pieces_in(one)
    elif is_dataclass(value):
        for one in fields(value):
            yield from pieces_in(getattr(value, one.name))


def sent(talk: Talk) -> Counter[StoryItem]:
    """What went to a case: with it, or later."""
    return Counter(item for effect in talk.effects for item in _sent(effect))


def _sent(effect: Effect) -> tuple[StoryItem, ...]:
    match effect:
        case FileCase(story=story):
            return story
        case AddToStory(item=item):
            return (item,)
        case WriteToCase(text=words):
            return (text_item(words),)
        case _:
            return ()


def check(talk: Talk, prompts: tuple[Prompt, ...]) -> None:
    """What holds after every answer; the screen drawn anew is one that fits too."""
    cases = [one.minted.case_id for one in talk.filed()]
    assert len(cases) == len(set(cases))
    assert all(one.values for one in talk.effects if isinstance(one, AnswerFact))
    assert all(one.facts or not one.confirmed for one in talk.effects if isinstance(one, AnswerRemedy))
    assert talk.state.step in STEPS
    assert len(talk.state.stack) <= 30
    for prompt in talk.screen():
        assert prompt in prompts or drawn(prompt)


def leads_on(talk: Talk, shown: tuple[Prompt, ...]) -> bool:
    """No dead end: every button that was just shown still holds, and one of them, or what she may type, goes on."""
    after = []
    for data in dict.fromkeys(offered((*shown, *talk.screen()))):
        copied = Talk(copy.copy(talk.world), replace(talk.state, last_tap=""), talk.now, recorded=RECORDED)
        assert "dialogue.stale" not in [prompt.key for prompt in copied.say(tap(data))], data
        after.append(copied.state.step != talk.state.step or copied.state.covered != talk.state.covered)
    return any(after) or STEPS[talk.state.step].hear is not None or talk.state.step == "home"


def test_every_tap_that_holds_at_any_step_is_described() -> None:
    """docs/dialogue.md names them all."""
    assert missing_from_document() == set()
