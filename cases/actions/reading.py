"""Somebody opens a case to read it: that is written down before anything is shown."""

from __future__ import annotations

from cases.actions import opening, triage
from cases.rules.vocabulary import CaseStatus
from cases.store import events, reads
from cases.store.door import Access
from cases.store.unit import Unit


async def is_noted(unit: Unit, access: Access) -> bool:
    """Whether nothing needs to be written before this viewer reads: she looked within the last quarter of an hour."""
    unopened = access.is_lead and access.case.status is CaseStatus.RECEIVED
    return not unopened and await reads.looked_lately(unit, access)


async def note_look(unit: Unit, access: Access) -> None:
    """Write down that she looks, once in a quarter of an hour. Moves neither version nor lists.

    The lead's first look at a new case puts it in review, which does move it.

    Raises:
        OpeningPaused: she opened as many cases within the hour as anybody may.
    """
    await opening.may_open(unit, access.viewer, access.case.id)
    if not await reads.looked_lately(unit, access):
        referral_id = access.referral.id if access.referral else None
        await events.append(unit, access.case, reads.READ, access.viewer.actor, referral_id=referral_id, moves=False)
    if access.is_lead:
        await triage.open_case(unit, access)
