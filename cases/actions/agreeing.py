"""A remedy on the desk: proposed, agreed, or dropped again."""

from __future__ import annotations

import datetime as dt

from cases.actions.remedies import LONGEST_DETAILS, Amount, leave_line, not_future, remedy_of, summary
from cases.actions.telling import tell_all
from cases.actions.tracks import referral_of
from cases.rules.errors import BadInput, NotNow
from cases.rules.money import to_minor
from cases.rules.vocabulary import CaseStatus, RemedyKind, RemedyStatus
from cases.rules.workers import Workers
from cases.rules.workflow import ENDED, REMEDY, Act, decide
from cases.store import lockboxes
from cases.store.door import Access
from cases.store.tables import Remedy
from cases.store.unit import Unit

MONEY_KINDS = frozenset({RemedyKind.BACK_PAY, RemedyKind.COMPENSATION, RemedyKind.OTHER_ENTITLEMENT})
PEOPLE_KINDS = frozenset({RemedyKind.REINSTATEMENT, RemedyKind.CONTRACT_CONVERSION})


async def propose_remedy(
    unit: Unit,
    access: Access,
    kind: RemedyKind,
    workers: Workers,
    amount: Amount | None,
    due_on: dt.date | None,
    details: str,
    reference: str | None = None,
) -> Remedy:
    """Propose one remedy on a track, or without a reference one that was reached directly by the lead.

    Raises:
        BadInput: money without an amount, people without a number, words that are too long.
        NotNow: the case or the track is over.
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
    remedy = Remedy(
        case_id=access.case.id,
        referral_id=referral.id if referral else None,
        kind=kind,
        women=workers.women,
        men=workers.men,
        not_recorded=workers.not_recorded,
        currency=amount.currency if amount else None,
        amount=minor,
        due_on=due_on,
        proposed_at=unit.now,
    )
    if details.strip():
        box = referral.work_box if referral else access.case.story_box
        remedy.generation, remedy.sealed = await lockboxes.post(
            unit, box, Remedy.__tablename__, remedy.id, {"text": details.strip()}
        )
    unit.session.add(remedy)
    await unit.session.flush()
    await leave_line(unit, access, remedy, "remedy_proposed")
    return remedy


async def agree_remedy(unit: Unit, access: Access, remedy_id: str, agreed_on: dt.date) -> None:
    """Both sides agreed. Agreed is not done."""
    not_future(unit, agreed_on, "agreed_on")
    remedy = await remedy_of(unit, access, remedy_id)
    remedy.status, remedy.agreed_on = decide(REMEDY, remedy.status, Act.AGREE, access.actor), agreed_on
    await leave_line(unit, access, remedy, "remedy_agreed", {"on": agreed_on.isoformat()})
    await tell_all(unit, access.case, "remedy_agreed", summary(remedy))


async def drop_remedy(unit: Unit, access: Access, remedy_id: str) -> None:
    """It will not come. What was only proposed goes quietly; what was agreed stays counted, and she is told."""
    remedy = await remedy_of(unit, access, remedy_id)
    remedy.status = decide(REMEDY, remedy.status, Act.DROP, access.actor)
    if remedy.status is RemedyStatus.DROPPED:
        await leave_line(unit, access, remedy, "remedy_dropped")
        return
    await leave_line(unit, access, remedy, "remedy_given_up")
    await tell_all(unit, access.case, "remedy_given_up", summary(remedy))
