"""Where somebody is signed in: her own devices, and for a lead the devices and the brake of her people."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.context import StoreDep
from api.desk.reader import Reader, desk_page, go
from api.forms import form_without_files
from cases.actions import sessions
from cases.actions.opening import MOST_OPENED, paused_people, release_opening
from cases.rules.roles import Permission, may
from cases.rules.vocabulary import StaffRole
from cases.store.calendars import has_calendar

router = APIRouter()
DEVICES, OPENINGS = "/desk/devices", "/desk/openings"


@router.get(DEVICES)
async def devices(request: Request, reader: Reader, store: StoreDep) -> Response:
    """Her own logins, this device first."""
    async with store.reading() as unit:
        found = await sessions.own_devices(unit, reader)
        calendar = await has_calendar(unit, reader) if may(reader.role, Permission.READ_CASES) else None
    is_lead = reader.role is StaffRole.LEAD
    return desk_page(request, "devices.html", devices=found, has_calendar=calendar, is_lead=is_lead)


@router.post(f"{DEVICES}/end")
async def end_device(request: Request, reader: Reader, store: StoreDep) -> Response:
    """One of them is signed out at once."""
    form = await form_without_files(request)
    async with store.writing() as unit:
        await sessions.end_login(unit, reader, str(form.get("device", "")))
    return go(request, DEVICES)


@router.post(f"{DEVICES}/end-others")
async def end_others(request: Request, reader: Reader, store: StoreDep) -> Response:
    """All but this one are signed out at once."""
    async with store.writing() as unit:
        await sessions.end_other_logins(unit, reader)
    return go(request, DEVICES)


@router.post("/desk/people/{staff_id}/end-devices")
async def end_devices_of(request: Request, reader: Reader, store: StoreDep, staff_id: str) -> Response:
    """A lead signs a person of her party out everywhere."""
    async with store.writing() as unit:
        await sessions.end_all_logins(unit, reader, staff_id)
    return go(request, "/desk/people")


@router.get(OPENINGS)
async def openings(request: Request, reader: Reader, store: StoreDep) -> Response:
    """Who opened so many cases within the hour that further ones wait for a lead."""
    async with store.reading() as unit:
        paused = await paused_people(unit, reader)
    return desk_page(request, "openings.html", paused=paused, most=MOST_OPENED, own=reader.staff_id)


@router.post(f"{OPENINGS}/release")
async def release(request: Request, reader: Reader, store: StoreDep) -> Response:
    """She may open further cases."""
    form = await form_without_files(request)
    async with store.writing() as unit:
        await release_opening(unit, reader, str(form.get("staff_id", "")))
    return go(request, OPENINGS)
