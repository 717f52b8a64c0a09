"""A letter to BFC or to a buyer: what happened, what is asked, and what the workers gave for this recipient alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import locales
from api.documents.typesetting import as_pdf
from bot.answers import preview_text
from cases.rules import case_numbers
from cases.rules.vocabulary import Language, LetterKind, Part, Province
from cases.store.clock import cambodian_day
from cases.store.sharing import EVIDENCE
from cases.store.tables import Letter

WORDS = ("subject", "factory", "told", "facts", "outcome", "quoted", "annexes", "names", "asked", "draft", "for")


def party_letter(letter: Letter, content: Mapping[str, Any]) -> bytes:
    """The letter as PDF; a buyer's that nobody approved yet says on each page that it is a draft."""
    return as_pdf("party_letter", given_for(letter, content))


def given_for(letter: Letter, content: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the template is given."""
    language = letter.language

    def word(key: str, **params: Any) -> str:
        return locales.text(language, f"document.letter.{key}", params)

    parts: Mapping[str, Sequence[Mapping[str, Any]]] = content["parts"]
    told = parts.get(Part.WHAT_HAPPENED.value, [])
    facts = [item for part, items in parts.items() for item in items if _is_fact(part, item)]
    day = letter.sent_on or cambodian_day(letter.made_at)
    return {
        "language": language.value,
        "words": {name: word(name) for name in WORDS},
        "from": content["from"][language.value],
        "to": content["to"][language.value],
        "date": locales.date(language, day),
        "reference": word("reference", number=case_numbers.shown(content["reference"])),
        "subject": word("subject.words", issue=word(f"issue.{content['issue']}")),
        "factory": _factory(language, content),
        "told": _paragraphs(content["told"]),
        "facts": preview_text(language, facts).splitlines(),
        "outcome": preview_text(language, parts.get(Part.OUTCOME.value, [])).splitlines(),
        "quoted": [item["text"] for item in told if "text" in item and "question" not in item]
        if content["quoted"]
        else [],
        "annexes": [preview_text(language, items) for part, items in parts.items() if part.startswith(EVIDENCE)],
        "names": content["names"],
        "asked": _paragraphs(content["asked"]),
        "reply_by": _reply_by(language, content["reply_by"]),
        "care": word("care") if letter.kind is LetterKind.BUYER else "",
        "is_draft": letter.kind is LetterKind.BUYER and letter.approved_at is None,
    }


def _is_fact(part: str, item: Mapping[str, Any]) -> bool:
    """An answer to a question; own words, files and what was reached have places of their own."""
    return "question" in item and not part.startswith(EVIDENCE)


def _factory(language: Language, content: Mapping[str, Any]) -> str:
    province = locales.label(language, Province(content["province"])) if content["province"] else ""
    return ", ".join(filter(None, (content["factory"], province)))


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _reply_by(language: Language, day: str) -> str:
    if not day:
        return ""
    return locales.text(language, "document.letter.reply_by", {"day": {"date": dt.date.fromisoformat(day).isoformat()}})
