"""What people type, read: numbers, money, dates, months and phones in Khmer or English, Khmer or Latin digits.

Pure. What cannot be read raises `BadInput` whose code says why; nothing is guessed silently.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from contextlib import suppress
from decimal import Decimal

from cases.rules.errors import BadInput
from cases.rules.khmer import INVISIBLE, same_spelling
from cases.rules.vocabulary import Currency

UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # letters and marks by name, drawn as nothing

MAX_COUNT = 100_000
MAX_AMOUNT = Decimal(10) ** 12
BUDDHIST = range(2560, 2576)
BUDDHIST_SHIFT = 543
OLDEST_YEAR, NEWEST_YEAR = 1950, 2500
APPOINTED_WITHIN = dt.timedelta(days=366)


def clean(text: str) -> str:
    """The same words without what cannot be seen: NFC, no zero-width signs, plain spaces at most one at a time."""
    text = unicodedata.normalize("NFC", text).translate(INVISIBLE).replace("\u00a0", " ")
    return re.sub(r"[^\S\n]+", " ", text).strip()


def can_be_stored(text: str) -> bool:
    """Whether databases take it: PostgreSQL has no NUL, and half a surrogate pair is no letter in UTF-8."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def says_nothing(text: str) -> bool:
    """Whether a reader would see an empty page: blanks and zero-width signs alone."""
    return all(sign.isspace() or sign in UNSEEN or unicodedata.category(sign) in ("Cf", "Cc") for sign in text)


def are_words(text: str) -> bool:
    """Whether somebody says something in it without any digit: no mistyped day, sum or number."""
    return any(unicodedata.category(sign)[0] == "L" for sign in text) and not any(sign.isdigit() for sign in text)


def fold(text: str) -> str:
    """A form for comparing: `clean`, one line, lower case, Latin digits, one spelling of what looks the same."""
    folded = same_spelling(clean(text)).casefold()
    return " ".join(folded.split())


# ------------------------------------------------------------------------------------------------ numbers
COUNT_WORDS = {
    fold(word): value
    for value, words in enumerate(
        [
            "zero none no គ្មាន សូន្យ",
            "one មួយ ម្នាក់",
            "two ពីរ",
            "three បី",
            "four បួន",
            "five ប្រាំ",
            "six ប្រាំមួយ",
            "seven ប្រាំពីរ",
            "eight ប្រាំបី",
            "nine ប្រាំបួន",
            "ten ដប់",
        ]
    )
    for word in words.split()
}
PEOPLE = re.compile(r"\s*(?:" + "|".join(map(fold, ["people", "persons", "women", "men", "workers", "នាក់"])) + r")\s*$")


def number(text: str) -> int:
    """A count from 0 to 100,000: `5`, `១២ នាក់`, `1,200`, `បី`.

    Raises:
        BadInput: `number_unreadable` or `number_too_large`.
    """
    folded = fold(text)
    if folded not in COUNT_WORDS:
        folded = PEOPLE.sub("", folded)
    if folded in COUNT_WORDS:
        return COUNT_WORDS[folded]
    if not re.fullmatch(r"\d{1,9}|\d{1,3}(?:[,. ]\d{3})+", folded, re.ASCII):
        raise BadInput("number_unreadable")
    value = int(re.sub(r"\D", "", folded))
    if value > MAX_COUNT:
        raise BadInput("number_too_large")
    return value


# -------------------------------------------------------------------------------------------------- money
CURRENCY_WORDS = (
    (Currency.USD, ("us$", "$", "usd", "dollars", "dollar", "ដុល្លារ", "ដុល្លា", "ដុល្ល", "ដុល")),
    (Currency.KHR, ("៛", "khr", "riels", "riel", "រៀល")),
)
MULTIPLIERS = {
    fold(word): factor
    for word, factor in {
        "ពាន់": 1_000,
        "ម៉ឺន": 10_000,
        "សែន": 100_000,
        "លាន": 1_000_000,
        "thousand": 1_000,
        "million": 1_000_000,
        "k": 1_000,
    }.items()
}
FILLERS = tuple(map(fold, ("ប្រហែលជា", "ប្រហែល", "ចំនួន", "about", "around")))
TERM = re.compile(r"(\d[\d,. ]*)\s*(" + "|".join(MULTIPLIERS) + r")?\s*", re.ASCII)
# Without a currency word: nobody earns under 5,000 riel and no pay of a worker is 20,000 dollars.
SURELY_USD_BELOW, SURELY_KHR_FROM = 5_000, 20_000


