"""Whatever she taps, types or sends: nothing raises, nothing is lost, nothing is filed twice."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dialogue.conversation import new
from bot.dialogue.describe import missing_from_document
from bot.dialogue.effects import AnswerFact, AnswerRemedy
from bot.dialogue.model import Answer, AnswerKind, Prompt
from bot.dialogue.script import STEPS
from cases.rules.issues import asked_about
from cases.rules.vocabulary import Channel, Issue, StoryKind
from tests.support.dialogue_world import (
    BFC,
    CCAWDU,
    CONSENT_ID,
    REMEDY_ID,
    STANDING_ID,
    Talk,
    chosen,
    command,
    drawn,
    file,
    start,
    tap,
    text,
)

WORDS_AND_NUMBERS = """1|៣|2/13/2024|ថ្ងៃទី៤ ខែ១១|2567|4/11/2567|៣០ម៉ឺន|$6,000.00|012 345 678|sokha|\u200b|outdoor
|រួចរាល់|Done|ផ្ញើ|Back|រំលង|១០០០០០០០០០០|កណ្តាល|🎤|line one\nline two"""
TYPED = st.sampled_from(WORDS_AND_NUMBERS.split("|")) | st.text(max_size=60)
VALUES = ("back", "skip", "done", "stop", "cancel", "yes", "no", "1")
OLD_TAPS = st.sampled_from(
    [f"{name}:{value}" for name in STEPS for value in VALUES]
    + [f"consent:{CONSENT_ID}", f"consent_sure:{CONSENT_ID}.5", f"consent_see:{CONSENT_ID}", f"consent_no:{CONSENT_ID}"]
    + [f"consent_yes:{CONSENT_ID}.zz", f"remedy:{REMEDY_ID}", f"fact:{REMEDY_ID}.0.yes", f"fact:{REMEDY_ID}.9.part"]
    + [
        f"remedy_right:{REMEDY_ID}",
        f"remedy_dispute:{REMEDY_ID}",
        f"consent_end:{CONSENT_ID}",
        "fact:x",
        "",
        ":",
        "a:b:c",
    ]
    + [
        "home:standing",
        f"standing:{BFC.id}",
        f"standing_pick:{BFC.id}.with_name",
        f"standing_sure:{BFC.id}.with_name",
        f"standing_sure:{BFC.id}.nothing",
        f"standing_end:{STANDING_ID}",
        f"standing_end_sure:{STANDING_ID}",
        f"consent_look:{CONSENT_ID}",
        f"consent_stop:{CONSENT_ID}",
    ]
    + ["chat:hide", "chat:keep", "menu:mine", "menu:wages", "menu:holidays", "open:", "put_by:send", "put_by:drop"]
    + ["story:done", "story:more", "home:status", "home:consents", "send:go", f"consent_end_sure:{CONSENT_ID}"]
)
COMMANDS = st.sampled_from(
    ["status", "consent", "withdraw", "help", "language", "cancel", "start", "hide", "dance", ""]
)
STARTS = st.sampled_from(["abc123_kms", "xyz789_eno", "abc123", "gone_km", "", "_en", "%%%"])
# A number chooses among the buttons on the screen: three times out of four she does what is offered.
MOVES = st.one_of(
    st.tuples(st.just("offered"), st.integers(0, 200)),
    st.tuples(st.just("offered"), st.integers(0, 3)),
    st.tuples(st.just("offered"), st.integers(0, 1)),
    st.tuples(st.just("other"), st.integers(0, 10**6)),
)
OTHERS = st.one_of(
    TYPED.map(text),
    OLD_TAPS.map(tap),
    COMMANDS.map(command),
    STARTS.map(start),
    st.just(Answer(AnswerKind.EDITED, "x")),
    st.just(Answer(AnswerKind.UNSUPPORTED)),
    st.just(Answer(AnswerKind.REFUSED, "too_big")),
    st.sampled_from(list(StoryKind)).map(lambda kind: file(kind, f"e-{kind.value}", "caption")),
)


def told(issue: Issue) -> list[Answer]:
    return [start("abc123_kmo"), tap("danger:no"), *chosen(issue), file(), tap("story:done")]


def sent(issue: Issue) -> list[Answer]:
    return [*told(issue), tap(f"who:{CCAWDU.id}"), tap("send:go"), tap("receipt:have")]


def asked(issue: Issue, skipped: int) -> list[Answer]:
    """So many questions skipped: to the middle of them, or with many, to the name and home."""
    questions = [one.id for one in asked_about(issue) if one.after is None]
    steps = [*(f"q_{one}" for one in questions), "women", "name"]
    return [*sent(issue), *(tap(f"{step}:{'none' if step == 'name' else 'skip'}") for step in steps[:skipped])]


BEGINNINGS = st.one_of(
    st.just([]),
    st.sampled_from(list(Issue)).map(told),
    st.builds(asked, st.sampled_from(list(Issue)), st.integers(0, 40)),
    st.just([*asked(Issue.PAY, 40), tap("home:withdraw")]),
    st.just([*asked(Issue.PAY, 40), start("xyz789")]),
    st.just([*asked(Issue.PAY, 40), tap("home:new"), file()]),
    st.just([*asked(Issue.PAY, 40), tap(f"remedy:{REMEDY_ID}")]),
    st.just([start("_kmo"), tap("danger:no"), tap("issue:factory"), tap("province:unknown"), text("o")]),
)


def offered(prompts: tuple[Prompt, ...]) -> list[str]:
    return [b.data for prompt in prompts for row in prompt.buttons for b in row if not b.data.startswith("https")]


def pieces(talk: Talk) -> int:
    """Every piece of a story that is kept or was filed."""
    kept = len(talk.state.draft.story) if talk.state.draft else 0
    return kept + sum(len(one.story) for one in talk.filed())


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(list(Channel)), BEGINNINGS, st.lists(st.tuples(MOVES, OTHERS), max_size=45))
def test_random_answers_never_raise_lose_or_file_twice(
    channel: Channel, beginning: list[Answer], moves: list[tuple[tuple[str, int], Answer]]
) -> None:
    """Saved and read back between any two answers; every prompt drawn in both languages."""
    talk = Talk(state=new(channel, "https://samleng.example"))
    shown: tuple[Prompt, ...] = ()
    for answer in beginning:
        shown = talk.say(answer)
        check(talk)
    for (kind, number), other in moves:
        choices = offered(shown)
        answer = tap(choices[number % len(choices)]) if kind == "offered" and choices else other
        before, cancelled = pieces(talk), answer.text == "cancel:yes" or answer.text.startswith("story:remove.")
        last = talk.state.last_tap
        prompts = talk.say(answer)
        for prompt in prompts:
            drawn(prompt)
        silent = answer.kind is AnswerKind.BUTTON and answer.text in (last, "chat:bare")
        assert prompts or silent, answer
        assert cancelled or talk.state.draft is None or pieces(talk) >= before, answer
        shown = prompts or shown
        check(talk)


def check(talk: Talk) -> None:
    """What holds after every answer."""
    cases = [one.minted.case_id for one in talk.filed()]
    assert len(cases) == len(set(cases))
    known = {one.minted.complainant_id for one in talk.filed()}
    spoken: list[Any] = [one for one in talk.effects if hasattr(one, "complainant_id")]
    assert {one.complainant_id for one in spoken} <= known
    assert all(one.values for one in talk.effects if isinstance(one, AnswerFact))
    assert all(one.facts or not one.confirmed for one in talk.effects if isinstance(one, AnswerRemedy))
    assert talk.state.step in STEPS
    assert len(talk.state.stack) <= 30
    for prompt in talk.screen():
        drawn(prompt)


def test_every_tap_that_holds_at_any_step_is_described() -> None:
    """docs/dialogue.md names them all."""
    assert missing_from_document() == set()
