"""BFC's findings as lead and recipient see them: on one track, and counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from cases.rules.vocabulary import FindingResult, Relation
from cases.store import lockboxes
from cases.store.lockboxes import HolderKeys
from cases.store.tables import Finding, Referral, Staff
from cases.store.unit import Unit


@dataclass(frozen=True)
class FindingView:
    id: str
    critical_issue: int
    result: FindingResult
    month: str
    published: bool
    note: str
    by: str  # an alias
    entered_by_lead: bool
    at: dt.datetime
    earlier: bool  # a newer one for the same issue counts in its place


async def findings_of(unit: Unit, keys: HolderKeys, referral: Referral) -> list[FindingView]:
    """What was found on a track, by issue, the newest of each first."""
    rows = await unit.session.exec(
        select(Finding, Staff.alias)
        .join(Staff, col(Staff.id) == col(Finding.by_staff_id))
        .where(Finding.referral_id == referral.id)
        .order_by(
            col(Finding.critical_issue), col(Finding.replaced_at).is_not(None), col(Finding.at).desc(), col(Finding.id)
        )
    )
    return [await _view(unit, keys, referral, row, alias) for row, alias in rows.all()]


async def _view(unit: Unit, keys: HolderKeys, referral: Referral, row: Finding, alias: str) -> FindingView:
    content: Mapping[str, Any] = {}
    if row.sealed is not None:
        content = await lockboxes.open_post(
            unit, keys, referral.work_box, row.generation, Finding.__tablename__, row.id, row.sealed
        )
    return FindingView(
        id=row.id,
        critical_issue=row.critical_issue,
        result=row.result,
        month=row.month,
        published=row.published,
        note=content.get("note", ""),
        by=alias,
        entered_by_lead=row.entered_by_lead,
        at=row.at,
        earlier=row.replaced_at is not None,
    )


async def finding_counts(unit: Unit, held: sa.Subquery) -> Sequence[tuple[FindingResult, int]]:
    """What counts, by result: a lead's over its cases, a recipient's over its own referrals; `held` from the door."""
    own_track = sa.or_(held.c.relation == Relation.LEAD, col(Finding.referral_id) == held.c.referral_id)
    query: Any = (
        sa.select(col(Finding.result), sa.func.count())
        .join(held, col(Finding.case_id) == held.c.case_id)
        .where(own_track, col(Finding.replaced_at).is_(None))
        .group_by(col(Finding.result))
    )
    found = dict((await unit.session.exec(query)).all())
    return [(result, found[result]) for result in FindingResult if result in found]
