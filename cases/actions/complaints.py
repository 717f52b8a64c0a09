"""The complaint to the labour ministry: what the complainants gave for it, and the claims that the officer chose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select

from cases.actions.disclosing import agreed_by_person, standing_consents
from cases.actions.letters import keep_letter, letter_of
from cases.actions.tracks import referral_of
from cases.actions.triage import lead_only
from cases.rules.claims import MOST_CLAIMS, claim_rules
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.reading import says_nothing
from cases.rules.vocabulary import Language, LetterKind, Part, PartyKind
from cases.rules.workflow import LIVE
from cases.store.door import Access
from cases.store.story import DETAILS
from cases.store.tables import Factory, Letter, Party, Referral
from cases.store.unit import Unit

COMPLAINTS = (LetterKind.MINISTRY_INDIVIDUAL, LetterKind.MINISTRY_COLLECTIVE)
ABOUT_HER = (Part.IDENTITY, Part.EMPLOYMENT, Part.CONTACT)
LONGEST_FACTS = 900  # in letters: what one page holds beside the longest names and claims


async def write_complaint(
    unit: Unit, access: Access, reference: str | None, facts: str, claims: Sequence[str]
) -> Letter:
    """Write the complaint of those who gave their names for it. One of them: individual; more: collective.

    Raises:
        NotNow: the lead is BFC, the referral is not to the ministry or over, a name or what happened was not given,
            or a part changed since she saw it.
        BadInput: no facts or too many letters, no claim, too many, or one that nobody knows.
    """
    lead_only(access)
    if access.viewer.party_kind is PartyKind.BFC:
        raise NotNow("not_under_bfc")
    words = _facts(facts)
    _known(claims)
    referral = await referral_of(unit, access, reference)
    party = await unit.session.get_one(Party, referral.party_id)
    if referral.forum or party.kind is not PartyKind.MINISTRY or referral.status not in LIVE:
        raise NotNow("not_the_ministry")
    people: list[dict[str, Any]] = []
    told = False
    given = await standing_consents(unit, referral)
    for person, items in await agreed_by_person(unit, access.viewer.keys, access.case, given):
        told = told or Part.WHAT_HAPPENED.value in items
        who = _who([one for part in ABOUT_HER for one in items.get(part.value, [])])
        if who["name"]:
            people.append(who | {"gender": person.gender.value})
    if missing := [part.value for part, there in ((Part.IDENTITY, people), (Part.WHAT_HAPPENED, told)) if not there]:
        raise NotNow("parts_not_given", parts=missing)
    factory = await unit.session.get(Factory, access.case.factory_id) if access.case.factory_id else None
    content = {
        "consents": [consent.id for consent in given],
        "people": people,
        "factory": factory.name if factory else "",
        "province": access.case.province.value if access.case.province else "",
        "facts": words,
        "claims": [{"kind": kind} for kind in claims],
    }
    kind = LetterKind.MINISTRY_COLLECTIVE if len(people) > 1 else LetterKind.MINISTRY_INDIVIDUAL
    return await keep_letter(unit, access, kind, Language.KHMER, content, referral)


async def complaint_of(unit: Unit, access: Access, letter_id: str) -> tuple[Letter, dict[str, Any]]:
    """A complaint to print again, while every word that it was written on still stands.

    Raises:
        NotThere: no such complaint in this case.
        NotNow: somebody took hers back, or it is over.
    """
    letter, content = await letter_of(unit, access, letter_id)
    if letter.kind not in COMPLAINTS:
        raise NotThere
    referral = await unit.session.get_one(Referral, letter.referral_id)
    standing = {consent.id for consent in await standing_consents(unit, referral)}
    if not set(content["consents"]) <= standing:
        raise NotNow("consent_missing")
    return letter, content


def _who(items: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Her own block, of what she gave for it and of nothing else."""
    told = {one["detail"]: one["text"] for one in items if "detail" in one}
    for one in items:
        told |= {name: one[name] for name in ("name", "phone") if name in one}
    return {name: told.get(name, "") for name in ("name", "phone", *DETAILS)}


def _facts(facts: str) -> str:
    """On one line, since line breaks take the page's room."""
    words = " ".join(facts.split())
    if says_nothing(words):
        raise BadInput("empty", field="facts")
    if len(words) > LONGEST_FACTS:
        raise BadInput("too_long", field="facts", most=LONGEST_FACTS)
    return words


def _known(claims: Sequence[str]) -> None:
    if not 0 < len(claims) <= MOST_CLAIMS or len(set(claims)) != len(claims) or not set(claims) <= set(claim_rules()):
        raise BadInput("claims", field="claims", most=MOST_CLAIMS)


async def complaints_of(unit: Unit, access: Access) -> dict[str, list[Letter]]:
    """The complaints that were written, newest first, by the id of their referral; none for a recipient."""
    found: dict[str, list[Letter]] = {}
    if access.is_lead:
        wanted = select(Letter).where(Letter.case_id == access.case.id, col(Letter.kind).in_(COMPLAINTS))
        for letter in (await unit.session.exec(wanted.order_by(col(Letter.made_at).desc(), col(Letter.id)))).all():
            found.setdefault(letter.referral_id or "", []).append(letter)
    return found
