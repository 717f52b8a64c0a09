"""The paper for the meeting of a union and BFC: every line, in both languages, over as many pages as it needs."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pypdfium2
import pytest

from api.documents.bfc_list import BfcPaper, Line, bfc_paper
from cases.rules.vocabulary import Language

DAY = dt.date(2024, 11, 4)
LINE = Line(
    number="123 456 789",
    factory="Outdoor Gear International Garment & Footwear Manufacturing (Cambodia) Co., Ltd.",
    issue="Dismissed",
    asked=["Reinstatement (agreed)", "Back pay (proposed)"],
    status="In progress",
    since=DAY,
    findings=["8 · Workers are punished for joining a union: Confirmed"],
    met_on=DAY,
    meets_on=DAY + dt.timedelta(days=90),
)


def text_of(pdf: bytes) -> list[str]:
    pages = pypdfium2.PdfDocument(pdf)
    return ["".join(unicodedata.normalize("NFC", one.get_textpage().get_text_range()).split()) for one in pages]


@pytest.mark.parametrize("language", Language)
def test_the_paper_holds_every_line_and_says_when_it_does_not_hold_all(language: Language) -> None:
    """Thirty of the longest lines; each page has the headings again."""
    pages = text_of(bfc_paper(language, BfcPaper(("C.CAWDU", "BFC"), DAY, [LINE] * 30, more=True)))
    assert sum(page.count("123456789") for page in pages) == 30 and len(pages) > 1
    heading = {"km": "លេខយោង", "en": "Reference"}[language.value]
    assert all(heading in page for page in pages[:-1])
    more = {"km": "បញ្ជីនៅមានបន្ត", "en": "Thelistgoeson"}[language.value]
    assert more in pages[-1]
