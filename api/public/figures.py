"""Figures over all organisations, for everybody: one frozen release a quarter, nothing to filter by."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

import locales
from api.figure_files import TYPES, Export, export_file
from api.figure_words import shown
from api.look import page
from cases.rules.errors import NotThere
from cases.rules.quarters import read_quarter
from cases.rules.suppression import FEWEST_CASES, FEWEST_WORKERS
from cases.rules.vocabulary import Language
from cases.store.releases import ReleaseView, release_of, released_quarters
from cases.store.unit import Store

router = APIRouter(prefix="/figures")


@router.get("")
async def newest(request: Request) -> Response:
    """The newest release; before the first one, when it will be there."""
    store: Store = request.app.state.store
    async with store.reading() as unit:
        quarters = await released_quarters(unit)
        found = await release_of(unit, quarters[0]) if quarters else None
    return _page(request, found, quarters)


@router.get("/{quarter}.{kind}")
async def file(request: Request, quarter: str, kind: str) -> Response:
    """A release to take along."""
    if kind not in TYPES:
        raise NotThere
    found, _ = await _release(request, quarter)
    export = Export(found.scope, found.frozen_at, found.tables)
    return export_file(language_of(request), export, kind, f"samleng-{found.quarter}")


@router.get("/{quarter}")
async def one(request: Request, quarter: str) -> Response:
    """An older release."""
    return _page(request, *(await _release(request, quarter)))


def language_of(request: Request) -> Language:
    """Khmer unless the address says English."""
    return Language.ENGLISH if request.query_params.get("lang") == Language.ENGLISH else Language.KHMER


async def _release(request: Request, quarter: str) -> tuple[ReleaseView, list[str]]:
    store: Store = request.app.state.store
    async with store.reading() as unit:
        found = await release_of(unit, quarter)
        quarters = await released_quarters(unit)
    if found is None:
        raise NotThere
    return found, quarters


def _page(request: Request, found: ReleaseView | None, quarters: list[str]) -> Response:
    language = language_of(request)
    return page(
        request,
        "figures.html",
        language,
        release=found,
        tables=[shown(language, table) for table in found.tables] if found else [],
        title=quarter_words(language, found.quarter) if found else "",
        others=[(one, quarter_words(language, one)) for one in quarters if found and one != found.quarter],
        fewest_cases=FEWEST_CASES,
        fewest_workers=FEWEST_WORKERS,
    )


def quarter_words(language: Language, name: str) -> str:
    """`October to December 2024`."""
    quarter = read_quarter(name)
    assert quarter is not None, "a release is named by its quarter"
    first, last = (locales.month(language, day.isoformat()[:7]) for day in (quarter.first_day, quarter.last_day))
    return locales.text(language, "figures.quarter", {"first": first.rpartition(" ")[0], "last": last})
