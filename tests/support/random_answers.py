"""Whatever somebody may say to the conversation: what the screen offers, old buttons, words, files, codes."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.dialogue import script
from bot.dialogue.model import Answer, AnswerKind, Prompt
from bot.dialogue.script import STEPS
from cases.rules.issues import asked_about
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
TYPED = st.sampled_from(WORDS_AND_NUMBERS.split("|")) | st.text(max_size=60)
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
heat_degrees:35 heat_degrees:99 heat_time:25 forget:yes forget:renew""".split()
OLD_TAPS = st.sampled_from(["", *OF_ANY_STEP, *(f"{name}:{value}" for name in STEPS for value in VALUES)])
COMMANDS = st.sampled_from([*script.COMMANDS, "dance", ""])
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
    st.just([*asked(Issue.HEAT, 40), tap("home:heat")]),
    st.just([*asked(Issue.HEAT, 40), tap("chat:hours"), tap("advice:heat")]),
    st.just([start("abc123_kmo"), text(DIGITS)]),
    st.just([*told(Issue.VIOLENCE), tap("who:woman")]),
    st.just([start("_kmo"), tap("danger:no"), tap("issue:factory"), tap("province:unknown"), text("o")]),
)


def offered(prompts: tuple[Prompt, ...]) -> list[str]:
    return [b.data for prompt in prompts for row in prompt.buttons for b in row if not b.data.startswith("https")]
