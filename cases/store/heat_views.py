"""Readings of heat of one case: as its lead sees them, and as an item of what can be shared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from cases.rules.heat import Air, Estimate, estimate
from cases.rules.vocabulary import HeatPlace
from cases.store import lockboxes
from cases.store.lockboxes import HolderKeys
from cases.store.tables import Case, HeatReading, Staff
from cases.store.unit import Unit

READING = "reading"  # what marks an item of a part as a reading


@dataclass(frozen=True)
class ReadingView:
    """One reading of a case, with what it comes to."""

    id: str
    place: HeatPlace
    air: Air
    taken_at: dt.datetime
    told_at: dt.datetime
    complainant_id: str  # "" for an officer's
    by: str  # alias of the officer, or ""

    @property
    def estimate(self) -> Estimate:
        """Heat index and WBGT."""
        return estimate(self.place, self.air)


async def readings_of(unit: Unit, keys: HolderKeys, case: Case) -> list[ReadingView]:
    """What was measured in a case, newest first, read with the lead's keys."""
    rows = await unit.session.exec(
        select(HeatReading, Staff.alias)
        .outerjoin(Staff, col(Staff.id) == col(HeatReading.by_staff_id))
        .where(HeatReading.case_id == case.id, col(HeatReading.cancelled_at).is_(None))
    )
    found = [await _view(unit, keys, case, row, alias or "") for row, alias in rows.all()]
    return sorted(found, key=lambda one: (one.taken_at, one.told_at, one.id), reverse=True)


async def _view(unit: Unit, keys: HolderKeys, case: Case, row: HeatReading, alias: str) -> ReadingView:
    content = await lockboxes.open_post(
        unit, keys, case.story_box, row.generation, HeatReading.__tablename__, row.id, row.sealed
    )
    return ReadingView(
        id=row.id,
        place=HeatPlace(content["place"]),
        air=air_of(content),
        taken_at=dt.datetime.fromisoformat(content["taken_at"]),
        told_at=row.at,
        complainant_id=row.complainant_id or "",
        by=alias,
    )


def air_of(content: Mapping[str, Any]) -> Air:
    """What was read, out of what was sealed."""
    return Air(Decimal(content["celsius"]), content["humidity"])


def item_of(reading: ReadingView) -> dict[str, Any]:
    """A reading as an item of what happened."""
    return {
        READING: reading.place.value,
        "celsius": str(reading.air.celsius),
        "humidity": reading.air.humidity,
        "taken_at": reading.taken_at.isoformat(),
        "told_at": reading.told_at.astimezone(dt.UTC).isoformat(),
    }
