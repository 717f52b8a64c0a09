"""More filings than usual from one poster: kept like all others, and shown as one row in the queue of their party.

A burst belongs to one party, one site code and one hour, so it tells nobody of another party's cases. What is
dangerous, and what somebody has opened, stands in the queue by itself.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from cases.rules.vocabulary import CaseStatus, ClosingReason, Relation, Source, Urgency
from cases.store.door import openable_for
from cases.store.factories import factory_of
from cases.store.tables import Burst, Case, CaseHolder, Complainant, Factory, SiteCode, new_id
from cases.store.unit import Unit, insert_into
from cases.store.viewers import Viewer

USUAL_AN_HOUR = 20  # filings to one party from one poster
USUAL_OF_ONE_CHAT = 5  # workmates share a phone
HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class BurstRow:
    """A burst as a queue shows it: how many cases wait in it, and whence they came."""

    burst: Burst
    waiting: int
    factory: Factory | None
    placement: str


async def burst_of_filing(unit: Unit, party_id: str, site_code: str, correspondent_id: str | None) -> str | None:
    """The burst that a filing of now belongs to; None while poster and chat send no more than usual."""
    lately = select(Case.id).where(
        Case.lead_party_id == party_id, col(Case.filed_at) > unit.now - HOUR, Case.source == Source.WORKER
    )
    by_code = lately.where(Case.site_code == site_code)
    by_chat = lately.join(Complainant, col(Complainant.case_id) == col(Case.id)).where(
        Complainant.correspondent_id == correspondent_id
    )
    many = await _reaches(unit, by_code, USUAL_AN_HOUR) or (
        correspondent_id is not None and await _reaches(unit, by_chat, USUAL_OF_ONE_CHAT)
    )
    if not many:
        return None
    hour = unit.now.replace(minute=0, second=0, microsecond=0)
    which = (Burst.party_id == party_id, Burst.site_code == site_code, Burst.started_at == hour)
    await unit.run(
        insert_into(unit.dialect, Burst)
        .values(id=new_id(), party_id=party_id, site_code=site_code, started_at=hour)
        .on_conflict_do_nothing(index_elements=["party_id", "site_code", "started_at"])
    )
    return (await unit.session.exec(select(Burst.id).where(*which))).one()


async def _reaches(unit: Unit, ids: SelectOfScalar[str], count: int) -> bool:
    """Whether there are that many, counted no further."""
    found = await unit.session.exec(select(sa.func.count()).select_from(ids.limit(count).subquery()))
    return found.one() == count


def in_a_burst(burst_id: str = "") -> sa.Select[str]:
    """Ids of the cases that stand in a burst's row and nowhere else in the queue; of one burst, or of all."""
    waiting = sa.select(col(Case.id)).where(
        col(Case.status) == CaseStatus.RECEIVED, col(Case.urgency) != Urgency.DANGER
    )
    return waiting.where(col(Case.burst_id) == burst_id if burst_id else col(Case.burst_id).is_not(None))


async def bursts_for(unit: Unit, viewer: Viewer) -> list[BurstRow]:
    """The viewer's bursts in which cases wait, newest first."""
    waiting = openable_for(viewer, Relation.LEAD).where(col(CaseHolder.case_id).in_(in_a_burst())).subquery()
    rows = await unit.session.exec(
        select(Burst, sa.func.count())
        .join(Case, col(Case.burst_id) == col(Burst.id))
        .where(Burst.party_id == viewer.party_id, col(Case.id).in_(select(waiting.c.case_id)))
        .group_by(col(Burst.id))
        .order_by(col(Burst.started_at).desc(), col(Burst.id))
    )
    return [await _row(unit, burst, count) for burst, count in rows.all()]


async def closed_bursts_for(unit: Unit, viewer: Viewer, since: dt.datetime) -> list[BurstRow]:
    """The viewer's bursts of which something was closed as spam since then and not brought back, newest first."""
    rows = await unit.session.exec(
        select(Burst)
        .where(Burst.party_id == viewer.party_id, col(Burst.closed_at) > since, _has_spam())
        .order_by(col(Burst.closed_at).desc(), col(Burst.id))
    )
    return [await _row(unit, burst, 0) for burst in rows.all()]


def _has_spam() -> sa.ColumnElement[bool]:
    kept = sa.and_(col(Case.closing_reason) == ClosingReason.SPAM, col(Case.erased_at).is_(None))
    return sa.exists().where(col(Case.burst_id) == col(Burst.id), kept).correlate(Burst)


async def _row(unit: Unit, burst: Burst, waiting: int) -> BurstRow:
    site = await unit.session.get(SiteCode, burst.site_code) if burst.site_code else None
    factory = await factory_of(unit, site.factory_id) if site else None
    return BurstRow(burst, waiting, factory, site.placement if site else "")


async def burst_for(unit: Unit, viewer: Viewer, burst_id: str) -> BurstRow | None:
    """One burst of the viewer's party, or None: not there and not hers are the same."""
    burst = await unit.session.get(Burst, burst_id)
    if burst is None or burst.party_id != viewer.party_id:
        return None
    found = openable_for(viewer, Relation.LEAD).where(col(CaseHolder.case_id).in_(in_a_burst(burst.id))).subquery()
    count: int = (await unit.session.exec(select(sa.func.count()).select_from(found))).one()
    return await _row(unit, burst, count)
