"""Whatever somebody may say to the conversation: what the screen offers, old buttons, words, files, codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st

from bot.dialogue import script
from bot.dialogue.model import Answer, AnswerKind, Prompt
from bot.dialogue.script import STEPS
from cases.rules.issues import asked_about
from cases.rules.questions import After, Question, QuestionKind
from cases.rules.vocabulary import Issue, StoryKind
from tests.support.dialogue_world import (
    BFC,
    CCAWDU,
    CONSENT_ID,
    HANDOVER_ID,
    JOIN_ID,
    REMEDY_ID,
    STANDING_ID,
    TROUBLE_ID,
    chosen,
    command,
    file,
    start,
    tap,
    text,
)

DIGITS = "1234567890123452"  # two numbers whose last digit is right
WORDS_AND_NUMBERS = f"""{DIGITS}|1234567890123453|35|95|៣៨|14:00|2021|1
|៣|2/13/2024|ថ្ងៃទី៤ ខែ១១|2567|4/11/2567|៣០ម៉ឺន|$6,000.00|012 345 678|sokha|\u200b|outdoor
|រួចរាល់|Done|ផ្ញើ|Back|រំលង|១០០០០០០០០០០|កណ្តាល|🎤|line one\nline two"""
STORY = "They sent me home when I asked for what they owe me."
WORDS = WORDS_AND_NUMBERS.split("|")
TYPED = st.sampled_from(WORDS) | st.text(max_size=60)
VALUES = ("back", "skip", "done", "stop", "cancel", "yes", "no", "1")
OF_ANY_STEP = f"""consent:{CONSENT_ID} consent_sure:{CONSENT_ID}.5 consent_see:{CONSENT_ID} consent_no:{CONSENT_ID}
consent_yes:{CONSENT_ID}.zz consent_end:{CONSENT_ID} consent_end_sure:{CONSENT_ID} consent_later:{CONSENT_ID}
consent_look:{CONSENT_ID} consent_stop:{CONSENT_ID} remedy:{REMEDY_ID} remedy_right:{REMEDY_ID}
remedy_dispute:{REMEDY_ID} remedy_no_word:{REMEDY_ID} remedy_again:{REMEDY_ID} remedy_later:{REMEDY_ID}
fact:{REMEDY_ID}.0.yes fact:{REMEDY_ID}.9.part fact:x : a:b:c standing:{BFC.id} standing_pick:{BFC.id}.with_name
standing_sure:{BFC.id}.with_name standing_sure:{BFC.id}.nothing standing_end:{STANDING_ID}
standing_end_sure:{STANDING_ID} handover:{HANDOVER_ID} handover_yes:{HANDOVER_ID} handover_sure:{HANDOVER_ID}
handover_no:{HANDOVER_ID} handover_later:{HANDOVER_ID} common:{JOIN_ID} common_yes:{JOIN_ID} common_sure:{JOIN_ID}
common_no:{JOIN_ID} common_later:{JOIN_ID} trouble:{TROUBLE_ID} trouble:{TROUBLE_ID}.yes trouble:{TROUBLE_ID}.no
trouble_done: advice:heat advice:child_labour advice:x speak: speak:story chat:hide chat:bare chat:ask chat:keep
chat:sweep chat:hours chat:hours.never chat:hours.noon chat:hours.x menu:mine menu:wages menu:holidays
menu:language open: put_by:send put_by:drop story:done story:more story:remove.1 home:status home:consents
home:standing home:heat home:owed home:ministry home:news home:leave home:receipt home:renew home:erase send:go
home:cases case:complainant-1
case:complainant-2 which_case:complainant-1 which_case:complainant-2 which_case:new which_case:drop
withdraw_sure:complainant-1 erase:complainant-1 heat_degrees:35 heat_degrees:99 heat_time:25
forget:yes forget:renew case:gone aloud:story""".split()
OLD_TAPS = st.sampled_from(["", *OF_ANY_STEP]) | st.sampled_from([f"{name}:{one}" for name in STEPS for one in VALUES])
COMMANDS = st.sampled_from([*script.COMMANDS, "dance", ""])
STARTS = st.sampled_from(["abc123_kms", "xyz789_eno", "abc123", "gone_km", "", "_en", "%%%"])
LATER = (dt.timedelta(minutes=1), dt.timedelta(minutes=31), dt.timedelta(hours=73))
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
    return [start("abc123_kmo"), tap("danger:no"), *chosen(issue), text(STORY), file(), tap("story:done")]


def sent(issue: Issue) -> list[Answer]:
    return [*told(issue), tap(f"who:{CCAWDU.id}"), tap("send:go"), tap("receipt:have")]


def asked(issue: Issue, skipped: int = 100) -> list[Answer]:
    """So many questions skipped: to the middle of them, or past the last to the name and home."""
    steps = [*(f"q_{one.id}" for one in of_everybody(issue)), "women", "name"]
    return [*sent(issue), *(tap(f"{step}:{'none' if step == 'name' else 'skip'}") for step in steps[:skipped])]


def of_everybody(issue: Issue) -> list[Question]:
    """The questions that hang on no other's answer."""
    return [one for one in asked_about(issue) if one.after is None]


