"""Meetings that are planned and held step by step, what each side offers there, and notes for oneself."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from api.acts.bodies import AMOUNT, CLOCK, Body, Count, Day, Id, TrackBody
from api.acts.remedies import amount_of
from api.acts.verb import Verb, reference_of
from cases.actions import minutes, offers, planning
from cases.actions.meetings import LONGEST_FIELD
from cases.actions.offers import LONGEST_POINT, LONGEST_WORDS
from cases.actions.planning import LONGEST, LONGEST_REASON, LONGEST_WHO, Invitation, Plan
from cases.actions.telling import LONGEST_MESSAGE
from cases.rules.bargaining import Terms
from cases.rules.vocabulary import Currency, InvitationAnswer, MeetingRole, OfferSide, RemedyKind
from cases.rules.workers import Workers
from cases.store.door import Access
from cases.store.unit import Unit


class MeetingBody(Body):
    """An act on one meeting. What else changes in the case meanwhile does not stand in its way."""

    meeting_id: Id = Field(description="The meeting's id, as the case shows it")


class SectionBody(MeetingBody):
    """An act on one section of a meeting, which somebody else may be writing too."""

    meeting_version: int = Field(
        ge=1, description="The meeting's `version` that was on screen; 409 when this section was saved since then"
    )


class PlanFields(Body):
    """When and where, what about, and whether she comes herself."""

    on: Day = Field(description="The day, in Cambodia; not more than a year ahead")
    time: str = Field(pattern=CLOCK, description="The time of day in Cambodia, such as 08:30")
    place: str = Field(max_length=LONGEST["place"], description="Where; sealed, and told to her if she comes herself")
    agenda: str = Field(default="", max_length=LONGEST["agenda"], description="What it is about; sealed")
    hers: bool = Field(default=False, description="She comes herself: she gets a card, and three reminders")
    papers: str = Field(default="", max_length=LONGEST["papers"], description="Which papers she then brings; sealed")

    @property
    def plan(self) -> Plan:
        return Plan(self.on, dt.time.fromisoformat(self.time), self.place, self.agenda, self.papers, self.hers)


class PlanMeeting(PlanFields, TrackBody):
    """Plan a meeting; the workers whom it concerns are told of the date."""


class MoveMeeting(PlanFields, SectionBody):
    """It is at another time or place, or about something else; the workers concerned are told, history stays."""

    reason: str = Field(max_length=LONGEST_REASON, description="Why; sealed, lead and recipient read it")


class CancelMeeting(MeetingBody):
    """It does not take place; the workers concerned are told."""

    reason: str = Field(max_length=LONGEST_REASON, description="Why; sealed, lead and recipient read it")


class Invite(MeetingBody):
    """Keep who is asked to a meeting, or what came of asking."""

    invitation_id: str = Field(default="", max_length=64, description="One that is there already; empty for a new one")
    role: Annotated[MeetingRole, Field(strict=False)] = Field(description="In which role")
    who: str = Field(default="", max_length=LONGEST_WHO, description="Who; sealed, lead and recipient read it")
    invited_on: Day | None = Field(default=None, description="On which day; left out: today")
    answer: Annotated[InvitationAnswer, Field(strict=False)] = Field(
        default=InvitationAnswer.NONE, description="What came of it"
    )


class SaveMinutes(SectionBody):
    """The shared minutes as they stand now; saved as often as wanted, during the meeting and after it."""

    notes: str = Field(default="", max_length=LONGEST_FIELD, description="Shared minutes: lead and recipient read them")


class SaveAttendance(SectionBody):
    """Who is there: how many in each role."""

    worker: Count = Field(default=0, description="Workers")
    representative: Count = Field(default=0, description="Who speaks for a worker")
    union: Count = Field(default=0, description="Of unions")
    employer: Count = Field(default=0, description="Of the employer")
    bfc: Count = Field(default=0, description="Of BFC")
    ministry: Count = Field(default=0, description="Of the ministry or its department")
    interpreter: Count = Field(default=0, description="Interpreters")
    witness: Count = Field(default=0, description="Witnesses")
    other: Count = Field(default=0, description="Others")
    present: str = Field(default="", max_length=LONGEST_FIELD, description="Names, as far as they are wanted; sealed")

    @property
    def counts(self) -> dict[MeetingRole, int]:
        return {role: getattr(self, role.value) for role in MeetingRole}


class HoldMeeting(MeetingBody):
    """It took place."""

    held_on: Day = Field(description="The day of the meeting, not in the future")
    next_on: Day | None = Field(default=None, description="The day of the next meeting; she is told")


class KeepOffer(MeetingBody):
    """What one side offered on one point at this meeting: a sum, words, or both."""

    side: Annotated[OfferSide, Field(strict=False)] = Field(description="Whose offer it is")
    kind: Annotated[RemedyKind, Field(strict=False)] | None = Field(
        default=None, description="Which point; left out: `point` names one of another kind"
    )
    point: str = Field(default="", max_length=LONGEST_POINT, description="Another point, in words; sealed")
    amount: str | None = Field(
        default=None, pattern=AMOUNT, description='Decimal string in `currency`, such as "6000.00"; never a number'
    )
    currency: Annotated[Currency, Field(strict=False)] | None = Field(
        default=None, description="Currency of `amount`; needed with it"
    )
    words: str = Field(default="", max_length=LONGEST_WORDS, description="Terms in words; sealed")


class OfferBody(Body):
    """An act on one offer."""

    offer_id: Id = Field(description="The offer's id, as the case shows it")


class CancelOffer(OfferBody):
    """It was kept by mistake, and stands no more."""


class AgreeOffer(OfferBody):
    """A remedy out of an offer, with its sum and words; proposed, or agreed at once. Agreed is not done."""

    agreed_on: Day | None = Field(default=None, description="The day of the agreement; left out: proposed only")
    kind: Annotated[RemedyKind, Field(strict=False)] | None = Field(
        default=None, description="Which kind of remedy, where the offer names a point in words"
    )
    women: Count = Field(default=0, description="Women it concerns")
    men: Count = Field(default=0, description="Men it concerns")
    not_recorded: Count = Field(default=0, description="Workers it concerns of whom neither was recorded")
    due_on: Day | None = Field(default=None, description="The day by which it is to be done")


class KeepNote(MeetingBody):
    """A note for your own organisation: sealed to its key, and the other side never learns that it is there."""

    text: str = Field(max_length=LONGEST_MESSAGE, description="The note")


async def _plan(unit: Unit, access: Access, body: PlanMeeting) -> str:
    return (await planning.plan_meeting(unit, access, body.plan, reference_of(body.reference))).id


async def _move(unit: Unit, access: Access, body: MoveMeeting) -> None:
    await planning.move_meeting(unit, access, body.meeting_id, body.meeting_version, body.plan, body.reason)


async def _cancel(unit: Unit, access: Access, body: CancelMeeting) -> None:
    await planning.cancel_meeting(unit, access, body.meeting_id, body.reason)


async def _invite(unit: Unit, access: Access, body: Invite) -> str:
    asked = Invitation(body.role, body.who, body.invited_on, body.answer)
    return await planning.invite(unit, access, body.meeting_id, asked, body.invitation_id)


async def _save_minutes(unit: Unit, access: Access, body: SaveMinutes) -> None:
    await minutes.save_minutes(unit, access, body.meeting_id, body.meeting_version, body.notes)


async def _save_attendance(unit: Unit, access: Access, body: SaveAttendance) -> None:
    await minutes.save_attendance(unit, access, body.meeting_id, body.meeting_version, body.counts, body.present)


async def _hold(unit: Unit, access: Access, body: HoldMeeting) -> None:
    await minutes.hold_meeting(unit, access, body.meeting_id, body.held_on, body.next_on)


async def _keep_offer(unit: Unit, access: Access, body: KeepOffer) -> str:
    money = amount_of(body.amount, body.currency)
    terms = Terms(
        side=body.side,
        kind=body.kind,
        point=body.point,
        currency=money.currency if money else None,
        amount=money.value if money else None,
        words=body.words,
    )
    return (await offers.keep_offer(unit, access, body.meeting_id, terms)).id


async def _cancel_offer(unit: Unit, access: Access, body: CancelOffer) -> None:
    await offers.cancel_offer(unit, access, body.offer_id)


async def _agree_offer(unit: Unit, access: Access, body: AgreeOffer) -> str:
    workers = Workers(body.women, body.men, body.not_recorded)
    return await offers.agree_offer(unit, access, body.offer_id, body.agreed_on, workers, body.kind, body.due_on)


async def _keep_note(unit: Unit, access: Access, body: KeepNote) -> str:
    return (await minutes.keep_note(unit, access, body.meeting_id, body.text)).id


VERBS = (
    Verb("plan-meeting", PlanMeeting, _plan),
    Verb("move-meeting", MoveMeeting, _move),
    Verb("cancel-meeting", CancelMeeting, _cancel),
    Verb("invite", Invite, _invite),
    Verb("save-minutes", SaveMinutes, _save_minutes),
    Verb("save-attendance", SaveAttendance, _save_attendance),
    Verb("hold-meeting", HoldMeeting, _hold),
    Verb("keep-offer", KeepOffer, _keep_offer),
    Verb("cancel-offer", CancelOffer, _cancel_offer),
    Verb("agree-offer", AgreeOffer, _agree_offer),
    Verb("keep-note", KeepNote, _keep_note),
)
