"""The complaint to the labour ministry: what the complainants gave for it, and the claims that the officer chose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from cases.actions.disclosing import agreed_by_person, given_consents
from cases.actions.letters import keep_letter, refuse_hidden
from cases.actions.tracks import referral_of
from cases.actions.triage import lead_only
from cases.actions.verifying import complainant_at
from cases.rules.claims import MOST_CLAIMS, claim_rules
from cases.rules.errors import BadInput, NotNow
from cases.rules.money import to_minor
from cases.rules.reading import says_nothing
from cases.rules.vocabulary import Addressee, Currency, Language, LetterKind, Part, PartyKind, Province
from cases.rules.workflow import LIVE
from cases.store.door import Access
from cases.store.factories import factory_of
from cases.store.story import DETAILS
from cases.store.tables import Letter, Party, Referral
from cases.store.unit import Unit

TO_MINISTRY = (LetterKind.MINISTRY_INDIVIDUAL, LetterKind.MINISTRY_COLLECTIVE, LetterKind.REPRESENTATION)
ABOUT_HER = (Part.IDENTITY, Part.EMPLOYMENT, Part.CONTACT)
BEGAN = "working_since"  # the question that asks for it
MOST_ANNEXES, LONGEST_ANNEX, LONGEST_ASSISTANT = 6, 60, 80
NOTHING: Mapping[str, str] = MappingProxyType({})
LONGEST_FACTS = 900  # in letters: what one page holds beside the longest names and claims


@dataclass(frozen=True)
class Draft:
    """What an officer writes: the facts, the claims, and who stands for the complainants."""

    facts: str
    claims: Sequence[str]
    amounts: Mapping[str, Decimal] = field(default_factory=dict)  # of some of the claims
    currency: Currency = Currency.USD
    annexes: str = ""  # one a line
    addressee: Addressee = Addressee.MINISTRY
    first: int = 1  # which complainant, counted from 1, signs for several
    assisted_by: str = ""


@dataclass(frozen=True)
class Given:
    """What the complainants gave for the ministry, and on whose word."""

    referral: Referral
    people: Sequence[dict[str, str]]  # as the counter asks for them; who signs comes first
    consents: Sequence[str]
    factory: str
    province: Province | None

    @property
    def collective(self) -> bool:
        return len(self.people) > 1

    @property
    def content(self) -> dict[str, Any]:
        return {
            "consents": list(self.consents),
            "people": list(self.people),
            "factory": self.factory,
            "province": self.province.value if self.province else "",
        }


async def write_complaint(unit: Unit, access: Access, reference: str | None, draft: Draft) -> Letter:
    """Write the complaint of those who gave their names for it. One of them: individual; more: collective.

    Raises:
        NotNow: the lead is BFC, the referral is not to the ministry or over, a name or what happened was not given,
            or a part changed since she saw it.
        BadInput: no facts or too many letters, words that were covered or a name that was not given; no claim, too
            many, or one that nobody knows; an amount of a claim that is not made; too many annexes; a province that
            nobody knows, a signer who is not among them.
    """
    lead_only(access)
    if access.viewer.party_kind is PartyKind.BFC:
        raise NotNow("not_under_bfc")
    words, annexes = _facts(draft.facts), _annexes(draft.annexes)
    _known(draft)
    assisted_by = one_line(draft.assisted_by, "assisted_by", LONGEST_ASSISTANT)
    written = {"facts": words, "annexes": "\n".join(annexes), "assisted_by": assisted_by}
    given = await given_to_ministry(unit, access, reference, draft.first, written)
    if draft.addressee is Addressee.PROVINCE and given.province is None:
        raise BadInput("province_unknown", field="addressee")
    content = given.content | {
        "facts": words,
        "claims": [_claim(kind, draft.amounts.get(kind)) for kind in draft.claims],
        "currency": draft.currency.value,
        "annexes": annexes,
        "addressee": draft.addressee.value,
        "assisted_by": assisted_by,
    }
    kind = LetterKind.MINISTRY_COLLECTIVE if given.collective else LetterKind.MINISTRY_INDIVIDUAL
    return await keep_letter(unit, access, kind, Language.KHMER, content, given.referral)


async def given_to_ministry(
    unit: Unit, access: Access, reference: str | None, first: int = 1, written: Mapping[str, str] = NOTHING
) -> Given:
    """Those who gave their names and what happened to the ministry.

    Args:
        first: which of the case's complainants signs.
        written: what an officer writes beside it, by field.

    Raises:
        NotNow, BadInput: as for a complaint.
    """
    referral = await referral_of(unit, access, reference)
    party = await unit.session.get_one(Party, referral.party_id)
    if referral.forum or party.kind is not PartyKind.MINISTRY or referral.status not in LIVE:
        raise NotNow("not_the_ministry")
    people: dict[str, dict[str, str]] = {}
    told = False
    consents = await given_consents(unit, referral)
    agreed = await agreed_by_person(unit, access.viewer.keys, access.case, consents)
    await refuse_hidden(unit, access, written, agreed, consents)
    for person, items in agreed:
        told = told or Part.WHAT_HAPPENED.value in items
        who = _who([one for part in ABOUT_HER for one in items.get(part.value, [])])
        if who["name"]:
            people[person.id] = who | {"gender": person.gender.value}
    if missing := [part.value for part, there in ((Part.IDENTITY, people), (Part.WHAT_HAPPENED, told)) if not there]:
        raise NotNow("parts_not_given", parts=missing)
    if len(people) > 1:
        signer = (await complainant_at(unit, access, first)).id
        if signer not in people:
            raise BadInput("complainant_unknown", field="first")
        people = {signer: people[signer]} | people
    factory = await factory_of(unit, access.case.factory_id)
    return Given(
        referral=referral,
        people=list(people.values()),
        consents=[consent.id for consent in consents],
        factory=factory.name if factory else "",
        province=factory.province if factory else access.case.province,
    )


def _who(items: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Her own block, of what she gave for it and of nothing else; `since`: the month in which she began, if told."""
    told = {one["detail"]: one["text"] for one in items if "detail" in one}
    for one in items:
        told |= {name: one[name] for name in ("name", "phone") if name in one}
        if one.get("question") == BEGAN:
            told["since"] = one["values"][0]
    return {name: told.get(name, "") for name in ("name", "phone", "since", *DETAILS)}


