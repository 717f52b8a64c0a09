"""Factories found by what workers call them: the figure that is promised, and what is not to be mixed up."""

from __future__ import annotations

import pytest

from cases.rules.khmer import same_spelling
from cases.rules.vocabulary import Province
from cases.store.factory_search import Known, Register, best_matches
from tests.support import by_ear

PROMISED = 90.0  # per cent among the first five


def test_the_right_factory_is_among_the_first_five(capsys: pytest.CaptureFixture[str]) -> None:
    """Nine of ten and more, of the queries that were held back as of those that were not; the figures are printed."""
    asked = by_ear.queries()
    assert len(asked) >= 200 and len({query.words for query in asked}) > 300
    found = [*by_ear.as_she_asks()]
    with capsys.disabled():
        print("", *found, sep="\n")
    for figure in found:
        assert min(figure.found.values()) >= PROMISED, figure


KNOWN = Register(
    [
        Known("hen", Province.PHNOM_PENH, ("Hen 7 Garment Co., Ltd.",), ("Puma", "Veng Sreng Road")),
        Known("yung 1", Province.PHNOM_PENH, ("Yung Fa 1 Garment",), ("H&M", "National Road 4")),
        Known("yung 2", Province.KANDAL, ("Yung Fa 2 Garment",), ("H&M", "National Road 2")),
        Known("gtf", Province.KANDAL, ("G.T.F. Garment Co., Ltd.", "រោងចក្រ ជ័យជំនះ"), ()),
        Known("chinese", Province.KANDAL, ("恒七",), ()),
    ]
)


@pytest.mark.parametrize(
    ("typed", "province", "first"),
    [
        ("ហេន ៧ ហ្គាម៉ិន", None, "hen"),
        ("រោងចក្រហេន\u200bប្រាំពីរ", None, "hen"),
        ("HEN7", None, "hen"),
        ("ភូម៉ា ផ្លូវវេងស្រេង", None, "hen"),
        ("យុងហ្វា១", None, "yung 1"),
        ("យុងហ្វា", Province.KANDAL, "yung 2"),
        ("yung fa pir", None, "yung 2"),
        ("ផ្លូវជាតិលេខ៤", None, "yung 1"),
        ("ជីធីអេហ្វ", None, "gtf"),
        ("gtf", None, "gtf"),
        ("ជ័យជំនះ", None, "gtf"),
        ("恒七", None, "chinese"),
    ],
)
def test_what_she_types_leads_to_the_factory(typed: str, province: Province | None, first: str) -> None:
    """By ear, by number, by brand and road, by letters read out, by the sign; her province decides between two."""
    assert best_matches(typed, KNOWN, province)[0] == first


@pytest.mark.parametrize("typed", ["", " ", "?!", "\u200b", "恒八八", "ខ្ញុំមិនដឹងទេ", "ក្"])
def test_what_names_no_factory_finds_none(typed: str) -> None:
    """Nothing is offered for the sake of offering."""
    assert best_matches(typed, KNOWN) == []


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("ក្តៅ", "ក្ដៅ"),
        ("អុិចសំភល", "អ៊ិចសំភល"),
        ("អិុចសំភល", "អ៊ិចសំភល"),
        ("កេា", "កោ"),
        ("កេី", "កើ"),
        ("ឣង្គរ", "អង្គរ"),
        ("កា្ត", "ក្តា"),
        ("ស្រ្តី", "ស្ត្រី"),
        ("ក\u200bខ៧", "កខ7"),
    ],
)
def test_what_looks_the_same_is_one_spelling(typed: str, same: str) -> None:
    """Signs in another order, two signs for one, letters out of use, and what nobody sees."""
    assert same_spelling(typed) == same_spelling(same)
    assert same_spelling(same_spelling(typed)) == same_spelling(typed)
