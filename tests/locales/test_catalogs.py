"""Both languages say everything, each thing once, with the same placeholders; what the pages ask for is there."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import locales
from cases.rules.vocabulary import Language

ROOT = Path(__file__).parents[2]
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
USED = re.compile(r"""\bt\(\s*["']([\w.]+)["']\s*[,)]""")
KHMER = re.compile(r"[\u1780-\u17ff]")
# Sentences without a Khmer letter: a language's own name, marks, names of things that have no other.
WITHOUT_LETTERS = re.compile(r"^[\W\d]*(%\(\w+\)s[\W\d]*)*$")


def keys_of(language: str) -> list[str]:
    found = []
    for path in sorted((locales.FOLDER / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            found += [str(message.id) for message in read_po(file, locale=language) if message.id]
    return found


def test_both_languages_have_the_same_keys() -> None:
    """Khmer is complete, and English too."""
    assert set(keys_of("km")) == set(keys_of("en"))


@pytest.mark.parametrize("language", list(Language))
def test_every_key_stands_once_and_says_something(language: Language) -> None:
    """No key in two files, none empty, none marked fuzzy."""
    assert [key for key, count in Counter(keys_of(language)).items() if count > 1] == []
    for path in (locales.FOLDER / language / "LC_MESSAGES").glob("*.po"):
        with path.open("rb") as file:
            assert [m.id for m in read_po(file) if m.id and (m.fuzzy or not m.string)] == [], path.name


def test_placeholders_are_the_same_in_both_languages() -> None:
    """What one language names, the other names too."""
    english, khmer = locales.catalog("en"), locales.catalog("km")
    differing = [k for k in english if set(PLACEHOLDER.findall(english[k])) != set(PLACEHOLDER.findall(khmer[k]))]
    assert differing == []


def test_khmer_is_khmer() -> None:
    """No English sentence stands in Khmer's place; proper names of one or two words may."""
    khmer = locales.catalog("km")
    english_left = [
        key
        for key, words in khmer.items()
        if not KHMER.search(words) and not WITHOUT_LETTERS.match(words) and len(PLACEHOLDER.sub("", words).split()) > 2
    ]
    assert english_left == []


def test_every_text_that_a_template_asks_for_exists() -> None:
    """A missing key would be an error page, so it fails here first."""
    known = locales.catalog("en")
    templates = (ROOT / "api").rglob("*.html")
    missing = {key for path in templates for key in USED.findall(path.read_text(encoding="utf-8")) if key not in known}
    assert missing == set()
