"""The pack for a bipartite committee as a paper: in Khmer, then in English, with room to decide and to sign."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import locales
from api.documents.typesetting import as_pdf
from cases.rules.critical_issues import critical_issues
from cases.rules.picc import Moment
from cases.rules.vocabulary import Language
from cases.store.picc import PackView
from cases.store.tables import Factory, Party

WORDS = (
    "themes",
    "themes.none",
    "themes.about",
    "promises",
    "promises.none",
    "decisions",
    "signatures",
    "for_workers",
    "for_management",
    "name_and_date",
    "nobody",
)
THEME_COLUMNS = ("theme", "count", "oldest", "said")
PROMISE_COLUMNS = ("what", "where", "due_on", "state")
DECISION_COLUMNS = ("number", "decision", "who", "due_on")
BLANK_LINES = 6


@dataclass(frozen=True)
class Picture:
    """A photo of a spot, as JPEG."""

    moment: Moment
    taken_on: dt.date
    content: bytes


def theme_words(language: Language, theme: str) -> str:
    """A theme in formal words."""
    kind, _, number = theme.partition(".")
    if kind == "critical_issue":
        return locales.text(language, f"label.{critical_issues()[int(number)].label}")
    return locales.text(language, f"desk.picc.theme.{theme}")


def given_for(party: Party, pack: PackView, pictures: Mapping[str, Picture]) -> Mapping[str, Any]:
    """What the template is given: the same pack, a part for each language."""
    return {"parts": [_part(language, party, pack, pictures) for language in Language]}


def _part(language: Language, party: Party, pack: PackView, pictures: Mapping[str, Picture]) -> Mapping[str, Any]:
    def word(key: str, **params: Any) -> str:
        return locales.text(language, f"desk.picc.paper.{key}", params)

    said = pack.content
    days = {"until": {"date": said["until"]}, "since": {"date": said["since"] or said["until"]}}
    return {
        "language": language.value,
        "title": word("title"),
        "factory": _factory(language, pack.factory),
        "party": word("party", party={"en": party.name_en, "km": party.name_km}),
        "days": word("days" if said["since"] else "days.first", number=pack.row.number, **days),
        "words": {key.replace(".", "_"): word(key) for key in WORDS},
        "theme_columns": [word(f"column.{name}") for name in THEME_COLUMNS],
        "promise_columns": [word(f"column.{name}") for name in PROMISE_COLUMNS],
        "decision_columns": [word(f"column.{name}") for name in DECISION_COLUMNS],
        "blank_lines": BLANK_LINES,
        "themes": [_theme(language, line) for line in said["themes"]],
        "promises": [_promise(language, line, pictures) for line in said["promises"]],
    }


def _factory(language: Language, factory: Factory) -> str:
    if language is Language.KHMER and factory.khmer_sign:
        return f"{factory.khmer_sign} ({factory.name})"
    return factory.name


def _theme(language: Language, line: Mapping[str, Any]) -> list[str]:
    count = locales.number(language, line["count"]) if line["count"] else "–"
    oldest = locales.text(language, f"desk.picc.oldest.{line['oldest']}") if line["oldest"] else "–"
    return [theme_words(language, line["theme"]), count, oldest, ""]


def _promise(language: Language, line: Mapping[str, Any], pictures: Mapping[str, Picture]) -> Mapping[str, Any]:
    english = language is Language.ENGLISH
    what = (english and line["what_en"]) or line["what"]
    where = (english and line["where_en"]) or line["where"]
    due = locales.date(language, dt.date.fromisoformat(line["due_on"])) if line["due_on"] else "–"
    shown = [pictures[one] for one in line["photos"] if one in pictures]
    return {
        "cells": [what, where or "–", due, locales.text(language, f"desk.picc.state.{line['state']}")],
        "photos": [
            {
                "caption": locales.text(
                    language, f"desk.picc.photo.{one.moment.value}", {"day": {"date": one.taken_on.isoformat()}}
                ),
                "bytes": list(one.content),
            }
            for one in shown
        ],
    }


def picc_paper(party: Party, pack: PackView, pictures: Mapping[str, Picture]) -> bytes:
    """The pack as PDF."""
    return as_pdf("picc_pack", given_for(party, pack, pictures))
