"""What people type of a thermometer: degrees, humidity and the hour, in Khmer or Latin digits."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from cases.rules.errors import BadInput
from cases.rules.heat import celsius_of
from cases.rules.reading import fold

COLDEST, HOTTEST = Decimal(10), Decimal(60)  # degrees Celsius that a hall may have
LIKELY_FAHRENHEIT = (Decimal(75), Decimal(140))
UNITS = ("អង្សាសេ", "អង្សា", "ដឺក្រេ", "degrees", "celsius", "°c", "°", "c")
OF_FAHRENHEIT = re.compile(r"(?:°\s*f|f|fahrenheit|ហ្វារិនហៃ)$")
NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?", re.ASCII)
HOUR = re.compile(r"(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?", re.ASCII)
HOUR_WORDS = re.compile("|".join(map(fold, ("ម៉ោង", "នាទី"))))
# Parts of the day that people say with an hour of a clock of twelve; the longer word first where one is in another.
PARTS = {
    "morning": ("ព្រឹក", "morning", "a.m.", "am"),
    "afternoon": ("ថ្ងៃត្រង់", "រសៀល", "ល្ងាច", "afternoon", "evening", "midday", "noon", "p.m.", "pm"),
    "night": ("យប់", "midnight", "night"),
}
MIDDAY = frozenset(map(fold, ("ថ្ងៃត្រង់", "midday", "noon")))


def degrees(text: str) -> Decimal:
    """Degrees Celsius: `36.5`, `៣៦,៥`, `36 °C`, `97 °F`.

    Raises:
        BadInput: `heat_degrees`, or `heat_fahrenheit` with `meant` for a bare number that is likely of that scale.
    """
    folded = fold(text)
    said = OF_FAHRENHEIT.search(folded)
    value = _number(folded[: said.start()] if said else folded)
    if said:
        value = celsius_of(value)
    elif LIKELY_FAHRENHEIT[0] <= value <= LIKELY_FAHRENHEIT[1]:
        raise BadInput("heat_fahrenheit", field="celsius", meant=str(celsius_of(value)))
    if not COLDEST <= value <= HOTTEST:
        raise BadInput("heat_degrees", field="celsius")
    return value.quantize(Decimal("0.1"))


def _number(folded: str) -> Decimal:
    for unit in map(fold, UNITS):
        folded = folded.replace(unit, " ")
    if not NUMBER.fullmatch(folded.strip()):
        raise BadInput("heat_degrees", field="celsius")
    return Decimal(folded.strip().replace(",", "."))


def humidity(text: str) -> int:
    """Per cent: `65`, `៦៥%`. Raises BadInput `heat_humidity`."""
    folded = fold(text).rstrip("% ")
    if not NUMBER.fullmatch(folded) or not 1 <= (value := round(Decimal(folded.replace(",", ".")))) <= 100:
        raise BadInput("heat_humidity", field="humidity")
    return value


def hour(text: str) -> dt.time:
    """A time of day: `14`, `14:30`, `ម៉ោង ១៤`, `3 pm`, `ម៉ោង ៣ រសៀល`.

    A bare 1 to 5 is the afternoon, when halls are hot and people are at work; `03:00` is the night.

    Raises:
        BadInput: `heat_hour`.
    """
    folded = HOUR_WORDS.sub(" ", fold(text)).strip()
    part, word = next(
        ((part, word) for part, words in PARTS.items() for word in map(fold, words) if word in folded), ("", "")
    )
    said = folded.replace(word, " ").strip() if word else folded
    found = HOUR.fullmatch(said or ("12" if word in MIDDAY else ""))
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise BadInput("heat_hour", field="time")
    return dt.time(_of_day(found[1], part), int(found[2] or 0))


def _of_day(said: str, part: str) -> int:
    value = int(said)
    match part:
        case "morning":
            return 0 if value == 12 else value
        case "afternoon":
            return value + 12 if value < 12 else value
        case "night":
            return (value + 12) % 24 if 6 <= value <= 12 else value
        case _:
            return value + 12 if 1 <= value <= 5 and not said.startswith("0") else value
