"""Sums over the viewer's own cases and nothing else, exact: whole minor units in, Decimal out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from cases.rules.by_whom import ByWhom
from cases.rules.money import from_minor
from cases.rules.vocabulary import Currency, FindingResult, Relation, RemedyKind, RemedyStatus
from cases.rules.workers import SMALLEST_TOLD, Workers
from cases.rules.workflow import OUT
from cases.store.door import cases_for
from cases.store.finding_views import finding_counts
from cases.store.follow_ups import Round, by_whom_counted, rounds_counted
from cases.store.support_views import SupportLine, support_lines
from cases.store.tables import Case, Factory, Referral, Remedy
from cases.store.unit import Unit
from cases.store.viewers import Viewer

MONEY = (RemedyKind.COMPENSATION, RemedyKind.BACK_PAY, RemedyKind.OTHER_ENTITLEMENT)
AGREED = (
    RemedyStatus.AGREED,
    RemedyStatus.DELIVERED,
    RemedyStatus.CONFIRMED,
    RemedyStatus.DISPUTED,
    RemedyStatus.UNCONFIRMED,
    RemedyStatus.GIVEN_UP,
)


@dataclass(frozen=True)
class Stages:
    """One measure at its three stages: agreed, delivered, confirmed by workers."""

    agreed: Workers
    delivered: Workers
    confirmed: Workers


@dataclass(frozen=True)
class MoneyLine:
    kind: RemedyKind
    currency: Currency
    agreed: Decimal
    delivered: Decimal
    confirmed: Decimal
    workers: Stages  # behind the money; all zero where no number was given


@dataclass(frozen=True)
class Figures:
    cases: int
    by_status: Sequence[tuple[str, int]]  # of led cases; `by_referral_status` of received referrals
    by_issue: Sequence[tuple[str, int]]
    by_factory: Sequence[tuple[str, int]]  # factory name, "" for cases without one
    by_month: Sequence[tuple[str, int]]  # "2024-11" of filing, in Cambodia
    reinstated: Stages
    money: Sequence[MoneyLine] = field(default_factory=tuple)
    by_referral_status: Sequence[tuple[str, int]] = field(default_factory=tuple)
    support: Sequence[SupportLine] = field(default_factory=tuple)
    findings: Sequence[tuple[FindingResult, int]] = field(default_factory=tuple)
    by_whom: Sequence[tuple[RemedyKind, ByWhom]] = field(default_factory=tuple)  # of led cases, as below
    rounds: Sequence[Round] = field(default_factory=tuple)  # asked again whether it holds


async def figures_for(unit: Unit, viewer: Viewer) -> Figures:
    """The sums. A recipient's cover its own referrals and the remedies of its own tracks.

    Of a referral that was taken back it is told neither issue, factory nor remedies: they may have changed since.
    """
    held = cases_for(viewer).subquery()
    cases = (
        sa.join(Case, held, col(Case.id) == held.c.case_id)
        .outerjoin(Factory, col(Factory.id) == col(Case.factory_id))
        .outerjoin(Referral, col(Referral.id) == held.c.referral_id)
    )

    def while_in(column: Any) -> Any:
        return sa.case((col(Referral.status).in_(OUT), None), else_=column)

    async def counted(column: Any, *only: Any) -> list[tuple[str, int]]:
        query = select(column, sa.func.count()).select_from(cases).where(*only).group_by(column)
        rows = await unit.session.exec(query)
        found = [(str(getattr(value, "value", value) or ""), count) for value, count in rows.all()]
        return sorted(found, key=lambda item: (-item[1], item[0]))

    led = await counted(Case.status, held.c.referral_id.is_(None))
    received = await counted(Referral.status, held.c.referral_id.is_not(None))
    lines = await _remedy_lines(unit, held)
    return Figures(
        cases=sum(count for _, count in (*led, *received)),
        by_status=led,
        by_referral_status=received,
        by_issue=await counted(while_in(Case.issue)),
        by_factory=await counted(while_in(Factory.name)),
        by_month=sorted(await counted(Case.filed_month)),
        reinstated=_stages([line for line in lines if line.kind is RemedyKind.REINSTATEMENT]),
        money=_money(lines),
        support=await support_lines(unit, held),
        findings=await finding_counts(unit, held),
        by_whom=await by_whom_counted(unit, held),
        rounds=await rounds_counted(unit, held),
    )


STAGES = ("", "delivered_", "confirmed_")
WHO = ("women", "men", "not_recorded")
SUMMED = [stage + who for stage in STAGES for who in WHO] + ["amount", "delivered_amount", "confirmed_amount"]


@dataclass(frozen=True)
class _Line:
    """Sums over remedies of one kind and currency."""

    kind: RemedyKind
    currency: Currency | None
    sums: Mapping[str, int]


async def _remedy_lines(unit: Unit, held: sa.Subquery) -> list[_Line]:
    """Sums by kind, currency and status; what is disputed counts as agreed and delivered, not as confirmed.

    Of what a party received, numbers of one or two workers are left out remedy by remedy: only their lead is shown
    those, and a sum that grows by one would tell them too.
    """
    led = held.c.relation == Relation.LEAD
    received = sa.and_(col(Remedy.referral_id) == held.c.referral_id, col(Referral.status).not_in(OUT))

    def told(name: str) -> Any:
        column = col(getattr(Remedy, name))
        told = column if name.endswith("amount") else sa.case((sa.or_(led, column >= SMALLEST_TOLD), column), else_=0)
        return sa.func.coalesce(sa.func.sum(told), 0).label(name)

    query: Any = (  # more columns than sqlmodel's select has types for
        sa.select(col(Remedy.kind), col(Remedy.currency), *map(told, SUMMED))
        .join(held, col(Remedy.case_id) == held.c.case_id)
        .outerjoin(Referral, col(Referral.id) == held.c.referral_id)
        .where(sa.or_(led, received), col(Remedy.status).in_(AGREED))
        .group_by(col(Remedy.kind), col(Remedy.currency))
    )
    return [
        _Line(row.kind, row.currency, {name: int(getattr(row, name)) for name in SUMMED})
        for row in (await unit.session.exec(query)).all()
    ]


def _stages(lines: Sequence[_Line]) -> Stages:
    return Stages(*(_heads(lines, stage) for stage in STAGES))


def _heads(lines: Sequence[_Line], stage: str) -> Workers:
    return Workers(*(sum(line.sums[stage + who] for line in lines) for who in WHO))


def _money(lines: Sequence[_Line]) -> list[MoneyLine]:
    return [
        MoneyLine(
            line.kind,
            line.currency,
            from_minor(line.currency, line.sums["amount"]),
            from_minor(line.currency, line.sums["delivered_amount"]),
            from_minor(line.currency, line.sums["confirmed_amount"]),
            _stages([line]),
        )
        for line in sorted(lines, key=lambda line: (line.kind.value, str(line.currency)))
        if line.kind in MONEY and line.currency is not None
    ]
