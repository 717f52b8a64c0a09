"""Letters of a case: kept sealed when they are made, opened again as they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from cases.actions.disclosing import given_consents
from cases.actions.triage import lead_only
from cases.rules import masking
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.vocabulary import Language, LetterKind, Part
from cases.store import events, lockboxes
from cases.store.door import Access
from cases.store.masks import masks_of
from cases.store.story import complainants_of, who_she_is
from cases.store.tables import Complainant, Consent, Letter, Referral, Staff, new_id
from cases.store.unit import Unit


async def keep_letter(
    unit: Unit,
    access: Access,
    kind: LetterKind,
    language: Language,
    content: Mapping[str, Any],
    referral: Referral | None = None,
) -> Letter:
    """Keep what a letter says, sealed to the story. `referral`: of this case, where the letter goes to its party."""
    lead_only(access)
    letter_id = new_id()
    generation, sealed = await lockboxes.post(unit, access.case.story_box, Letter.__tablename__, letter_id, content)
    letter = Letter(
        id=letter_id,
        case_id=access.case.id,
        referral_id=referral.id if referral else None,
        kind=kind,
        language=language,
        generation=generation,
        sealed=sealed,
        by_staff_id=access.viewer.staff_id,
        made_at=unit.now,
    )
    unit.session.add(letter)
    # Not a line of the track: whom a letter is for learns of it when it is sent.
    to = {"party": referral.party_id} if referral else {}
    data = {"letter": letter.id, "kind": kind.value, "language": language.value} | to
    await events.append(unit, access.case, "letter_made", access.viewer.actor, data)
    return letter


async def letter_of(unit: Unit, access: Access, letter_id: str) -> tuple[Letter, dict[str, Any]]:
    """A letter of this case and what it says. Raises NotThere for any other."""
    lead_only(access)
    letter = await unit.session.get(Letter, letter_id, populate_existing=True)
    if letter is None or letter.case_id != access.case.id:
        raise NotThere
    box, keys = access.case.story_box, access.viewer.keys
    content: dict[str, Any] = await lockboxes.open_post(
        unit, keys, box, letter.generation, Letter.__tablename__, letter.id, letter.sealed
    )
    return letter, content


async def letter_that_stands(unit: Unit, access: Access, letter_id: str) -> tuple[Letter, dict[str, Any]]:
    """A letter on a referral and what it says, while every word that it was written on still stands.

    Raises:
        NotThere: no such letter in this case.
        NotNow: somebody took hers back, or it is over.
    """
    letter, content = await letter_of(unit, access, letter_id)
    referral = await unit.session.get(Referral, letter.referral_id or "")
    if referral is None:
        raise NotThere
    standing = {consent.id for consent in await given_consents(unit, referral)}
    if not set(content["consents"]) <= standing:
        raise NotNow("consent_missing")
    return letter, content


async def refuse_hidden(
    unit: Unit,
    access: Access,
    written: Mapping[str, str],
    given: Sequence[tuple[Complainant, Mapping[str, list[dict[str, Any]]]]],
    consents: Sequence[Consent],
) -> None:
    """What an officer writes says no covered word, and of nobody who she is unless she gave that for this recipient.

    Args:
        written: by the name of its field.
        given: what each complainant gave, on these consents.

    Raises:
        BadInput: it does.
    """
    keys, by_person = access.viewer.keys, {person.id: items for person, items in given}
    hidden = [word for one in consents for word in await masks_of(unit, keys, access.case, one)]
    for person in await complainants_of(unit, access.case):
        hers = by_person.get(person.id, {})
        known = [item for part in (Part.IDENTITY, Part.CONTACT) for item in hers.get(part.value, [])]
        shown = {item.get(name) for item in known for name in ("name", "phone", "text")}
        hidden += [value for value in await who_she_is(unit, keys, person) if value not in shown]
    for field, text in written.items():
        if len(masking.unfound([{"text": text}], hidden)) < len(hidden):
            raise BadInput("letter_says_hidden", field=field)


@dataclass(frozen=True)
class KeptLetter:
    row: Letter
    reference: str  # of the referral that it goes with; "" for none
    by: str  # an alias


async def letters_of(unit: Unit, access: Access) -> list[KeptLetter]:
    """The letters of a case, newest first, without what they say; none for a recipient."""
    if not access.is_lead:
        return []
    rows = await unit.session.exec(
        select(Letter, Referral.reference, Staff.alias)
        .join(Staff, col(Staff.id) == col(Letter.by_staff_id))
        .outerjoin(Referral, col(Referral.id) == col(Letter.referral_id))
        .where(Letter.case_id == access.case.id)
        .order_by(col(Letter.made_at).desc(), col(Letter.id))
    )
    return [KeptLetter(letter, reference or "", alias) for letter, reference, alias in rows.all()]
