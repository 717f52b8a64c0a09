"""A meeting that lies ahead: planned, moved, cancelled, who is asked to it; whom it concerns is told each time.

Where she comes herself it is a date of her own, and she is reminded on three mornings as of a hearing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from cases.actions.meetings import contents, may_write, meeting_of, seal, unchanged
from cases.actions.telling import locked
from cases.actions.tracks import recipient_names, referral_of, tell_concerned
from cases.actions.verifying import refuse_contact
from cases.rules import own_dates
from cases.rules.errors import BadInput, NotNow
from cases.rules.facts import STATUTORY
from cases.rules.reading import APPOINTED_WITHIN, says_nothing
from cases.rules.vocabulary import CaseStatus, InvitationAnswer, MeetingRole
from cases.rules.workflow import LIVE
from cases.store import events, lockboxes
from cases.store.clock import CAMBODIA, cambodian_day, placeholders
from cases.store.door import Access
from cases.store.tables import Case, Meeting, Party, Referral, new_id
from cases.store.unit import Unit

LONGEST = {"place": 300, "agenda": 2000, "papers": 400}
LONGEST_REASON = 500
LONGEST_WHO = 200
MOST_INVITED = 40
AT_ONCE = 100
SYSTEM = "system"
WHEN = "when"  # the section of a meeting that says when and where
NOTICES = {3: "meeting_soon", 1: "meeting_tomorrow", 0: "meeting_today"}  # by how many days before


@dataclass(frozen=True)
class Plan:
    """When and where; what is to be talked about; whether she comes herself, and what she then brings."""

    on: dt.date
    time: dt.time  # of Cambodia
    place: str
    agenda: str = ""
    papers: str = ""
    hers: bool = False

    @property
    def starts_at(self) -> dt.datetime:
        return dt.datetime.combine(self.on, self.time, CAMBODIA).astimezone(dt.UTC)

    @property
    def words(self) -> dict[str, str]:
        return {"place": self.place.strip(), "agenda": self.agenda.strip(), "papers": self.papers.strip()}


@dataclass(frozen=True)
class Invitation:
    """Who is asked, in which role, on which day, and what came of it."""

    role: MeetingRole
    who: str = ""
    on: dt.date | None = None
    answer: InvitationAnswer = InvitationAnswer.NONE


async def plan_meeting(unit: Unit, access: Access, plan: Plan, reference: str | None = None) -> Meeting:
    """Plan a meeting of a track. The workers whom it concerns are told.

    Raises:
        BadInput: a moment that is past or more than a year away, no place, words that are too long, or a way to an
            officer for somebody whom nobody has seen yet.
        NotNow: the track does not run.
        NotAllowed: its meetings are the recipient's to keep.
    """
    referral = await referral_of(unit, access, reference)
    entered = await may_write(unit, access, referral)
    meeting = Meeting(
        id=new_id(),
        case_id=access.case.id,
        referral_id=referral.id,
        starts_at=await _ahead(unit, access, plan),
        hers=plan.hers,
        generation=1,
        sealed=b"",
        by_staff_id=access.viewer.staff_id,
        at=unit.now,
    )
    meeting.generation, meeting.sealed = await lockboxes.post(
        unit, referral.work_box, Meeting.__tablename__, meeting.id, plan.words
    )
    await _tell(unit, access.case, referral, meeting, "meeting_planned", plan)
    await _line(unit, access, referral, meeting, "meeting_planned", entered)
    return meeting


async def move_meeting(unit: Unit, access: Access, meeting_id: str, seen: int, plan: Plan, reason: str) -> None:
    """It is on another day, or elsewhere, or about something else. What it was before stays, with the reason.

    Raises:
        BadInput: as when it was planned, or no reason.
        ChangedMeanwhile: a colleague moved it since it was looked at.
        NotNow: it was held or cancelled, or the track is over.
    """
    meeting, referral = await meeting_of(unit, access, meeting_id)
    entered = await may_write(unit, access, referral)
    content = await _still_planned(unit, access, referral, meeting)
    unchanged(meeting, seen, content, WHEN)
    before = {"starts_at": _moment(meeting).isoformat(), "place": content["place"]}
    meeting.starts_at, meeting.hers, meeting.reminded_at = await _ahead(unit, access, plan), plan.hers, None
    await seal(unit, referral, meeting, content | plan.words | _moved(unit, access, meeting, content, before, reason))
    await _tell(unit, access.case, referral, meeting, "meeting_moved", plan)
    await _line(unit, access, referral, meeting, "meeting_moved", entered)


async def cancel_meeting(unit: Unit, access: Access, meeting_id: str, reason: str) -> None:
    """It does not take place. Whom it concerns is told.

    Raises:
        BadInput: no reason.
        NotNow: it was held or cancelled, or the track is over.
    """
    meeting, referral = await meeting_of(unit, access, meeting_id)
    entered = await may_write(unit, access, referral)
    content = await _still_planned(unit, access, referral, meeting)
    meeting.cancelled_at = unit.now
    before = {"starts_at": _moment(meeting).isoformat(), "place": content["place"], "cancelled": True}
    await seal(unit, referral, meeting, content | _moved(unit, access, meeting, content, before, reason))
    told = {"party": await recipient_names(unit, referral)} | moment_of(meeting)
    await tell_concerned(unit, access.case, referral, "meeting_cancelled", told)
    await _line(unit, access, referral, meeting, "meeting_cancelled", entered)


async def invite(unit: Unit, access: Access, meeting_id: str, asked: Invitation, invitation_id: str = "") -> str:
    """Keep who is asked to a meeting, or what came of it; returns the invitation's id.

    Raises:
        BadInput: too many, words that are too long, or no such invitation.
        NotNow: it was cancelled, or the track is over.
    """
    meeting, referral = await meeting_of(unit, access, meeting_id)
    await may_write(unit, access, referral)
    if meeting.cancelled_at is not None:
        raise NotNow("meeting_over")
    if len(asked.who) > LONGEST_WHO:
        raise BadInput("too_long", field="who", most=LONGEST_WHO)
    if asked.on is not None and asked.on > cambodian_day(unit.now):
        raise BadInput("date_future", field="invited_on")
    content = await contents(unit, access, referral, meeting)
    known: list[dict[str, Any]] = content.get("invited", [])
    if invitation_id and invitation_id not in {one["id"] for one in known}:
        raise BadInput("invitation_unknown", field="invitation_id")
    if not invitation_id and len(known) >= MOST_INVITED:
        raise BadInput("too_many_items", field="who", most=MOST_INVITED)
    kept = {
        "id": invitation_id or new_id(),
        "role": asked.role.value,
        "who": asked.who.strip(),
        "on": (asked.on or cambodian_day(unit.now)).isoformat(),
        "answer": asked.answer.value,
    }
    invited = [kept if one["id"] == invitation_id else one for one in known] + ([] if invitation_id else [kept])
    await seal(unit, referral, meeting, content | {"invited": invited})
    data = {"meeting": meeting.id, "role": asked.role.value, "answer": asked.answer.value}
    referral.version += 1
    unit.session.add(referral)
    await events.append(unit, access.case, "meeting_invited", access.viewer.actor, data, referral_id=referral.id)
    return str(kept["id"])


def moment_of(meeting: Meeting) -> dict[str, Any]:
    """Day and time in Cambodia as placeholders."""
    return placeholders(_moment(meeting))


def _moment(meeting: Meeting) -> dt.datetime:
    assert meeting.starts_at is not None
    return meeting.starts_at


async def _ahead(unit: Unit, access: Access, plan: Plan) -> dt.datetime:
    """The moment of a plan that can be kept. Raises BadInput."""
    if plan.starts_at <= unit.now:
        raise BadInput("hearing_past", field="on")
    if plan.starts_at > unit.now + APPOINTED_WITHIN:
        raise BadInput("date_far", field="on")
    for name, most in LONGEST.items():
        if len(plan.words[name]) > most:
            raise BadInput("too_long", field=name, most=most)
    if says_nothing(plan.place):
        raise BadInput("empty", field="place")
    for name in ("place", "papers"):  # what she is told
        await refuse_contact(unit, access, plan.words[name], name)
    return plan.starts_at


async def _still_planned(unit: Unit, access: Access, referral: Referral, meeting: Meeting) -> dict[str, Any]:
    if meeting.starts_at is None or meeting.held_on is not None or meeting.cancelled_at is not None:
        raise NotNow("meeting_over")
    return await contents(unit, access, referral, meeting)


def _moved(
    unit: Unit, access: Access, meeting: Meeting, content: dict[str, Any], before: dict[str, Any], reason: str
) -> dict[str, Any]:
    if says_nothing(reason):
        raise BadInput("empty", field="reason")
    if len(reason) > LONGEST_REASON:
        raise BadInput("too_long", field="reason", most=LONGEST_REASON)
    line = before | {"reason": reason.strip(), "at": unit.now.isoformat(), "by": access.viewer.alias}
    return {
        "moves": [*content.get("moves", []), line],
        "changed": content.get("changed", {}) | {WHEN: meeting.version + 1},
    }


async def _tell(unit: Unit, case: Case, referral: Referral, meeting: Meeting, notice: str, plan: Plan) -> None:
    """The date; where she comes herself a card, which is the reminder of this morning too."""
    told: dict[str, Any] = {"party": await recipient_names(unit, referral), "hers": meeting.hers} | moment_of(meeting)
    if meeting.hers:
        words = plan.words
        told |= {"place": words["place"], "papers": words["papers"], "duty": await _counts_absence(unit, referral)}
        meeting.reminded_at = own_dates.told_by_card(unit.now.astimezone(CAMBODIA)).astimezone(dt.UTC)
    unit.session.add(meeting)
    await tell_concerned(unit, case, referral, notice, told)


async def _counts_absence(unit: Unit, referral: Referral) -> bool:
    """Whether who stays away loses something: only where the law counts it, before the ministry or arbitrators."""
    party = await unit.session.get_one(Party, referral.party_id)
    return referral.forum is None and party.kind in STATUTORY


async def _line(
    unit: Unit, access: Access, referral: Referral, meeting: Meeting, kind: str, entered: dict[str, Any]
) -> None:
    referral.version += 1
    unit.session.add(referral)
    data = entered | {"meeting": meeting.id, "on": cambodian_day(_moment(meeting)).isoformat()}
    await events.append(unit, access.case, kind, access.viewer.actor, data, referral_id=referral.id)


# ------------------------------------------------------------------------------------------------ reminding
async def remind_of_meetings(unit: Unit) -> None:
    """Whoever comes to a meeting herself is told so on three mornings; the place stands on the card alone."""
    soon = (
        select(Meeting)
        .join(Case, col(Case.id) == col(Meeting.case_id))
        .join(Referral, col(Referral.id) == col(Meeting.referral_id))
        .where(
            col(Meeting.hers).is_(True),
            col(Meeting.held_on).is_(None),
            col(Meeting.cancelled_at).is_(None),
            col(Meeting.starts_at) > unit.now,
            col(Meeting.starts_at) < unit.now + dt.timedelta(days=own_dates.DAYS_BEFORE + 1),
            col(Case.status) != CaseStatus.CLOSED,
            col(Referral.status).in_(LIVE),
        )
        .order_by(col(Meeting.case_id), col(Meeting.id))
    )
    due = [meeting for meeting in (await unit.session.exec(soon)).all() if _reminder(unit, meeting) is not None]
    for meeting in due[:AT_ONCE]:
        case = await locked(unit, meeting.case_id)
        await unit.session.refresh(meeting)
        referral = await unit.session.get_one(Referral, meeting.referral_id, populate_existing=True)
        days = _reminder(unit, meeting)
        gone = meeting.cancelled_at is not None or meeting.held_on is not None or not meeting.hers
        if days is None or gone or case.status is CaseStatus.CLOSED or referral.status not in LIVE:
            continue
        meeting.reminded_at = unit.now
        unit.session.add(meeting)
        told = {"party": await recipient_names(unit, referral)} | moment_of(meeting)
        await tell_concerned(unit, case, referral, NOTICES[days], told)
        await events.append(unit, case, "meeting_reminded", SYSTEM, {"meeting": meeting.id})


def _reminder(unit: Unit, meeting: Meeting) -> int | None:
    starts_at = _moment(meeting).astimezone(CAMBODIA)
    return own_dates.reminder_due(starts_at, meeting.reminded_at, unit.now.astimezone(CAMBODIA))
