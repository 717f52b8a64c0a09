"""Khmer as a kind person says it and as an office writes it; what `make check` holds of it. See decision 0033."""

from __future__ import annotations

import csv
import re
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import locales
from cases.rules.vocabulary import Language
from locales.spelling import one_form
from locales.wrapping import ZERO_WIDTH_SPACE, breakable, words
from tests.support.labels_on_buttons import labels
from tests.support.measuring import lines
from tests.support.texts import Text, listed, texts

DATA = locales.FOLDER / "data"
LATIN = re.compile(r"[A-Za-z][\w-]*", re.ASCII)
KHMER_LETTERS = st.text(st.characters(min_codepoint=0x1780, max_codepoint=0x17DD), max_size=12)


def table(name: str) -> dict[str, Any]:
    with (DATA / name).open("rb") as file:
        return tomllib.load(file)


def glossary() -> dict[str, tuple[str, ...]]:
    """English terms, longest first, and the Khmer words of which one must stand."""
    with (DATA / "glossary.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["english"]: tuple(row["khmer"].split(" / ")) for row in csv.DictReader(file)}
    return dict(sorted(rows.items(), key=lambda row: -len(row[0])))


def english_of() -> dict[str, Text]:
    return {text.key: text for text in texts("en")}


# ------------------------------------------------------------------------------------------------ spelling
def test_every_text_keeps_to_one_spelling() -> None:
    """`python -m locales.spelling` mends it: order of signs, invisible ones, subscript DA, one of two spellings."""
    faults = [(text, "run python -m locales.spelling") for text in texts("km") if one_form(text.words) != text.words]
    assert not faults, listed(faults)


@pytest.mark.parametrize(
    ("typed", "spelled"),
    [
        ("ក្តៅ បណ្តឹង កណ្តាល", "ក្ដៅ បណ្ដឹង កណ្ដាល"),
        ("បន្ត ស្ត្រី ភស្តុតាង ខេត្ត", "បន្ត ស្ត្រី ភស្តុតាង ខេត្ត"),
        ("ក\u17b6\u17d2ម", "ក\u17d2ម\u17b6"),  # a vowel before its subscript
        ("ស\u17d2\u179a\u17d2\u178fី", "ស\u17d2\u178f\u17d2\u179aី"),  # RO is the last subscript
        ("ប\u17b7\u17c9", "ប\u17c9\u17b7"),  # a vowel before its shifter
        ("ន\u17c6\u17b6", "ន\u17b6\u17c6"),
        ("ក\u17c1\u17b8 ក\u17c1\u17b6", "ក\u17be ក\u17c4"),  # two signs drawn like one
        ("ក\u17b6\u17b6", "ក\u17b6"),
        ("រឿង\u200bខ្ញុំ\ufeff ឱ្យ", "រឿងខ្ញុំ ឲ្យ"),
        ("ទូរសព្ទ សោររបស់ សោរបស់ សោរថ្មី", "ទូរស័ព្ទ សោរបស់ សោរបស់ សោថ្មី"),
    ],
)
def test_what_looks_the_same_is_spelled_the_same(typed: str, spelled: str) -> None:
    """And what is right stays as it is."""
    assert one_form(typed) == spelled == one_form(spelled)


@given(KHMER_LETTERS)
def test_spelling_comes_to_rest(letters: str) -> None:
    """Whatever stands there: a second time changes nothing."""
    assert one_form(one_form(letters)) == one_form(letters)


# ------------------------------------------------------------------------------------------------ words
def test_no_latin_word_stands_in_khmer_but_those_of_the_list() -> None:
    """Nothing is left in English; names, commands and kinds of files stand in `locales/data/latin.toml`."""
    allowed = {(prefix, word) for prefix, several in table("latin.toml")["allowed"].items() for word in several}
    used: set[tuple[str, str]] = set()
    faults = []
    for text in texts("km"):
        for word in LATIN.findall(text.plain):
            here = {one for one in allowed if one[1] == word and text.begins(one[0])}
            used |= here
            faults += [] if here else [(text, f"Latin: {word}")]
    assert not faults, listed(faults)
    assert allowed - used == set()


def test_digits_are_latin_and_years_of_the_common_era() -> None:
    """Payslips and phones have Latin digits; only a paper for an office may have Khmer ones."""
    faults = [(t, "Khmer digit") for t in texts("km") if re.search("[០-៩]", t.words) and not t.begins("document.")]
    faults += [(t, "Buddhist era") for t in texts("km") if re.search(r"\b25[67]\d\b", t.words)]
    assert not faults, listed(faults)


def test_no_word_stands_where_it_does_not_belong() -> None:
    """To her no words of law and no gendered yes; `locales/data/registers.toml` says what instead."""
    registers, faults = table("registers.toml"), []
    for rule in registers["avoid"]:
        where = registers[rule["in"]] if rule["in"] else [""]
        for text in texts("km"):
            if text.begins(*where) and rule["word"] in text.words and rule.get("unless", "\0") not in text.words:
                faults.append((text, f"{rule['word']} ({rule['why']}); say {rule['say']}"))
    assert not faults, listed(faults)


def test_formal_texts_use_the_words_of_the_glossary() -> None:
    """Where the English of a desk page or paper has a term of `locales/data/glossary.csv`, its Khmer has the term."""
    english, formal, faults = english_of(), table("registers.toml")["formal"], []
    for text in texts("km"):
        said = english[text.key].plain if text.begins(*formal) else ""
        for term, forms in glossary().items():
            said, count = re.subn(rf"\b{term}(s|es)?\b", " ", said, flags=re.IGNORECASE)
            if count and not any(form in text.words for form in forms):
                faults.append((text, f"{term} is {' or '.join(forms)}"))
    assert not faults, listed(faults)


# ------------------------------------------------------------------------------------------------- buttons
NAMES = {
    "party": "C.CAWDU",
    "factory": "ហេន ៧ ហ្គាម៉ិន (ខេមបូឌា)",
    "typed": "ហេន ៧ ហ្គាម៉ិន",
    "number": "2024-00012",
    "year": "2024",
    "month": "ខែ11 (វិច្ឆិកា)",
    "choice": "មិនប្រាប់ឈ្មោះ",
    "count": "12",
    "piece": "3",
    "meant": "33.3",
    "kind": "ប្រាក់ខែដែលខកខាន",
    "words": "",
}
# In a phone of 360 px: size of letters, room for a label that is alone in its row or beside one, two or three, lines;
# and what is not seen there.
CHANNELS: tuple[tuple[float, tuple[float, ...], int, tuple[str, ...]], ...] = (
    (17.0, (292.0, 124.0, 68.0, 40.0), 2, ()),  # worker.css
    (15.0, (265.0, 125.0, 78.0, 54.0), 1, ("desk.", "page.")),  # Telegram, which cuts off what does not fit
)


@pytest.mark.parametrize("language", list(Language))
def test_labels_of_buttons_fit(language: Language) -> None:
    """At 360 px, in the rows in which the code puts them, names filled in."""
    known = {text.key: text for text in texts(language)}
    beside = labels(list(known))
    assert len(beside) > 450
    asked = [
        (known[key], widths[others], size, most)
        for size, widths, most, elsewhere in CHANNELS
        for key, others in beside.items()
        if not known[key].begins(*elsewhere)
    ]
    found = lines([(text.words % NAMES, width, size) for text, width, size, _ in asked])
    faults = [
        (text, f"{taken} lines on a button of {width:.0f} px; {most} fit")
        for (text, width, _, most), taken in zip(asked, found, strict=True)
        if taken > most
    ]
    assert not faults, listed(faults)


# ------------------------------------------------------------------------------------------------ wrapping
def test_lines_may_end_around_the_words_that_dictionaries_miss() -> None:
    """Between Khmer letters only, once, never inside a longer word or before a sign that belongs to the letter."""
    assert breakable("កម្មករទាំងអស់") == "កម្មករ\u200bទាំងអស់"
    assert breakable("ទុកទទេ ក្រដាសទទេ") == "ទុក\u200bទទេ ក្រដាស\u200bទទេ"
    assert breakable("កូដកម្ម") == "កូដកម្ម"
    assert breakable("(កូដ) %(code)sកូដ។") == "(កូដ) %(code)sកូដ។"
    assert breakable("កូដៗ កូដា") == "កូដៗ កូដា"


def test_what_is_shown_is_what_is_kept_but_for_room_to_wrap() -> None:
    """The catalogs hold no invisible sign; what is typed back, with it or without, means the same."""
    shown = locales.catalog("km")
    assert all(ZERO_WIDTH_SPACE not in text.words for text in texts("km"))
    assert {text.key: text.words for text in texts("km")} == {
        key: words.replace(ZERO_WIDTH_SPACE, "") for key, words in shown.items()
    }
    assert [word for word in words() if one_form(word) != word] == []
