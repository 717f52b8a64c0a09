"""Reminders over JSON, and the address of one's calendar."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.acts.bodies import Body, Id
from api.context import Secret, SignedIn, StoreDep
from api.links import calendar_link
from api.v1.asking import not_stored, problems
from api.v1.shapes import Shape
from cases.actions import calendars, seeing
from cases.rules.roles import Permission, require
from cases.rules.vocabulary import ClockKind, Stage
from cases.store.reminders import reminders_for
from cases.store.viewers import full_viewer_of

router = APIRouter(prefix="/api/v1", tags=["cases"])


class ReminderShape(Shape):
    """A clock that comes to its end."""

    clock_id: str = Field(description="For `POST /reminders/seen`")
    number: str = Field(description="Number of the case, or reference of the referral")
    rule: str = Field(description="Which time limit it is")
    kind: ClockKind = Field(description="A duty of somebody here, or a right that lapses")
    stage: Stage = Field(description="How near it is to its end")
    due_at: dt.datetime = Field(description="When it ends")


class Reminders(Shape):
    """What you are reminded of now."""

    reminders: list[ReminderShape] = Field(description="What ends first before all else, at most 50")


class Seen(Body):
    """You have seen a reminder: it comes again at the next stage."""

    clock_id: Id = Field(description="The `clock_id` of the reminder")
    stage: Annotated[Stage, Field(strict=False)] = Field(description="Its `stage` when you saw it")


class CalendarAddress(Shape):
    """Where your calendar is."""

    address: str = Field(description="Secret, and shown this once; whoever has it sees when something ends, not what")


@router.get("/reminders", summary="What ends soon or is over", responses=problems(401, 403))
async def get_reminders(store: StoreDep, viewer: SignedIn, response: Response) -> Reminders:
    """Of your own cases, of those that are nobody's, and of referrals; a lead's also what was not done in time."""
    not_stored(response)
    async with store.reading() as unit:
        found = await reminders_for(unit, viewer)
    return Reminders(
        reminders=[
            ReminderShape(
                clock_id=one.clock.id,
                number=one.reference,
                rule=one.clock.rule,
                kind=one.clock.kind,
                stage=one.stage,
                due_at=one.clock.due_at,
            )
            for one in found
        ]
    )


@router.post("/reminders/seen", status_code=204, summary="A reminder was seen", responses=problems(400, 401, 404, 422))
async def post_seen(store: StoreDep, secret: Secret, body: Seen) -> Response:
    """404 when you are not, or no longer, reminded of that."""
    async with store.writing() as unit:
        await seeing.see_reminder(unit, await full_viewer_of(unit, secret), body.clock_id, body.stage)
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


@router.post("/calendar", summary="A new address for your calendar", responses=problems(401, 403))
async def post_calendar(request: Request, store: StoreDep, secret: Secret, response: Response) -> CalendarAddress:
    """The address before it ends at once."""
    not_stored(response)
    async with store.writing() as unit:
        viewer = await full_viewer_of(unit, secret)
        require(viewer.role, Permission.READ_CASES)
        made = await calendars.make_calendar(unit, viewer)
    return CalendarAddress(address=calendar_link(request, made))


@router.delete("/calendar", status_code=204, summary="End your calendar's address", responses=problems(401, 403))
async def delete_calendar(store: StoreDep, secret: Secret) -> Response:
    """Twice is once."""
    async with store.writing() as unit:
        await calendars.end_calendar_of(unit, (await full_viewer_of(unit, secret)).staff_id)
    return Response(status_code=204, headers={"Cache-Control": "no-store"})
