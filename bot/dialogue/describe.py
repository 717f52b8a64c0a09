"""docs/dialogue.md, drawn from the script itself: `python -m bot.dialogue.describe` writes it anew."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from bot.dialogue.asks import CONSENT_TAPS
from bot.dialogue.common_case import COMMON_TAPS
from bot.dialogue.conversation import Conversation, Draft, Filed
from bot.dialogue.handover import HANDOVER_TAPS
from bot.dialogue.model import Prompt, StoryItem
from bot.dialogue.queries import CaseState, FactoryChoice, Minted, OpenParties, PartyChoice, StatusReport
from bot.dialogue.remedies import AGAIN, FACTS, HOLDS, REMEDY_TAPS, Fact
from bot.dialogue.screen import Scene, Step
from bot.dialogue.script import COMMANDS, STEPS
from bot.dialogue.standing_words import STANDING_TAPS
from bot.dialogue.trouble import TROUBLE_TAPS
from cases.rules.issues import issues_asking
from cases.rules.questions import QuestionKind, by_id
from cases.rules.vocabulary import CaseStatus, Channel, Issue, PartyKind, StoryKind

FILE = Path(__file__).parents[2] / "docs" / "dialogue.md"
DAY = "2024-11-22"
PARTY = PartyChoice("<party>", "<party>", "", PartyKind.UNION, 0)
FACTORY = FactoryChoice("<factory>", "<factory>", "", "")
TELLING = Draft(
    factory=FACTORY,
    shared_phone=False,
    danger=False,
    issue=Issue.DISMISSAL,
    story=(StoryItem(StoryKind.TEXT, "…"),),
    lead=PARTY,
    minted=Minted("0" * 16, "", "", "", "", "", ""),
)
FILED = Filed("<complainant>", "<number>", Issue.DISMISSAL, "0" * 16, next_question="q_contract")
REPORT = StatusReport("<number>", CaseStatus.ACTIVE, "<party>", "<party>")

HEAD = """# The conversation

Written by `python -m bot.dialogue.describe` from the script; a test fails when it is stale.

A step is a screen. A button's callback data is `<step>:<value>`, the same in every language and at most 64 bytes.
[Back], [Skip] and [Cancel] are `<step>:back`, `<step>:skip` and `<step>:cancel`. In angle brackets stand ids.
A voice note, photo, video, document or text that fits nothing joins the story before sending; after it, the case.
A file sent at a question after sending (`q_...`) answers it, and the question stays until she goes on. So does a voice
note where her name, a number, a place or a word about a remedy is asked (docs/decisions/0040).
"""

ANYTIME = """## Buttons that hold at any step

| data | what it does |
|---|---|
| `story:done`, `story:more` | below every piece of the story, before sending |
| `story:remove.<n>` | takes away the last piece while there are n of them |
| `home:status`, `home:consents`, `home:standing` | where the case is; what she has allowed; and in advance |
| `home:new` | when her case is withdrawn: a new story |
| `consent:<id>` and `consent:<id>.<bits>` | who asks and for which parts; bit n is set when part n may go |
| `consent_see:<id>.<bits>` | exactly what would go, a message for each part |
| `consent_yes:<id>.<bits>`, then `consent_sure:<id>.<bits>` | yes, in two taps |
| `consent_no:<id>`, `consent_later:<id>` | no; later |
| `consent_end:<id>`, then `consent_end_sure:<id>` | consent taken back, in two taps |
| `standing:<party>` | what a recipient can do, and what she can say of it in advance |
| `standing_pick:<party>.<choice>`, then `standing_sure:<party>.<choice>` | said in advance, in two taps |
| `standing_end:<id>`, then `standing_end_sure:<id>` | taken back, in two taps |
| `consent_look:<id>`, `consent_stop:<id>` | exactly what would go on it tomorrow; it does not go |
| `handover:<id>` | whether another organisation may take over the case; or what she has said about it |
| `handover_yes:<id>`, then `handover_sure:<id>` | yes, in two taps; the second names the organisation |
| `handover_no:<id>`, `handover_later:<id>` | no, or no longer yes; later, or it stays as it is |
| `common:<id>` | whether she joins a common case with others of her factory |
| `common_yes:<id>`, then `common_sure:<id>` | yes, in two taps; the second names the organisation and brings numbers |
| `common_no:<id>`, `common_later:<id>` | no, and she is not asked again; later |
| `remedy:<id>` | asks fact by fact whether it came true |
| `fact:<id>.<n>.<value>` | the answer to fact n |
| `remedy_right:<id>` | it came true; offered only when the facts add up to what was agreed |
| `remedy_dispute:<id>`, `remedy_no_word:<id>` | it did not; with a word why, or without |
| `remedy_again:<id>`, `remedy_later:<id>` | asked again from the start; later |
| `trouble:<id>`, `trouble:<id>.<answer>` | whether anybody made trouble since the factory was told; her answer |
| `trouble_done:` | after a yes: she has no more to say now |
| `advice:<issue>` | the law on an issue, what to keep, what not to sign |
| `aloud:<text>` | in a chat sends the recording of a text, where somebody has spoken it (docs/recordings.md) |
| `open:` | what was announced is shown, then the screen where she is |
| `chat:hide`, `chat:bare` | every message of the chat is deleted; the last one too |
| `chat:ask`, then `chat:keep` or `chat:sweep` | messages stay, or go by themselves after 40 hours |
| `chat:hours`, then `chat:hours.<when>` | when the chat may say that there is news: noon, evening, any time, never |
| `put_by:send`, `put_by:drop` | what was typed at the harmless menu goes to her case, or nowhere |
"""


MENU = """## The harmless menu

