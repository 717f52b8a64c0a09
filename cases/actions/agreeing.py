"""A remedy on the desk: proposed, agreed, or dropped again."""

from __future__ import annotations

import datetime as dt

from sqlmodel import col, select

from cases.actions.remedies import LONGEST_DETAILS, Amount, box_of, leave_line, not_future, remedy_of, tell_of_remedy
from cases.actions.telling import tell_all
from cases.actions.tracks import recipient_names, referral_of, tell_concerned
from cases.rules.errors import BadInput, NotNow
from cases.rules.facts import Fact
from cases.rules.money import to_minor
from cases.rules.particulars import MONEY_KINDS, PEOPLE_KINDS, Particulars
from cases.rules.vocabulary import CaseStatus, RemedyKind, RemedyStatus
from cases.rules.workers import Workers
from cases.rules.workflow import ENDED, REMEDY, Act, decide
from cases.store import clocks, lockboxes
from cases.store.door import Access
from cases.store.tables import Case, Referral, Remedy
from cases.store.unit import Unit

NO_PARTICULARS = Particulars()


async def propose_remedy(
    unit: Unit,
    access: Access,
    kind: RemedyKind,
    workers: Workers,
    amount: Amount | None,
    due_on: dt.date | None,
    details: str,
    reference: str | None = None,
    particulars: Particulars = NO_PARTICULARS,
) -> Remedy:
    """Propose one remedy on a track, or without a reference one that was reached directly by the lead.

    The kind "none" says that nothing was agreed: that is an end, and she is told at once.

    Raises:
        BadInput: money without an amount, people without a number, an improvement of nothing, words that are too
            long, or particulars of another kind.
        NotNow: the case or the track is over, or "none" beside something that was agreed.
    """
    referral = await referral_of(unit, access, reference) if reference or access.referral else None
    if access.case.status is CaseStatus.CLOSED:
        raise NotNow(act="propose_remedy", status=access.case.status.value)
    if referral is not None and (not referral.work_box or referral.status in ENDED):
        raise NotNow(act="propose_remedy", status=referral.status.value)
    workers.checked()
    minor = to_minor(amount.currency, amount.value) if amount else 0
    if kind in MONEY_KINDS and not minor:
        raise BadInput("amount_missing", field="amount")
    if kind in PEOPLE_KINDS and not workers.total:
        raise BadInput("headcount_missing", field="women")
    if len(details) > LONGEST_DETAILS:
        raise BadInput("too_long", field="details", most=LONGEST_DETAILS)
    particulars = particulars.checked(kind)
    if kind is RemedyKind.WORKPLACE_IMPROVEMENT and particulars.improvement is None:
        raise BadInput("improvement_missing", field="improvement")
    if kind is RemedyKind.NONE:
        await _nothing_else(unit, access.case, referral, counted=bool(workers.total or minor or due_on))
    remedy = Remedy(
        case_id=access.case.id,
        referral_id=referral.id if referral else None,
        kind=kind,
        improvement=particulars.improvement,
        covered=particulars.covered or 0,
        women=workers.women,
        men=workers.men,
        not_recorded=workers.not_recorded,
        currency=amount.currency if amount else None,
        amount=minor,
        due_on=due_on,
        proposed_at=unit.now,
    )
    words, more = details.strip(), particulars.to_seal
    if words or more:
        remedy.generation, remedy.sealed = await lockboxes.post(
            unit,
            box_of(access.case, referral),
            Remedy.__tablename__,
            remedy.id,
            {"text": words} | ({"particulars": more} if more else {}),
        )
    unit.session.add(remedy)
    await unit.session.flush()
    if kind is RemedyKind.NONE:
        remedy.status = decide(REMEDY, remedy.status, Act.SAY_NONE, access.actor)
        await leave_line(unit, access, remedy, "remedy_none")
        await _tell_of_nothing(unit, access.case, referral, "remedy_none")
    else:
        await leave_line(unit, access, remedy, "remedy_proposed")
    return remedy


