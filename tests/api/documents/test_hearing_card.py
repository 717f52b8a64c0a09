"""The hearing card: one page in either language, and no word of whose paper it is."""

from __future__ import annotations

import datetime as dt

import pytest

from api.documents.hearing_card import hearing_card
from cases.actions.hearings import LONGEST
from cases.rules.vocabulary import Language
from cases.store.ministry_views import HearingView
from tests.api.documents.test_complaint import pages_of

WORDS = "មន្ទីរការងារ និងបណ្ដុះបណ្ដាលវិជ្ជាជីវៈ ខេត្តបន្ទាយមានជ័យ អគារ ខ ជាន់ទីពីរ បន្ទប់លេខ 14 " * 6


@pytest.mark.parametrize("language", list(Language))
def test_the_longest_card_is_one_page(language: Language) -> None:
    """However much an officer typed into each field."""
    words = {name: WORDS[:most] for name, most in LONGEST.items()}
    on = dt.date(2024, 12, 4)
    hearing = HearingView("id", on, "08:30", **words, reference="", by="", cancelled_at=None, over=False)
    (page,) = pages_of(hearing_card(language, hearing))
    assert "08:30" in page
    assert "samleng" not in page.lower() and "សំឡេង" not in page
