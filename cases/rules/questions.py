"""The questions of each issue, as data: what may be answered, and which part of consent an answer belongs to.

Read from `data/questions.toml` and checked once; a mistake in the data is a loud error at start.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from cases.rules.errors import NotConfigured
from cases.rules.vocabulary import Issue, Part, Urgency

FILE = Path(__file__).parent / "data" / "questions.toml"
DONT_KNOW = "dont_know"
EVERYONE = "all"
# Buttons that stand below every question: no value of a question may be called so.
RESERVED = frozenset({DONT_KNOW, "skip", "stop", "back", "done", "cancel"})


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
    issue: Issue | None  # None: asked of everyone
    kind: QuestionKind
    values: tuple[str, ...]
    part: Part
    parts: Mapping[str, Part] = field(default_factory=dict)
    cards: Mapping[str, str] = field(default_factory=dict)
    urgency: Mapping[str, Urgency] = field(default_factory=dict)  # answers that cannot wait
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


@cache
def asked_about(issue: Issue) -> tuple[Question, ...]:
    """The questions of one issue, then those asked of everyone."""
    own = tuple(question for question in questions() if question.issue is issue)
    return own + tuple(question for question in questions() if question.issue is None)


def first_question(issue: Issue) -> Question:
    """What is asked first about an issue."""
    return asked_about(issue)[0]


def question_after(issue: Issue, question_id: str, values: Collection[str]) -> Question | None:
    """The next question when this one was answered with `values`; None after the last."""
    asked = asked_about(issue)
    position = next(i for i, question in enumerate(asked) if question.id == question_id)
    for question in asked[position + 1 :]:
        after = question.after
        if after is None or (after.question == question_id and set(after.values) & set(values)):
            return question
    return None


def _question(row: Mapping[str, Any]) -> Question:
    unknown = row.keys() - {"id", "issue", "kind", "values", "part", "parts", "cards", "urgency", "after", "photo"}
    if unknown:
        raise NotConfigured("rules_broken", file=FILE.name, row=row.get("id"), unknown=sorted(unknown))
    after = row.get("after")
    return Question(
        id=row["id"],
        issue=None if row["issue"] == EVERYONE else Issue(row["issue"]),
        kind=QuestionKind(row["kind"]),
        values=tuple(row.get("values", ())),
        part=Part(row["part"]),
        parts={value: Part(part) for value, part in row.get("parts", {}).items()},
        cards=row.get("cards", {}),
        urgency={value: Urgency(word) for value, word in row.get("urgency", {}).items()},
        after=After(after["question"], tuple(after["values"])) if after else None,
        photo=row.get("photo", row["kind"] == QuestionKind.PHOTO),
    )


def _check(found: tuple[Question, ...]) -> None:
    """Ids are unique, values belong to kinds that have some, and a follow-up stands right behind its question."""
    known: dict[str, Question] = {}
    for question in found:
        chosen = question.kind in (QuestionKind.CHOICE, QuestionKind.MANY)
        before = known.get(question.after.question) if question.after else None
        sound = (
            question.id not in known
            and (not chosen or question.values)
            and not RESERVED & set(question.values)
            and {*question.parts, *question.cards, *question.urgency} <= set(question.values)
            and (question.after is None or (before is not None and set(question.after.values) <= set(before.values)))
        )
        if not sound:
            raise NotConfigured("rules_broken", file=FILE.name, row=question.id)
        known[question.id] = question
