"""A meeting that was held without having been planned here, logged afterwards in one go; and what all meetings share.

Planned ones stand in `planning.py`; what is written down while one goes on in `minutes.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cases.actions.tracks import actor_on, recipient_names, referral_of, tell_concerned
from cases.rules.errors import BadInput, ChangedMeanwhile, NotNow, NotThere
from cases.rules.reading import APPOINTED_WITHIN
from cases.rules.workflow import ENDED, Act, decide, track_table
from cases.store import events, lockboxes
from cases.store.clock import cambodian_day
from cases.store.door import Access
from cases.store.tables import Meeting, Referral, new_id
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
    check_days(unit, held_on, next_on)
    if not minutes.place.strip() or not minutes.present.strip():
        raise BadInput("empty", field="present" if minutes.place.strip() else "place")
    check_lengths(asdict(minutes))
    referral = await referral_of(unit, access, reference)
    meeting_id = new_id()
    generation, sealed = await _sealed(unit, referral, meeting_id, asdict(minutes))
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
    await held(unit, access, referral, meeting)
    return meeting


async def held(unit: Unit, access: Access, referral: Referral, meeting: Meeting) -> None:
    """It took place: the track moves, its timeline says so, and whom it concerns is told of the next date."""
    actor, entered = await actor_on(unit, access, referral)
    referral.status = decide(track_table(referral.forum), referral.status, Act.MEET, actor)
    referral.version += 1
    unit.session.add_all([referral, meeting])
    assert meeting.held_on is not None
    next_on = meeting.next_on
    data = entered | {
        "held_on": meeting.held_on.isoformat(),
        "next_on": next_on.isoformat() if next_on else None,
    }
    await events.append(unit, access.case, "meeting", access.viewer.actor, data, referral_id=referral.id)
    if next_on:
        party = await recipient_names(unit, referral)
        told = {"party": party, "date": {"date": next_on.isoformat()}}
        await tell_concerned(unit, access.case, referral, "meeting_next", told)


def check_days(unit: Unit, held_on: dt.date, next_on: dt.date | None) -> None:
    """Raises BadInput for a meeting in the future, or a next one that is before it or more than a year away."""
    if held_on > cambodian_day(unit.now):
        raise BadInput("date_future", field="held_on")
    if next_on is not None and next_on <= held_on:
        raise BadInput("date_order", field="next_on")
    if next_on is not None and next_on > cambodian_day(unit.now) + APPOINTED_WITHIN:
        raise BadInput("date_far", field="next_on")


def check_lengths(words: Mapping[str, str]) -> None:
    """Raises BadInput for words that are too long."""
    long = next((name for name, text in words.items() if len(text) > LONGEST_FIELD), None)
    if long:
        raise BadInput("too_long", field=long, most=LONGEST_FIELD)


# ----------------------------------------------------------------------------------------- one that is there
async def meeting_of(unit: Unit, access: Access, meeting_id: str) -> tuple[Meeting, Referral]:
    """A meeting with its track: any of the lead's, or one of the recipient's own track. Raises NotThere."""
    meeting = await unit.session.get(Meeting, meeting_id, populate_existing=True)
    if meeting is None or meeting.case_id != access.case.id:
        raise NotThere
    if access.referral is not None:
        if meeting.referral_id != access.referral.id:
            raise NotThere
        return meeting, access.referral
    return meeting, await unit.session.get_one(Referral, meeting.referral_id)


async def may_write(unit: Unit, access: Access, referral: Referral) -> dict[str, Any]:
    """Who keeps the meetings of a track; returns the mark of an act in the place of a party off the platform.

    Raises:
        NotNow: the track does not run, or is over.
        NotAllowed: they are the recipient's to keep.
    """
    actor, entered = await actor_on(unit, access, referral)
    decide(track_table(referral.forum), referral.status, Act.MEET, actor)
    if not referral.work_box:
        raise NotNow
    return entered


async def contents(unit: Unit, access: Access, referral: Referral, meeting: Meeting) -> dict[str, Any]:
    """What is sealed in it."""
    found: dict[str, Any] = await lockboxes.open_post(
        unit,
        access.viewer.keys,
        referral.work_box,
        meeting.generation,
        Meeting.__tablename__,
        meeting.id,
        meeting.sealed,
    )
    return found


async def seal(unit: Unit, referral: Referral, meeting: Meeting, content: Mapping[str, Any]) -> None:
    """A new version of it."""
    meeting.version += 1
    meeting.generation, meeting.sealed = await _sealed(unit, referral, meeting.id, content)
    unit.session.add(meeting)


async def _sealed(unit: Unit, referral: Referral, meeting_id: str, content: Mapping[str, Any]) -> tuple[int, bytes]:
    if not referral.work_box:
        raise NotNow
    return await lockboxes.post(unit, referral.work_box, Meeting.__tablename__, meeting_id, content)


def unchanged(meeting: Meeting, seen: int, content: Mapping[str, Any], section: str) -> None:
    """Raises ChangedMeanwhile when somebody saved this section after the version that was seen."""
    if content.get("changed", {}).get(section, 0) > seen:
        raise ChangedMeanwhile("meeting_changed", version=meeting.version)


def over(referral: Referral) -> bool:
    """Whether nothing is kept on this track any more."""
    return not referral.work_box or referral.status in ENDED
