"""The sums over the reader's own cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from fastapi import APIRouter
from sqlmodel import col, select
from starlette.requests import Request
from starlette.responses import Response

import locales
from api.context import StoreDep
from api.desk.drawing import factory_name
from api.desk.following_up import by_whom_lines, round_lines
from api.desk.reader import Reader, desk_page, language_of
from cases.rules.vocabulary import CaseStatus, FindingResult, Issue, Language
from cases.store.figures import MoneyLine, Stages, figures_for
from cases.store.support_views import SupportLine
from cases.store.tables import Factory

router = APIRouter()
Line = tuple[str, tuple[str, ...]]


@router.get("/desk/figures")
async def figures(request: Request, reader: Reader, store: StoreDep) -> Response:
    """Exact sums: money per currency, never added across; agreed, delivered and confirmed apart."""
    async with store.reading() as unit:
        found = await figures_for(unit, reader)
        named = [name for name, _ in found.by_factory]
        factories = (await unit.session.exec(select(Factory).where(col(Factory.name).in_(named)))).all()
    language = language_of(request)
    signs = {row.name: factory_name(language, row) for row in factories}
    return desk_page(
        request,
        "figures.html",
        figures=found,
        by_status=_labelled(language, CaseStatus, found.by_status),
        by_issue=_labelled(language, Issue, found.by_issue),
        by_factory=[
            (signs.get(name) or locales.text(language, "desk.factory_unknown"), (_count(language, count),))
            for name, count in found.by_factory
        ],
        by_month=[(locales.month(language, month), (_count(language, count),)) for month, count in found.by_month],
        reinstated=_workers(language, found.reinstated),
        money_lines=[_money(language, line) for line in found.money],
        findings=_labelled(language, FindingResult, found.findings),
        by_whom=by_whom_lines(language, found.by_whom),
        rounds=round_lines(language, found.rounds),
        support_lines=[_support(language, line) for line in found.support],
    )


def _labelled(language: Language, words: type[StrEnum], counted: Sequence[tuple[str, int]]) -> list[Line]:
    untold = locales.text(language, "desk.figures.untold")  # of what was taken back
    return [
        (locales.label(language, words(value)) if value else untold, (_count(language, n),)) for value, n in counted
    ]


def _count(language: Language, count: int) -> str:
    return locales.number(language, count)


def _support(language: Language, line: SupportLine) -> Line:
    amount = locales.money(language, line.currency, line.amount) if line.currency and line.amount is not None else "–"
    return locales.label(language, line.kind), (_count(language, line.times), _count(language, line.cases), amount)


@dataclass(frozen=True)
class MoneyShown:
    """One kind of money in one currency: its sum, and the workers behind it where their number is known."""

    name: str
    amount: Line
    workers: Sequence[Line]


def _money(language: Language, line: MoneyLine) -> MoneyShown:
    sums = (line.agreed, line.delivered, line.confirmed)
    return MoneyShown(
        f"{locales.label(language, line.kind)} ({line.currency.value})",
        (locales.text(language, "desk.amount"), tuple(locales.money(language, line.currency, n) for n in sums)),
        _workers(language, line.workers) if line.workers.agreed.total else (),
    )


def _workers(language: Language, found: Stages) -> list[Line]:
    """Women, men, not recorded and all, each as agreed, delivered, confirmed."""
    stages = (found.agreed, found.delivered, found.confirmed)

    def line(key: str, of: str) -> Line:
        return locales.text(language, f"desk.{key}"), tuple(_count(language, getattr(stage, of)) for stage in stages)

    return [line(name, name) for name in ("women", "men", "not_recorded")] + [line("total", "total")]
