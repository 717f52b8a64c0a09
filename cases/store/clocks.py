"""Clocks of a case: started from a fact, met by an act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from cases.rules.clocks import ClockRule, end_of_day, ends_of, rule_for, rules, rules_on, years_counted
from cases.rules.facts import WITHOUT_RESULT, Fact, Step
from cases.rules.vocabulary import ClockKind
from cases.rules.work_facts import holiday_days, is_known
from cases.rules.workflow import OUT
from cases.store.clock import CAMBODIA, cambodian_day
from cases.store.tables import Case, CaseHolder, Clock, DisputeStep, Party, Referral, Remedy, ReminderSeen
from cases.store.unit import Unit

FILINGS = frozenset({Step.FILED_INDIVIDUAL, Step.FILED_COLLECTIVE})
FILED = frozenset(rule.name for rule in rules() if FILINGS & set(rule.starts))  # of these a filing begins one
SHARED = tuple({rule.name for rule in rules() if rule.shared})  # what a recipient sees on its own track


def told_to_recipients() -> ColumnElement[bool]:
    """Of clocks on a track: what its recipient sees, as long as it may know anything of the case."""
    track = aliased(Referral)
    out = sa.exists().where(col(track.id) == col(Clock.referral_id), col(track.status).in_(OUT))
    return sa.and_(col(Clock.rule).in_(SHARED), ~out)


async def happened(
    unit: Unit,
    case: Case,
    fact: Fact | Step,
    referral_id: str | None = None,
    *,
    on: dt.date | None = None,
    step_id: str | None = None,
    remedy: Remedy | None = None,
) -> None:
    """Something happened, now or on a day: whatever waited for it is over, and what runs from it begins.

    A limit that runs already begins anew only where the day of the very fact is put right. What happened to a remedy
    touches its own limits alone.
    """
    await unit.session.flush()
    began = dt.datetime.combine(on, dt.time.min, CAMBODIA) if on else unit.now.astimezone(CAMBODIA)
    running = await _running(unit, case, referral_id, remedy)
    for clock in running:
        if fact in rule_for(clock.rule, cambodian_day(clock.started_at)).ends:
            clock.met_at, clock.met_step_id = unit.now, step_id
            unit.session.add(clock)
    for rule in rules_on(began.date()):
        if fact in rule.starts:
            if rule.agreed:
                _begin_agreed(unit, case, rule, began, remedy, running)
            else:
                _begin(unit, case, rule, began, referral_id, step_id, running, put_right=on is not None)
    await unit.session.flush()


async def _running(unit: Unit, case: Case, referral_id: str | None, remedy: Remedy | None) -> list[Clock]:
    """What runs on a track, or in the whole case; what began for the case may end on any track."""
    query = select(Clock).where(Clock.case_id == case.id, col(Clock.met_at).is_(None))
    if remedy is not None:
        query = query.where(Clock.remedy_id == remedy.id)
    elif referral_id:
        query = query.where(sa.or_(col(Clock.referral_id) == referral_id, col(Clock.referral_id).is_(None)))
    return list((await unit.session.exec(query)).all())


def _begin(
    unit: Unit,
    case: Case,
    rule: ClockRule,
    began: dt.datetime,
    referral_id: str | None,
    step_id: str | None,
    running: Sequence[Clock],
    *,
    put_right: bool,
) -> None:
    same = [one for one in running if one.rule == rule.name and one.referral_id == referral_id and one.met_at is None]
    if rule.each:
        same = [one for one in same if one.started_at == began]
    if same and not put_right:
        return
    clock = same[0] if same else _new(case, rule, referral_id, began)
    _run(clock, rule, began, step_id)
    unit.session.add(clock)


def _run(clock: Clock, rule: ClockRule, began: dt.datetime, step_id: str | None) -> None:
    """It runs from this moment."""
    ends = ends_of(began, rule, holiday_days())
    clock.started_at, clock.due_at, clock.step_id = began.astimezone(dt.UTC), min(ends), step_id
    clock.reminded_at = None
    clock.latest_at = max(ends) if len(set(ends)) > 1 else None


def _begin_agreed(
    unit: Unit, case: Case, rule: ClockRule, began: dt.datetime, remedy: Remedy | None, running: Sequence[Clock]
) -> None:
    """It runs to the agreed day, where there is one; a running one is moved there, and what is late no more is so."""
    if remedy is None or remedy.due_on is None:
        return
    same = [one for one in running if one.rule == rule.name and one.met_at is None]
    clock = same[0] if same else _new(case, rule, remedy.referral_id, began)
    clock.remedy_id, clock.due_at = remedy.id, end_of_day(remedy.due_on, CAMBODIA).astimezone(dt.UTC)
    if clock.due_at > unit.now:
        clock.escalated_at = None
    unit.session.add(clock)


def _new(case: Case, rule: ClockRule, referral_id: str | None, began: dt.datetime) -> Clock:
    return Clock(
        case_id=case.id, referral_id=referral_id, rule=rule.name, kind=rule.kind, started_at=began, due_at=began
    )


async def undo(unit: Unit, step_id: str) -> None:
    """A step was entered in error: what began with it never did, and what it ended or put right goes on as before."""
    rows = await unit.session.exec(
        select(Clock).where(sa.or_(col(Clock.step_id) == step_id, col(Clock.met_step_id) == step_id))
    )
    for clock in rows.all():
        if clock.step_id == step_id:
            await unit.session.exec(sa.delete(ReminderSeen).where(col(ReminderSeen.clock_id) == clock.id))
            rule = rule_for(clock.rule, cambodian_day(clock.started_at))
            before = await _before(unit, clock, rule)
            if before is None:
                await unit.session.delete(clock)
            else:
                _run(clock, rule, *before)
                unit.session.add(clock)
        else:
            clock.met_at, clock.met_step_id = None, None
            unit.session.add(clock)
    await unit.session.flush()


async def _before(unit: Unit, clock: Clock, rule: ClockRule) -> tuple[dt.datetime, str | None] | None:
    """From when, and with which step, it ran before a step put that right; None where the step began it."""
    others = select(Clock.step_id).where(
        Clock.case_id == clock.case_id,
        col(Clock.rule).in_(FILED if clock.rule in FILED else [clock.rule]),
        Clock.referral_id == clock.referral_id,
        Clock.id != clock.id,
    )
    began_others = set((await unit.session.exec(others)).all())  # each of these runs, or ran, as a clock of its own
    steps = await unit.session.exec(
        select(DisputeStep)
        .where(
            DisputeStep.case_id == clock.case_id,
            DisputeStep.referral_id == clock.referral_id,
            col(DisputeStep.step).in_([fact for fact in rule.starts if isinstance(fact, Step)]),
            col(DisputeStep.cancelled_at).is_(None),
            DisputeStep.id != clock.step_id,
        )
        .order_by(col(DisputeStep.at).desc())
    )
    day = cambodian_day(clock.started_at) if rule.each else None  # another day began another clock
    told = (one for one in steps.all() if one.id not in began_others and day in (None, one.happened_on))
    step = next(told, None)
    if step is not None:
        return dt.datetime.combine(step.happened_on, dt.time.min, CAMBODIA), step.id
    referral = await unit.session.get(Referral, clock.referral_id) if clock.referral_id else None
    if referral is None or None in began_others:
        return None
    if referral.filed_on and clock.rule in FILED:
        return dt.datetime.combine(referral.filed_on, dt.time.min, CAMBODIA), None
    over = referral.concluded_at if referral.conclusion in WITHOUT_RESULT else None
    wrong = await unit.session.get_one(DisputeStep, clock.step_id)
    if over and over < wrong.at and Step.NOT_CONCILIATED in rule.starts:
        return over.astimezone(CAMBODIA), None
    return None


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
    theirs = sa.and_(col(Clock.referral_id).in_(referral_ids), told_to_recipients())
    which = theirs if referral_ids else col(Clock.case_id).in_(case_ids)
    query = select(Clock).where(which, col(Clock.met_at).is_(None)).order_by(col(Clock.due_at).desc())
    rows = (await unit.session.exec(query)).all()
    return {(clock.referral_id or "") if referral_ids else clock.case_id: clock for clock in rows}


def of_holder() -> ColumnElement[bool]:
    """Clocks that a holder may know of: the lead all of its case, a recipient the shared ones of its own track."""
    return sa.case(
        (col(CaseHolder.referral_id).is_(None), col(Clock.case_id) == col(CaseHolder.case_id)),
        else_=sa.and_(col(Clock.referral_id) == col(CaseHolder.referral_id), told_to_recipients()),
    )


def overdue_for_leads() -> ColumnElement[bool]:
    """Of holder rows: something was not done in time and was brought before the leads; a recipient's own alone."""
    return sa.exists().where(of_holder(), col(Clock.escalated_at).is_not(None), col(Clock.met_at).is_(None))


async def overdue_duties(
    unit: Unit, case_ids: Sequence[str], referral_ids: Sequence[str] = ()
) -> Sequence[tuple[Clock, Party | None]]:
    """What was brought before the leads of these cases or on these referrals, oldest first; with whose track it is."""
    theirs = sa.and_(col(Clock.referral_id).in_(referral_ids), told_to_recipients())
    query = (
        select(Clock, Party)
        .outerjoin(Referral, col(Referral.id) == col(Clock.referral_id))
        .outerjoin(Party, col(Party.id) == col(Referral.party_id))
        .where(
            sa.or_(col(Clock.case_id).in_(case_ids), theirs),
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
        query = query.where(Clock.referral_id == referral_id, told_to_recipients())
    return list((await unit.session.exec(query)).all())


def uncertain(clock: Clock) -> list[int]:
    """Years over which working days were counted and whose holidays are not known here."""
    rule = rule_for(clock.rule, cambodian_day(clock.started_at))
    started, until = clock.started_at.astimezone(CAMBODIA), (clock.latest_at or clock.due_at).astimezone(CAMBODIA)
    return [year for year in years_counted(started, until, rule) if not is_known(year)]
