"""Both languages say everything, each thing once, with the same placeholders; what the pages ask for is there."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import locales
from cases.rules.vocabulary import Language
from tests.support.texts import listed, texts

ROOT = Path(__file__).parents[2]
USED = re.compile(r"""\bt\(\s*["']([\w.]+)["']\s*[,)]""")


def keys_of(language: str) -> set[str]:
    return {text.key for text in texts(language)}


def test_both_languages_have_the_same_keys() -> None:
    """Khmer is complete, and English too."""
    faults = [(text, "there is no Khmer") for text in texts("en") if text.key not in keys_of("km")]
    faults += [(text, "there is no English") for text in texts("km") if text.key not in keys_of("en")]
    assert not faults, listed(faults)


@pytest.mark.parametrize("language", list(Language))
def test_every_key_stands_once_and_says_something(language: Language) -> None:
    """No key in two files, none empty, none marked fuzzy."""
    count = Counter(text.key for text in texts(language))
    faults = [(text, "stands twice") for text in texts(language) if count[text.key] > 1]
    faults += [(text, "says nothing") for text in texts(language) if not text.words.strip()]
    faults += [(text, "is marked fuzzy") for text in texts(language) if text.fuzzy]
    assert not faults, listed(faults)


def test_placeholders_are_the_same_in_both_languages() -> None:
    """What one language names, the other names too."""
    english = {text.key: text.placeholders for text in texts("en")}
    faults = [
        (text, f"placeholders are {sorted(english[text.key])} in English")
        for text in texts("km")
        if text.placeholders != english.get(text.key, text.placeholders)
    ]
    assert not faults, listed(faults)


def test_every_text_that_a_template_asks_for_exists() -> None:
    """A missing key would be an error page, so it fails here first."""
    known = locales.catalog("en")
    templates = (ROOT / "api").rglob("*.html")
    missing = {key for path in templates for key in USED.findall(path.read_text(encoding="utf-8")) if key not in known}
    assert missing == set()
