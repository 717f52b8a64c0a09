"""The form on which a worker says yes by hand or thumb: the recipient, what it can and cannot do, each part whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import locales
from api.documents.typesetting import as_pdf
from cases.rules.vocabulary import Language

WORDS = ("title", "parts", "name", "date", "officer", "thumb", "reference")


@dataclass(frozen=True)
class ConsentForm:
    """`parts` are names with the words that would go."""

    party: str
    card: str
    parts: Sequence[tuple[str, str]]
    until: dt.date
    reference: str


def given_for(language: Language, form: ConsentForm) -> Mapping[str, Any]:
    """What the template is given."""
    words = {word: locales.text(language, f"desk.form.{word}") for word in WORDS}
    words["until"] = locales.text(language, "desk.form.until", {"date": {"date": form.until.isoformat()}})
    return {
        "language": language.value,
        "words": words,
        "party": form.party,
        "card": form.card,
        "parts": [{"name": name, "text": text} for name, text in form.parts],
        "reference": form.reference,
    }


def consent_form(language: Language, form: ConsentForm) -> bytes:
    """The form as PDF."""
    return as_pdf("consent_form", given_for(language, form))
