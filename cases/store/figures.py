"""Sums over the viewer's own cases and nothing else, exact: whole minor units in, Decimal out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from cases.rules.by_whom import ByWhom
from cases.rules.figures import Line, Table
from cases.rules.money import from_minor
from cases.rules.particulars import MONEY_KINDS
from cases.rules.periods import CountedBy, Period
from cases.rules.releases import Stage
from cases.rules.vocabulary import Currency, FindingResult, RemedyKind
from cases.rules.workers import Workers
from cases.rules.workflow import OUT
from cases.store import figure_cases, figure_outcomes
from cases.store.clock import CAMBODIA
from cases.store.door import cases_for
from cases.store.factories import standing_for
from cases.store.figure_outcomes import STAGES, WHO
from cases.store.finding_views import finding_counts
from cases.store.follow_ups import Round, by_whom_counted, rounds_counted
from cases.store.support_views import SupportLine, support_lines
from cases.store.tables import Case, CaseHolder, Factory, Referral, Remedy
from cases.store.unit import Unit
from cases.store.viewers import Viewer

EVERYTHING = Period()
LAST_MONTH = "9999-12"


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
    tables: Sequence[Table] = field(default_factory=tuple)  # all of it, and what is counted beside, to show and to save


async def figures_for(unit: Unit, viewer: Viewer, period: Period = EVERYTHING) -> Figures:
    """The sums. A recipient's cover its own referrals and the remedies of its own tracks.

    Of a referral that was taken back it is told neither issue, factory nor remedies: they may have changed since.
    """
    held = _in_period(cases_for(viewer), period).subquery()
    cases = (
        sa.join(Case, held, col(Case.id) == held.c.case_id)
        .outerjoin(Factory, col(Factory.id) == standing_for(Case.factory_id))
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
    found = Figures(
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
    by_province = await counted(while_in(Case.province))
    tables = [*_sums(found, lines), *_her_words(found), *await _counted_beside(unit, held, found)]
    tables += _counts(found, by_province)
    return replace(found, tables=[table for table in tables if table.lines])


def _in_period(holders: Any, period: Period) -> Any:
    """Those holder rows whose case was filed or closed in it; for a recipient its referral concluded."""
    if period.is_all:
        return holders
    joined = holders.join(Case, col(Case.id) == col(CaseHolder.case_id)).outerjoin(
        Referral, col(Referral.id) == col(CaseHolder.referral_id)
    )
    if period.by is CountedBy.FILED:
        return joined.where(col(Case.filed_month).between(period.since, period.until or LAST_MONTH))
    closed = sa.case((col(CaseHolder.referral_id).is_(None), col(Case.closed_at)), else_=col(Referral.concluded_at))
    days = ((period.first_day, closed.__ge__), (period.day_after, closed.__lt__))
    bounds = [test(dt.datetime.combine(day, dt.time.min, CAMBODIA)) for day, test in days if day]
    return joined.where(closed.is_not(None), *bounds)


async def _counted_beside(unit: Unit, held: sa.Subquery, found: Figures) -> list[Table]:
    return [
        *await figure_outcomes.promises(unit, held),
        await figure_outcomes.her_word(unit, held),
        await figure_outcomes.logged(unit, held),
        await figure_outcomes.times(unit, held),
        await figure_outcomes.clocks(unit, held),
        await figure_cases.by_track(unit, held),
        await figure_cases.by_party(unit, held),
        await figure_cases.critical_issues(unit, held),
        await figure_cases.by_brand(unit, found.by_factory),
        await figure_cases.people(unit, held),
    ]


def _sums(found: Figures, lines: Sequence[_Line]) -> list[Table]:
    """Workers by kind, money and help, as tables."""
    stages = tuple(stage.value for stage in Stage)
    persons = [
        Table(
            f"persons.{kind.value}",
            stages,
            [Line(who, tuple(getattr(part, who) for part in _each(of_kind))) for who in WHO],
            tuple(part.total for part in _each(of_kind)),
        )
        for kind in RemedyKind
        for of_kind in [_stages([line for line in lines if line.kind is kind])]
        if of_kind.agreed.total
    ]
    money = [
        Line(f"{line.kind.value} {line.currency.value}", (line.agreed, line.delivered, line.confirmed))
        for line in found.money
    ]
    support = [
        Line(" ".join(filter(None, (line.kind, line.currency))), (line.times, line.cases, line.amount))
        for line in found.support
    ]
    return [*persons, Table("money", stages, money), Table("support", ("times", "cases", "amount"), support)]


def _her_words(found: Figures) -> list[Table]:
    """By whom what was delivered is confirmed, and whether it held when she was asked again."""
    rounds, columns = ("asked", "held", "not_held", "unanswered"), ("individuals", "representative", "nobody")
    asked = [Line(str(one.day), tuple(getattr(one, name) for name in rounds)) for one in found.rounds]
    by = [Line(kind.value, tuple(getattr(whom, name) for name in columns)) for kind, whom in found.by_whom]
    return [Table("by_whom", columns, by), Table("rounds", rounds, asked)]


def _each(stages: Stages) -> tuple[Workers, Workers, Workers]:
    return stages.agreed, stages.delivered, stages.confirmed


def _counts(found: Figures, by_province: Sequence[tuple[str, int]]) -> list[Table]:
    """Cases one way and another, as tables."""
    by = {
        "status": found.by_status,
        "referral_status": found.by_referral_status,
        "issue": found.by_issue,
        "factory": found.by_factory,
        "province": by_province,
        "month": found.by_month,
    }
    return [figure_cases.counted(name, counts) for name, counts in by.items()]


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

    def summed(name: str) -> Any:
        column = col(getattr(Remedy, name))
        known = column if name.endswith("amount") else figure_outcomes.told(held, column)
        return sa.func.coalesce(sa.func.sum(known), 0).label(name)

    columns = (col(Remedy.kind), col(Remedy.currency))
    query = figure_outcomes.of_viewer(sa.select(*columns, *map(summed, SUMMED)), held).group_by(*columns)
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
        if line.kind in MONEY_KINDS and line.currency is not None
    ]
