"""The questions as data: what may be answered, and which part of consent an answer belongs to.

Read from `data/questions.toml` and checked once; a mistake in the data is a loud error at start.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from cases.rules.critical_issues import critical_issues
from cases.rules.errors import NotConfigured
from cases.rules.vocabulary import Part, Urgency

FILE = Path(__file__).parent / "data" / "questions.toml"
DONT_KNOW = "dont_know"
# Buttons that stand below every question: no value of a question may be called so.
RESERVED = frozenset({DONT_KNOW, "skip", "stop", "back", "done", "cancel"})
FIELDS = frozenset(
    {"id", "kind", "values", "part", "parts", "cards", "alone", "advice", "urgency", "critical", "after", "photo"}
)


class QuestionKind(StrEnum):
    CHOICE = "choice"
    MANY = "many"
    DATE = "date"
    MONTH = "month"
    NUMBER = "number"
    MONEY = "money"
    TEXT = "text"
    PHOTO = "photo"


@dataclass(frozen=True)
class After:
    """Asked only when `question`, the one before, was answered with one of `values`."""

    question: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    id: str
    kind: QuestionKind
    values: tuple[str, ...]
    part: Part
    parts: Mapping[str, Part] = field(default_factory=dict)
    cards: Mapping[str, str] = field(default_factory=dict)
    alone: tuple[str, ...] = ()  # values that answer at once: nothing else goes with them
    advice: tuple[str, ...] = ()  # answers after which the card of the issue comes at once
    urgency: Mapping[str, Urgency] = field(default_factory=dict)  # answers that cannot wait
    critical: Mapping[str, int] = field(default_factory=dict)  # BFC's critical issues that an answer names
    after: After | None = None
    photo: bool = False  # whether a picture answers it as well

    def part_of(self, value: str) -> Part:
        """The part of consent that one answer belongs to."""
        return self.parts.get(value, self.part)


@cache
def questions() -> tuple[Question, ...]:
    """All questions in the order of the file.

    Raises:
        NotConfigured: the data contradict themselves.
    """
    with FILE.open("rb") as file:
        found = tuple(_question(row) for row in tomllib.load(file)["question"])
    _check(found)
    return found


@cache
def by_id() -> Mapping[str, Question]:
    """Each question by its id, in the order of the file."""
    return {question.id: question for question in questions()}


def _question(row: Mapping[str, Any]) -> Question:
    if unknown := row.keys() - FIELDS:
        raise NotConfigured("rules_broken", file=FILE.name, row=row.get("id"), unknown=sorted(unknown))
    after = row.get("after")
    return Question(
        id=row["id"],
        kind=QuestionKind(row["kind"]),
        values=tuple(row.get("values", ())),
        part=Part(row["part"]),
        parts={value: Part(part) for value, part in row.get("parts", {}).items()},
        cards=row.get("cards", {}),
        alone=tuple(row.get("alone", ())),
        advice=tuple(row.get("advice", ())),
        urgency={value: Urgency(word) for value, word in row.get("urgency", {}).items()},
        critical=row.get("critical", {}),
        after=After(after["question"], tuple(after["values"])) if after else None,
        photo=row.get("photo", row["kind"] == QuestionKind.PHOTO),
    )


def _check(found: tuple[Question, ...]) -> None:
    """Ids are unique, values belong to kinds that have some, and a follow-up names a question before it."""
    known: dict[str, Question] = {}
    for question in found:
        chosen = question.kind in (QuestionKind.CHOICE, QuestionKind.MANY)
        before = known.get(question.after.question) if question.after else None
        sound = (
            question.id not in known
            and (not chosen or question.values)
            and not RESERVED & set(question.values)
            and {
                *question.parts,
                *question.cards,
                *question.alone,
                *question.advice,
                *question.urgency,
                *question.critical,
            }
            <= set(question.values)
            and set(question.critical.values()) <= set(critical_issues())
            and (question.after is None or (before is not None and set(question.after.values) <= set(before.values)))
        )
        if not sound:
            raise NotConfigured("rules_broken", file=FILE.name, row=question.id)
        known[question.id] = question
