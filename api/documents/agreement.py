"""An agreement to sign: parties, what was agreed and by when, what if not; formal Khmer, or English beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import locales
from api.documents.complaint import khmer, official_date, official_money
from api.documents.typesetting import as_pdf
from cases.rules.surrenders import surrender_rules
from cases.rules.vocabulary import Language, Surrender
from cases.store.agreement_views import AgreedThing, AgreementView

WORDS = (
    "kingdom",
    "motto",
    "title",
    "between",
    "and",
    "workers",
    "employer",
    "represented",
    "present",
    "facilitated",
    "agreed",
    "terms",
    "not-kept",
    "not-kept.usual",
    "rights",
    "takes",
    "read",
    "copies",
    "signed-workers",
    "signed-employer",
    "signed-witness",
    "signed-reader",
    "name",
    "signature",
    "thumb",
)
ROWS = 3  # lines for names where none stands on it
MOST_ROWS = 12  # thumbs on the page; who is more signs on a list of its own


@dataclass(frozen=True)
class Paper:
    """`names` may stand on it; `counted` are the things whose number of workers this reader may see."""

    text: AgreementView
    names: Sequence[str]
    counted: Sequence[AgreedThing]


def agreement_paper(language: Language, paper: Paper) -> bytes:
    """The agreement as PDF."""
    return as_pdf("agreement", given_for(language, paper))


def given_for(language: Language, paper: Paper) -> Mapping[str, Any]:
    """What the template is given."""
    text = paper.text
    rows = min(len(paper.names), MOST_ROWS) or ROWS
    return {
        "language": language.value,
        "words": {word: _word(language, word) for word in WORDS},
        "made": _word(
            language,
            "made",
            {"place": _digits(language, text.place), "date": _day(language, text)},
        ),
        "names": list(paper.names),
        "rows": [_digits(language, str(number)) for number in range(1, rows + 1)],
        "factory": text.factory[language],
        "employer": _digits(language, text.employer),
        "lead": text.lead[language],
        "party": text.party.get(language, ""),
        "present": _digits(language, text.present),
        "things": [
            _thing(language, one, counted=one in paper.counted) | {"number": _digits(language, str(number))}
            for number, one in enumerate(text.things, 1)
        ],
        "terms": _digits(language, text.terms),
        "not_kept": _digits(language, text.if_not_kept),
        "takes": [
            {
                "words": _word(language, f"takes.{one.value}"),
                "law": _digits(language, surrender_rules()[one].law(language)),
            }
            for one in text.warned_of
        ],
    }


def _thing(language: Language, thing: AgreedThing, *, counted: bool) -> dict[str, str]:
    heads = [
        _word(language, f"heads.{who}", {"count": getattr(thing, who)})
        for who in ("women", "men", "not_recorded")
        if getattr(thing, who)
    ]
    due = _word(language, "due", {"date": {"date": thing.due_on.isoformat()}}) if thing.due_on else ""
    if thing.due_on and language is Language.KHMER:
        due = _word(language, "due", {"date": official_date(thing.due_on)})
    return {
        "kind": _word(language, f"kind.{thing.kind.value}"),
        "who": _digits(language, ", ".join(heads)) if counted else "",
        "amount": _amount(language, thing),
        "due": due,
        "details": _digits(language, thing.details),
    }


def _amount(language: Language, thing: AgreedThing) -> str:
    if thing.currency is None or thing.amount is None:
        return ""
    if language is Language.KHMER:
        return official_money(thing.currency, thing.amount)
    return locales.money(language, thing.currency, thing.amount)


def _taken(language: Language, what: Surrender) -> dict[str, str]:
    law = surrender_rules()[what].law(language)
    return {"words": _word(language, f"takes.{what.value}"), "law": _digits(language, law)}


def _day(language: Language, text: AgreementView) -> str:
    return official_date(text.on) if language is Language.KHMER else locales.date(language, text.on)


def _digits(language: Language, text: str) -> str:
    """Khmer digits on a Khmer paper."""
    return khmer(text) if language is Language.KHMER else text


def _word(language: Language, word: str, params: Mapping[str, Any] | None = None) -> str:
    return locales.text(language, f"document.agreement.{word}", params)
