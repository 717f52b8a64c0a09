"""Words that she gave in advance, as they stand now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from cases.store.tables import Party, StandingConsent
from cases.store.unit import Unit


async def standing_words(unit: Unit, complainant_ids: Sequence[str]) -> list[StandingConsent]:
    """What was given and is neither taken back nor over, oldest first."""
    rows = await unit.session.exec(
        select(StandingConsent)
        .where(
            col(StandingConsent.complainant_id).in_(complainant_ids),
            col(StandingConsent.withdrawn_at).is_(None),
            col(StandingConsent.expires_at) > unit.now,
        )
        .order_by(col(StandingConsent.given_at), col(StandingConsent.id))
        .execution_options(populate_existing=True)
    )
    return list(rows.all())


async def standing_word(unit: Unit, complainant_id: str, party_id: str) -> StandingConsent | None:
    """Her word in advance for one recipient, or None."""
    found = await standing_words(unit, [complainant_id])
    return next((row for row in found if row.party_id == party_id), None)


async def end_standing_words(unit: Unit, complainant_ids: Sequence[str]) -> None:
    """Everything that was said in advance ends: she left, or another lead would share it."""
    await unit.session.exec(
        sa.update(StandingConsent)
        .where(col(StandingConsent.complainant_id).in_(complainant_ids), col(StandingConsent.withdrawn_at).is_(None))
        .values(withdrawn_at=unit.now)
    )


@dataclass(frozen=True)
class StandingLine:
    """What one worker said in advance of one recipient; `worker` is her place among the complainants, from 1."""

    worker: int
    word: StandingConsent
    party: Party


async def standing_lines(unit: Unit, complainant_ids: Sequence[str]) -> list[StandingLine]:
    """What each worker of a case said in advance, for whoever leads it."""
    words = await standing_words(unit, complainant_ids)
    rows = await unit.session.exec(select(Party).where(col(Party.id).in_([word.party_id for word in words])))
    parties = {party.id: party for party in rows.all()}
    return [
        StandingLine(complainant_ids.index(word.complainant_id) + 1, word, parties[word.party_id]) for word in words
    ]
