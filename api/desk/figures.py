"""The sums over the reader's own cases."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

import locales
from api.context import StoreDep
from api.desk.reader import Reader, desk_page, language_of
from cases.rules.vocabulary import CaseStatus, Issue, Language
from cases.store.figures import Figures, figures_for

router = APIRouter()
Line = tuple[str, tuple[str, ...]]


@router.get("/desk/figures")
async def figures(request: Request, reader: Reader, store: StoreDep) -> Response:
    """Exact sums: money per currency, never added across; agreed, delivered and confirmed apart."""
    async with store.reading() as unit:
        found = await figures_for(unit, reader)
    language = language_of(request)
    return desk_page(
        request,
        "figures.html",
        figures=found,
        by_status=_labelled(language, CaseStatus, found.by_status),
        by_issue=_labelled(language, Issue, found.by_issue),
        by_factory=[
            (name or locales.text(language, "desk.factory_unknown"), (_count(language, count),))
            for name, count in found.by_factory
        ],
        by_month=[(_month(language, month), (_count(language, count),)) for month, count in found.by_month],
        reinstated=_reinstated(language, found),
        money_lines=[
            (
                f"{locales.label(language, line.kind)} ({line.currency.value})",
                tuple(
                    locales.money(language, line.currency, amount)
                    for amount in (line.agreed, line.delivered, line.confirmed)
                ),
            )
            for line in found.money
        ],
    )


def _labelled(language: Language, words: type[StrEnum], counted: Sequence[tuple[str, int]]) -> list[Line]:
    return [(locales.label(language, words(value)), (_count(language, count),)) for value, count in counted]


def _count(language: Language, count: int) -> str:
    return locales.number(language, count)


def _month(language: Language, month: str) -> str:
    year, _, number = month.partition("-")
    return f"{locales.text(language, f'label.month.{int(number)}')} {year}"


def _reinstated(language: Language, found: Figures) -> list[Line]:
    """Women, men, not recorded and all, each as agreed, delivered, confirmed."""
    stages = (found.reinstated.agreed, found.reinstated.delivered, found.reinstated.confirmed)

    def line(key: str, of: str) -> Line:
        return locales.text(language, f"desk.{key}"), tuple(_count(language, getattr(stage, of)) for stage in stages)

    return [line(name, name) for name in ("women", "men", "not_recorded")] + [line("total", "total")]
