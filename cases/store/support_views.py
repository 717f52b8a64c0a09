"""Help as the lead sees it: on one case, as tags of a list, and as sums."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from cases.rules.money import from_minor
from cases.rules.vocabulary import Currency, Relation, SupportKind
from cases.store import lockboxes
from cases.store.lockboxes import HolderKeys
from cases.store.tables import Case, Staff, Support
from cases.store.unit import Unit


@dataclass(frozen=True)
class SupportView:
    id: str
    kind: SupportKind
    given_on: dt.date
    currency: Currency | None
    amount: Decimal | None
    note: str
    by: str  # an alias


@dataclass(frozen=True)
class SupportLine:
    """One kind of help in one currency, or without money: how often, in how many cases, how much in all."""

    kind: SupportKind
    times: int
    cases: int
    currency: Currency | None
    amount: Decimal | None


async def support_of(unit: Unit, keys: HolderKeys, case: Case) -> list[SupportView]:
    """What reached her, oldest first; what was cancelled stands in the timeline alone."""
    rows = await unit.session.exec(
        select(Support, Staff.alias)
        .join(Staff, col(Staff.id) == col(Support.by_staff_id))
        .where(Support.case_id == case.id, col(Support.cancelled_at).is_(None))
        .order_by(col(Support.given_on), col(Support.at), col(Support.id))
    )
    return [await _view(unit, keys, case, row, alias) for row, alias in rows.all()]


async def _view(unit: Unit, keys: HolderKeys, case: Case, row: Support, alias: str) -> SupportView:
    content: Mapping[str, Any] = {}
    if row.sealed is not None:
        content = await lockboxes.open_post(
            unit, keys, case.story_box, row.generation, Support.__tablename__, row.id, row.sealed
        )
    amount = from_minor(row.currency, row.amount) if row.currency else None
    return SupportView(row.id, row.kind, row.given_on, row.currency, amount, content.get("note", ""), alias)


async def support_tags(unit: Unit, case_ids: Sequence[str]) -> Mapping[str, Sequence[SupportKind]]:
    """Which kinds of help each of these cases has had, for a page of a list that its viewer leads."""
    rows = await unit.session.exec(
        select(Support.case_id, Support.kind)
        .where(col(Support.case_id).in_(case_ids), col(Support.cancelled_at).is_(None))
        .distinct()
    )
    found: dict[str, set[SupportKind]] = defaultdict(set)
    for case_id, kind in rows.all():
        found[case_id].add(SupportKind(kind))
    return {case_id: [kind for kind in SupportKind if kind in kinds] for case_id, kinds in found.items()}


async def support_lines(unit: Unit, held: sa.Subquery) -> list[SupportLine]:
    """Sums over the cases that the viewer's party leads; `held` are her lines to cases, from the one door."""
    query: Any = (
        sa.select(
            col(Support.kind),
            col(Support.currency),
            sa.func.count(),
            sa.func.count(sa.distinct(col(Support.case_id))),
            sa.func.coalesce(sa.func.sum(col(Support.amount)), 0),
        )
        .join(held, col(Support.case_id) == held.c.case_id)
        .where(held.c.relation == Relation.LEAD, col(Support.cancelled_at).is_(None))
        .group_by(col(Support.kind), col(Support.currency))
    )
    order = list(SupportKind)
    rows = sorted((await unit.session.exec(query)).all(), key=lambda row: (order.index(row[0]), str(row[1])))
    return [
        SupportLine(kind, times, cases, currency, from_minor(currency, int(amount)) if currency else None)
        for kind, currency, times, cases, amount in rows
    ]
