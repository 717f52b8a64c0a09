"""What the lead sees of the ministry: its calls, on one case and on top of its list, and hearings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from cases.rules.errors import NotThere
from cases.store import lockboxes
from cases.store.clock import CAMBODIA
from cases.store.door import Access
from cases.store.lockboxes import HolderKeys
from cases.store.tables import Case, Hearing, MinistryCall, Referral, Staff
from cases.store.unit import Unit


@dataclass(frozen=True)
class HearingView:
    id: str
    on: dt.date  # in Cambodia, as is the time
    time: str
    place: str
    papers: str
    call: str
    reference: str  # of its track; "" for none
    by: str  # an alias
    cancelled_at: dt.datetime | None
    over: bool  # it has begun


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


def _hearings(case: Case) -> Any:
    return (
        select(Hearing, Staff.alias, Referral.reference)
        .join(Staff, col(Staff.id) == col(Hearing.by_staff_id))
        .outerjoin(Referral, col(Referral.id) == col(Hearing.referral_id))
        .where(Hearing.case_id == case.id)
    )


async def hearings_of(unit: Unit, keys: HolderKeys, case: Case) -> list[HearingView]:
    """When she is heard and was heard, the latest first."""
    rows = await unit.session.exec(_hearings(case).order_by(col(Hearing.starts_at).desc(), col(Hearing.id)))
    return [await _hearing(unit, keys, case, *row) for row in rows.all()]


async def hearing_of(unit: Unit, access: Access, hearing_id: str) -> HearingView:
    """One hearing of a case, for its lead. Raises NotThere."""
    found = _hearings(access.case).where(Hearing.id == hearing_id)
    row = (await unit.session.exec(found)).first() if access.is_lead else None
    if row is None:
        raise NotThere
    return await _hearing(unit, access.viewer.keys, access.case, *row)


async def _hearing(
    unit: Unit, keys: HolderKeys, case: Case, row: Hearing, alias: str, reference: str | None
) -> HearingView:
    words = await lockboxes.open_post(
        unit, keys, case.story_box, row.generation, Hearing.__tablename__, row.id, row.sealed
    )
    local = row.starts_at.astimezone(CAMBODIA)
    return HearingView(
        id=row.id,
        on=local.date(),
        time=f"{local:%H:%M}",
        place=words["place"],
        papers=words["papers"],
        call=words["call"],
        reference=reference or "",
        by=alias,
        cancelled_at=row.cancelled_at,
        over=row.starts_at <= unit.now,
    )
