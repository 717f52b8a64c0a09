"""Lists of cases and referrals, a page at a time: what stands in clear, and for the lead the opened cards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from cases.rules.errors import BadInput
from cases.rules.reading import can_be_stored
from cases.rules.vocabulary import CaseStatus, ReferralStatus, Relation, SupportKind, Worklist
from cases.rules.workflow import OUT
from cases.store import chain
from cases.store.bursts import in_a_burst
from cases.store.clocks import overdue_for_leads
from cases.store.door import openable_for
from cases.store.factories import factory_of
from cases.store.ministry_views import waiting_calls
from cases.store.reads import READ
from cases.store.story import card_of
from cases.store.support_views import support_tags
from cases.store.tables import (
    Case,
    CaseHolder,
    Factory,
    Lockbox,
    LockboxKey,
    Referral,
)
from cases.store.unit import Unit
from cases.store.viewers import Viewer
from cases.store.worklists import in_worklist, nearest_due

CONFLICTS = ("conflict_declared", "conflict_lifted")
UNTOLD = (READ, chain.NOTED, chain.ADOPTED)  # lines that stand elsewhere, or tell people nothing

PAGE = 50
MOST_ON_TOP = 25


@dataclass(frozen=True)
class Row:
    """One line of a list: what stands in clear, and for the lead the opened card."""

    reference: str
    relation: Relation
    case: Case
    referral: Referral | None
    factory: Factory | None
    listed_at: dt.datetime
    card: Mapping[str, Any] = field(default_factory=dict)
    support: Sequence[SupportKind] = ()
    ministry_called: bool = False  # and no officer has acknowledged it

    @property
    def is_out(self) -> bool:
        """Whether the viewer's party was brought in once, and nothing more of the case is its to know."""
        return self.referral is not None and self.referral.status in OUT


@dataclass(frozen=True)
class Page:
    rows: Sequence[Row]
    after: str  # put into the next request; "" at the end


async def list_cases(
    unit: Unit,
    viewer: Viewer,
    relation: Relation | None = None,
    *,
    statuses: Sequence[str] = (),
    burst: str = "",
    overdue: bool = False,
    after: str = "",
) -> Page:
    """The viewer's cases, last touched first, a page at a time. `after`: the last page's mark; BadInput else.

    Before all others, whatever their status, stand those of which the ministry wants something that no officer has
    acknowledged; not among the overdue.

    `statuses` are those of led cases and of received referrals: what happens in a case outside its own track
    is not a recipient's to know. What waits in a burst is listed with `burst`, its id, alone. `overdue`: only where
    an answer did not come in time.
    """
    query = openable_for(viewer, relation)
    top = _on_top(query) if not burst and not overdue else None
    first = (await unit.session.exec(top)).all() if top is not None and not after else ()
    if top is not None:
        query = query.where(col(CaseHolder.id).not_in(select(top.subquery().c.id)))
    in_burst = col(CaseHolder.case_id).in_(in_a_burst(burst))
    query = query.where(in_burst if burst else sa.or_(col(CaseHolder.relation) != Relation.LEAD, ~in_burst))
    if statuses:
        led = select(Case.id).where(col(Case.status).in_([word for word in CaseStatus if word.value in statuses]))
        received = select(Referral.id).where(
            col(Referral.status).in_([word for word in ReferralStatus if word.value in statuses])
        )
        query = query.where(
            sa.or_(
                sa.and_(col(CaseHolder.referral_id).is_(None), col(CaseHolder.case_id).in_(led)),
                col(CaseHolder.referral_id).in_(received),
            )
        )
    if overdue:
        query = query.where(overdue_for_leads())
    if after:
        query = query.where(sa.tuple_(col(CaseHolder.listed_at), col(CaseHolder.id)) < read_mark(after))
    query = query.order_by(col(CaseHolder.listed_at).desc(), col(CaseHolder.id).desc()).limit(PAGE - len(first) + 1)
    others = (await unit.session.exec(query)).all()
    more = len(others) > PAGE - len(first)
    last_shown = others[PAGE - len(first) - 1] if more else None
    holders = [*first, *others][:PAGE]
    rows = await _rows(unit, viewer, holders)
    return Page(rows, f"{last_shown.listed_at.isoformat()}_{last_shown.id}" if last_shown else "")


