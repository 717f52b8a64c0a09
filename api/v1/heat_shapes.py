"""Readings of heat and what they come to, as JSON has them."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from api.v1.shapes import Shape
from cases.rules.heat import Estimate
from cases.rules.vocabulary import AgainstReference, HeatBand, HeatPlace
from cases.store.heat_views import ReadingView


class HeatEstimate(Shape):
    """What temperature and humidity come to: an estimate, and no legal limit. Null: not without the humidity."""

    felt: str | None = Field(
        description="Heat index in °C (NOAA, Rothfusz): of the shade and light wind, whatever work"
    )
    band: HeatBand | None = Field(description="Its band by NOAA's chart in °F; null also below all bands")
    wbgt: str | None = Field(description="Indoor WBGT in °C (Bernard), air at 1 m/s; near hot machines it is higher")
    reference: str = Field(description="Reference value of ISO 7243 for the usual work there; not law in Cambodia")
    against: AgainstReference | None = Field(description="How the estimate stands to it")


class ReadingShape(Shape):
    """How hot it was at a place."""

    id: str = Field(description="For `cancel-reading`")
    place: HeatPlace = Field(description="Where in the factory")
    celsius: str = Field(description="Degrees Celsius")
    humidity: int | None = Field(description="Relative humidity in per cent; null: not known")
    taken_at: dt.datetime = Field(description="When it was read")
    worker: int = Field(description="Number of the worker who read it; 0: an officer")
    by: str = Field(description="Alias of that officer; empty for a worker's")
    estimate: HeatEstimate = Field(description="What it comes to")


def estimate_shape(found: Estimate) -> HeatEstimate:
    """An estimate as JSON has it."""
    return HeatEstimate(
        felt=None if found.felt is None else str(found.felt),
        band=found.band,
        wbgt=None if found.wbgt is None else str(found.wbgt),
        reference=str(found.reference),
        against=found.against,
    )


def reading_shape(view: ReadingView, worker: int) -> ReadingShape:
    """A reading of a case; `worker` is the number of whoever read it, 0 for an officer."""
    return ReadingShape(
        id=view.id,
        place=view.place,
        celsius=str(view.air.celsius),
        humidity=view.air.humidity,
        taken_at=view.taken_at,
        worker=worker,
        by=view.by,
        estimate=estimate_shape(view.estimate),
    )
