"""A complaint to the labour ministry: official Khmer whatever the reader's language, Khmer digits, no sign of ours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from babel import dates, numbers

import locales
from api.documents.typesetting import as_pdf
from cases.rules.claims import claim_rules
from cases.rules.vocabulary import Addressee, Currency, Gender, Language, LetterKind, Province

KHMER_DIGITS = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
WORDS = (
    "kingdom",
    "motto",
    "to",
    "complainant",
    "respondent",
    "factory",
    "province",
    "thumb",
    "assisted",
    "object",
    "facts",
    "claims",
    "annexes",
    "between",
    "closing",
    "place-date",
    "signature",
    "slip",
    "slip-number",
    "slip-date",
    "slip-from",
    "slip-by",
    "list",
    "number",
    "name",
    "sex",
    "identity",
    "position",
)


@dataclass(frozen=True)
class Person:
    """One complainant as the counter asks for her; what is not known is written in by hand."""

    name: str
    gender: Gender = Gender.NOT_SAID
    born: str = ""
    id_number: str = ""
    address: str = ""
    position: str = ""
    started: str = ""
    wage: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Claim:
    """One claim by its kind of `claims.toml`; the amount may be left out."""

    kind: str
    amount: Decimal | None = None
    currency: Currency = Currency.USD


@dataclass(frozen=True)
class Complaint:
    """`people`: the first is the complainant or, of a collective one, who represents the others."""

    kind: LetterKind
    addressee: str
    people: Sequence[Person]
    factory: str
    province: str
    facts: str
    claims: Sequence[Claim]
    annexes: Sequence[str] = field(default=())
    assisted_by: str = ""


def of_kept(kind: LetterKind, content: Mapping[str, Any]) -> Complaint:
    """The complaint that was kept; what was not asked of her is written in by hand."""
    province = content["province"]
    return Complaint(
        kind=kind,
        addressee=addressee(Addressee(content.get("addressee", Addressee.MINISTRY)), province),
        people=people_of(content),
        factory=content["factory"],
        province=province_of(content),
        facts=content["facts"],
        claims=[
            Claim(
                one["kind"],
                Decimal(one["amount"]) if "amount" in one else None,
                Currency(content.get("currency", Currency.USD)),
            )
            for one in content["claims"]
        ],
        annexes=content.get("annexes", ()),
        assisted_by=content.get("assisted_by", ""),
    )


def people_of(content: Mapping[str, Any]) -> list[Person]:
    """Who stands in a kept letter, who signs it first."""
    return [_person(**one) for one in content["people"]]


def _person(gender: str, since: str = "", **said: str) -> Person:
    return Person(gender=Gender(gender), started=official_month(since) if since else "", **said)


def province_of(content: Mapping[str, Any]) -> str:
    """The province in Khmer; "" when it is not known."""
    province = content["province"]
    return locales.label(Language.KHMER, Province(province)) if province else ""


def sheet_words() -> dict[str, str]:
    """The words that stand on every paper for the ministry."""
    return {word: _word(word) for word in WORDS}


def names_of(word: str) -> str:
    """What stands before a value of somebody's block, such as `ឈ្មោះ៖`."""
    return _word(word)


def addressee(to: Addressee, province: str) -> str:
    """Who is written to; the capital has a department of its own name."""
    if to is Addressee.MINISTRY:
        return _word("addressee")
    if province == Province.PHNOM_PENH:
        return _word("addressee.capital")
    name = locales.label(Language.KHMER, Province(province))
    return locales.text(Language.KHMER, "document.complaint.addressee.province", {"province": name})


def khmer(text: str) -> str:
    """The same with Khmer digits, as an official letter has them."""
    return text.translate(KHMER_DIGITS)


def official_date(day: dt.date) -> str:
    """`ថ្ងៃទី៩ ខែមេសា ឆ្នាំ២០២៤`."""
    return khmer(f"ថ្ងៃទី{day.day} ខែ{dates.format_date(day, 'MMMM', locale='km')} ឆ្នាំ{day.year}")


def official_month(iso: str) -> str:
    """`2019-03` as `ខែមីនា ឆ្នាំ២០១៩`."""
    day = dt.date.fromisoformat(f"{iso}-01")
    return khmer(f"ខែ{dates.format_date(day, 'MMMM', locale='km')} ឆ្នាំ{day.year}")


def complaint(letter: Complaint) -> bytes:
    """The complaint as PDF: one page, and for a collective one the list of complainants behind it."""
    return as_pdf("complaint", given_for(letter))


def given_for(letter: Complaint) -> Mapping[str, Any]:
    """What the template is given."""
    collective = letter.kind is LetterKind.MINISTRY_COLLECTIVE
    words = sheet_words() | {"title": _word(f"title.{letter.kind}")}
    if collective:
        words["complainant"] = _word("representative")
        words["closing"] = _word("closing.collective")
    return {
        "words": words,
        "addressee": khmer(letter.addressee),
        "complainant": block(letter.people[0]),
        "factory": khmer(letter.factory),
        "province": letter.province,
        "object": _word(f"object.{letter.kind}"),
        "facts": khmer(letter.facts),
        "claims": [_claim(number, claim) for number, claim in enumerate(letter.claims, start=1)],
        "assisted_by": khmer(letter.assisted_by),
        "annexes": [khmer(annex) for annex in letter.annexes],
        "signer": letter.people[0].name,
        "workers": [row(number, one) for number, one in enumerate(letter.people, start=1)] if collective else [],
    }


def block(person: Person) -> list[list[dict[str, str]]]:
    """Her own block, a list of lines of names and values."""
    lines = (
        (("name", person.name), ("sex", _sex(person.gender))),
        (("born", person.born), ("identity", person.id_number)),
        (("address", person.address),),
        (("position", person.position), ("phone", locales.phone(person.phone))),
        (("started", person.started), ("wage", person.wage)),
    )
    return [[{"name": _word(name), "value": khmer(value)} for name, value in line] for line in lines]


def row(number: int, person: Person) -> dict[str, str]:
    """Her line in the list of all."""
    return {
        "number": khmer(str(number)),
        "name": person.name,
        "sex": _sex(person.gender),
        "identity": khmer(person.id_number),
        "position": khmer(person.position),
    }


def _claim(number: int, claim: Claim) -> dict[str, str]:
    rule = claim_rules()[claim.kind]
    amount = "" if claim.amount is None else official_money(claim.currency, claim.amount)
    return {"number": khmer(str(number)), "words": rule.km, "law": rule.cited, "amount": amount}


def official_money(currency: Currency, amount: Decimal) -> str:
    """`៦,០០០.០០ ដុល្លារ`, the currency in words."""
    pattern = "#,##0.00" if currency is Currency.USD else "#,##0"
    said = khmer(numbers.format_decimal(amount, format=pattern, locale="en"))
    return f"{said} {_word(f'currency.{currency.value.lower()}')}"


def _sex(gender: Gender) -> str:
    return "" if gender is Gender.NOT_SAID else _word(f"sex.{gender.value}")


def _word(word: str) -> str:
    return locales.text(Language.KHMER, f"document.complaint.{word}")
