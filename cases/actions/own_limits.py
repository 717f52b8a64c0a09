"""Time limits that are a worker's own to keep: she is told on three mornings what ends, and what she loses by it."""

from __future__ import annotations

import datetime as dt

from sqlmodel import col, select

from cases.actions.telling import locked
from cases.actions.tracks import tell_of_date
from cases.rules import own_dates
from cases.rules.clocks import Certainty, rule_for, rules
from cases.store import events
from cases.store.clock import CAMBODIA, cambodian_day
from cases.store.tables import Case, Clock
from cases.store.unit import Unit
from cases.store.watching import is_watched, still_watched

SYSTEM = "system"
AT_ONCE = 100
HERS = tuple({rule.name for rule in rules() if rule.hers})


async def remind_of_limits(unit: Unit) -> None:
    """Whose right ends soon is told so three days before, the day before, and that morning."""
    soon = (
        select(Clock)
        .join(Case, col(Case.id) == col(Clock.case_id))
        .where(
            col(Clock.rule).in_(HERS),
            col(Clock.met_at).is_(None),
            col(Clock.due_at) > unit.now,
            col(Clock.due_at) < unit.now + dt.timedelta(days=own_dates.DAYS_BEFORE + 1),
            is_watched(),
        )
        .order_by(col(Clock.case_id), col(Clock.id))
    )
    due = [clock for clock in (await unit.session.exec(soon)).all() if _is_due(unit, clock)]
    for clock in due[:AT_ONCE]:
        case = await locked(unit, clock.case_id)
        await unit.session.refresh(clock)
        if not _is_due(unit, clock) or clock.met_at is not None or not still_watched(case):
            continue
        clock.reminded_at = unit.now
        unit.session.add(clock)
        certainty = rule_for(clock.rule, cambodian_day(clock.started_at)).certainty
        params = {
            "rule": clock.rule,
            "date": {"date": cambodian_day(clock.due_at).isoformat()},
            "latest": {"date": cambodian_day(clock.latest_at).isoformat()} if clock.latest_at else "",
            "unsure": "" if certainty is Certainty.TEXT else certainty.value,
        }
        await tell_of_date(unit, case, clock.referral_id, "limit_ends", params)
        await events.append(unit, case, "limit_reminded", SYSTEM, {"rule": clock.rule})


def _is_due(unit: Unit, clock: Clock) -> bool:
    """A limit ends with its day: what was told before it was put right does not count for the new day."""
    told = clock.reminded_at.astimezone(CAMBODIA) if clock.reminded_at else None
    ends, now = clock.due_at.astimezone(CAMBODIA), unit.now.astimezone(CAMBODIA)
    return own_dates.reminder_due(ends, told, now) is not None
