"""What became of the cases of a viewer: promises, workers' words, times and time limits. `held` is from the door."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from cases.rules.figures import Line, Table, percentile
from cases.rules.vocabulary import PartyKind, RemedyKind, RemedyStatus, Source
from cases.rules.workers import SMALLEST_TOLD
from cases.rules.workflow import OUT
from cases.store.clock import CAMBODIA, cambodian_day
from cases.store.clocks import told_to_recipients
from cases.store.figure_cases import led
from cases.store.tables import Case, Clock, Event, Party, Referral, Remedy, RemedyAnswer, Staff
from cases.store.unit import Unit

AGREED = (
    RemedyStatus.AGREED,
    RemedyStatus.DELIVERED,
    RemedyStatus.CONFIRMED,
    RemedyStatus.DISPUTED,
    RemedyStatus.UNCONFIRMED,
    RemedyStatus.GIVEN_UP,
)
CAME = {  # what was delivered whole, by what workers say
    RemedyStatus.CONFIRMED: "confirmed",
    RemedyStatus.DISPUTED: "disputed",
    RemedyStatus.UNCONFIRMED: "unconfirmed",
    RemedyStatus.DELIVERED: "waiting",
}
MEDIAN, P90 = 50, 90
STAGES = ("", "delivered_", "confirmed_")
WHO = ("women", "men", "not_recorded")


def of_viewer(query: Any, held: sa.Subquery) -> Any:
    """Of a query over remedies those that were agreed and that the viewer may know of, with her line to the case."""
    received = sa.and_(col(Remedy.referral_id) == held.c.referral_id, col(Referral.status).not_in(OUT))
    return (
        query.select_from(Remedy)
        .join(held, col(Remedy.case_id) == held.c.case_id)
        .outerjoin(Referral, col(Referral.id) == held.c.referral_id)
        .where(sa.or_(led(held), received), col(Remedy.status).in_(AGREED))
    )


def told(held: sa.Subquery, column: Any) -> Any:
    """A number of workers as this viewer may sum it: one or two are their lead's alone to know."""
    return sa.case((sa.or_(led(held), column >= SMALLEST_TOLD), column), else_=0)


def total(stage: str, held: sa.Subquery) -> Any:
    """Workers of a remedy at a stage."""
    women, men, others = (told(held, col(getattr(Remedy, stage + who))) for who in WHO)
    return women + men + others


def _percent(part: int, whole: int) -> int | None:
    return (200 * part + whole) // (2 * whole) if whole else None  # rounded


# -------------------------------------------------------------------------------------------- promises
async def promises(unit: Unit, held: sa.Subquery) -> list[Table]:
    """How many agreements came how far, by kind; and of what was delivered whole, what workers say."""
    late = sa.and_(
        col(Remedy.due_on) < cambodian_day(unit.now),
        col(Remedy.status).in_((RemedyStatus.AGREED, RemedyStatus.DISPUTED)),
    )
    query = sa.select(col(Remedy.kind), col(Remedy.status), late.label("late"), sa.func.count().label("number"))
    rows = (
        await unit.session.exec(of_viewer(query, held).group_by(col(Remedy.kind), col(Remedy.status), sa.text("late")))
    ).all()
    kinds: dict[RemedyKind, Counter[str]] = defaultdict(Counter)
    came: Counter[RemedyStatus] = Counter()
    for kind, status, is_late, number in rows:
        reached = {"agreed": True, "delivered": status in CAME, "overdue": is_late, status.value: True}
        kinds[kind].update({column: number for column, is_so in reached.items() if is_so})
        came[status] += number
    columns = ("agreed", "delivered", "confirmed", "disputed", "overdue", "given_up")
    delivered = sum(came[status] for status in CAME)
    return [
        Table(
            "remedies",
            columns,
            [Line(kind, tuple(kinds[kind][column] for column in columns)) for kind in RemedyKind if kind in kinds],
        ),
        Table(
            "came_true",
            ("remedies", "percent"),
            [Line(key, (came[status], _percent(came[status], delivered))) for status, key in CAME.items() if delivered],
        ),
    ]


