"""Onward proposals of a track as its lead and its recipient see them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlmodel import col, select

from cases.rules.vocabulary import OnwardAnswer, OnwardReason
from cases.store import lockboxes
from cases.store.lockboxes import HolderKeys
from cases.store.tables import OnwardProposal, Party, Referral, Staff
from cases.store.unit import Unit


@dataclass(frozen=True)
class OnwardView:
    id: str
    party: Party
    reason: OnwardReason
    note: str
    by: str  # an alias
    at: dt.datetime
    seen: bool  # the lead has answered; all that the proposer learns
    answer: OnwardAnswer | None  # for the lead alone


async def onward_of(unit: Unit, keys: HolderKeys, referral: Referral, *, lead: bool) -> list[OnwardView]:
    """What was proposed on a track, oldest first."""
    rows = await unit.session.exec(
        select(OnwardProposal, Party, Staff.alias)
        .join(Party, col(Party.id) == col(OnwardProposal.party_id))
        .join(Staff, col(Staff.id) == col(OnwardProposal.by_staff_id))
        .where(OnwardProposal.referral_id == referral.id)
        .order_by(col(OnwardProposal.at), col(OnwardProposal.id))
    )
    found = []
    for row, party, alias in rows.all():
        note = ""
        if row.sealed is not None:
            content = await lockboxes.open_post(
                unit, keys, referral.work_box, row.generation, OnwardProposal.__tablename__, row.id, row.sealed
            )
            note = content["note"]
        answer = row.answer if lead else None
        found.append(OnwardView(row.id, party, row.reason, note, alias, row.at, row.answer is not None, answer))
    return found
