"""What a person is reminded of: clocks that end soon, today, or are over, of her own cases and of nobody's.

Nothing is kept but what she has seen. So a reminder comes once for each stage however often it is counted, is gone
when the clock is met, and goes along when the work becomes somebody else's.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import col, select

from cases.rules.reminding import horizon, stage_of
from cases.rules.vocabulary import ClockKind, Relation, StaffRole, Stage
from cases.rules.work_facts import holiday_days
from cases.store.clock import CAMBODIA
from cases.store.clocks import of_holder
from cases.store.door import openable_for
from cases.store.tables import Case, CaseHolder, Clock, Exclusion, ReminderSeen, Staff
from cases.store.unit import Unit
from cases.store.viewers import Viewer

MOST = 50


@dataclass(frozen=True)
class Reminder:
    """A clock of one case or referral, and how near it is to its end."""

    clock: Clock
    reference: str
    stage: Stage


def hers_to_do(viewer: Viewer) -> ColumnElement[bool]:
    """Of holder rows: her own cases, what is nobody's yet, and what her party received, which has no owner.

    What is the work of somebody who cannot open it, since she is away, gone or has a conflict, is nobody's here.
    """
    conflict = sa.exists().where(
        col(Exclusion.case_id) == col(CaseHolder.case_id), col(Exclusion.staff_id) == col(Staff.id)
    )
    others = sa.exists().where(
        col(Case.id) == col(CaseHolder.case_id),
        col(Staff.id) == col(Case.owner_staff_id),
        col(Staff.id) != viewer.staff_id,
        col(Staff.removed_at).is_(None),
        col(Staff.suspended_at).is_(None),
        col(Staff.approved_at).is_not(None),
        ~conflict,
    )
    return sa.or_(col(CaseHolder.relation) != Relation.LEAD, ~others)


async def reminders_for(unit: Unit, viewer: Viewer) -> list[Reminder]:
    """What she has not seen yet, what ends first before all else; a lead also what was brought before the leads."""
    now, holidays = unit.now.astimezone(CAMBODIA), holiday_days()
    whose = hers_to_do(viewer)
    if viewer.role is StaffRole.LEAD:
        whose = sa.or_(whose, col(Clock.escalated_at).is_not(None))
    last = sa.case((col(Clock.kind) == ClockKind.DUTY, Stage.LEAD_TOLD.value), else_=Stage.OVERDUE.value)
    seen_to_the_end = sa.exists().where(
        col(ReminderSeen.staff_id) == viewer.staff_id,
        col(ReminderSeen.clock_id) == col(Clock.id),
        col(ReminderSeen.due_at) == col(Clock.due_at),
        sa.cast(col(ReminderSeen.stage), sa.String) == last,
    )
    holders = openable_for(viewer).with_only_columns(col(CaseHolder.id))
    query = (
        select(Clock, CaseHolder.reference)
        .join(CaseHolder, of_holder())
        .where(
            col(CaseHolder.id).in_(holders),
            col(Clock.met_at).is_(None),
            col(Clock.due_at) < horizon(now, holidays),
            whose,
            ~seen_to_the_end,
        )
        .order_by(col(Clock.due_at), col(Clock.id))
    )
    rows = (await unit.session.exec(query)).all()
    seen = await _seen(unit, viewer)
    found = []
    for clock, reference in rows:
        due = clock.due_at.astimezone(CAMBODIA)
        stage = stage_of(due, now, holidays, lead_told=clock.escalated_at is not None)
        row = seen.get(clock.id)
        if stage is not None and not (row and row.stage is stage and row.due_at == clock.due_at):
            found.append(Reminder(clock, reference, stage))
    return found[:MOST]


async def _seen(unit: Unit, viewer: Viewer) -> dict[str, ReminderSeen]:
    wanted = (
        select(ReminderSeen)
        .join(Clock, col(Clock.id) == col(ReminderSeen.clock_id))
        .where(ReminderSeen.staff_id == viewer.staff_id, col(Clock.met_at).is_(None))
    )
    return {row.clock_id: row for row in (await unit.session.exec(wanted)).all()}
