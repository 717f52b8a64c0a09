"""The list that a union and BFC lay on the table when they meet: what runs between the two, oldest first.

Both sides see the same lines: the referral's own reference, what is asked and since when. Numbers of workers, case
numbers and words of anybody stay out, so the page may lie open between them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from cases.rules.errors import NotThere
from cases.rules.vocabulary import LEAD_KINDS, ConsentStatus, PartyKind, Relation, RemedyKind, RemedyStatus
from cases.rules.workflow import RUNNING, SETTLED
from cases.store.clock import cambodian_day
from cases.store.door import openable_for
from cases.store.factories import standing_for
from cases.store.lists import PAGE, read_mark
from cases.store.tables import Case, Consent, Disclosure, Factory, Finding, Meeting, Party, Referral, Remedy
from cases.store.unit import Unit
from cases.store.viewers import Viewer


@dataclass(frozen=True)
class BfcLine:
    """One referral to BFC as both sides know it."""

    own_number: str  # by which the viewer's own door opens
    referral: Referral
    case: Case
    factory: Factory | None
    asked: Sequence[tuple[RemedyKind, RemedyStatus]]  # what is not settled yet; none: nothing was proposed
    findings: Sequence[Finding]  # those that count, by issue
    met_on: dt.date | None  # last
    meets_on: dt.date | None  # next, where it is still to come


@dataclass(frozen=True)
class BfcList:
    other: Party  # BFC for a union, the union for BFC
    lines: Sequence[BfcLine]
    after: str  # put into the next request; "" at the end


async def others_of(unit: Unit, viewer: Viewer) -> list[Party]:
    """With whom such a list can be made, by name: BFC for a lead, for BFC each lead that brought it in.

    Raises:
        NotThere: the viewer's party has nothing to do with BFC.
    """
    query = select(Party).where(Party.id != viewer.party_id)
    if _is_bfc(viewer):
        leads = _running(viewer, unit.now).with_only_columns(col(Case.lead_party_id))
        query = query.where(col(Party.id).in_(leads))
    else:
        query = query.where(Party.kind == PartyKind.BFC)
    return list((await unit.session.exec(query.order_by(col(Party.name_en), col(Party.id)))).all())


async def bfc_list(unit: Unit, viewer: Viewer, slug: str, after: str = "") -> BfcList:
    """A page of what runs between the viewer's party and another one, longest running first.

    Args:
        slug: short name of one of `others_of`.
        after: the last page's mark.

    Raises:
        NotThere: not one of them.
        BadInput: no mark of ours.
    """
    other = next((party for party in await others_of(unit, viewer) if party.slug == slug), None)
    if other is None:
        raise NotThere
    theirs = Case.lead_party_id if _is_bfc(viewer) else Referral.party_id
    query = _running(viewer, unit.now).where(col(theirs) == other.id)
    if after:
        query = query.where(sa.tuple_(col(Referral.sent_at), col(Referral.id)) > read_mark(after))
    query = query.order_by(col(Referral.sent_at), col(Referral.id)).limit(PAGE + 1)
    found: Sequence[Any] = (await unit.session.exec(query)).all()
    shown = found[:PAGE]
    ids = [referral.id for referral, _, _ in shown]
    asked, findings, meetings = await _asked(unit, ids), await _findings(unit, ids), await _meetings(unit, ids)
    lines = [
        BfcLine(
            referral.reference if _is_bfc(viewer) else case.number,
            referral,
            case,
            factory,
            asked.get(referral.id, ()),
            findings.get(referral.id, ()),
            *meetings.get(referral.id, (None, None)),
        )
        for referral, case, factory in shown
    ]
    last = lines[-1].referral if len(found) > PAGE else None
    return BfcList(other, lines, f"{last.sent_at.isoformat()}_{last.id}" if last and last.sent_at else "")


def _is_bfc(viewer: Viewer) -> bool:
    if viewer.party_kind not in LEAD_KINDS:
        raise NotThere
    return viewer.party_kind is PartyKind.BFC


def _running(viewer: Viewer, now: dt.datetime) -> Any:
    """Referrals to BFC that run and whose consent stands, with case and factory; through the door."""
    relation = Relation.RECIPIENT if _is_bfc(viewer) else Relation.LEAD
    held = openable_for(viewer, relation).subquery()
    mine = (
        held.c.referral_id == col(Referral.id)
        if relation is Relation.RECIPIENT
        else held.c.case_id == col(Referral.case_id)
    )
    opens = sa.exists().where(col(Disclosure.referral_id) == col(Referral.id), col(Disclosure.ended_at).is_(None))
    stands = sa.exists().where(
        col(Consent.referral_id) == col(Referral.id),
        col(Consent.status) == ConsentStatus.GIVEN,
        col(Consent.expires_at) > now,
    )
    return (
        sa.select(Referral, Case, Factory)
        .join(held, mine)
        .join(Case, col(Case.id) == col(Referral.case_id))
        .join(Party, col(Party.id) == col(Referral.party_id))
        .outerjoin(Factory, col(Factory.id) == standing_for(Case.factory_id))
        .where(
            col(Party.kind) == PartyKind.BFC,
            col(Referral.forum).is_(None),
            col(Referral.status).in_(RUNNING),
            opens,
            stands,
        )
    )


async def _asked(unit: Unit, ids: Sequence[str]) -> Mapping[str, Sequence[tuple[RemedyKind, RemedyStatus]]]:
    query = (
        select(Remedy.referral_id, Remedy.kind, Remedy.status)
        .where(col(Remedy.referral_id).in_(ids), col(Remedy.status).not_in(SETTLED))
        .order_by(col(Remedy.referral_id), col(Remedy.proposed_at), col(Remedy.id))
    )
    rows: Sequence[Any] = (await unit.session.exec(query)).all()
    return {
        whose: list(dict.fromkeys((kind, status) for _, kind, status in hers))
        for whose, hers in groupby(rows, key=lambda row: row[0])
    }


async def _findings(unit: Unit, ids: Sequence[str]) -> Mapping[str, Sequence[Finding]]:
    query = (
        select(Finding)
        .where(col(Finding.referral_id).in_(ids), col(Finding.replaced_at).is_(None))
        .order_by(col(Finding.referral_id), col(Finding.critical_issue))
    )
    rows = (await unit.session.exec(query)).all()
    return {whose: list(hers) for whose, hers in groupby(rows, key=lambda row: row.referral_id)}


async def _meetings(unit: Unit, ids: Sequence[str]) -> Mapping[str, tuple[dt.date | None, dt.date | None]]:
    """The last day and the next: of what is planned the nearest, else what was said at a meeting."""
    said = sa.case((col(Meeting.next_on) >= cambodian_day(unit.now), col(Meeting.next_on)))
    ahead = sa.and_(
        col(Meeting.starts_at) > unit.now, col(Meeting.cancelled_at).is_(None), col(Meeting.held_on).is_(None)
    )
    query = (
        select(
            Meeting.referral_id,
            sa.func.max(Meeting.held_on),
            sa.func.max(said),
            sa.func.min(sa.case((ahead, col(Meeting.starts_at)))),
        )
        .where(col(Meeting.referral_id).in_(ids))
        .group_by(col(Meeting.referral_id))
    )
    return {
        whose: (held, cambodian_day(planned) if planned else following)
        for whose, held, following, planned in (await unit.session.exec(query)).all()
    }