In a chat it lies over everything (`dialogue.menu`): from the first message without a scanned code, after hiding, and
after 30 minutes without a word of hers. A code leads past it as long as she has told nothing. Words typed at it join
the story that is not sent yet, or wait until she says what becomes of them; files are taken without a word about it.

| data | what it does |
|---|---|
| `menu:wages`, `menu:holidays` | the minimum wage of this year; public holidays; each with its source |
| `menu:mine` | to her own matter, where she left it |
| `menu:language`, `chat:hide` | the other language; the chat emptied |
"""


def document() -> str:
    """The whole page as Markdown."""
    before = [step for step in STEPS.values() if step.before_sending]
    after = [step for step in STEPS.values() if not step.before_sending and not step.id.startswith("q_")]
    parts = [
        HEAD,
        "## The way through\n\n" + _diagram([*before, *after], "flowchart TD") + _diagram_note(),
        "## Before sending\n\n" + _table(before),
        "## After sending\n\n" + _table(after),
        "## Questions\n\n" + _questions(),
        ANYTIME,
        MENU,
        "## Facts asked about a remedy\n\n" + _facts(),
        "## Commands\n\n" + ", ".join(f"`/{name}`" for name in COMMANDS) + "\n",
    ]
    return "\n".join(parts)


def missing_from_document() -> set[str]:
    """Taps that hold at any step and are not described above: empty, or the page is incomplete."""
    taps = (*CONSENT_TAPS, *STANDING_TAPS, *REMEDY_TAPS, *HANDOVER_TAPS, *COMMON_TAPS, *TROUBLE_TAPS)
    return {name for name in taps if f"`{name}:" not in ANYTIME}


def _diagram(steps: Iterable[Step], kind: str) -> str:
    """Arrows between steps; all questions are one box."""
    lines, seen = [f"```mermaid\n{kind}"], set()
    for step in steps:
        for target in step.leads_to:
            arrow = f"    {step.id} --> {'questions' if target.startswith('q_') else target}"
            if arrow not in seen:
                seen.add(arrow)
                lines.append(arrow)
    return "\n".join([*lines, "    questions --> women", "```\n"])


def _diagram_note() -> str:
    return "\nA step whose answer is already known is passed over: a link may bring language, phone and factory.\n"


def _table(steps: Iterable[Step]) -> str:
    lines = ["| step | says | buttons | may be typed |", "|---|---|---|---|"]
    for step in steps:
        prompts = drawn(step)
        says = ", ".join(f"`{prompt.key}`" for prompt in prompts)
        lines.append(f"| `{step.id}` | {says} | {_buttons(prompts)} | {step.hears} |")
    return "\n".join(lines) + "\n"


def drawn(step: Step) -> tuple[Prompt, ...]:
    base = Conversation(Channel.TELEGRAM, "https://<address>", language_known=True, step=step.id, day=DAY)
    if step.before_sending:
        found = replace(base, draft=TELLING, candidates=(FACTORY,), typed="…", offered=FACTORY)
    else:
        found = replace(base, draft=None, filed=FILED, candidates=(FACTORY,), typed="…")
    now = dt.datetime.fromisoformat(f"{DAY}T05:00:00+00:00")
    return step.draw(
        Scene(replace(found, stack=("home",)), {OpenParties(): (PARTY,), CaseState(FILED.complainant_id): REPORT}, now)
    )


def _buttons(prompts: Iterable[Prompt]) -> str:
    data = [button.data for prompt in prompts for row in prompt.buttons for button in row]
    shown = [re.sub(r":\d{4}-\d{2}$", ":<year-month>", one) for one in data]
    return " ".join(f"`{one}`" for one in dict.fromkeys(shown))


def _questions() -> str:
    lines = ["| step | about | kind | values | part of consent | asked when |", "|---|---|---|---|---|---|"]
    for question in by_id().values():
        values = " ".join(f"`{value}`" for value in question.values) or "–"
        issues = issues_asking(question.id)
        about = "everyone" if len(issues) == len(Issue) else ", ".join(issue.value for issue in issues) or "nobody now"
        when = f"`{question.after.question}` is {' or '.join(question.after.values)}" if question.after else "always"
        lines.append(
            f"| `q_{question.id}` | {about} | {question.kind.value} | {values} | {_part(question.id)} | {when} |"
        )
    kinds = ", ".join(f"`{kind.value}`" for kind in QuestionKind)
    return "\n".join(lines) + f"\n\nKinds: {kinds}. Every question also takes `dont_know`, `skip` and `stop`.\n"


def _part(question_id: str) -> str:
    question = by_id()[question_id]
    others = "".join(f"; {value}: {part.value}" for value, part in question.parts.items())
    return f"{question.part.value}{others}"


def _facts() -> str:
    lines = ["| remedy | facts | asked again |", "|---|---|---|"]
    lines += [
        f"| {kind.value} | {_listed(facts)} | {_listed(AGAIN.get(kind, HOLDS))} |" for kind, facts in FACTS.items()
    ]
    return "\n".join(lines) + "\n"


def _listed(facts: Sequence[Fact]) -> str:
    return ", ".join(f"{fact.id} ({fact.reads or '/'.join(fact.values)})" for fact in facts)


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(document(), encoding="utf-8")
