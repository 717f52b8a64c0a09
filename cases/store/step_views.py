"""Steps of a dispute as the lead sees them, or the recipient of their track."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlmodel import col, select

from cases.rules.facts import Step
from cases.store.tables import Case, DisputeStep, Staff
from cases.store.unit import Unit


@dataclass(frozen=True)
class StepView:
    id: str
    step: Step
    on: dt.date
    by: str  # an alias
    referral_id: str | None


async def steps_of(unit: Unit, case: Case, referral_id: str | None = None) -> list[StepView]:
    """What was kept and not cancelled, of the whole case or of one track, in the order of their days."""
    query = (
        select(DisputeStep, Staff.alias)
        .join(Staff, col(Staff.id) == col(DisputeStep.by_staff_id))
        .where(DisputeStep.case_id == case.id, col(DisputeStep.cancelled_at).is_(None))
        .order_by(col(DisputeStep.happened_on), col(DisputeStep.at), col(DisputeStep.id))
    )
    if referral_id:
        query = query.where(DisputeStep.referral_id == referral_id)
    rows = (await unit.session.exec(query)).all()
    return [StepView(row.id, row.step, row.happened_on, alias, row.referral_id) for row, alias in rows]
