"""What the cases of all parties came to that were closed in a quarter: numbers for a release, worked out once.

A case counts in the quarter in which its timeline first says that it was closed, and in no other, whatever happened
to it since. Spam, what was merged into another case and cases of test organisations count nowhere.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from cases.rules.quarters import Quarter
from cases.rules.releases import Closed, Reached, Stage
from cases.rules.vocabulary import ClosingReason, Gender, RemedyKind
from cases.store.clock import CAMBODIA
from cases.store.figure_outcomes import AGREED
from cases.store.tables import Case, Complainant, Event, Party, Remedy
from cases.store.unit import Unit

CLOSED, WITHDRAWN = "closed", "withdrawn"  # lines of a timeline
NOT_COUNTED = (ClosingReason.SPAM.value, ClosingReason.MERGED.value)


def bounds(quarter: Quarter) -> tuple[dt.datetime, dt.datetime]:
    """Its first moment in Cambodia, and the first one after it."""
    starts, ends = (
        dt.datetime.combine(day, dt.time.min, CAMBODIA) for day in (quarter.first_day, quarter.following.first_day)
    )
    return starts.astimezone(dt.UTC), ends.astimezone(dt.UTC)


async def closed_in(unit: Unit, quarter: Quarter) -> list[Closed]:
    """The cases of a quarter, one by one, without anything that tells which they are."""
    starts, ends = bounds(quarter)
    event: Any = aliased(Event)
    earlier: Any = aliased(Event)
    before = sa.exists().where(earlier.case_id == event.case_id, earlier.seq < event.seq, _closes(earlier))
    query: Any = (
        sa.select(
            col(Case.id),
            sa.case((event.kind == WITHDRAWN, ClosingReason.WITHDRAWN.value), else_=_reason(event)).label("reason"),
            col(Case.issue),
            col(Case.province),
            col(Party.kind).label("lead"),
            col(Case.women),
            col(Case.men),
        )
        .join(event, event.case_id == col(Case.id))
        .join(Party, col(Party.id) == col(Case.lead_party_id))
        .where(event.at >= starts, event.at < ends, _closes(event), ~before, col(Party.trial).is_(False))
    )
    rows = (await unit.session.exec(query)).all()
    ids = [row.id for row in rows]
    people, reached = await _people(unit, ids), await _reached(unit, ids)
    return [_closed(row, people[row.id], reached.get(row.id, ())) for row in rows]


def _reason(event: Any) -> Any:
    return event.data["reason"].as_string()


def _closes(event: Any) -> Any:
    return sa.or_(event.kind == WITHDRAWN, sa.and_(event.kind == CLOSED, _reason(event).not_in(NOT_COUNTED)))


def _closed(row: Any, people: Mapping[Gender, int], reached: Sequence[Reached]) -> Closed:
    """Women and men as she told how many are concerned; where nobody told, as the workers in the case say."""
    told = row.women + row.men
    women, men = (row.women, row.men) if told else (people.get(Gender.WOMAN, 0), people.get(Gender.MAN, 0))
    return Closed(
        outcome=ClosingReason(row.reason),
        issue=row.issue,
        province=row.province,
        lead=row.lead,
        women=women,
        men=men,
        not_recorded=max(0, sum(people.values()) - women - men),
        reached=reached,
    )


AT_ONCE = 500  # ids in one query


def _some(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


async def _people(unit: Unit, ids: Sequence[str]) -> Mapping[str, Mapping[Gender, int]]:
    """Workers in each case who have not left it."""
    found: dict[str, dict[Gender, int]] = defaultdict(dict)
    for some in _some(ids):
        query: Any = (
            select(Complainant.case_id, Complainant.gender, sa.func.count())
            .where(col(Complainant.case_id).in_(some), col(Complainant.left_at).is_(None))
            .group_by(col(Complainant.case_id), col(Complainant.gender))
        )
        for case_id, gender, count in (await unit.session.exec(query)).all():
            found[case_id][gender] = count
    return found


async def _reached(unit: Unit, ids: Sequence[str]) -> Mapping[str, Sequence[Reached]]:
    """What was agreed, delivered and confirmed in each case."""
    found: dict[str, list[Reached]] = defaultdict(list)
    for some in _some(ids):
        query = select(Remedy).where(col(Remedy.case_id).in_(some), col(Remedy.status).in_(AGREED))
        for remedy in (await unit.session.exec(query)).all():
            found[remedy.case_id] += _stages(remedy)
    return found


def _stages(remedy: Remedy) -> Iterable[Reached]:
    kind = RemedyKind(remedy.kind)
    yield Reached(kind, Stage.AGREED, remedy.women + remedy.men + remedy.not_recorded)
    if remedy.delivered_on is not None:
        delivered = remedy.delivered_women + remedy.delivered_men + remedy.delivered_not_recorded
        yield Reached(kind, Stage.DELIVERED, delivered)
    if remedy.stands_at is not None:
        confirmed = remedy.confirmed_women + remedy.confirmed_men + remedy.confirmed_not_recorded
        yield Reached(kind, Stage.CONFIRMED, confirmed)
