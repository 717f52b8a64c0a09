"""The calendar of an officer's phone: moments alone, for whoever holds the address, while its person is active."""

from __future__ import annotations

import datetime as dt

import httpx2
import pytest
from fastapi import FastAPI
from icalendar import Calendar

from api import calendar
from api.errors import install_errors
from api.routers import take_in
from cases.actions import calendars, conflicts, hearings, owning, planning, withdrawing
from cases.rules.errors import NotThere
from cases.rules.vocabulary import ConflictReason
from cases.store.calendars import calendar_of
from cases.store.tables import CalendarLink, Staff
from tests.cases.world import World


async def made(world: World, alias: str) -> str:
    async with world.store.writing() as unit:
        return await calendars.make_calendar(unit, world.viewer(alias))


async def fetched(world: World, secret: str, method: str = "GET") -> httpx2.Response:
    app = FastAPI()
    app.state.store = world.store
    take_in(app.router, calendar.router)
    install_errors(app)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test") as http:
        return await http.request(method, f"/calendar/{secret}.ics")


async def test_a_calendar_program_reads_when_and_nothing_else(sqlite_world: World) -> None:
    """All moments in UTC, a hearing at its hour; no number, no place, and no identifier that two people share."""
    filed = await sqlite_world.active()
    await sqlite_world.act("dara", filed.number, owning.assign, "sophea")
    at = hearings.Appointment(sqlite_world.today + dt.timedelta(days=5), dt.time(9), "Takhmao")
    await sqlite_world.act("dara", filed.number, hearings.keep_hearing, at)
    secret = await made(sqlite_world, "sophea")
    answer = await fetched(sqlite_world, secret)
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.headers["cache-control"] == "private, no-store"
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert all(event["DTSTART"].to_ical().endswith(b"Z") for event in events)
    (hearing,) = [event for event in events if "09:00" in event["SUMMARY"]]
    assert hearing["DTSTART"].dt == at.starts_at
    assert not any(word in answer.text for word in (filed.number, "Takhmao", "sophea", filed.case_id))
    again = Calendar.from_ical((await fetched(sqlite_world, secret)).content).walk("VEVENT")
    assert {str(event["UID"]) for event in again} == {str(event["UID"]) for event in events}
    await sqlite_world.act("dara", filed.number, owning.assign, "")
    other = Calendar.from_ical((await fetched(sqlite_world, await made(sqlite_world, "dara"))).content).walk("VEVENT")
    assert len(other) == len(events)
    assert not {str(event["UID"]) for event in other} & {str(event["UID"]) for event in events}
    assert (await fetched(sqlite_world, secret, "HEAD")).status_code == 200


async def test_an_address_that_is_over_is_as_unknown_as_any(sqlite_world: World) -> None:
    """Renewed, ended, or its person paused: 404 each, and the database holds no address that works."""
    first = await made(sqlite_world, "sophea")
    second = await made(sqlite_world, "sophea")
    (link,) = await sqlite_world.rows(CalendarLink)
    assert second not in link.id
    assert [(await fetched(sqlite_world, one)).status_code for one in (first, second, "x" * 43)] == [404, 200, 404]
    async with sqlite_world.store.writing() as unit:
        staff = await unit.session.get_one(Staff, link.staff_id)
        staff.suspended_at = unit.now
        unit.session.add(staff)
    with pytest.raises(NotThere):
        async with sqlite_world.store.reading() as unit:
            await calendar_of(unit, second)


async def test_what_is_closed_to_her_is_not_in_her_calendar(sqlite_world: World) -> None:
    """Somebody else's work, a case in which she has a conflict, and one that its worker withdrew."""
    filed = await sqlite_world.active()
    at = hearings.Appointment(sqlite_world.today + dt.timedelta(days=5), dt.time(9), "Takhmao")
    await sqlite_world.act("dara", filed.number, hearings.keep_hearing, at)
    secret = await made(sqlite_world, "sophea")

    async def count() -> int:
        async with sqlite_world.store.reading() as unit:
            return len((await calendar_of(unit, secret)).entries)

    assert await count() > 0
    await sqlite_world.act("dara", filed.number, owning.assign, "dara")
    assert await count() == 0
    await sqlite_world.act("dara", filed.number, owning.assign, "")
    await sqlite_world.act("sophea", filed.number, conflicts.declare_conflict, ConflictReason.FRIEND)
    assert await count() == 0
    other = await sqlite_world.active()
    await sqlite_world.act("dara", other.number, hearings.keep_hearing, at)
    assert await count() > 0
    await sqlite_world.her(other, withdrawing.withdraw_case)
    assert await count() == 0


async def test_a_planned_meeting_stands_at_its_hour_until_it_is_cancelled(sqlite_world: World) -> None:
    """In the calendars of the lead and of the recipient whose track it is, and in nobody else's."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.accepted(filed)
    at = planning.Plan(sqlite_world.today + dt.timedelta(days=5), dt.time(9), "Takhmao")
    meeting = await sqlite_world.act("maly", reference, planning.plan_meeting, at)
    secrets = [await made(sqlite_world, alias) for alias in ("dara", "maly", "vuthy")]

    async def found() -> list[set[str]]:
        feeds = [Calendar.from_ical((await fetched(sqlite_world, one)).content).walk("VEVENT") for one in secrets]
        return [{str(event["UID"]) for event in feed if event["DTSTART"].dt == at.starts_at} for feed in feeds]

    before = await found()
    assert [len(uids) for uids in before] == [1, 1, 0]
    assert not before[0] & before[1] and before == await found()
    await sqlite_world.act("maly", reference, planning.cancel_meeting, meeting.id, "ill")
    assert await found() == [set(), set(), set()]
