"""Figures of the reader's own cases: to look at, to print, to save."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from sqlmodel import col, select
from starlette.requests import Request
from starlette.responses import Response

from api.context import StoreDep
from api.desk.drawing import factory_name
from api.desk.reader import Reader, desk_page, language_of, name_of
from api.errors import sentence
from api.figure_files import TYPES, export_file
from api.figure_words import shown
from api.own_figures import own_figures
from cases.rules.errors import BadInput, NotThere
from cases.rules.periods import CountedBy, Period, read_period
from cases.rules.vocabulary import Language
from cases.store.figures import Figures
from cases.store.heat_months import factories_measured
from cases.store.tables import Factory, Party
from cases.store.unit import Unit

router = APIRouter()
By = Annotated[str, Query(max_length=16)]
Month = Annotated[str, Query(max_length=16)]
From = Annotated[str, Query(alias="from", max_length=16)]


@router.get("/desk/figures")
async def figures(
    request: Request, reader: Reader, store: StoreDep, by: By = CountedBy.FILED, since: From = "", until: Month = ""
) -> Response:
    """Exact sums: money per currency, never added across; agreed, delivered and confirmed apart."""
    language = language_of(request)
    try:
        period, problem = read_period(by, since.strip(), until.strip()), ""
    except BadInput as error:
        period, problem = Period(), sentence(language, error.code, error.data)
    async with store.reading() as unit:
        own = await own_figures(unit, reader, period)
        names = await _names(unit, language, own.found)
        measured = await factories_measured(unit, reader)
    asked = {"by": by, "from": since, "until": until} if problem else period.scope
    return desk_page(
        request,
        "figures.html",
        422 if problem else 200,
        cases=own.found.cases,
        tables=[shown(language, table, names) for table in own.export.tables],
        export=own.export,
        kinds=list(TYPES),
        asked=asked,
        shown_period=period.scope,
        whole=period.is_all,
        counted_by=[one.value for one in CountedBy],
        problem=problem,
        measured=[(row.id, factory_name(language, row)) for row in measured],
    )


@router.get("/desk/figures/{kind}")
async def file(
    request: Request,
    reader: Reader,
    store: StoreDep,
    kind: str,
    by: By = CountedBy.FILED,
    since: From = "",
    until: Month = "",
) -> Response:
    """The same figures to take along."""
    if kind not in TYPES:
        raise NotThere
    period, language = read_period(by, since, until), language_of(request)
    async with store.reading() as unit:
        own = await own_figures(unit, reader, period)
        names = await _names(unit, language, own.found)
    name = "-".join(filter(None, ("samleng", *own.export.scope.values())))
    return export_file(language, own.export, kind, name, names)


async def _names(unit: Unit, language: Language, found: Figures) -> dict[str, str]:
    """How the factories and parties are called that stand in rows of their own."""
    keys = {table.name: [line.key for line in table.lines] for table in found.tables}
    factories = await unit.session.exec(select(Factory).where(col(Factory.name).in_(keys.get("factory", ()))))
    parties = await unit.session.exec(select(Party).where(col(Party.slug).in_(keys.get("party", ()))))
    named = {row.name: factory_name(language, row) for row in factories.all()}
    return named | {row.slug: name_of(language, row) for row in parties.all()}