# ------------------------------------------------------------------------------------- whose word it is
def _entered(held: sa.Subquery, kind: str) -> sa.Subquery:
    """Who entered the newest such line of each remedy: its id, and of which kind her party is."""
    remedy = col(Event.data)["remedy"].as_string()
    newest = (
        sa.select(col(Event.case_id), remedy.label("remedy"), sa.func.max(col(Event.seq)).label("seq"))
        .where(col(Event.case_id).in_(sa.select(held.c.case_id)), col(Event.kind) == kind)
        .where(col(Event.data)["whole"].as_boolean().is_not(False) if kind == "remedy_delivered" else sa.true())
        .group_by(col(Event.case_id), remedy)
        .subquery()
    )
    return (
        sa.select(newest.c.remedy, col(Party.kind).label("party_kind"))
        .join(Event, sa.and_(col(Event.case_id) == newest.c.case_id, col(Event.seq) == newest.c.seq))
        .join(Staff, col(Staff.id) == sa.func.substr(col(Event.actor), len("staff:") + 1))
        .join(Party, col(Party.id) == col(Staff.party_id))
        .subquery()
    )


def _by_party(found: Mapping[str, tuple[int, ...]], name: str, columns: tuple[str, ...]) -> Table:
    keys = [*(kind.value for kind in PartyKind), ""]
    return Table(name, columns, [Line(key, found[key]) for key in keys if key in found])


def _kind(value: PartyKind | None) -> str:
    return value.value if value else ""


async def logged(unit: Unit, held: sa.Subquery) -> Table:
    """Agreements by the kind of party that entered them."""
    who = _entered(held, "remedy_agreed")
    delivered, confirmed = (col(Remedy.status).in_(CAME), col(Remedy.status) == RemedyStatus.CONFIRMED)
    counts: list[Any] = [sa.func.count()]
    counts += (sa.func.sum(sa.case((reached, 1), else_=0)) for reached in (delivered, confirmed))
    sums = [sa.func.sum(total(stage, held)) for stage in STAGES]
    shown: Any = sa.select(who.c.party_kind, *counts, *sums)
    query = of_viewer(shown, held)
    query = query.outerjoin(who, who.c.remedy == col(Remedy.id)).group_by(who.c.party_kind)
    found = {_kind(kind): tuple(map(int, numbers)) for kind, *numbers in (await unit.session.exec(query)).all()}
    stages = ("agreed", "delivered", "confirmed")
    return _by_party(found, "logged", (*stages, *(f"workers_{stage}" for stage in stages)))


async def her_word(unit: Unit, held: sa.Subquery) -> Table:
    """Of what was entered as delivered whole: how often workers answered, and how often they said otherwise."""
    who = _entered(held, "remedy_delivered")
    answers = sa.select(col(RemedyAnswer.id)).where(col(RemedyAnswer.remedy_id) == col(Remedy.id))
    less = sa.or_(
        *(
            col(getattr(Remedy, f"confirmed_{one}")) < col(getattr(Remedy, f"delivered_{one}"))
            for one in (*WHO, "amount")
        )
    )
    differs = sa.or_(
        answers.where(col(RemedyAnswer.confirmed).is_(False)).exists(),
        sa.and_(col(Remedy.status) == RemedyStatus.CONFIRMED, less),
    )
    counts = [sa.func.sum(sa.case((one, 1), else_=0)) for one in (answers.exists(), differs)]
    shown: Any = sa.select(who.c.party_kind, sa.func.count(), *counts)
    query = of_viewer(shown, held)
    query = query.outerjoin(who, who.c.remedy == col(Remedy.id)).where(col(Remedy.status).in_(CAME))
    found: dict[str, tuple[int, ...]] = {}
    for kind, delivered, answered, otherwise in (await unit.session.exec(query.group_by(who.c.party_kind))).all():
        found[_kind(kind)] = (delivered, int(answered), int(otherwise), _percent(int(otherwise), int(answered)) or 0)
    return _by_party(found, "word", ("delivered", "answered", "differs", "percent"))