def one_line(typed: str, name: str, most: int) -> str:
    """On one line, since line breaks take the page's room. Raises BadInput when too long."""
    words = " ".join(typed.split())
    if len(words) > most:
        raise BadInput("too_long", field=name, most=most)
    return words


def _facts(facts: str) -> str:
    if says_nothing(facts):
        raise BadInput("empty", field="facts")
    return one_line(facts, "facts", LONGEST_FACTS)


def _annexes(typed: str) -> list[str]:
    annexes = [one_line(line, "annexes", LONGEST_ANNEX) for line in typed.splitlines() if not says_nothing(line)]
    if len(annexes) > MOST_ANNEXES:
        raise BadInput("annexes", field="annexes", most=MOST_ANNEXES)
    return annexes


def _known(draft: Draft) -> None:
    claims = draft.claims
    if not 0 < len(claims) <= MOST_CLAIMS or len(set(claims)) != len(claims) or not set(claims) <= set(claim_rules()):
        raise BadInput("claims", field="claims", most=MOST_CLAIMS)
    if not set(draft.amounts) <= set(claims):
        raise BadInput("amount_without_claim", field="amounts")
    for amount in draft.amounts.values():
        to_minor(draft.currency, amount)


def _claim(kind: str, amount: Decimal | None) -> dict[str, str]:
    return {"kind": kind} if amount is None else {"kind": kind, "amount": format(amount, "f")}
