"""What is to be done, list by list, by whatever runs out first. Each list is a selection of what the door opens to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from cases.rules.vocabulary import (
    CaseStatus,
    ConsentStatus,
    ReferralStatus,
    Relation,
    RemedyStatus,
    Urgency,
    Worklist,
)
from cases.rules.workflow import LIVE, OPEN_CASE, RUNNING
from cases.store.bursts import in_a_burst
from cases.store.clock import CAMBODIA
from cases.store.clocks import of_holder
from cases.store.door import openable_for
from cases.store.tables import Case, CaseHolder, Clock, Consent, Meeting, Referral, Remedy, ThreadMessage
from cases.store.unit import Unit
from cases.store.viewers import Viewer
from cases.store.watching import waiting_trouble

MOST = 99  # as far as anything is counted: more says nothing more
UNANSWERED = (ReferralStatus.SENT, ReferralStatus.RECEIVED)
NEVER = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


def nearest_due() -> ColumnElement[dt.datetime]:
    """When the first open clock of a holder runs out; far away where nothing runs."""
    first = select(sa.func.min(Clock.due_at)).where(of_holder(), col(Clock.met_at).is_(None)).scalar_subquery()
    return sa.func.coalesce(first, sa.literal(NEVER, type_=Clock.__table__.c.due_at.type))  # type: ignore[attr-defined]


# ------------------------------------------------------------------------------------------------ the lists
@dataclass(frozen=True)
class Who:
    """For whom a list is made, and when."""

    party_id: str
    staff_id: str
    now: dt.datetime


Condition = Callable[[Who], ColumnElement[bool]]


def _led(cases: SelectOfScalar[str]) -> ColumnElement[bool]:
    return sa.and_(col(CaseHolder.relation) == Relation.LEAD, col(CaseHolder.case_id).in_(cases))


def _open_cases(*where: ColumnElement[bool] | bool) -> ColumnElement[bool]:
    return _led(select(Case.id).where(col(Case.status).in_(OPEN_CASE), *where))


def _danger(who: Who) -> ColumnElement[bool]:
    threatened = sa.or_(col(Case.urgency) == Urgency.DANGER, col(Case.id).in_(waiting_trouble()))
    return _open_cases(Case.lead_party_id == who.party_id, threatened)


def _retaliation(who: Who) -> ColumnElement[bool]:
    """In closed cases too: who settled is punished as well."""
    return _led(select(Case.id).where(Case.lead_party_id == who.party_id, col(Case.id).in_(waiting_trouble())))


def _new(who: Who) -> ColumnElement[bool]:
    mine = Case.lead_party_id == who.party_id
    return _open_cases(mine, Case.status == CaseStatus.RECEIVED, col(Case.id).not_in(in_a_burst()))


def _mine(who: Who) -> ColumnElement[bool]:
    return _open_cases(Case.owner_staff_id == who.staff_id)


def _reply(who: Who) -> ColumnElement[bool]:
    """She wrote last: nobody of the party has written in her thread since."""
    later = aliased(ThreadMessage)
    answered = sa.exists().where(
        col(later.complainant_id) == col(ThreadMessage.complainant_id),
        col(later.staff_id).is_not(None),
        col(later.at) >= col(ThreadMessage.at),
    )
    said = select(ThreadMessage.case_id).where(
        col(ThreadMessage.staff_id).is_(None), ThreadMessage.notice == "", ~answered
    )
    return _open_cases(Case.lead_party_id == who.party_id, col(Case.id).in_(said))


def _clock(*when: ColumnElement[bool]) -> ColumnElement[bool]:
    return sa.exists().where(of_holder(), col(Clock.met_at).is_(None), *when)


def _due_today(who: Who) -> ColumnElement[bool]:
    today = who.now.astimezone(CAMBODIA).date()
    end = dt.datetime.combine(today + dt.timedelta(days=1), dt.time.min, CAMBODIA).astimezone(dt.UTC)
    return sa.or_(_clock(col(Clock.due_at) > who.now, col(Clock.due_at) < end), _meets(today))


def _meets(today: dt.date) -> ColumnElement[bool]:
    """A meeting is planned for today: on any track of the lead's, or on the recipient's own."""
    own = sa.or_(col(CaseHolder.relation) == Relation.LEAD, col(Meeting.referral_id) == col(CaseHolder.referral_id))
    return sa.exists().where(
        col(Meeting.case_id) == col(CaseHolder.case_id),
        own,
        *_planned_for(today),
    )


async def meetings_today(unit: Unit, case_ids: Sequence[str], referral_ids: Sequence[str]) -> Mapping[str, dt.datetime]:
    """When the first meeting of today begins, by referral id for these referrals, else by case id."""
    today = unit.now.astimezone(CAMBODIA).date()
    which = sa.or_(col(Meeting.case_id).in_(case_ids), col(Meeting.referral_id).in_(referral_ids))
    query = select(Meeting).where(which, *_planned_for(today)).order_by(col(Meeting.starts_at).desc())
    rows = (await unit.session.exec(query)).all()
    return {
        meeting.case_id if meeting.case_id in case_ids else meeting.referral_id: meeting.starts_at
        for meeting in rows
        if meeting.starts_at
    }


def _planned_for(day: dt.date) -> Sequence[ColumnElement[bool]]:
    begin = dt.datetime.combine(day, dt.time.min, CAMBODIA).astimezone(dt.UTC)
    return (
        sa.exists().where(col(Referral.id) == col(Meeting.referral_id), col(Referral.status).in_(RUNNING)),
        col(Meeting.starts_at) >= begin,
        col(Meeting.starts_at) < begin + dt.timedelta(days=1),
        col(Meeting.held_on).is_(None),
        col(Meeting.cancelled_at).is_(None),
    )


def _overdue(who: Who) -> ColumnElement[bool]:
    return _clock(col(Clock.due_at) <= who.now)


def _waiting(who: Who) -> ColumnElement[bool]:
    asked = (
        select(Referral.case_id)
        .join(Consent, col(Consent.referral_id) == col(Referral.id))
        .where(Consent.status == ConsentStatus.ASKED, col(Consent.expires_at) > who.now, col(Referral.status).in_(LIVE))
    )
    return _open_cases(Case.lead_party_id == who.party_id, col(Case.id).in_(asked))


def _ready(who: Who) -> ColumnElement[bool]:
    ready = select(Referral.case_id).where(Referral.status == ReferralStatus.READY)
    return _open_cases(Case.lead_party_id == who.party_id, col(Case.id).in_(ready))


def _disputed(who: Who) -> ColumnElement[bool]:
    disputed = select(Remedy.case_id).where(Remedy.status == RemedyStatus.DISPUTED)
    return _open_cases(Case.lead_party_id == who.party_id, col(Case.id).in_(disputed))


def _incoming(who: Who) -> ColumnElement[bool]:
    sent = select(Referral.id).where(Referral.party_id == who.party_id, col(Referral.status).in_(UNANSWERED))
    return sa.and_(col(CaseHolder.relation) == Relation.RECIPIENT, col(CaseHolder.referral_id).in_(sent))


CONDITIONS: Mapping[Worklist, Condition] = MappingProxyType(
    {
        Worklist.DANGER: _danger,
        Worklist.RETALIATION: _retaliation,
        Worklist.NEW: _new,
        Worklist.MINE: _mine,
        Worklist.REPLY: _reply,
        Worklist.DUE_TODAY: _due_today,
        Worklist.OVERDUE: _overdue,
        Worklist.WAITING: _waiting,
        Worklist.READY: _ready,
        Worklist.DISPUTED: _disputed,
        Worklist.INCOMING: _incoming,
    }
)


def in_worklist(unit: Unit, viewer: Viewer, which: Worklist) -> SelectOfScalar[CaseHolder]:
    """The holder rows of a list, in no order yet."""
    who = Who(viewer.party_id, viewer.staff_id, unit.now)
    return openable_for(viewer).where(CONDITIONS[which](who))


async def up_to_most(unit: Unit, query: SelectOfScalar[CaseHolder]) -> int:
    """How many rows, counted no further than one beyond `MOST`."""
    found = query.with_only_columns(col(CaseHolder.id)).limit(MOST + 1).subquery()
    return int((await unit.session.exec(select(sa.func.count()).select_from(found))).one())


async def counts(unit: Unit, viewer: Viewer) -> dict[Worklist, int]:
    """How many stand in each list, as far as is counted."""
    return {which: await up_to_most(unit, in_worklist(unit, viewer, which)) for which in CONDITIONS}
