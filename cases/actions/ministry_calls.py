"""The ministry called or sent a paper: hers to tell at any time, an officer's to acknowledge.

Whoever does not come on the day that the ministry set may lose the complaint, so nothing of it waits in a queue.
"""

from __future__ import annotations

import datetime as dt

from sqlmodel import col, select

from cases.actions.telling import actor_of, party_names, staying, tell
from cases.actions.triage import lead_only
from cases.rules.errors import BadInput, NotNow
from cases.rules.reading import APPOINTED_WITHIN
from cases.store import events, lockboxes
from cases.store.clock import cambodian_day
from cases.store.door import Access
from cases.store.tables import Complainant, MinistryCall, new_id
from cases.store.unit import Unit

LONGEST_PLACE = 300


async def tell_of_call(unit: Unit, complainant_id: str, due_on: dt.date | None, place: str) -> MinistryCall:
    """Keep what she told: the case goes to the top of the lead's list. What she does not know is left out.

    Raises:
        BadInput: a day more than a year away, or too many words for a place.
        NotNow: she withdrew her case, and nobody reads it any more.
    """
    complainant, case = await staying(unit, complainant_id)
    if due_on is not None and abs(due_on - cambodian_day(unit.now)) > APPOINTED_WITHIN:
        raise BadInput("date_far", field="date")
    if len(place) > LONGEST_PLACE:
        raise BadInput("too_long", field="place", most=LONGEST_PLACE)
    call_id, where = new_id(), place.strip()
    generation, sealed = await lockboxes.post(
        unit, case.story_box, MinistryCall.__tablename__, call_id, {"place": where}
    )
    call = MinistryCall(
        id=call_id,
        case_id=case.id,
        complainant_id=complainant.id,
        due_on=due_on,
        generation=generation,
        sealed=sealed,
        told_at=unit.now,
    )
    unit.session.add(call)
    day = due_on.isoformat() if due_on else None
    # What she said herself is no news to her: it stands in her thread, and goes to no chat.
    await tell(unit, complainant, "ministry_told", {"date": {"date": day} if day else "", "place": where}, chat=False)
    await events.append(unit, case, "ministry_called", actor_of(complainant), {"call": call.id, "on": day})
    return call


async def acknowledge(unit: Unit, access: Access) -> None:
    """An officer has seen that the ministry called, and whoever told it learns that.

    Raises:
        NotNow: there is nothing to acknowledge, or somebody has done it.
    """
    lead_only(access)
    waiting = select(MinistryCall).where(
        MinistryCall.case_id == access.case.id, col(MinistryCall.acknowledged_at).is_(None)
    )
    calls = (await unit.session.exec(waiting.execution_options(populate_existing=True))).all()
    if not calls:
        raise NotNow("nothing_to_acknowledge")
    for call in calls:
        call.acknowledged_at, call.acknowledged_by_staff_id = unit.now, access.viewer.staff_id
        unit.session.add(call)
    party = await party_names(unit, access.case.lead_party_id)
    for complainant_id in sorted({call.complainant_id for call in calls}):
        complainant = await unit.session.get_one(Complainant, complainant_id)
        await tell(unit, complainant, "ministry_seen", {"party": party})
    data = {"calls": [call.id for call in calls]}
    await events.append(unit, access.case, "ministry_acknowledged", access.viewer.actor, data)
