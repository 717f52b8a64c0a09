"""The hearing card on paper: when, where, what to bring, what is asked, what not to sign, whom to call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import locales
from api.documents.typesetting import as_pdf
from cases.rules.vocabulary import Language
from cases.store.ministry_views import HearingView

ADVICE = ("asked", "sign", "absent")


@dataclass(frozen=True)
class _Line:
    name: str
    words: str


def given_for(language: Language, hearing: HearingView) -> Mapping[str, Any]:
    """What the template is given."""
    moment = {"date": {"date": hearing.on.isoformat()}, "time": hearing.time}
    said = (
        _Line("when", locales.text(language, "document.hearing.moment", moment)),
        _Line("where", hearing.place),
        _Line("papers", hearing.papers),
        *(_Line(name, locales.text(language, f"document.hearing.{name}.words")) for name in ADVICE),
        _Line("call", hearing.call),
    )
    return {
        "language": language.value,
        "title": locales.text(language, "document.hearing.title"),
        "lines": [
            {"name": locales.text(language, f"document.hearing.{line.name}"), "words": line.words}
            for line in said
            if line.words
        ],
    }


def hearing_card(language: Language, hearing: HearingView) -> bytes:
    """The card as PDF: one page."""
    return as_pdf("hearing_card", given_for(language, hearing))
