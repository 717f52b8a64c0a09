"""A burst of filings is closed as spam in one act, and brought back in one act for seven days."""

from __future__ import annotations

import datetime as dt

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from cases.actions.telling import locked, party_names, tell_all, tell_closed
from cases.rules.errors import NotNow, NotThere
from cases.rules.facts import Fact
from cases.rules.vocabulary import CaseStatus, ClosingReason, Relation, Urgency
from cases.rules.workflow import CASE, Act, Actor, decide
from cases.store import clocks, events
from cases.store.bursts import in_a_burst
from cases.store.door import openable_for
from cases.store.tables import Burst, Case, CaseHolder
from cases.store.unit import Unit
from cases.store.viewers import Viewer

UNDONE_FOR = dt.timedelta(days=7)
AT_ONCE = 200  # cases in one transaction; the same act again takes the next ones


async def close_burst(unit: Unit, viewer: Viewer, burst_id: str) -> int:
    """Close as spam what waits in the burst; returns how many. Each worker is told, as by any closing.

    What is dangerous, or was opened by somebody meanwhile, is left alone. Twice is once.

    Raises:
        NotThere: no burst of the viewer's party.
    """
    burst = await _own(unit, viewer, burst_id)
    waiting = openable_for(viewer, Relation.LEAD).where(col(CaseHolder.case_id).in_(in_a_burst(burst.id)))
    closed = 0
    for case in await _locked(unit, waiting):
        if case.status is CaseStatus.RECEIVED and case.urgency is not Urgency.DANGER:
            case.status = decide(CASE, case.status, Act.CLOSE_UNTAKEN, Actor.LEAD)
            case.closed_at, case.closing_reason = unit.now, ClosingReason.SPAM
            await clocks.happened(unit, case, Fact.CLOSED)
            await events.append(unit, case, "closed", viewer.actor, {"reason": ClosingReason.SPAM.value})
            await tell_closed(unit, case)
            closed += 1
    if closed:
        burst.closed_at = unit.now
        unit.session.add(burst)
    return closed


async def undo_burst(unit: Unit, viewer: Viewer, burst_id: str) -> int:
    """Bring back what was closed with the burst, as if it had just come in; returns how many.

    Raises:
        NotThere: no burst of the viewer's party.
        NotNow: it was never closed, or over seven days ago.
    """
    burst = await _own(unit, viewer, burst_id)
    if burst.closed_at is None or burst.closed_at + UNDONE_FOR <= unit.now:
        raise NotNow("burst_not_undone")
    spam = select(Case.id).where(Case.burst_id == burst.id, Case.closing_reason == ClosingReason.SPAM)
    wanted = openable_for(viewer, Relation.LEAD).where(col(CaseHolder.case_id).in_(spam))
    back = 0
    for case in await _locked(unit, wanted):
        if case.closing_reason is ClosingReason.SPAM:
            case.status = decide(CASE, case.status, Act.UNDO_SPAM, Actor.LEAD)
            case.closed_at, case.closing_reason = None, None
            await clocks.happened(unit, case, Fact.FILED)
            await events.append(unit, case, "spam_undone", viewer.actor)
            await tell_all(unit, case, "case_reopened", {"party": await party_names(unit, case.lead_party_id)})
            back += 1
    return back


async def _own(unit: Unit, viewer: Viewer, burst_id: str) -> Burst:
    """The burst, held against a second act at the same time."""
    found = await unit.session.exec(
        select(Burst).where(Burst.id == burst_id, Burst.party_id == viewer.party_id).with_for_update()
    )
    burst = found.first()
    if burst is None:
        raise NotThere
    return burst


async def _locked(unit: Unit, holders: SelectOfScalar[CaseHolder]) -> list[Case]:
    """The cases of these holder rows, each locked, in the order in which everybody locks."""
    found = await unit.session.exec(holders.order_by(col(CaseHolder.case_id)).limit(AT_ONCE))
    return [await locked(unit, holder.case_id) for holder in found.all()]
