"""Papers for the ministry, generated: whatever is typed into them, within what is taken, they are one page each."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.documents.complaint import complaint, of_kept
from api.documents.representation import representation
from cases.actions import identities, representations
from cases.actions.complaints import LONGEST_ANNEX, LONGEST_ASSISTANT, LONGEST_FACTS, MOST_ANNEXES
from cases.rules.claims import MOST_CLAIMS, claim_rules
from cases.rules.vocabulary import Addressee, Currency, Gender, LetterKind, Province
from tests.api.documents.test_complaint import pages_of

KINDS = (LetterKind.MINISTRY_INDIVIDUAL, LetterKind.MINISTRY_COLLECTIVE)
WORDS = "ហេង ស្រីពៅ ចន្ទរស្មី សុវណ្ណារ៉ា ត្រូវបានបញ្ឈប់ពីការងារក្រោយពេលបង្កើតសហជីព នៅរោងចក្រ 2015 "
LONGEST_NAME = 60  # letters: longer than any Khmer name
LONGEST_FACTORY = "Outdoor Gear International Garment & Footwear Manufacturing (Cambodia) Co., Ltd."


def words(most: int, least: int = 0) -> st.SearchStrategy[str]:
    """So many letters of Khmer, cut anywhere, now and then none or all that fit."""
    return st.one_of(st.just(most), st.integers(least, most)).map(lambda length: (WORDS * 20)[:length].strip())


@st.composite
def people(draw: st.DrawFn, most: int) -> list[dict[str, str]]:
    told = {name: words(longest) for name, longest in identities.LONGEST.items()}
    one = st.fixed_dictionaries(
        {"name": words(LONGEST_NAME, 1), "phone": st.sampled_from(["", "012 345 678"])}
        | {"gender": st.sampled_from([gender.value for gender in Gender])}
        | told
    )
    return draw(st.lists(one, min_size=1 if most == 1 else 2, max_size=most))


@st.composite
def contents(draw: st.DrawFn, kind: LetterKind) -> dict[str, Any]:
    claims = draw(st.lists(st.sampled_from(sorted(claim_rules())), min_size=1, max_size=MOST_CLAIMS, unique=True))
    amounts = draw(st.booleans())
    return {
        "people": draw(people(1 if kind is LetterKind.MINISTRY_INDIVIDUAL else 4)),
        "factory": draw(st.sampled_from(["", LONGEST_FACTORY])),
        "province": draw(st.sampled_from(list(Province))).value,
        "facts": draw(words(LONGEST_FACTS, 1)),
        "claims": [{"kind": one} | ({"amount": "9999999999.99"} if amounts else {}) for one in claims],
        "currency": draw(st.sampled_from(list(Currency))).value,
        "annexes": draw(st.lists(words(LONGEST_ANNEX, 1), max_size=MOST_ANNEXES)),
        "addressee": draw(st.sampled_from(list(Addressee))).value,
        "assisted_by": draw(words(LONGEST_ASSISTANT)),
        "representative": {name: draw(words(longest, 1)) for name, longest in representations.LONGEST.items()},
    }


@pytest.mark.parametrize("kind", KINDS)
def test_complaint_and_representation_are_one_page_whatever_is_typed(kind: LetterKind) -> None:
    """The list of several stands behind; digits are Khmer; nothing of ours is named."""

    @settings(max_examples=6, deadline=None)
    @given(contents(kind))
    def holds(content: dict[str, Any]) -> None:
        lists = 0 if kind is LetterKind.MINISTRY_INDIVIDUAL else 1
        for pages in (pages_of(complaint(of_kept(kind, content))), pages_of(representation(content))):
            assert len(pages) == 1 + lists
            assert not any(sign in "".join(pages) for sign in "0123456789")
            assert "samleng" not in "".join(pages).lower() and "សំឡេង" not in "".join(pages)

    holds()
