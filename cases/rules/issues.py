"""What a worker can tell about, as data: rows of `data/issues.toml`, read and checked once.

An issue says what is asked, how urgent it is, what the law says about it, and where it stands in BFC's own taxonomy.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Any

from cases.rules.clocks import DATA, BadRule, Certainty
from cases.rules.critical_issues import critical_issues
from cases.rules.questions import Question, by_id
from cases.rules.vocabulary import Cluster, Issue, Language, Urgency

SENTENCES = 3  # of law on a card: more is not read
MOST_FIRST = 6  # on the first screen, beside the button that leads to the rest


@dataclass(frozen=True)
class Law:
    """One sentence of law: `advice.law.<id>`; beside it stands the law's name, and a mark where it is unverified."""

    id: str
    km: str
    en: str
    source: str
    certainty: Certainty

    def named(self, language: Language) -> str:
        """The law as a card names it."""
        return self.km if language is Language.KHMER else self.en


@dataclass(frozen=True)
class Call:
    """A number that helps at once; who answers it is `advice.call.<number>`."""

    number: str
    source: str
    certainty: Certainty


@dataclass(frozen=True)
class IssueRule:
    """One issue: its questions in order, its card, its urgency, its place in BFC's taxonomy."""

    id: Issue
    first: bool
    clusters: tuple[Cluster, ...]
    critical_issues: tuple[int, ...]
    urgency: Urgency
    quiet: bool
    now: str
    always: bool
    calls: tuple[Call, ...]
    law: tuple[Law, ...]
    sign: str
    questions: tuple[Question, ...]


@cache
def issue_rules() -> Mapping[Issue, IssueRule]:
    """The rules by issue, in the order in which issues are shown."""
    return load((DATA / "issues.toml").read_text(encoding="utf-8"), by_id())


def load(text: str, questions: Mapping[str, Question]) -> Mapping[Issue, IssueRule]:
    """Read and validate a file of issues.

    Raises:
        BadRule: a row lacks a field or a source, names something unknown, stands twice, or one is missing; by its name.
    """
    tables = tomllib.loads(text)
    laws = {row["id"]: row for row in _rows(tables, "law", Law)}
    calls = {row["number"]: row for row in _rows(tables, "call", Call)}
    everyone = _each(questions, tables.get("asked_of_everyone", ()), "asked_of_everyone")
    found: dict[Issue, IssueRule] = {}
    for row in _rows(tables, "issue", IssueRule):
        name = row["id"]
        own = _each(questions, row["questions"], name)
        rule = IssueRule(
            **row
            | {
                "id": _word(Issue, name, name),
                "clusters": tuple(_word(Cluster, one, name) for one in row["clusters"]),
                "critical_issues": _each({one: one for one in critical_issues()}, row["critical_issues"], name),
                "urgency": _word(Urgency, row["urgency"], name),
                "calls": tuple(_known(Call, one, name) for one in _each(calls, row["calls"], name)),
                "law": tuple(_known(Law, one, name) for one in _each(laws, row["law"], name)),
                "questions": (*own, *everyone),
            }
        )
        _check(rule)
        found[rule.id] = rule
    if missing := set(Issue) - set(found):
        raise BadRule(f"issue {min(missing)}: has no row")
    if (first := sum(rule.first for rule in found.values())) > MOST_FIRST:
        raise BadRule(f"issues: {first} stand on the first screen, at most {MOST_FIRST} can be read there")
    return {issue: found[issue] for issue in Issue}


def _rows(tables: Mapping[str, Any], table: str, kind: type[Any]) -> Iterable[dict[str, Any]]:
    """The rows of one table, each with exactly its fields, none of them without words, none twice."""
    wanted = {field.name for field in fields(kind) if field.default is MISSING}
    key, seen = fields(kind)[0].name, set()
    for row in tables.get(table, []):
        name = row.get(key, "?")
        if set(row) != wanted:
            raise BadRule(f"{table} {name}: wants exactly {sorted(wanted)}, has {sorted(row)}")
        if empty := [field for field, value in row.items() if isinstance(value, str) and not value.strip()]:
            raise BadRule(f"{table} {name}: {empty} without words")
        if name in seen:
            raise BadRule(f"{table} {name}: stands twice")
        seen.add(name)
        yield row


def _each(known: Mapping[Any, Any], names: Sequence[Any], row: str) -> tuple[Any, ...]:
    """What the names of a row stand for."""
    if unknown := [name for name in names if name not in known]:
        raise BadRule(f"issue {row}: {unknown} unknown")
    if len(set(names)) != len(names):
        raise BadRule(f"issue {row}: names something twice")
    return tuple(known[name] for name in names)


def _word(kind: type[Any], value: str, row: str) -> Any:
    try:
        return kind(value)
    except ValueError:
        raise BadRule(f"issue {row}: {value!r} is no {kind.__name__}") from None


def _known(kind: type[Any], row: Mapping[str, Any], issue: str) -> Any:
    """A law or a number. What is only remembered is not said as law."""
    certainty = _word(Certainty, row["certainty"], issue)
    if certainty in (Certainty.MEMORY, Certainty.OWN):
        raise BadRule(f"{kind.__name__} {next(iter(row.values()))}: is not said on {certainty.value} alone")
    return kind(**{**row, "certainty": certainty})


def _check(rule: IssueRule) -> None:
    """Three sentences of law, and each follow-up right behind its question."""
    if len(rule.law) != SENTENCES:
        raise BadRule(f"issue {rule.id}: wants {SENTENCES} sentences of law")
    if len(rule.questions) < 2:
        raise BadRule(f"issue {rule.id}: asks nothing")
    before = ""
    for question in rule.questions:
        if question.after and question.after.question != before:
            raise BadRule(f"issue {rule.id}: {question.id} does not stand right behind {question.after.question}")
        before = question.id


def is_quiet(issue: Issue | None) -> bool:
    """Violence, and whatever happens to children: nothing goes anywhere that she did not ask for just then."""
    return issue is not None and issue_rules()[issue].quiet


# ------------------------------------------------------------------------------------------------- questions
def asked_about(issue: Issue) -> tuple[Question, ...]:
    """The questions of one issue, then those asked of everyone."""
    return issue_rules()[issue].questions


def first_question(issue: Issue) -> Question:
    """What is asked first about an issue."""
    return asked_about(issue)[0]


def question_after(issue: Issue, question_id: str, values: Collection[str]) -> Question | None:
    """The next question when this one was answered with `values`; None after the last, or when it is asked no more."""
    asked = asked_about(issue)
    position = next((i for i, question in enumerate(asked) if question.id == question_id), len(asked))
    for question in asked[position + 1 :]:
        after = question.after
        if after is None or (after.question == question_id and set(after.values) & set(values)):
            return question
    return None


def issues_asking(question_id: str) -> tuple[Issue, ...]:
    """The issues about which this is asked."""
    return tuple(issue for issue, rule in issue_rules().items() if question_id in {one.id for one in rule.questions})


def touched(issue: Issue, answers: Mapping[str, Collection[str]]) -> tuple[int, ...]:
    """BFC's critical issues that a case may touch: by its issue, and by what she answered."""
    questions = by_id()
    told = {
        questions[question].critical[value]
        for question, values in answers.items()
        if question in questions
        for value in values
        if value in questions[question].critical
    }
    return tuple(sorted({*issue_rules()[issue].critical_issues, *told}))
