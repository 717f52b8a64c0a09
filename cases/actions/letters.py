"""Letters of a case: kept sealed when they are made, opened again as they were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from cases.actions.disclosing import given_consents
from cases.actions.triage import lead_only
from cases.rules.errors import NotNow, NotThere
from cases.rules.vocabulary import Language, LetterKind
from cases.store import events, lockboxes
from cases.store.door import Access
from cases.store.tables import Letter, Referral, Staff, new_id
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