async def _nothing_else(unit: Unit, case: Case, referral: Referral | None, *, counted: bool) -> None:
    """Nothing was agreed: so there is no number in it, and nothing else that was agreed on the same track."""
    if counted:
        raise BadInput("none_counts_nothing", field="details")
    query = select(Remedy.id).where(
        Remedy.case_id == case.id,
        Remedy.referral_id == (referral.id if referral else None),
        col(Remedy.status).not_in((RemedyStatus.PROPOSED, RemedyStatus.DROPPED)),
    )
    if (await unit.session.exec(query.limit(1))).first() is not None:
        raise NotNow("something_agreed")


async def _tell_of_nothing(unit: Unit, case: Case, referral: Referral | None, notice: str) -> None:
    if referral is None:
        await tell_all(unit, case, notice)
    else:
        await tell_concerned(unit, case, referral, f"{notice}_with", {"party": await recipient_names(unit, referral)})


async def agree_remedy(unit: Unit, access: Access, remedy_id: str, agreed_on: dt.date) -> None:
    """Both sides agreed. Agreed is not done."""
    not_future(unit, agreed_on, "agreed_on")
    remedy = await remedy_of(unit, access, remedy_id)
    remedy.status, remedy.agreed_on = decide(REMEDY, remedy.status, Act.AGREE, access.actor), agreed_on
    _not_before(remedy.due_on, agreed_on)
    await clocks.happened(unit, access.case, Fact.REMEDY_AGREED, remedy.referral_id, on=agreed_on, remedy=remedy)
    await leave_line(unit, access, remedy, "remedy_agreed", {"on": agreed_on.isoformat()})
    await tell_of_remedy(unit, access.case, remedy, "remedy_agreed")


async def move_due_day(unit: Unit, access: Access, remedy_id: str, due_on: dt.date) -> None:
    """Both sides agreed on another day. The days before stay in the timeline; of what was agreed she is told.

    Raises:
        BadInput: a day before the agreement.
        NotNow: it was delivered or is settled. The same day again changes nothing.
    """
    remedy = await remedy_of(unit, access, remedy_id)
    remedy.status = decide(REMEDY, remedy.status, Act.MOVE_DUE, access.actor)
    _not_before(due_on, remedy.agreed_on)
    before = remedy.due_on
    if before == due_on:
        return
    remedy.due_on = due_on
    moved = {"due_on": due_on.isoformat()} | ({"due_before": before.isoformat()} if before else {})
    if remedy.agreed_on is not None:
        await clocks.happened(unit, access.case, Fact.REMEDY_DUE_MOVED, remedy.referral_id, remedy=remedy)
    await leave_line(unit, access, remedy, "remedy_due_moved", moved)
    if remedy.agreed_on is not None:
        told = {"date": {"date": due_on.isoformat()}}
        await tell_of_remedy(unit, access.case, remedy, "remedy_due_moved", told)


def _not_before(due_on: dt.date | None, agreed_on: dt.date | None) -> None:
    if due_on is not None and agreed_on is not None and due_on < agreed_on:
        raise BadInput("due_before_agreed", field="due_on")


async def drop_remedy(unit: Unit, access: Access, remedy_id: str) -> None:
    """It will not come. What was only proposed goes quietly; what was agreed stays counted, and she is told.

    That nothing was agreed is taken back too where it was entered in error, and she is told that.
    """
    remedy = await remedy_of(unit, access, remedy_id)
    was, remedy.status = remedy.status, decide(REMEDY, remedy.status, Act.DROP, access.actor)
    if remedy.status is RemedyStatus.GIVEN_UP:
        await clocks.happened(unit, access.case, Fact.REMEDY_GIVEN_UP, remedy.referral_id, remedy=remedy)
        await leave_line(unit, access, remedy, "remedy_given_up")
        await tell_of_remedy(unit, access.case, remedy, "remedy_given_up")
        return
    await leave_line(unit, access, remedy, "remedy_dropped")
    if was is RemedyStatus.NOTHING_AGREED:
        referral = await unit.session.get_one(Referral, remedy.referral_id) if remedy.referral_id else None
        await _tell_of_nothing(unit, access.case, referral, "remedy_none_undone")
