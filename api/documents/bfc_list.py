"""The list for the meeting of a union and BFC, as a paper with room to write beside each line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import locales
from api.documents.typesetting import as_pdf
from cases.rules.vocabulary import Language

NO_BREAK = "\N{NO-BREAK SPACE}"
COLUMNS = ("number", "factory", "issue", "asked", "since", "findings", "meetings", "agreed")


@dataclass(frozen=True)
class Line:
    """A referral as both sides read it, in words."""

    number: str  # the referral's reference
    factory: str
    issue: str
    asked: Sequence[str]
    status: str
    since: dt.date
    findings: Sequence[str]
    met_on: dt.date | None
    meets_on: dt.date | None


@dataclass(frozen=True)
class BfcPaper:
    """`more`: the list goes on beyond what the paper holds."""

    between: tuple[str, str]
    on: dt.date
    lines: Sequence[Line]
    more: bool = False


def given_for(language: Language, paper: BfcPaper) -> Mapping[str, Any]:
    """What the template is given."""

    def word(key: str, **params: Any) -> str:
        return locales.text(language, f"desk.bfc-list.{key}", params)

    ours, theirs = paper.between
    return {
        "language": language.value,
        "title": word("paper.title", ours=ours, theirs=theirs),
        "on": word("paper.on", day={"date": paper.on.isoformat()}, count=len(paper.lines)),
        "about": word("paper.about"),
        "more": word("paper.more") if paper.more else "",
        "empty": word("empty"),
        "columns": [word(f"column.{name}") for name in COLUMNS],
        "lines": [_cells(language, line) for line in paper.lines],
    }


def _cells(language: Language, line: Line) -> list[list[str]]:
    """One line: the words of each column, a list of short paragraphs; the last is written in by hand."""
    meetings = [
        locales.text(language, f"desk.bfc-list.{key}", {"day": {"date": day.isoformat()}})
        for key, day in (("met_on", line.met_on), ("meets_on", line.meets_on))
        if day
    ]
    return [
        [line.number.replace(" ", NO_BREAK)],
        [line.factory],
        [line.issue],
        list(line.asked),
        [locales.date(language, line.since), line.status],
        list(line.findings),
        meetings,
        [],
    ]


def bfc_paper(language: Language, paper: BfcPaper) -> bytes:
    """The list as PDF."""
    return as_pdf("bfc_list", given_for(language, paper))
