"""Clocks of a case: started from a fact, met by an act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import col, select

from cases.rules.clocks import due, rule_for
from cases.rules.vocabulary import ClockKind
from cases.store.clock import CAMBODIA, cambodian_day
from cases.store.tables import Case, CaseHolder, Clock, Party, Referral
from cases.store.unit import Unit


async def start(unit: Unit, case: Case, rule: str, referral_id: str | None = None) -> Clock:
    """Start a clock now, by the rule that is valid today."""
    row = rule_for(rule, cambodian_day(unit.now))
    clock = Clock(
        case_id=case.id,
        referral_id=referral_id,
        rule=row.name,
        kind=row.kind,
        started_at=unit.now,
        due_at=due(unit.now.astimezone(CAMBODIA), row),
    )
    unit.session.add(clock)
    return clock


async def meet(unit: Unit, rule: str, referral_id: str) -> None:
    """What the clock waited for has happened, or can no longer."""
    await unit.session.exec(
        sa.update(Clock)
        .where(col(Clock.referral_id) == referral_id, col(Clock.rule) == rule, col(Clock.met_at).is_(None))
        .values(met_at=unit.now)
    )


async def open_duties(unit: Unit, case: Case) -> int:
    """How many duties of a case are still open."""
    rows = await unit.session.exec(
        select(sa.func.count()).where(
            Clock.case_id == case.id, Clock.kind == ClockKind.DUTY, col(Clock.met_at).is_(None)
        )
    )
    return rows.one()


async def nearest_open(unit: Unit, case_ids: Sequence[str], referral_ids: Sequence[str] = ()) -> Mapping[str, Clock]:
    """The open clock that runs out first, by referral id where some are given, else by case id."""
    which = col(Clock.referral_id).in_(referral_ids) if referral_ids else col(Clock.case_id).in_(case_ids)
    query = select(Clock).where(which, col(Clock.met_at).is_(None)).order_by(col(Clock.due_at).desc())
    rows = (await unit.session.exec(query)).all()
    return {(clock.referral_id or "") if referral_ids else clock.case_id: clock for clock in rows}


def overdue_for_leads() -> ColumnElement[bool]:
    """Of holder rows: an answer did not come in time and was brought before the leads; a recipient's own alone."""
    own = sa.case(
        (col(CaseHolder.referral_id).is_(None), col(Clock.case_id) == col(CaseHolder.case_id)),
        else_=col(Clock.referral_id) == col(CaseHolder.referral_id),
    )
    return sa.exists().where(own, col(Clock.escalated_at).is_not(None), col(Clock.met_at).is_(None))


async def overdue_answers(
    unit: Unit, case_ids: Sequence[str], referral_ids: Sequence[str] = ()
) -> Sequence[tuple[Clock, Party]]:
    """What was brought before the leads of these cases or on these referrals, and whose answer it is; oldest first."""
    query = (
        select(Clock, Party)
        .join(Referral, col(Referral.id) == col(Clock.referral_id))
        .join(Party, col(Party.id) == col(Referral.party_id))
        .where(
            sa.or_(col(Clock.case_id).in_(case_ids), col(Clock.referral_id).in_(referral_ids)),
            col(Clock.escalated_at).is_not(None),
            col(Clock.met_at).is_(None),
        )
        .order_by(col(Clock.due_at), col(Clock.id))
    )
    return (await unit.session.exec(query)).all()


async def clocks_of(unit: Unit, case: Case, referral_id: str | None = None) -> list[Clock]:
    """The clocks of a case, or of one referral of it, nearest first."""
    query = select(Clock).where(Clock.case_id == case.id).order_by(col(Clock.due_at))
    if referral_id:
        query = query.where(Clock.referral_id == referral_id)
    return list((await unit.session.exec(query)).all())