# ------------------------------------------------------------------------------------------------- time
async def times(unit: Unit, held: sa.Subquery) -> Table:
    """Days to the first reading, to the answer to a referral, to the first agreement, and to its delivery."""
    opened = sa.and_(col(Event.case_id) == col(Case.id), col(Event.kind) == "opened")
    mine = sa.select(held.c.case_id).where(led(held))
    filed, sent = _day(unit, col(Case.filed_at)), _day(unit, col(Referral.sent_at))
    reading = (
        sa.select(_days(unit, filed, _day(unit, sa.func.min(col(Event.at)))).label("days"))
        .join(Event, opened)
        .where(col(Case.id).in_(mine), col(Case.source) != Source.IMPORT)
        .group_by(col(Case.id), col(Case.filed_at))
    )
    answer = sa.select(_days(unit, sent, _day(unit, col(Referral.answered_at))).label("days")).where(
        col(Referral.id).in_(sa.select(held.c.referral_id)),
        col(Referral.sent_at).is_not(None),
        col(Referral.answered_at).is_not(None),
    )
    started = sa.case((led(held), filed), else_=sent)
    settlement = of_viewer(
        sa.select(_days(unit, started, sa.func.min(col(Remedy.agreed_on))).label("days")), held
    ).join(Case, col(Case.id) == held.c.case_id)
    settlement = settlement.where(col(Remedy.agreed_on).is_not(None)).group_by(
        held.c.id, held.c.relation, col(Case.filed_at), col(Referral.sent_at)
    )
    delivery = of_viewer(
        sa.select(_days(unit, col(Remedy.agreed_on), col(Remedy.delivered_on)).label("days")), held
    ).where(col(Remedy.status).in_(CAME), col(Remedy.agreed_on).is_not(None), col(Remedy.delivered_on).is_not(None))
    lines = []
    for key, query in (("reading", reading), ("answer", answer), ("settlement", settlement), ("delivery", delivery)):
        each = query.subquery()
        rows: Any = sa.select(each.c.days, sa.func.count()).group_by(each.c.days)
        found: Counter[int] = Counter()
        for days, count in (await unit.session.exec(rows)).all():
            found[max(0, int(days))] += count  # what was agreed before it was filed here took no day
        if found:
            lines.append(Line(key, (sum(found.values()), percentile(found, MEDIAN), percentile(found, P90))))
    return Table("times", ("n", "median", "p90"), lines)


def _day(unit: Unit, moment: Any) -> Any:
    """The Cambodian day of a moment."""
    if unit.dialect == "sqlite":
        return sa.func.date(moment, "+7 hours", type_=sa.String)
    return sa.cast(sa.func.timezone(CAMBODIA.key, moment), sa.Date)


def _days(unit: Unit, start: Any, end: Any) -> Any:
    """Days from one day to another."""
    if unit.dialect == "sqlite":
        return sa.cast(sa.func.julianday(end) - sa.func.julianday(start), sa.Integer)
    return sa.type_coerce(end - start, sa.Integer)


async def clocks(unit: Unit, held: sa.Subquery) -> Table:
    """Time limits that came due or were met before: in time, later, or not yet."""
    until = sa.func.coalesce(col(Clock.latest_at), col(Clock.due_at))
    parts = (
        sa.and_(col(Clock.met_at).is_not(None), col(Clock.met_at) <= until),
        sa.and_(col(Clock.met_at).is_not(None), col(Clock.met_at) > until),
        col(Clock.met_at).is_(None),
    )
    query: Any = (
        sa.select(col(Clock.rule), sa.func.count(), *(sa.func.sum(sa.case((part, 1), else_=0)) for part in parts))
        .join(held, col(Clock.case_id) == held.c.case_id)
        .where(
            sa.or_(led(held), sa.and_(col(Clock.referral_id) == held.c.referral_id, told_to_recipients())),
            sa.or_(col(Clock.met_at).is_not(None), until <= unit.now),
        )
        .group_by(col(Clock.rule))
        .order_by(col(Clock.rule))
    )
    lines = []
    for rule, due, *states in (await unit.session.exec(query)).all():
        in_time, late, still = map(int, states)
        lines.append(Line(rule, (due, in_time, late, still, _percent(in_time, due))))
    return Table("clocks", ("due", "in_time", "late", "open", "percent"), lines)
