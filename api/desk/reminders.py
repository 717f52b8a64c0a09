"""What ends soon, today, or is over, above the lists; and the address from which a phone's calendar fetches it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.context import StoreDep
from api.desk.devices import DEVICES
from api.desk.drawing import ClockShown, clock_shown
from api.desk.reader import Reader, desk_page, go
from api.forms import form_without_files
from api.links import calendar_link
from cases.actions import calendars, seeing
from cases.rules.errors import NotThere
from cases.rules.roles import Permission, require
from cases.rules.vocabulary import Language, Stage
from cases.store.reminders import reminders_for
from cases.store.unit import Unit
from cases.store.viewers import Viewer

router = APIRouter()
HERE = "reminders"  # their place above the lists, which stays open while one after the other is seen


@dataclass(frozen=True)
class ReminderShown:
    """One line above the lists."""

    clock_id: str
    reference: str
    stage: Stage
    clock: ClockShown


async def reminders_shown(unit: Unit, viewer: Viewer, language: Language) -> Sequence[ReminderShown]:
    """What she is reminded of now."""
    return [
        ReminderShown(one.clock.id, one.reference, one.stage, clock_shown(language, one.clock, unit.now))
        for one in await reminders_for(unit, viewer)
    ]


@router.post("/desk/reminders/seen")
async def seen(request: Request, reader: Reader, store: StoreDep) -> Response:
    """It is gone until the next stage. Whoever taps twice, or is late, finds it gone too."""
    form = await form_without_files(request)
    stage = str(form.get("stage", ""))
    if stage not in set(Stage):
        raise NotThere
    async with store.writing() as unit:
        await seeing.see_reminder(unit, reader, str(form.get("clock_id", "")), Stage(stage))
    return go(request, f"/desk?at={HERE}#{HERE}")


@router.post("/desk/calendar")
async def make(request: Request, reader: Reader, store: StoreDep) -> Response:
    """The address, shown once; the one before ends."""
    require(reader.role, Permission.READ_CASES)
    async with store.writing() as unit:
        secret = await calendars.make_calendar(unit, reader)
    return desk_page(request, "calendar.html", address=calendar_link(request, secret))


@router.post("/desk/calendar/end")
async def end(request: Request, reader: Reader, store: StoreDep) -> Response:
    """Her address opens nothing any more."""
    async with store.writing() as unit:
        await calendars.end_calendar_of(unit, reader.staff_id)
    return go(request, f"{DEVICES}#calendar")
