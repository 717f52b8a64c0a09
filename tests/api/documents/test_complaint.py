"""The complaint as the ministry's counter takes it: one page, official Khmer, and nothing that names us."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pypdfium2
import pytest

from api.documents.complaint import Claim, Complaint, Person, complaint, people_of
from cases.actions.complaints import LONGEST_ANNEX, LONGEST_ASSISTANT, LONGEST_FACTS, MOST_ANNEXES
from cases.rules.claims import MOST_CLAIMS, claim_rules, load
from cases.rules.clocks import BadRule, Certainty
from cases.rules.vocabulary import Currency, Gender, LetterKind

LONGEST = Person(
    name="ហេង ស្រីពៅ ចន្ទរស្មី សុវណ្ណារ៉ា",
    gender=Gender.WOMAN,
    born="13 មករា 1994",
    id_number="010 123 456 (01)",
    address="ផ្ទះលេខ 125 ផ្លូវលេខ 371 ភូមិដំណាក់ធំ សង្កាត់ស្ទឹងមានជ័យទី 3 ខណ្ឌមានជ័យ រាជធានីភ្នំពេញ",
    position="អ្នកដេរផ្នែកបញ្ចប់ ក្រុមទី 14",
    started="2 កុម្ភៈ 2015",
    wage="227 ដុល្លារអាមេរិក",
    phone="012 345 678",
)
FACTS = "នាងខ្ញុំធ្វើការនៅរោងចក្រនេះតាំងពីឆ្នាំ 2015 ហើយត្រូវបានបញ្ឈប់ពីការងារក្រោយពេលបង្កើតសហជីពនៅក្នុងរោងចក្រ។ " * 9


def longest(kind: LetterKind = LetterKind.MINISTRY_INDIVIDUAL, people: int = 1) -> Complaint:
    kinds = sorted(claim_rules(), key=lambda name: -len(claim_rules()[name].km + claim_rules()[name].cited))
    return Complaint(
        kind=kind,
        addressee="លោកប្រធាននាយកដ្ឋានវិវាទការងារ នៃក្រសួងការងារ និងបណ្ដុះបណ្ដាលវិជ្ជាជីវៈ",
        people=[LONGEST] * people,
        factory="Outdoor Gear International Garment & Footwear Manufacturing (Cambodia) Co., Ltd.",
        province="បន្ទាយមានជ័យ",
        facts=FACTS[:LONGEST_FACTS],
        claims=[Claim(name, Decimal("123456789.50"), Currency.USD) for name in kinds[:MOST_CLAIMS]],
        annexes=["បង្កាន់ដៃប្រាក់ឈ្នួលចំនួន 12 សន្លឹក និងកិច្ចសន្យាការងារឆ្នាំ 2015"[:LONGEST_ANNEX]] * MOST_ANNEXES,
        assisted_by="លោកស្រី ហេង ស្រីពៅ ចន្ទរស្មី ប្រធានសហជីពមូលដ្ឋាន នៃសហភាពការងារកម្ពុជា"[:LONGEST_ASSISTANT],
    )


def pages_of(pdf: bytes) -> list[str]:
    """The text layer page by page, without the spaces that line breaks and letter forms add."""
    document = pypdfium2.PdfDocument(pdf)
    said = [page.get_textpage().get_text_range() for page in document]
    return ["".join(unicodedata.normalize("NFC", words).split()) for words in said]


def test_the_longest_complaint_is_one_page_and_names_nobody_of_ours() -> None:
    """Eight claims, the longest names and facts: one page, with digits in Khmer and amounts to the cent."""
    (page,) = pages_of(complaint(longest()))
    assert "១២៣,៤៥៦,៧៨៩.៥០" in page
    assert not any(sign in page for sign in "0123456789")
    assert "samleng" not in page.lower()
    assert "សំឡេង" not in page


def test_a_collective_complaint_is_one_page_and_its_list_goes_on() -> None:
    """The complaint itself stays one page however many put their thumbs to it."""
    pages = pages_of(complaint(longest(LetterKind.MINISTRY_COLLECTIVE, people=30)))
    assert len(pages) > 2
    assert "យើងខ្ញុំ" in pages[0] and "យើងខ្ញុំ" not in pages_of(complaint(longest()))[0]
    assert "៣០" in pages[-1]


def test_the_month_in_which_she_began_stands_as_an_official_letter_has_it() -> None:
    """As far as she told it; what was kept before it was taken over has none."""
    said = {"name": "Sok Dara", "gender": "woman"}
    found = people_of({"people": [said | {"since": "2019-03"}, said]})
    assert [one.started for one in found] == ["ខែមីនា ឆ្នាំ២០១៩", ""]


def test_what_is_uncertain_in_law_is_not_stated_as_certain() -> None:
    """Only an article whose words were seen is cited."""
    assert {bool(rule.cited) for rule in claim_rules().values() if rule.certainty is Certainty.TEXT} == {True}
    assert {rule.cited for rule in claim_rules().values() if rule.certainty is not Certainty.TEXT} == {""}


@pytest.mark.parametrize("broken", ['[[claim]]\nkind = "x"', '[[claim]]\nkind = "x"\nsource = ""'])
def test_a_claim_without_its_source_is_a_loud_error(broken: str) -> None:
    """A row that lacks something stops the start."""
    with pytest.raises(BadRule):
        load(broken)
