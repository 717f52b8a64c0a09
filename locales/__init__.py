"""Every word that a person reads, in Khmer and English, and how dates, numbers and money are written.

Catalogs are `<language>/LC_MESSAGES/*.po`; the msgid is a key such as `dialogue.story`, the msgstr a whole
sentence with `%(name)s` placeholders. All files of a language form one table; a key stands in one file only.
A missing key is an error, never English in Khmer's place. Khmer is kept in one spelling (`spelling`) and gets room to
wrap when it is read (`wrapping`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from babel import dates, numbers
from babel.messages.pofile import read_po

from cases.rules.vocabulary import Currency, Language
from locales.wrapping import breakable

FOLDER = Path(__file__).parent
SYMBOLS = {Currency.USD: "$", Currency.KHR: "៛"}


class MissingText(KeyError):
    """A key that the catalogs of a language do not have."""


@cache
def catalog(language: str) -> dict[str, str]:
    """All texts of one language by key."""
    texts: dict[str, str] = {}
    for path in sorted((FOLDER / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string:
                    texts[str(message.id)] = str(message.string)
    return {key: breakable(words) for key, words in texts.items()} if language == Language.KHMER else texts


def text(language: str, key: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence behind a key, its placeholders rendered in the same language.

    Raises:
        MissingText: the language has no such key.
    """
    sentence = catalog(Language(language)).get(key)
    if sentence is None:
        raise MissingText(f"{language}: {key}")
    return sentence % {name: shown(language, value) for name, value in (params or {}).items()} if params else sentence


def label(language: str, value: Any) -> str:
    """The label of an enum value: `label.<list in snake case>.<value>`."""
    name = "".join("_" + c.lower() if c.isupper() else c for c in type(value).__name__).lstrip("_")
    return text(language, f"label.{name}.{value.value}")


def shown(language: str, value: Any) -> str:
    """A placeholder's value as this reader sees it; see `bot.dialogue.model.Param` for the shapes."""
    if isinstance(value, Mapping):
        if "label" in value:
            return text(language, f"label.{value['label']}")
        if "date" in value:
            return date(language, dt.date.fromisoformat(value["date"]))
        if "money" in value:
            currency, amount = value["money"]
            return money(language, Currency(currency), Decimal(amount))
        if "key" in value:
            return text(language, value["key"], value.get("params"))
        if "join" in value:
            return " · ".join(shown(language, one) for one in value["join"])
        if "lines" in value:
            return "\n".join(shown(language, one) for one in value["lines"])
        return str(value[language] or value[Language.ENGLISH])
    if isinstance(value, int):
        return number(language, value)
    return str(value)


def number(language: str, value: int | Decimal) -> str:
    """Latin digits in both languages: payslips and phones use them."""
    return numbers.format_decimal(value, locale="en")


def phone(number: str) -> str:
    """`012 345 678` of nine or ten digits that stand without a gap; anything else as it is."""
    local = number.isascii() and number.isdigit() and number.startswith("0") and len(number) in (9, 10)
    return f"{number[:3]} {number[3:6]} {number[6:]}" if local else number


def money(language: str, currency: Currency, amount: Decimal) -> str:
    """`$6,000.00`; riel without decimals and with its sign behind: `300,000៛`."""
    if currency is Currency.USD:
        return "$" + numbers.format_decimal(amount, format="#,##0.00", locale="en")
    return numbers.format_decimal(amount, format="#,##0", locale="en") + SYMBOLS[currency]


def month(language: str, iso: str) -> str:
    """`2019-01` as `January 2019`; in Khmer `ខែ1 (មករា) 2019`."""
    year, _, of_year = iso.partition("-")
    return f"{text(language, f'label.month.{int(of_year)}')} {year}"


def date(language: str, day: dt.date) -> str:
    """`4 November 2024`; in Khmer `ថ្ងៃទី4 ខែ11 (វិច្ឆិកា) 2024`, month by number and name."""
    if language == Language.KHMER:
        name = dates.format_date(day, "MMMM", locale="km")
        return f"ថ្ងៃទី{day.day} ខែ{day.month} ({name}) {day.year}"
    return dates.format_date(day, "d MMMM y", locale="en")
