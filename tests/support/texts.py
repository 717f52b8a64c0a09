"""The catalogs as translators see them: file, key and text of each sentence, and a list of what is wrong with some."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from babel.messages.pofile import read_po

import locales

PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Text:
    """One sentence of one language, and whether its translator marked it as unsure."""

    file: str
    key: str
    words: str
    fuzzy: bool = False

    @property
    def placeholders(self) -> set[str]:
        return set(PLACEHOLDER.findall(self.words))

    @property
    def plain(self) -> str:
        """The words without placeholders."""
        return PLACEHOLDER.sub("", self.words)

    def begins(self, *prefixes: str) -> bool:
        return self.key.startswith(prefixes)


@cache
def texts(language: str) -> tuple[Text, ...]:
    """All of one language, file by file, as they are kept."""
    found = []
    for path in sorted((locales.FOLDER / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            found += [
                Text(f"{language}/{path.name}", str(one.id), str(one.string or ""), one.fuzzy)
                for one in read_po(file, locale=language)
                if one.id
            ]
    return tuple(found)


def listed(faults: Iterable[tuple[Text, str]]) -> str:
    """One fault a line: file, key, what is wrong, the text. Nothing when there is none."""
    return "".join(f"\n{text.file}: {text.key}: {wrong}\n    {text.words!r}" for text, wrong in faults)