async def _rows(unit: Unit, viewer: Viewer, holders: Sequence[CaseHolder]) -> list[Row]:
    """The lines of a page, with what of each stands beside it."""
    fetched = await _fetch(unit, viewer, holders)  # held while the rows are made: the session forgets else
    of_the_lead = [one.case_id for one in holders if one.relation is Relation.LEAD]
    tags = await support_tags(unit, of_the_lead)
    called = set((await unit.session.exec(waiting_calls(of_the_lead))).all())
    rows = [
        replace(
            await _row(unit, viewer, holder),
            support=tags.get(holder.case_id, ()),
            ministry_called=holder.relation is Relation.LEAD and holder.case_id in called,
        )
        for holder in holders
    ]
    del fetched
    return rows


async def work_on(unit: Unit, viewer: Viewer, which: Worklist, after: str = "") -> Page:
    """One list of what is to be done, a page at a time: what runs out first stands first; `after` as above."""
    listed = (
        in_worklist(unit, viewer, which).with_only_columns(col(CaseHolder.id), nearest_due().label("due")).subquery()
    )
    query = select(CaseHolder, listed.c.due).join(listed, listed.c.id == col(CaseHolder.id))
    if after:
        query = query.where(sa.tuple_(listed.c.due, listed.c.id) > read_mark(after))
    rows = (await unit.session.exec(query.order_by(listed.c.due, listed.c.id).limit(PAGE + 1))).all()
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    shown = await _rows(unit, viewer, [holder for holder, _ in rows[:PAGE]])
    return Page(shown, f"{last[1].isoformat()}_{last[0].id}" if last else "")


def _on_top(query: SelectOfScalar[CaseHolder]) -> SelectOfScalar[CaseHolder]:
    """Those that stand before all others. What is beyond these stands in its place, with the mark."""
    return (
        query.where(CaseHolder.relation == Relation.LEAD, col(CaseHolder.case_id).in_(waiting_calls()))
        .order_by(col(CaseHolder.listed_at).desc(), col(CaseHolder.id).desc())
        .limit(MOST_ON_TOP)
    )


def read_mark(after: str) -> tuple[dt.datetime, str]:
    """(UTC moment, id) of the last line of the page before. Raises BadInput when it is no mark of ours."""
    said, _, last = after.partition("_")
    try:
        moment = dt.datetime.fromisoformat(said)
        if moment.tzinfo is None or not can_be_stored(last):
            raise BadInput("page_mark", field="after")
        return moment.astimezone(dt.UTC), last
    except (ValueError, OverflowError):
        raise BadInput("page_mark", field="after") from None


async def _fetch(unit: Unit, viewer: Viewer, holders: Sequence[CaseHolder]) -> Sequence[Any]:
    """Everything that the rows of a page need, in one query per table instead of one per row."""
    cases = (
        await unit.session.exec(select(Case).where(col(Case.id).in_([holder.case_id for holder in holders])))
    ).all()
    boxes = [case.card_box for case in cases if case.lead_party_id == viewer.party_id]
    wanted: Sequence[Any] = (
        select(Referral).where(col(Referral.id).in_([one.referral_id for one in holders if one.referral_id])),
        select(Factory).where(col(Factory.id).in_({case.factory_id for case in cases if case.factory_id})),
        select(Lockbox).where(col(Lockbox.box).in_(boxes)),
        select(LockboxKey).where(col(LockboxKey.box).in_(boxes), LockboxKey.holder == viewer.keys.name),
    )
    return [*cases, *[row for query in wanted for row in (await unit.session.exec(query)).all()]]


async def _row(unit: Unit, viewer: Viewer, holder: CaseHolder) -> Row:
    case = await unit.session.get(Case, holder.case_id)
    assert case is not None
    referral = await unit.session.get(Referral, holder.referral_id) if holder.referral_id else None
    known = case.factory_id and not (referral and referral.status in OUT)
    factory = await factory_of(unit, case.factory_id) if known else None
    card = {}
    if holder.relation is Relation.LEAD:
        card = await card_of(unit, viewer.keys, case)
    return Row(holder.reference, holder.relation, case, referral, factory, holder.listed_at, card)
