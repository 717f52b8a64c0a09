"""What is written down while a meeting goes on, section by section, so that nothing is lost and nobody waits.

Each section is saved by itself. Whoever saves one that a colleague saved since she looked gets both to see. A save
moves neither the case nor the lists: nobody else's form becomes stale by it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlmodel import col, select

from cases.actions.meetings import check_days, check_lengths, contents, held, may_write, meeting_of, seal, unchanged
from cases.actions.telling import checked
from cases.rules.errors import BadInput, NotNow
from cases.rules.vocabulary import MeetingRole, Relation
from cases.store import lockboxes
from cases.store.door import Access
from cases.store.lockboxes import holder_of_party
from cases.store.tables import MeetingNote, Referral, new_id
from cases.store.unit import Unit

MINUTES, ATTENDANCE = "minutes", "attendance"
MOST_OF_A_ROLE = 10_000


async def save_minutes(unit: Unit, access: Access, meeting_id: str, seen: int, notes: str) -> None:
    """The shared minutes as they stand now.

    Raises:
        ChangedMeanwhile: a colleague saved them since version `seen`.
        BadInput: too long.
        NotNow: it was cancelled, or the track is over.
    """
    check_lengths({"notes": notes})
    await _save(unit, access, meeting_id, seen, MINUTES, {"notes": notes.strip()})


async def save_attendance(
    unit: Unit, access: Access, meeting_id: str, seen: int, counts: Mapping[MeetingRole, int], present: str = ""
) -> None:
    """Who is there: how many in each role, and names as far as they are wanted.

    Raises:
        ChangedMeanwhile: a colleague saved it since version `seen`.
        BadInput: a number that cannot be, or words that are too long.
        NotNow: it was cancelled, or the track is over.
    """
    check_lengths({"present": present})
    if wrong := next((role for role, count in counts.items() if not 0 <= count <= MOST_OF_A_ROLE), None):
        raise BadInput("headcount", field=wrong.value)
    attended = {role.value: counts[role] for role in MeetingRole if counts.get(role)}
    await _save(unit, access, meeting_id, seen, ATTENDANCE, {"attended": attended, "present": present.strip()})


async def _save(unit: Unit, access: Access, meeting_id: str, seen: int, section: str, words: dict[str, Any]) -> None:
    meeting, referral = await meeting_of(unit, access, meeting_id)
    await may_write(unit, access, referral)
    if meeting.cancelled_at is not None:
        raise NotNow("meeting_over")
    content = await contents(unit, access, referral, meeting)
    if all(content.get(name) == value for name, value in words.items()):
        return  # a second tap, or what a colleague wrote too
    unchanged(meeting, seen, content, section)
    changed = content.get("changed", {}) | {section: meeting.version + 1}
    await seal(unit, referral, meeting, content | words | {"changed": changed})


async def hold_meeting(
    unit: Unit, access: Access, meeting_id: str, held_on: dt.date, next_on: dt.date | None = None
) -> None:
    """It took place. The track is in progress from then on; whom it concerns is told of the next date.

    Raises:
        BadInput: a day to come, or a next date that is before it or more than a year away.
        NotNow: it was held or cancelled before, or the track is over.
    """
    check_days(unit, held_on, next_on)
    meeting, referral = await meeting_of(unit, access, meeting_id)
    await may_write(unit, access, referral)
    if meeting.held_on is not None or meeting.cancelled_at is not None:
        raise NotNow("meeting_over")
    meeting.held_on, meeting.next_on = held_on, next_on
    meeting.version += 1
    await held(unit, access, referral, meeting)


# -------------------------------------------------------------------------------------------- private notes
async def keep_note(unit: Unit, access: Access, meeting_id: str, text: str) -> MeetingNote:
    """A note for the writer's own organisation. The other side never learns that it is there.

    Raises:
        BadInput: empty or too long.
        NotNow: what she shared was taken back.
    """
    words = checked(text, "text")
    meeting, referral = await meeting_of(unit, access, meeting_id)
    if access.is_out:
        raise NotNow
    note_id, side = new_id(), access.holder.relation
    box = access.case.story_box if access.is_lead else await _own_box(unit, access, referral)
    generation, sealed = await lockboxes.post(unit, box, MeetingNote.__tablename__, note_id, {"text": words})
    note = MeetingNote(
        id=note_id,
        case_id=access.case.id,
        referral_id=referral.id,
        meeting_id=meeting.id,
        side=side,
        box=box,
        generation=generation,
        sealed=sealed,
        by_staff_id=access.viewer.staff_id,
        at=unit.next_moment(),
    )
    unit.session.add(note)
    return note


async def _own_box(unit: Unit, access: Access, referral: Referral) -> str:
    """The lockbox that a recipient alone holds, made with its first note."""
    known = select(MeetingNote.box).where(
        MeetingNote.referral_id == referral.id, col(MeetingNote.side) == Relation.RECIPIENT
    )
    found = (await unit.session.exec(known.limit(1))).first()
    if found is not None:
        return found
    own = await holder_of_party(unit, access.viewer.party_id)
    return await lockboxes.make_box(unit, "notes", access.case.id, [own])
