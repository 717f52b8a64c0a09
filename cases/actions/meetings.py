"""Negotiation and conciliation, logged: date, place, who, each side's offers, the next date."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from cases.actions.tracks import actor_on, recipient_names, referral_of, tell_concerned
from cases.rules.errors import BadInput, NotNow
from cases.rules.reading import APPOINTED_WITHIN
from cases.rules.workflow import Act, decide, track_table
from cases.store import events, lockboxes
from cases.store.clock import cambodian_day
from cases.store.door import Access
from cases.store.tables import Meeting, new_id
from cases.store.unit import Unit

LONGEST_FIELD = 4000


@dataclass(frozen=True)
class Minutes:
    """What was said, in words; sealed to the track's work lockbox."""

    place: str
    present: str
    offers: str = ""
    notes: str = ""


async def log_meeting(
    unit: Unit,
    access: Access,
    held_on: dt.date,
    minutes: Minutes,
    next_on: dt.date | None = None,
    reference: str | None = None,
) -> Meeting:
    """Log a meeting that was held. The track is in progress from then on.

    Raises:
        BadInput: a date in the future, a next date before the meeting or more than a year away, a field that is empty
            or too long.
    """
    if held_on > cambodian_day(unit.now):
        raise BadInput("date_future", field="held_on")
    if next_on is not None and next_on <= held_on:
        raise BadInput("date_order", field="next_on")
    if next_on is not None and next_on > cambodian_day(unit.now) + APPOINTED_WITHIN:
        raise BadInput("date_far", field="next_on")
    if not minutes.place.strip() or not minutes.present.strip():
        raise BadInput("empty", field="present" if minutes.place.strip() else "place")
    long = next((name for name, words in asdict(minutes).items() if len(words) > LONGEST_FIELD), None)
    if long:
        raise BadInput("too_long", field=long, most=LONGEST_FIELD)
    referral = await referral_of(unit, access, reference)
    actor, entered = await actor_on(unit, access, referral)
    referral.status = decide(track_table(referral.forum), referral.status, Act.MEET, actor)
    if not referral.work_box:
        raise NotNow
    referral.version += 1
    meeting_id = new_id()
    generation, sealed = await lockboxes.post(
        unit, referral.work_box, Meeting.__tablename__, meeting_id, asdict(minutes)
    )
    meeting = Meeting(
        id=meeting_id,
        case_id=access.case.id,
        referral_id=referral.id,
        held_on=held_on,
        next_on=next_on,
        generation=generation,
        sealed=sealed,
        by_staff_id=access.viewer.staff_id,
        at=unit.now,
    )
    unit.session.add_all([referral, meeting])
    data = entered | {"held_on": held_on.isoformat(), "next_on": next_on.isoformat() if next_on else None}
    await events.append(unit, access.case, "meeting", access.viewer.actor, data, referral_id=referral.id)
    if next_on:
        party = await recipient_names(unit, referral)
        told = {"party": party, "date": {"date": next_on.isoformat()}}
        await tell_concerned(unit, access.case, referral, "meeting_next", told)
    return meeting
