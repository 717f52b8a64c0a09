"""Help kept: what was given, when and how much, by whoever leads the case."""

from __future__ import annotations

import datetime as dt

from cases.actions.remedies import Amount
from cases.actions.telling import checked, not_withdrawn
from cases.actions.triage import lead_only
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.money import to_minor
from cases.rules.vocabulary import WITHOUT_MONEY, SupportKind
from cases.store import events, lockboxes
from cases.store.clock import cambodian_day
from cases.store.door import Access
from cases.store.tables import Support, new_id
from cases.store.unit import Unit


async def keep_support(
    unit: Unit, access: Access, kind: SupportKind, given_on: dt.date, amount: Amount | None = None, note: str = ""
) -> Support:
    """Keep what reached her. A closed case takes it too: help does not end with the case.

    Raises:
        BadInput: a day to come, money where none was given, or a note that is too long.
        NotNow: she withdrew.
    """
    lead_only(access)
    case = access.case
    not_withdrawn(case)
    if given_on > cambodian_day(unit.now):
        raise BadInput("date_future", field="given_on")
    if amount is not None and kind in WITHOUT_MONEY:
        raise BadInput("support_without_money", field="amount")
    support = Support(
        id=new_id(), case_id=case.id, kind=kind, given_on=given_on, by_staff_id=access.viewer.staff_id, at=unit.now
    )
    if amount is not None:
        support.currency, support.amount = amount.currency, to_minor(amount.currency, amount.value)
    if note.strip():
        support.generation, support.sealed = await lockboxes.post(
            unit, case.story_box, Support.__tablename__, support.id, {"note": checked(note, "note")}
        )
    unit.session.add(support)
    data = {"support": support.id, "help": kind.value, "on": given_on.isoformat()}
    await events.append(unit, case, "support_kept", access.viewer.actor, data)
    return support


async def cancel_support(unit: Unit, access: Access, support_id: str) -> None:
    """It was kept by mistake: it counts no more. The timeline keeps both.

    Raises:
        NotThere: no such help in this case.
        NotNow: it is cancelled already.
    """
    lead_only(access)
    support = await unit.session.get(Support, support_id, populate_existing=True)
    if support is None or support.case_id != access.case.id:
        raise NotThere
    if support.cancelled_at is not None:
        raise NotNow("support_cancelled")
    support.cancelled_at = unit.now
    unit.session.add(support)
    data = {"support": support.id, "help": support.kind.value}
    await events.append(unit, access.case, "support_cancelled", access.viewer.actor, data)
