"""A letter to BFC or a buyer on paper: what was given and written, a draft marked on each page, in both languages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from api.documents.party_letter import party_letter
from cases.rules.vocabulary import Language, LetterKind
from cases.store.tables import Letter
from tests.api.documents.test_bfc_list import text_of

NOON = dt.datetime(2024, 11, 4, 5, 0, tzinfo=dt.UTC)
QUOTED = "គេឲ្យខ្ញុំឈប់ ព្រោះខ្ញុំបង្កើតសហជីព។"
CONTENT: dict[str, Any] = {
    "consents": [],
    "from": {"en": "C.CAWDU", "km": "សហព័ន្ធ C.CAWDU"},
    "to": {"en": "Nordic Wear AB", "km": "Nordic Wear AB"},
    "reference": "123456789",
    "factory": "Outdoor Gear (Cambodia) Co., Ltd.",
    "province": "kandal",
    "issue": "dismissal",
    "told": "Five workers were dismissed a week after they founded a union.\nThe factory says there is no work.",
    "asked": "Please ask the factory to take them back with their wages.",
    "reply_by": "2024-12-19",
    "names": [],
    "parts": {
        "what_happened": [
            {"text": QUOTED, "kind": "text"},
            {"question": "union_known", "values": ["yes"], "kind": "text"},
        ],
        "outcome": [{"remedy": "reinstatement", "stage": "agreed", "women": 1, "men": 0, "not_recorded": 0}],
        "evidence:1": [{"evidence": "1", "kind": "photo", "text": "the notice at the gate"}],
    },
    "quoted": True,
}


def letter(kind: LetterKind, language: Language, **more: Any) -> Letter:
    return Letter(
        case_id="c", kind=kind, language=language, generation=1, sealed=b"", by_staff_id="s", made_at=NOON, **more
    )


@pytest.mark.parametrize(
    ("kind", "approved", "is_draft"),
    [(LetterKind.BUYER, None, True), (LetterKind.BUYER, NOON, False), (LetterKind.BFC, None, False)],
)
def test_a_buyers_letter_that_nobody_approved_is_a_draft(
    kind: LetterKind, approved: dt.datetime | None, is_draft: bool
) -> None:
    """It says so; and a buyer is asked not to show it to management."""
    page = "".join(text_of(party_letter(letter(kind, Language.ENGLISH, approved_at=approved), CONTENT)))
    assert ("DRAFT" in page) is is_draft
    assert ("beforeyouhavespokenwithus" in page) is (kind is LetterKind.BUYER)
    for words in ("NordicWearAB", "123456789", "Pleaseanswerby19December2024", "noticeatthegate", "4November2024"):
        assert words in page


@pytest.mark.parametrize("language", Language)
def test_own_words_follow_only_where_they_were_asked_for(language: Language) -> None:
    """As she wrote them, in both languages of the letter."""
    shown = "".join(text_of(party_letter(letter(LetterKind.BFC, language), CONTENT)))
    hidden = "".join(text_of(party_letter(letter(LetterKind.BFC, language), CONTENT | {"quoted": False})))
    assert len(shown) > len(hidden) and "samleng" not in shown.lower()
