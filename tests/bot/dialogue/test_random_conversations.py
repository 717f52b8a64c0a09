"""Whatever she taps, types or sends: nothing raises, nothing is lost, nothing is filed twice."""

from __future__ import annotations

import copy
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dialogue.conversation import new
from bot.dialogue.describe import missing_from_document
from bot.dialogue.effects import AnswerFact, AnswerRemedy, ForgetChat
from bot.dialogue.model import Answer, AnswerKind, Prompt
from bot.dialogue.queries import CaseOpened
from bot.dialogue.script import ANYTIME, STEPS
from cases.rules.vocabulary import Channel, ContactHours, Issue, Language
from tests.support.dialogue_world import Talk, World, drawn, tap
from tests.support.random_answers import BEGINNINGS, DIGITS, MOVES, OTHERS, offered

RECORDED = {Language.KHMER: frozenset({"menu", "danger", "story", "who", "home"})}
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


@pytest.mark.parametrize("examples", [120, pytest.param(10_000, marks=[pytest.mark.chaos, pytest.mark.timeout(1200)])])
def test_random_answers_never_raise_lose_or_file_twice(examples: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Saved and read back between any two answers; every prompt drawn in both languages."""
    reached = Reached()

    @settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sampled_from(list(Channel)), BEGINNINGS, st.lists(st.tuples(MOVES, OTHERS), max_size=45))
    def holds(channel: Channel, beginning: list[Answer], moves: list[tuple[tuple[str, int], Answer]]) -> None:
        converse(channel, beginning, moves, reached)

    holds()
    with capsys.disabled():
        print(f"\n{reached}")
    assert examples < 10_000 or not reached.missing()


def converse(
    channel: Channel, beginning: list[Answer], moves: list[tuple[tuple[str, int], Answer]], reached: Reached
) -> None:
    """One conversation from its beginning to its last random answer, with what holds all along."""
    talk = Talk(World(numbers={DIGITS: VISITED}), new(channel, "https://samleng.example"), recorded=RECORDED)
    reached.talks += 1
    shown: tuple[Prompt, ...] = ()
    for answer in beginning:
        shown = talk.say(answer)
        reached.note(talk, answer)
        check(talk)
    for (kind, number), other in moves:
        choices = offered(shown)
        answer = tap(choices[number % len(choices)]) if kind == "offered" and choices else other
        before, forgotten = pieces(talk), talk.effects.count(ForgetChat())
        cancelled = answer.text == "cancel:yes" or answer.text.startswith("story:remove.")
        last = talk.state.last_tap
        prompts = talk.say(answer)
        cancelled |= talk.effects.count(ForgetChat()) > forgotten
        reached.note(talk, answer)
        for prompt in prompts:
            drawn(prompt)
        silent = answer.kind is AnswerKind.BUTTON and answer.text in (last, "chat:bare")
        assert prompts or silent, answer
        assert cancelled or talk.state.draft is None or pieces(talk) >= before, answer
        shown = prompts or shown
        check(talk)
    assert leads_on(talk), talk.state.step
    reached.filed.update(one.issue for one in talk.filed())


def pieces(talk: Talk) -> int:
    """Every piece of a story that is kept or was filed."""
    kept = len(talk.state.draft.story) if talk.state.draft else 0
    return kept + sum(len(one.story) for one in talk.filed())


def check(talk: Talk) -> None:
    """What holds after every answer."""
    cases = [one.minted.case_id for one in talk.filed()]
    assert len(cases) == len(set(cases))
    known = {one.minted.complainant_id for one in talk.filed()} | {VISITED.complainant_id, "joined"}
    spoken: list[Any] = [one for one in talk.effects if hasattr(one, "complainant_id")]
    assert {one.complainant_id for one in spoken} <= known
    assert all(one.values for one in talk.effects if isinstance(one, AnswerFact))
    assert all(one.facts or not one.confirmed for one in talk.effects if isinstance(one, AnswerRemedy))
    assert talk.state.step in STEPS
    assert len(talk.state.stack) <= 30
    for prompt in talk.screen():
        drawn(prompt)


def leads_on(talk: Talk) -> bool:
    """No dead end: every button on the screen still holds, and one of them, or what she may type, goes on."""
    choices = offered(talk.screen())
    after = []
    for data in choices:
        copied = copy.deepcopy(talk)
        copied.state = replace(copied.state, last_tap="")
        assert "dialogue.stale" not in [prompt.key for prompt in copied.say(tap(data))], data
        after.append(copied.state.step != talk.state.step or copied.state.covered != talk.state.covered)
    return any(after) or STEPS[talk.state.step].hear is not None or talk.state.step == "home"


def test_every_tap_that_holds_at_any_step_is_described() -> None:
    """docs/dialogue.md names them all."""
    assert missing_from_document() == set()
