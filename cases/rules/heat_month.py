"""Readings of a month, by place and day: how hot it became, when, how often and by how many it was read."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cases.rules.heat import Air, Estimate, estimate
from cases.rules.vocabulary import HeatPlace


@dataclass(frozen=True)
class Measured:
    """One reading with its moment in Cambodia. `who` tells those who measured apart, and says nothing else."""

    place: HeatPlace
    air: Air
    day: dt.date
    time: dt.time
    who: str

    @property
    def estimate(self) -> Estimate:
        """What it comes to."""
        return estimate(self.place, self.air)


@dataclass(frozen=True)
class HeatDay:
    """One place on one day. `worst` is the reading that felt hottest; without humidity, the one of most degrees."""

    day: dt.date
    first: dt.time
    last: dt.time
    readings: int
    persons: int
    hottest: Measured
    worst: Measured


@dataclass(frozen=True)
class HeatAtPlace:
    """One place over a month, day by day."""

    place: HeatPlace
    days: Sequence[HeatDay]

    @property
    def readings(self) -> int:
        """How many readings there are."""
        return sum(day.readings for day in self.days)


def by_place(measured: Iterable[Measured]) -> list[HeatAtPlace]:
    """Readings as places with their days, places in their usual order."""
    found: dict[HeatPlace, dict[dt.date, list[Measured]]] = defaultdict(lambda: defaultdict(list))
    for one in measured:
        found[one.place][one.day].append(one)
    return [
        HeatAtPlace(place, [_day(day, found[place][day]) for day in sorted(found[place])])
        for place in HeatPlace
        if place in found
    ]


def _day(day: dt.date, readings: Sequence[Measured]) -> HeatDay:
    return HeatDay(
        day=day,
        first=min(one.time for one in readings),
        last=max(one.time for one in readings),
        readings=len(readings),
        persons=len({one.who for one in readings}),
        hottest=max(readings, key=lambda one: one.air.celsius),
        worst=max(readings, key=lambda one: (one.estimate.felt or one.air.celsius, one.air.celsius)),
    )
