"""Readings of heat: a worker's own, again and again from the same place, or an officer's."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cases.actions.telling import actor_of, not_withdrawn, staying, tell
from cases.actions.triage import lead_only
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.heat import Air
from cases.rules.heat_typed import COLDEST, HOTTEST
from cases.rules.vocabulary import HeatPlace
from cases.store import events, lockboxes
from cases.store.clock import CAMBODIA
from cases.store.door import Access
from cases.store.tables import Case, HeatReading, new_id
from cases.store.unit import Unit

OLDEST = dt.timedelta(days=366)
IN_ADVANCE = dt.timedelta(minutes=5)  # clocks differ


@dataclass(frozen=True)
class Reading:
    """What was read, where, and when."""

    place: HeatPlace
    air: Air
    taken_at: dt.datetime


async def tell_reading(unit: Unit, complainant_id: str, reading: Reading) -> HeatReading:
    """Keep a worker's own reading; it stands in her thread too.

    Raises:
        BadInput: degrees or a moment that cannot be.
        NotNow: she withdrew her case.
    """
    complainant, case = await staying(unit, complainant_id)
    row = await _keep(unit, case, reading)
    row.complainant_id = complainant.id
    # What she said herself is no news to her: it goes to no chat.
    await tell(unit, complainant, "heat_told", _told(reading), chat=False)
    await events.append(unit, case, "reading_kept", actor_of(complainant), {"reading": row.id})
    return row


async def keep_reading(unit: Unit, access: Access, reading: Reading) -> HeatReading:
    """Keep what an officer of the lead read, or what was shown to one. Raises as `tell_reading` does."""
    lead_only(access)
    not_withdrawn(access.case)
    row = await _keep(unit, access.case, reading)
    row.by_staff_id = access.viewer.staff_id
    await events.append(unit, access.case, "reading_kept", access.viewer.actor, {"reading": row.id})
    return row


async def cancel_reading(unit: Unit, access: Access, reading_id: str) -> None:
    """It was wrong: it is counted and shared no more. The timeline keeps both.

    Raises:
        NotThere: no such reading in this case.
        NotNow: it is cancelled already.
    """
    lead_only(access)
    row = await unit.session.get(HeatReading, reading_id, populate_existing=True)
    if row is None or row.case_id != access.case.id:
        raise NotThere
    if row.cancelled_at is not None:
        raise NotNow("reading_cancelled")
    row.cancelled_at = unit.now
    unit.session.add(row)
    await events.append(unit, access.case, "reading_cancelled", access.viewer.actor, {"reading": row.id})


async def _keep(unit: Unit, case: Case, reading: Reading) -> HeatReading:
    _checked(unit, reading)
    row_id = new_id()
    content = {
        "place": reading.place.value,
        "celsius": str(reading.air.celsius),
        "humidity": reading.air.humidity,
        "taken_at": reading.taken_at.astimezone(dt.UTC).isoformat(timespec="minutes"),
    }
    generation, sealed = await lockboxes.post(unit, case.story_box, HeatReading.__tablename__, row_id, content)
    row = HeatReading(id=row_id, case_id=case.id, generation=generation, sealed=sealed, at=unit.now)
    unit.session.add(row)
    return row


def _checked(unit: Unit, reading: Reading) -> None:
    if not COLDEST <= reading.air.celsius <= HOTTEST:
        raise BadInput("heat_degrees", field="celsius")
    if reading.air.humidity is not None and not 1 <= reading.air.humidity <= 100:
        raise BadInput("heat_humidity", field="humidity")
    if reading.taken_at > unit.now + IN_ADVANCE:
        raise BadInput("heat_future", field="time")
    if reading.taken_at < unit.now - OLDEST:
        raise BadInput("date_far", field="on")


def _told(reading: Reading) -> dict[str, object]:
    local = reading.taken_at.astimezone(CAMBODIA)
    return {
        "place": {"label": f"heat_place.{reading.place.value}"},
        "celsius": str(reading.air.celsius),
        "date": {"date": local.date().isoformat()},
        "time": f"{local:%H:%M}",
    }
