"""Every key that the dialogue uses stands in both catalogs, and none stands there unused."""

from __future__ import annotations

import ast
import re
from enum import StrEnum
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import bot.dialogue
from bot.dialogue.notices import NOTICES
from bot.dialogue.remedies import AGAIN, FACTS, HOLDS, SUMS
from bot.dialogue.script import REFUSALS, STEPS
from cases.rules import reading, vocabulary
from cases.rules.clocks import rules
from cases.rules.critical_issues import critical_issues
from cases.rules.facts import Step
from cases.rules.questions import DONT_KNOW, questions
from cases.rules.standing import Standing
from cases.rules.standing_choices import COVERED
from cases.rules.vocabulary import LEAD_KINDS, CaseStatus, PartyKind, StandingChoice
from cases.store.next_steps import NOT_TOLD

LOCALES = Path(bot.dialogue.__file__).parents[2] / "locales"
SOURCES = sorted(Path(bot.dialogue.__file__).parent.glob("*.py"))


def entries(language: str, domain: str) -> dict[str, str]:
    with (LOCALES / language / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file, locale=language) if one.id}


def placeholders(text: str) -> list[str]:
    return sorted(set(re.findall(r"%\((\w+)\)s", text)))


def constants() -> set[str]:
    """Every piece of text in the dialogue's source, as the key that it may be."""
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {node.value, f"dialogue.{node.value.replace(':', '.')}"}
    return found


ASKED = (*FACTS.values(), *AGAIN.values(), HOLDS)
FAMILIES = {
    "question.": {f"question.{one.id}" for one in questions()},
    "refused.": {f"refused.{reason}" for reason in REFUSALS},
    "error.": {f"error.{code}" for code in re.findall(r'"(\w+)"', " ".join(
        re.findall(r'(?:BadInput\(|_date_parts\(folded, )"\w+"', Path(reading.__file__).read_text(encoding="utf-8"))
    ))},
    "dialogue.card.": {f"dialogue.card.{card}" for one in questions() for card in one.cards.values()},
    "dialogue.fact.": {f"dialogue.fact.{fact.id}" for facts in ASKED for fact in facts}
    | {f"dialogue.fact.{fact}.all" for fact in SUMS}
    | {f"dialogue.fact.{fact}.open" for fact in ("women", "men")},
    "dialogue.closed.": {f"dialogue.closed.{reason.value}" for reason in vocabulary.ClosingReason},
    "dialogue.track.": {f"dialogue.track.{status.value}" for status in vocabulary.ReferralStatus}
    | {"dialogue.track.carried"},
    "dialogue.found.": {f"dialogue.found.{result.value}" for result in vocabulary.FindingResult},
    "dialogue.rejected.": {f"dialogue.rejected.{reason.value}" for reason in vocabulary.RejectionReason},
    "dialogue.rejection_next.": {f"dialogue.rejection_next.{reason.value}" for reason in vocabulary.RejectionReason},
    "dialogue.pieces.": {f"dialogue.pieces.{kind.value}" for kind in vocabulary.StoryKind},
    "standing.": {one.sentence[0] for one in
        (Standing(), Standing(1), Standing(2), Standing(0, 1), Standing(carried=True))},
    "dialogue.standing.card.": {f"dialogue.standing.card.{kind.value}" for kind in PartyKind},
    "dialogue.standing.kept.": {f"dialogue.standing.kept.{choice.value}" for choice in StandingChoice},
    "dialogue.next.": {f"dialogue.next.{rule.name}" for rule in rules() if rule.name not in NOT_TOLD}
    | {"dialogue.next.none", "dialogue.next.late"},
    "dialogue.who.help.": {f"dialogue.who.help.{kind.value}" for kind in LEAD_KINDS},
}  # fmt: skip
SHAPES = (
    {f"dialogue.status.{status.value}" for status in CaseStatus}
    | {f"dialogue.consent.{kind.value}" for kind in PartyKind}
    | {"dialogue.consent.direct", "dialogue.remedy.reinstatement.alone"}
    | {f"dialogue.standing.{choice.value}" for choice in StandingChoice}
    | {f"dialogue.standing.really.{choice.value}" for choice in StandingChoice if COVERED[choice]}
    | {f"dialogue.{name}.earlier" for name in ("consents.end", "standing.end_button")}
    | {f"dialogue.remedy.{kind.value}" for kind in FACTS}
    | {f"dialogue.remedy.{facts[0].id}" for facts in (*AGAIN.values(), HOLDS)}
    | {f"dialogue.notice.{key}" for key in NOTICES}
    | {f"dialogue.{name}.evidence" for name in ("ticked", "unticked")}
    | {
        f"dialogue.{name}.browser"
        for name in ("issue", "issue.at", "story", "story.quiet", "story.more_now", "unsupported")
    }
    | {f"dialogue.home.{name}.{where}" for name in ("message", "evidence") for where in ("now", "to")}
    | {f"dialogue.forget.{what}.of" for what in ("receipt", "renew")}
    | {f"dialogue.{name}.to" for name in ("passed_on", "added")}
    | {f"dialogue.{name}" for name in STEPS if not name.startswith("q_")}
)


@pytest.mark.parametrize("domain", ["dialogue", "label"])
def test_both_catalogs_have_the_same_keys_and_placeholders(domain: str) -> None:
    """And no text is empty."""
    khmer, english = entries("km", domain), entries("en", domain)
    assert list(khmer) == list(english)
    assert [key for key in khmer if not khmer[key] or not english[key]] == []
    assert [key for key in khmer if placeholders(khmer[key]) != placeholders(english[key])] == []
    assert [key for key, text in {**khmer, **english}.items() if re.search(r"%(?!\(\w+\)s)", text)] == []


@pytest.mark.parametrize("prefix", list(FAMILIES))
def test_a_family_of_keys_is_exactly_what_the_data_name(prefix: str) -> None:
    """Questions, refusals, errors, cards, facts, advice."""
    assert {key for key in entries("km", "dialogue") if key.startswith(prefix)} == FAMILIES[prefix]


def test_no_key_of_the_dialogue_is_unused_and_none_is_missing() -> None:
    """A key is a constant of the source or follows from a list."""
    there = set(entries("km", "dialogue"))
    followed = set().union(*FAMILIES.values()) | SHAPES
    assert there - constants() - followed == set()
    assert followed - there == set()


def test_every_closed_list_has_labels_and_nothing_else_has() -> None:
    """Enum values, months, answers, and the few small words of the conversation."""
    expected = {"label.nobody", "label.not_told", "label.danger.yes", "label.danger.no", "label.part.evidence"}
    expected |= {"label.said.her", "label.said.us", "label.outcome", "label.outcome.money"}
    expected |= {f"label.told.{word}" for word in ("yes", "no", "part", "not_said")}
    expected |= {f"label.month.{number}" for number in range(1, 13)}
    expected |= {f"label.question.{one.id}.{value}" for one in questions() for value in one.values}
    expected |= {f"label.question.{DONT_KNOW}"}
    expected |= {f"label.{issue.label}" for issue in critical_issues().values()}
    expected |= {f"label.step.{step.value}" for step in Step}
    for name, found in vars(vocabulary).items():
        if isinstance(found, type) and issubclass(found, StrEnum) and found is not StrEnum:
            snake = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
            expected |= {f"label.{snake}.{one.value}" for one in found}
    assert set(entries("km", "label")) == expected