def money(text: str) -> tuple[Currency, Decimal]:
    """An amount with its currency: `$6,000.00`, `៣០ម៉ឺន` (300,000 riel), `1លាន2សែនរៀល`, `300.000៛`.

    A bare number is dollars below 5,000 and riel from 20,000; between them the currency is asked for.

    Raises:
        BadInput: `money_unreadable`, `money_too_large` or `currency_missing`.
    """
    rest, said = _without_currency(fold(text))
    terms = TERM.findall(rest)
    if not terms or TERM.sub("", rest).strip():
        raise BadInput("money_unreadable")
    amount = sum((_plain(digits) * MULTIPLIERS.get(word, 1) for digits, word in terms), Decimal(0))
    if amount > MAX_AMOUNT:
        raise BadInput("money_too_large")
    currency = said or _likely_currency(amount, any(word for _, word in terms))
    step = Decimal("0.01") if currency is Currency.USD else Decimal(1)
    if amount != amount.quantize(step):
        raise BadInput("money_unreadable")
    return currency, amount.quantize(step)


def _without_currency(text: str) -> tuple[str, Currency | None]:
    """The text without fillers and currency words, and the one currency that was said."""
    for filler in FILLERS:
        text = text.replace(filler, " ")
    said: set[Currency] = set()
    for currency, words in CURRENCY_WORDS:
        for word in map(fold, words):
            if word in text:
                said.add(currency)
                text = text.replace(word, " ")
    if len(said) > 1:
        raise BadInput("money_unreadable")
    return text.strip(), said.pop() if said else None


def _plain(digits: str) -> Decimal:
    """Digits with separators: groups of three are thousands, one or two digits at the end are decimals."""
    digits = digits.strip(" ,.")
    if re.fullmatch(r"\d{1,3}(?:[,. ]\d{3})+(?:[.,]\d{1,2})?", digits, re.ASCII):
        whole, decimals = re.fullmatch(r"(.*?)(?:[.,](\d{1,2}))?", digits, re.ASCII).groups()  # type: ignore[union-attr]
        return Decimal(re.sub(r"\D", "", whole) + "." + (decimals or "0"))
    if re.fullmatch(r"\d{1,15}(?:[.,]\d{1,2})?", digits, re.ASCII):
        return Decimal(digits.replace(",", "."))
    raise BadInput("money_unreadable")


def _likely_currency(amount: Decimal, in_ten_thousands: bool) -> Currency:
    if in_ten_thousands or amount >= SURELY_KHR_FROM:
        return Currency.KHR
    if amount < SURELY_USD_BELOW:
        return Currency.USD
    raise BadInput("currency_missing")


# -------------------------------------------------------------------------------------------------- dates
MONTH_NAMES = {
    fold(name): index + 1
    for index, names in enumerate(
        [
            "january jan មករា",
            "february feb កុម្ភៈ កុម្ភះ",
            "march mar មីនា",
            "april apr មេសា",
            "may ឧសភា",
            "june jun មិថុនា",
            "july jul កក្កដា",
            "august aug សីហា",
            "september sep កញ្ញា",
            "october oct តុលា",
            "november nov វិច្ឆិកា",
            "december dec ធ្នូ",
        ]
    )
    for name in names.split()
}
NAMED_DAYS = {
    fold(word): days
    for word, days in {"today": 0, "ថ្ងៃនេះ": 0, "yesterday": 1, "ម្សិលមិញ": 1, "ម្សិលម៉ិញ": 1, "ម្សិលម្ង៉ៃ": 2}.items()
}
COMING_DAYS = {fold(word): days for word, days in {"tomorrow": 1, "ស្អែក": 1, "ថ្ងៃស្អែក": 1, "ខានស្អែក": 2}.items()}
NAMED_MONTHS = {fold(word): back for word, back in {"this month": 0, "ខែនេះ": 0, "last month": 1, "ខែមុន": 1}.items()}
DATE_WORDS = re.compile(
    "|".join(map(fold, ["ថ្ងៃទី", "ថ្ងៃ", "ទី", "ខែ", "ឆ្នាំ", "គ.ស.", "ព.ស."])) + r"|(?<=\d)(?:st|nd|rd|th)\b"
)


def date(text: str, today: dt.date) -> dt.date:
    """A day up to today: `4/11/2024`, `2024-11-04`, `ថ្ងៃទី៤ ខែ១១`, `4 Nov`, `today`, `ម្សិលមិញ`.

    Without a year it is the latest such day that has come.

    Raises:
        BadInput: `date_unreadable`, `date_future`, or `year_buddhist` with `year` and `meant` (the ISO day meant).
    """
    folded = fold(text)
    if folded in NAMED_DAYS:
        return today - dt.timedelta(days=NAMED_DAYS[folded])
    parts = _date_parts(folded, "date_unreadable")
    if len(parts) == 3:
        day, month_number, year = (parts[2], parts[1], parts[0]) if parts[0] > 31 else parts
        return _past(year, month_number, day, today, "%Y-%m-%d", "date_unreadable")
    if len(parts) == 2:
        day, month_number = parts
        return _latest(month_number, day, today)
    raise BadInput("date_unreadable")


