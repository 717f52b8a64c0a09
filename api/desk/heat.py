"""A factory's month of heat on the desk: to look at, to print, to save."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

import locales
from api.context import StoreDep
from api.desk.drawing import factory_name
from api.desk.reader import Reader, desk_page, language_of
from api.documents.spreadsheets import CellContent, csv_of
from api.errors import sentence
from api.figure_words import NOTHING, Shown
from api.heat import month_of
from cases.rules.errors import BadInput
from cases.rules.heat import Estimate, rules
from cases.rules.heat_month import HeatAtPlace, HeatDay
from cases.rules.vocabulary import Language
from cases.store.heat_months import FactoryHeat

router = APIRouter()
Month = Annotated[str, Query(max_length=16)]
COLUMNS = (
    "desk.heat.column.hours",
    "desk.heat.column.celsius",
    "desk.heat.column.felt",
    "desk.heat.column.wbgt",
)
OF_A_FILE = (
    "desk.factory",
    "desk.heat.place",
    "desk.heat.on",
    "desk.heat.file.first",
    "desk.heat.file.last",
    "desk.heat.file.readings",
    "desk.heat.file.persons",
    "desk.heat.column.celsius",
    "desk.heat.time",
    "desk.heat.file.humidity",
    "desk.heat.column.felt",
    "desk.heat.file.band",
    "desk.heat.column.wbgt",
    "desk.heat.file.reference",
    "desk.heat.file.against",
)
# The chart: where its degrees begin and end, and its size in the units of its own drawing.
COOLEST, HOTTEST = 20, 60
LEFT, STEP, TOP, HEIGHT = 24, 11, 8, 112


@dataclass(frozen=True)
class Point:
    """One day in the chart: where it stands, and how high temperature and heat index reach; None: not known."""

    x: int
    celsius: int
    felt: int | None


@dataclass(frozen=True)
class PlaceShown:
    """One place as a figure: its days as a table, and as a chart with a sentence for whoever does not see it."""

    table: Shown
    points: Sequence[Point]
    described: str


@router.get("/desk/factories/{factory_id}/heat")
async def month(request: Request, reader: Reader, store: StoreDep, factory_id: str, month: Month = "") -> Response:
    """Each place with its days, over the reader's own cases."""
    language, problem = language_of(request), ""
    try:
        found = await month_of(store, reader, factory_id, month)
    except BadInput as error:
        problem = sentence(language, error.code, error.data)
        found = await month_of(store, reader, factory_id, "")
    return desk_page(
        request,
        "heat_month.html",
        422 if problem else 200,
        found=found,
        places=[_shown(language, place) for place in found.places],
        scale=[(value, height_of(value)) for value in range(COOLEST, HOTTEST + 1, 10)],
        days=[(day, LEFT + STEP * (day - 1)) for day in (1, 5, 10, 15, 20, 25, 30)],
        drawn={"left": LEFT, "step": STEP, "foot": TOP + HEIGHT},
        rules=rules(),
        typed=month if problem else f"{found.month:%Y-%m}",
        before=_first(found.month - dt.timedelta(days=1)),
        after=_first(found.month + dt.timedelta(days=31)),
        readings=sum(place.readings for place in found.places),
        problem=problem,
        factory_name=partial(factory_name, language),
    )


@router.get("/desk/factories/{factory_id}/heat.csv")
async def file(request: Request, reader: Reader, store: StoreDep, factory_id: str, month: Month = "") -> Response:
    """The same to take along: a row a place and day."""
    language = language_of(request)
    found = await month_of(store, reader, factory_id, month)
    headers = {
        "Content-Disposition": f'attachment; filename="samleng-heat-{found.month:%Y-%m}.csv"',
        "Cache-Control": "no-store",
    }
    return Response(csv_of(list(_rows(language, found))), media_type="text/csv; charset=utf-8", headers=headers)


def _first(day: dt.date) -> str:
    return f"{day:%Y-%m}"


# ------------------------------------------------------------------------------------------------- in words
def degrees(value: Decimal | None) -> str:
    """`36.5 °C`."""
    return NOTHING if value is None else f"{value} °C"


def felt_words(language: Language, found: Estimate) -> str:
    """The heat index with the name of its band."""
    band = f" · {locales.label(language, found.band)}" if found.band else ""
    return degrees(found.felt) + band


def wbgt_words(language: Language, found: Estimate) -> str:
    """The estimate of WBGT, and how it stands to the reference value."""
    if found.against is None:
        return NOTHING
    return f"{degrees(found.wbgt)} · {locales.label(language, found.against)} {found.reference}"


def _shown(language: Language, one: HeatAtPlace) -> PlaceShown:
    rows = [(f"{day.day.day}/{day.day.month}", _cells(language, day)) for day in one.days]
    table = Shown(
        name=one.place.value,
        title=locales.label(language, one.place),
        about="",
        columns=[locales.text(language, key) for key in COLUMNS],
        rows=rows,
        without=(),
        total=None,
        bars=(),
        series=(),
    )
    said = "; ".join(
        f"{words}: {degrees(day.hottest.air.celsius)}" for (words, _), day in zip(rows, one.days, strict=True)
    )
    return PlaceShown(table, [_point(day) for day in one.days], said)


def _cells(language: Language, day: HeatDay) -> list[str]:
    first, last = f"{day.first:%H:%M}", f"{day.last:%H:%M}"
    counts = {"readings": locales.number(language, day.readings), "persons": locales.number(language, day.persons)}
    found = day.worst.estimate
    return [
        f"{first if first == last else f'{first}-{last}'} · {locales.text(language, 'desk.heat.counts', counts)}",
        f"{degrees(day.hottest.air.celsius)} · {day.hottest.time:%H:%M}",
        felt_words(language, found),
        wbgt_words(language, found),
    ]


def _point(day: HeatDay) -> Point:
    felt = day.worst.estimate.felt
    x = LEFT + STEP * (day.day.day - 1)
    return Point(x, height_of(day.hottest.air.celsius), None if felt is None else height_of(felt))


def height_of(value: Decimal | int) -> int:
    """Where so many degrees stand in the chart, from its top."""
    within = min(max(value, COOLEST), HOTTEST) - COOLEST
    return TOP + HEIGHT - int(HEIGHT * within / (HOTTEST - COOLEST))


def _rows(language: Language, found: FactoryHeat) -> Iterator[tuple[CellContent, ...]]:
    """A heading, then a row a place and day; what it is of stands in each row, so that files can be joined."""
    yield tuple(locales.text(language, key) for key in OF_A_FILE)
    for place in found.places:
        for day in place.days:
            estimate = day.worst.estimate
            yield (
                factory_name(language, found.factory),
                locales.label(language, place.place),
                day.day.isoformat(),
                f"{day.first:%H:%M}",
                f"{day.last:%H:%M}",
                day.readings,
                day.persons,
                str(day.hottest.air.celsius),
                f"{day.hottest.time:%H:%M}",
                "" if day.worst.air.humidity is None else day.worst.air.humidity,
                "" if estimate.felt is None else str(estimate.felt),
                locales.label(language, estimate.band) if estimate.band else "",
                "" if estimate.wbgt is None else str(estimate.wbgt),
                str(estimate.reference),
                locales.label(language, estimate.against) if estimate.against else "",
            )
