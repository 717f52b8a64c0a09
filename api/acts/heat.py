"""Readings of heat, kept and cancelled by the lead's officers."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from api.acts.bodies import CLOCK, Day, Id, SeenBody
from api.acts.verb import Verb
from cases.actions import heat
from cases.actions.heat import Reading
from cases.rules import heat_typed
from cases.rules.heat import Air
from cases.rules.vocabulary import HeatPlace
from cases.store.clock import CAMBODIA
from cases.store.door import Access
from cases.store.unit import Unit


class KeepReading(SeenBody):
    """Keep how hot it was at a place, as an officer read it or was shown."""

    place: Annotated[HeatPlace, Field(strict=False)] = Field(description="Where in the factory")
    celsius: str = Field(
        max_length=20, description='Degrees Celsius, such as "36.5"; likely Fahrenheit is refused with `meant`'
    )
    humidity: str = Field(default="", max_length=10, description="Relative humidity in per cent; empty: not known")
    on: Day = Field(description="On which day, in Cambodia; not in the future")
    time: str = Field(pattern=CLOCK, description="At which time of day in Cambodia, such as 14:00")

    @property
    def reading(self) -> Reading:
        humidity = heat_typed.humidity(self.humidity) if self.humidity.strip() else None
        taken_at = dt.datetime.combine(self.on, dt.time.fromisoformat(self.time), CAMBODIA)
        return Reading(self.place, Air(heat_typed.degrees(self.celsius), humidity), taken_at)


class CancelReading(SeenBody):
    """It was wrong: it counts no more and goes to nobody."""

    reading_id: Id = Field(description="Its id, as the case shows it")


async def _keep(unit: Unit, access: Access, body: KeepReading) -> str:
    return (await heat.keep_reading(unit, access, body.reading)).id


async def _cancel(unit: Unit, access: Access, body: CancelReading) -> None:
    await heat.cancel_reading(unit, access, body.reading_id)


VERBS = (
    Verb("keep-reading", KeepReading, _keep),
    Verb("cancel-reading", CancelReading, _cancel),
)