def appointed(text: str, today: dt.date) -> dt.date:
    """A day that somebody set, past or to come: `ស្អែក`, `4/12`, `2024-12-04`. Without a year it is the nearest.

    Raises:
        BadInput: `date_unreadable`, or `date_far` when it is more than a year away.
    """
    folded = fold(text)
    named = {word: -days for word, days in NAMED_DAYS.items()} | COMING_DAYS
    if folded in named:
        return today + dt.timedelta(days=named[folded])
    parts = _date_parts(folded, "date_unreadable")
    if len(parts) == 3:
        day, month_number, year = (parts[2], parts[1], parts[0]) if parts[0] > 31 else parts
        full = year + 2000 if year < 100 else year
        found = _calendar_day(full - BUDDHIST_SHIFT if full in BUDDHIST else full, month_number, day, "date_unreadable")
    elif len(parts) == 2:
        found = _nearest(parts[1], parts[0], today)
    else:
        raise BadInput("date_unreadable")
    if abs(found - today) > APPOINTED_WITHIN:
        raise BadInput("date_far")
    return found


def month(text: str, today: dt.date) -> dt.date:
    """The first day of a month up to this one: `11/2024`, `ខែ១១`, `វិច្ឆិកា 2024`, `2024-11`, `last month`.

    Raises:
        BadInput: `month_unreadable`, `date_future`, or `year_buddhist` with `year` and `meant` (the ISO month meant).
    """
    folded = fold(text)
    if folded in NAMED_MONTHS:
        return (today.replace(day=1) - dt.timedelta(days=NAMED_MONTHS[folded])).replace(day=1)
    parts = _date_parts(folded, "month_unreadable")
    if len(parts) == 2:
        month_number, year = (parts[1], parts[0]) if parts[0] > 31 else parts
        if year <= 12:  # 4/11 may be a day as well as a month
            raise BadInput("month_unreadable")
        return _past(year, month_number, 1, today, "%Y-%m", "month_unreadable")
    if len(parts) == 1 and 1 <= parts[0] <= 12:
        return dt.date(today.year if parts[0] <= today.month else today.year - 1, parts[0], 1)
    raise BadInput("month_unreadable")


def _date_parts(folded: str, code: str) -> list[int]:
    """The numbers of a date in the order they stand, month names as numbers.

    An English or Khmer name before the day (`November 4`) is put behind it.
    """
    names = sorted(MONTH_NAMES, key=len, reverse=True)
    named = re.search("|".join(names), folded)
    text = re.sub("|".join(names), lambda m: f" {MONTH_NAMES[m[0]]} ", folded, count=1)
    text = DATE_WORDS.sub(" ", text)
    if re.sub(r"[\d/.,\-\s]", "", text, flags=re.ASCII):
        raise BadInput(code)
    parts = [int(part) for part in re.findall(r"\d{1,6}", text, re.ASCII)]
    if named and len(parts) == 3 and not re.search(r"\d", folded[: named.start()]):
        parts[0], parts[1] = parts[1], parts[0]
    return parts


def _past(year: int, month_number: int, day: int, today: dt.date, form: str, code: str) -> dt.date:
    """That day when it has come; a year of two digits is of this century, one of the Buddhist era is asked back."""
    full = year + 2000 if year < 100 else year
    found = _calendar_day(full - BUDDHIST_SHIFT if full in BUDDHIST else full, month_number, day, code)
    if found > today:
        raise BadInput("date_future")
    if full in BUDDHIST:
        raise BadInput("year_buddhist", year=str(found.year), meant=found.strftime(form))
    return found


def _calendar_day(year: int, month_number: int, day: int, code: str) -> dt.date:
    if not OLDEST_YEAR <= year <= NEWEST_YEAR:
        raise BadInput(code)
    try:
        return dt.date(year, month_number, day)
    except ValueError:
        raise BadInput(code) from None


def _latest(month_number: int, day: int, today: dt.date) -> dt.date:
    """The latest such day that has come; a 29 February lies at most eight years back."""
    for year in range(today.year, today.year - 9, -1):
        try:
            found = dt.date(year, month_number, day)
        except ValueError:
            continue
        if found <= today:
            return found
    raise BadInput("date_unreadable")


def _nearest(month_number: int, day: int, today: dt.date) -> dt.date:
    """Such a day of this year, the last or the next, whichever is nearest; of two the coming one."""
    found = []
    for year in (today.year + 1, today.year, today.year - 1):
        with suppress(ValueError):
            found.append(dt.date(year, month_number, day))
    if not found:
        raise BadInput("date_unreadable")
    return min(found, key=lambda one: abs(one - today))


# -------------------------------------------------------------------------------------------------- phone
def phone(text: str) -> str:
    """A Cambodian number as `0` and 8 or 9 digits: `012 345 678`, `+855 12 345 678`, `០១២៣៤៥៦៧៨`.

    Raises:
        BadInput: `phone_unreadable`.
    """
    digits = re.sub(r"[\s().\-]", "", fold(text))
    local = (
        re.sub(r"^(?:\+|00)?8550?", "0", digits) if not digits.startswith("0") or digits.startswith("00") else digits
    )
    if not re.fullmatch(r"0[1-9]\d{7,8}", local, re.ASCII):
        raise BadInput("phone_unreadable")
    return local
