"""`/calendar/<secret>.ics`: one person's dates for the calendar on her phone, with no word of what they are about.

Whoever holds the address has no login, so it says when, and nothing else. Uvicorn writes no log of addresses here.
"""

from __future__ import annotations

import datetime as dt

from fastapi import APIRouter, Response
from icalendar import Calendar as Feed
from icalendar import Event

import locales
from api.context import StoreDep
from cases.rules.clocks import ends_with_its_day
from cases.rules.vocabulary import Language
from cases.store.calendars import Calendar, Entry, calendar_of
from cases.store.clock import CAMBODIA

router = APIRouter()
MORNING = dt.time(8)  # where a clock that ends with its day stands, so that there is a day left to act
LASTS = dt.timedelta(minutes=30)
HEADERS = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}


@router.api_route("/calendar/{secret}.ics", methods=["GET", "HEAD"], include_in_schema=False)
async def calendar(store: StoreDep, secret: str) -> Response:
    """The feed; an unknown address is not there, and nothing says whether it ever was."""
    async with store.reading() as unit:
        found = await calendar_of(unit, secret)
        now = unit.now
    return Response(feed_of(found, now), media_type="text/calendar", headers=HEADERS)


def feed_of(calendar: Calendar, now: dt.datetime) -> bytes:
    """The entries as iCalendar, all moments in UTC."""
    feed = Feed()
    feed.add("prodid", "-//Samleng//EN")
    feed.add("version", "2.0")
    feed.add("x-wr-calname", "Samleng")
    for entry in calendar.entries:
        feed.add_component(_event(calendar.language, entry, now))
    return bytes(feed.to_ical())


def _event(language: Language, entry: Entry, now: dt.datetime) -> Event:
    local = entry.at.astimezone(CAMBODIA)
    whole_day = not entry.at_its_hour and ends_with_its_day(local)
    begins = dt.datetime.combine(local.date(), MORNING, CAMBODIA) if whole_day else local
    key = "calendar.day" if whole_day else "calendar.moment"
    event = Event()
    event.add("uid", f"{entry.uid}@samleng")
    event.add("dtstamp", now)
    event.add("dtstart", begins.astimezone(dt.UTC))
    event.add("dtend", (begins + LASTS).astimezone(dt.UTC))
    event.add("summary", locales.text(language, key, {"time": f"{local:%H:%M}"}))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event
