"""A factory's month of heat over JSON, over your own cases."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from api.context import SignedIn, StoreDep
from api.heat import month_of
from api.v1 import showing
from api.v1.asking import not_stored, problems
from api.v1.heat_shapes import HeatEstimate, estimate_shape
from api.v1.shapes import FactoryShape, Shape
from cases.rules.heat_month import HeatAtPlace, HeatDay
from cases.rules.vocabulary import HeatPlace

router = APIRouter(prefix="/api/v1", tags=["heat"])
FactoryId = Annotated[str, Path(max_length=64, description="Id of the factory")]
Month = Annotated[str, Query(max_length=16, description="Such as 2024-11; empty: this month")]


class HeatDayShape(Shape):
    """One place on one day."""

    day: dt.date = Field(description="The day in Cambodia")
    first: str = Field(description="Time of the day's first reading")
    last: str = Field(description="Time of its last one")
    readings: int = Field(description="How many readings")
    persons: int = Field(description="By how many; whoever measured in one referral of yours counts as one")
    celsius: str = Field(description="The highest temperature in °C")
    at: str = Field(description="When that was read")
    worst: HeatEstimate = Field(description="Of the reading that felt hottest")


class HeatPlaceShape(Shape):
    """One place, day by day."""

    place: HeatPlace = Field(description="Where in the factory")
    days: list[HeatDayShape] = Field(description="Days with a reading, first to last")


class HeatMonth(Shape):
    """A factory's month."""

    factory: FactoryShape = Field(description="The factory")
    month: str = Field(description="Such as 2024-11")
    cases: int = Field(description="How many cases of yours have a reading in it")
    places: list[HeatPlaceShape] = Field(description="Places with a reading")


@router.get(
    "/factories/{factory_id}/heat",
    summary="How hot it was at a factory in a month",
    responses=problems(401, 403, 404, 422),
)
async def get_heat(
    store: StoreDep, viewer: SignedIn, response: Response, factory_id: FactoryId, month: Month = ""
) -> HeatMonth:
    """Over the cases that you lead, and what was shared with you. It names no case and no worker."""
    not_stored(response)
    found = await month_of(store, viewer, factory_id, month)
    return HeatMonth(
        factory=showing.factory(found.factory),
        month=f"{found.month:%Y-%m}",
        cases=found.cases,
        places=[_place(one) for one in found.places],
    )


def _place(one: HeatAtPlace) -> HeatPlaceShape:
    return HeatPlaceShape(place=one.place, days=[_day(day) for day in one.days])


def _day(day: HeatDay) -> HeatDayShape:
    return HeatDayShape(
        day=day.day,
        first=f"{day.first:%H:%M}",
        last=f"{day.last:%H:%M}",
        readings=day.readings,
        persons=day.persons,
        celsius=str(day.hottest.air.celsius),
        at=f"{day.hottest.time:%H:%M}",
        worst=estimate_shape(day.worst.estimate),
    )