def followed_up(issue: Issue, after: After) -> list[Answer]:
    """At a question that is asked after some answers alone."""
    position, before = next(one for one in enumerate(of_everybody(issue)) if one[1].id == after.question)
    taps = [after.values[0], *(["done"] if before.kind is QuestionKind.MANY else [])]
    return [*asked(issue, position), *(tap(f"q_{before.id}:{value}") for value in taps)]


def again(issue: Issue) -> list[Answer]:
    """A second case beside the first."""
    begun = [tap("phone:only_me"), tap("danger:no"), *chosen(issue), text(STORY), file(), tap("story:done")]
    return [tap("home:new"), *begun, tap(f"who:{CCAWDU.id}"), tap("send:go"), tap("receipt:have")]


BEFORE_SENDING = [[], [start("_eno")], *(told(issue) for issue in Issue)]
AT_A_QUESTION = [asked(issue, skipped) for issue in Issue for skipped in range(len(of_everybody(issue)) + 2)]
AT_A_FOLLOW_UP = [followed_up(issue, one.after) for issue in Issue for one in asked_about(issue) if one.after]
ELSEWHERE = [
    [*asked(Issue.PAY), tap("home:withdraw")],
    [*asked(Issue.PAY), tap("home:withdraw"), tap("withdraw:yes"), tap("withdraw_sure:complainant-1")],
    [*asked(Issue.PAY), start("xyz789")],
    [*asked(Issue.PAY), tap("home:new"), file()],
    [*asked(Issue.PAY), tap(f"remedy:{REMEDY_ID}")],
    [*asked(Issue.PAY), tap(f"consent:{CONSENT_ID}")],
    [*asked(Issue.PAY), tap(f"handover:{HANDOVER_ID}")],
    [*asked(Issue.PAY), tap(f"common:{JOIN_ID}")],
    [*asked(Issue.PAY), tap(f"trouble:{TROUBLE_ID}")],
    [*asked(Issue.PAY), tap("home:standing"), tap(f"standing:{BFC.id}")],
    [*asked(Issue.PAY), tap("home:ministry")],
    [*asked(Issue.PAY), *again(Issue.OTHER), tap("work_province:stop")],
    [*asked(Issue.PAY), *again(Issue.OTHER), tap("work_province:stop"), tap("home:ministry")],
    [*asked(Issue.PAY), *again(Issue.OTHER), tap("work_province:stop"), tap("home:cases")],
    [*asked(Issue.PAY), *again(Issue.OTHER), tap("work_province:stop"), command("hide"), tap("menu:mine"), file()],
    [*asked(Issue.HEAT), tap("home:heat"), tap("heat_place:sewing")],
    [*asked(Issue.HEAT), tap("home:heat"), tap("heat_place:sewing"), text("35"), tap("heat_humidity:none")],
    [*asked(Issue.HEAT), tap("chat:hours"), tap("advice:heat")],
    [*asked(Issue.PAY)[:-1], text("sokha")],
    [start("abc123_kmo"), text(DIGITS)],
    [start("abc123_kmo"), text(DIGITS), tap("home:news")],
    [*told(Issue.VIOLENCE), tap("who:woman")],
    [start("_kmo"), tap("danger:no"), tap("issue:factory"), tap("province:unknown"), text("o")],
]
BEGINNINGS = [*BEFORE_SENDING, *AT_A_QUESTION, *AT_A_FOLLOW_UP, *ELSEWHERE]


def offered(prompts: tuple[Prompt, ...]) -> list[str]:
    return [b.data for prompt in prompts for row in prompt.buttons for b in row if not b.data.startswith("https")]


@dataclass(frozen=True)
class Move:
    """What she does next: a button that she sees, words that fit some question, or something else altogether."""

    kind: str
    number: int = 0  # which of them
    other: Answer = field(default_factory=lambda: Answer(AnswerKind.UNSUPPORTED))

    def answer(self, choices: Sequence[str]) -> Answer:
        """Where nothing can be tapped she does something else."""
        if self.kind == "typed":
            return text(WORDS[self.number % len(WORDS)])
        return tap(choices[self.number % len(choices)]) if self.kind == "offered" and choices else self.other


# Three times out of five she does what is offered, rather what stands first; at times only after a while.
MOVES = st.one_of(
    *(st.builds(Move, st.just("offered"), st.integers(0, most), OTHERS) for most in (200, 3, 1)),
    st.builds(Move, st.just("typed"), st.integers(0, len(WORDS) - 1)),
    st.builds(Move, st.sampled_from(["other", "other", "other", "later"]), st.integers(0, 10**6), OTHERS),
)
