"""What the lead sees of the ministry's calls: on one case, and on top of its list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from cases.store import lockboxes
from cases.store.lockboxes import HolderKeys
from cases.store.tables import Case, MinistryCall, Staff
from cases.store.unit import Unit


@dataclass(frozen=True)
class CallView:
    id: str
    due_on: dt.date | None
    place: str
    told_at: dt.datetime
    acknowledged_at: dt.datetime | None
    acknowledged_by: str  # an alias; "" while it waits


async def calls_of(unit: Unit, keys: HolderKeys, case: Case) -> list[CallView]:
    """What she told of the ministry, newest first."""
    rows = await unit.session.exec(
        select(MinistryCall, Staff.alias)
        .outerjoin(Staff, col(Staff.id) == col(MinistryCall.acknowledged_by_staff_id))
        .where(MinistryCall.case_id == case.id)
        .order_by(col(MinistryCall.told_at).desc(), col(MinistryCall.id))
    )
    return [await _call(unit, keys, case, row, alias) for row, alias in rows.all()]


async def _call(unit: Unit, keys: HolderKeys, case: Case, row: MinistryCall, alias: str | None) -> CallView:
    content = await lockboxes.open_post(
        unit, keys, case.story_box, row.generation, MinistryCall.__tablename__, row.id, row.sealed
    )
    return CallView(row.id, row.due_on, content["place"], row.told_at, row.acknowledged_at, alias or "")


def waiting_calls(among: Sequence[str] | None = None) -> SelectOfScalar[str]:
    """Cases of which the ministry wants something and no officer has seen it; of all, or among these."""
    waiting = select(MinistryCall.case_id).where(col(MinistryCall.acknowledged_at).is_(None))
    return waiting if among is None else waiting.where(col(MinistryCall.case_id).in_(among))
