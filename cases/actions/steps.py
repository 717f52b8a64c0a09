"""Steps of a dispute that happen elsewhere, kept with their day: limits of law begin and end with them."""

from __future__ import annotations

import datetime as dt

from cases.actions.telling import not_withdrawn
from cases.actions.tracks import leave_line, referral_of
from cases.actions.triage import lead_only
from cases.rules.errors import BadInput, NotAllowed, NotNow, NotThere
from cases.rules.facts import OF_THE_CASE, STATUTORY, Step
from cases.rules.workflow import OUT
from cases.store import clocks, events
from cases.store.clock import cambodian_day
from cases.store.door import Access
from cases.store.tables import DisputeStep, Party, Referral
from cases.store.unit import Unit


async def keep_step(unit: Unit, access: Access, step: Step, on: dt.date, reference: str | None = None) -> DisputeStep:
    """Keep that a step happened on a day: what waited for it is over, and what runs from it begins.

    Lead and recipient of a track with the ministry or an arbitration body keep its steps; those of the case itself
    are the lead's.

    Raises:
        NotThere: no such track.
        NotAllowed: no party of this kind has such steps.
        NotNow: she withdrew.
        BadInput: a day to come.
    """
    not_withdrawn(access.case)
    if access.is_out:
        raise NotThere
    if on > cambodian_day(unit.now):
        raise BadInput("date_future", field="on")
    referral = None
    if step in OF_THE_CASE:
        lead_only(access)
    else:
        referral = await referral_of(unit, access, reference)
        party = await unit.session.get_one(Party, referral.party_id)
        if party.kind not in STATUTORY or referral.forum:
            raise NotAllowed
        if referral.sent_at is None:
            raise NotNow(act="keep_step", status=referral.status.value)
    row = DisputeStep(
        case_id=access.case.id,
        referral_id=referral.id if referral else None,
        step=step,
        happened_on=on,
        by_staff_id=access.viewer.staff_id,
        at=unit.now,
    )
    unit.session.add(row)
    await unit.session.flush()
    await clocks.happened(unit, access.case, step, row.referral_id, on=on, step_id=row.id)
    await _line(unit, access, referral, "step_kept", row)
    return row


async def cancel_step(unit: Unit, access: Access, step_id: str) -> None:
    """It was entered in error: what began with it never did, and what it ended goes on. Twice is once.

    Raises:
        NotThere: no such step in this case or on this track.
    """
    row = await unit.session.get(DisputeStep, step_id, populate_existing=True)
    if row is None or row.case_id != access.case.id:
        raise NotThere
    if not access.is_lead and (access.is_out or row.referral_id != access.holder.referral_id):
        raise NotThere
    if row.cancelled_at is not None:
        return
    row.cancelled_at, row.cancelled_by_staff_id = unit.now, access.viewer.staff_id
    unit.session.add(row)
    await clocks.undo(unit, row.id)
    referral = await unit.session.get_one(Referral, row.referral_id) if row.referral_id else None
    await _line(unit, access, referral, "step_cancelled", row)


async def _line(unit: Unit, access: Access, referral: Referral | None, kind: str, row: DisputeStep) -> None:
    data = {"step": row.step.value, "on": row.happened_on.isoformat()}
    if referral is None or referral.status in OUT:
        await events.append(unit, access.case, kind, access.viewer.actor, data)
    else:
        await leave_line(unit, access, referral, kind, data)
