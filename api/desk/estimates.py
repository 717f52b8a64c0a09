"""What workers of a case may be owed: a page of its own for the lead, beside what was agreed."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

import locales
from api.acts.verb import number_of
from api.context import Secret, StoreDep
from api.desk.case_page import Failed
from api.desk.reader import Reader, desk_page, go, language_of
from api.errors import answer_for, sentence
from api.forms import body_from_form, form_without_files
from api.verbs import VERBS, carry_out, note_look
from cases.rules import case_numbers
from cases.rules.clocks import Certainty
from cases.rules.errors import AlreadySent, BadInput, ChangedMeanwhile, NotAllowed, NotNow, NotThere
from cases.rules.estimate_facts import Contract, Days, Ending, EndReason, Fact, Span, Wage, WorkFacts
from cases.rules.roles import Permission, may
from cases.rules.vocabulary import ClosingReason, Currency, Language
from cases.store.clock import cambodian_day
from cases.store.door import case_for
from cases.store.estimate_views import compared, estimates_of
from cases.store.unit import Store
from cases.store.viewers import Viewer

router = APIRouter()
ACTS = ("keep-estimate-facts", "show-estimate", "take-back-estimate")
CHOICES = {Fact.CONTRACT: Contract, Fact.ENDING: Ending, Fact.REASON: EndReason}
DAYS = (Fact.STARTED, Fact.ENDED, Fact.TERM_ENDS, Fact.SHORT_SINCE)


@router.get("/desk/cases/{number}/estimate")
async def show(request: Request, reader: Reader, store: StoreDep, number: str, done: str = "") -> Response:
    """The estimates, computed now. The look is written down."""
    return await _page(request, store, reader, number, done=done if done in ACTS else "")


@router.post("/desk/cases/{number}/estimate/{verb}")
async def act(request: Request, reader: Reader, secret: Secret, store: StoreDep, number: str, verb: str) -> Response:
    """Carry out one act, once. What cannot be done comes back as the page with everything that was typed."""
    if verb not in ACTS:
        raise NotThere
    typed = await form_without_files(request)
    try:
        key = str(typed.get("form_key", ""))
        await carry_out(store, secret, number, VERBS[verb], body_from_form(VERBS[verb], typed), key)
    except (BadInput, NotNow, NotAllowed, ChangedMeanwhile, AlreadySent) as error:
        language = language_of(request)
        words = sentence(language, error.code, error.data)
        named = str(error.data.get("field", ""))
        if named in set(Fact):
            words = f"{locales.text(language, f'estimate.fact.{named}')}: {words}"
        failed = Failed(f"{verb}-{typed.get('complainant', '1')}", words, typed)
        return await _page(request, store, reader, number, failed=failed, status=answer_for(error)[0])
    return go(request, f"/desk/cases/{number_of(number)}/estimate?done={verb}#worker-{typed.get('complainant', '1')}")


async def _page(
    request: Request,
    store: Store,
    reader: Viewer,
    number: str,
    *,
    failed: Failed | None = None,
    done: str = "",
    status: int = 200,
) -> Response:
    typed, language = number_of(number), language_of(request)
    await note_look(store, reader, typed)
    async with store.reading() as unit:
        access = await case_for(unit, reader, typed)
        found = await estimates_of(unit, access)
        beside = await compared(unit, access, found)
    return desk_page(
        request,
        "estimate.html",
        status,
        own_number=access.holder.reference,
        path=f"/desk/cases/{access.holder.reference}/estimate",
        shown=case_numbers.shown,
        seen=access.version,
        failed=failed or Failed(),
        done=done,
        form_key=partial(secrets.token_urlsafe, 16),
        today=cambodian_day(store.clock.now()).isoformat(),
        may_change=may(access.viewer.role, Permission.ACT_ON_CASES)
        and access.case.closing_reason is not ClosingReason.WITHDRAWN,
        estimates=found,
        compared=beside,
        days_of=DAYS,
        choices_of=CHOICES,
        fact_choices=partial(_choices, language),
        facts=list(Fact),
        fact_hint=partial(_hint, language),
        range_words=partial(range_words, language),
        because_words=partial(_because, language),
        missing_words=partial(_missing, language),
        unverified=lambda one: one.certainty is not Certainty.TEXT,
        told_words=partial(_told, language),
        cited=lambda rule: rule.cited(language),
    )


def range_words(language: Language, currency: Currency, span: Span) -> str:
    """`$70.00 to $75.00`, `$40.00`, or `at least $300.00`."""
    low: dict[str, Any] = {"money": [currency.value, str(span.low)]}
    if span.high is None:
        return locales.text(language, "estimate.at_least", {"low": low})
    if span.low == span.high:
        return locales.shown(language, low)
    high: dict[str, Any] = {"money": [currency.value, str(span.high)]}
    return locales.text(language, "estimate.range", {"low": low, "high": high})


def _choices(language: Language, fact: Fact) -> list[tuple[str, str]]:
    return [(one.value, locales.text(language, f"estimate.{fact.value}.{one.value}")) for one in CHOICES[fact]]


def _hint(language: Language, fact: Fact) -> str:
    key = f"estimate.fact.{fact.value}.hint"
    return locales.text(language, key) if key in locales.catalog(language) else ""


def _because(language: Language, reasons: Sequence[str]) -> list[str]:
    return [locales.text(language, f"estimate.because.{reason}") for reason in reasons]


def _missing(language: Language, facts: Sequence[Fact]) -> str:
    return ", ".join(locales.text(language, f"estimate.fact.{fact.value}") for fact in facts)


def _told(language: Language, told: WorkFacts, fact: Fact) -> str:
    """What she told of a fact, as exact as she told it; "" for nothing."""
    value = getattr(told, fact.value)
    if value is None:
        return ""
    if fact in CHOICES:
        return locales.text(language, f"estimate.{fact.value}.{value.value}")
    if isinstance(value, Days):
        first, last = (locales.date(language, day) for day in (value.first, value.last))
        return first if value.is_one else locales.text(language, "estimate.between", {"first": first, "last": last})
    if isinstance(value, Wage):
        return _band(language, told.currency, value)
    if isinstance(value, dt.date):
        return locales.date(language, value)
    return locales.money(language, told.currency, Decimal(value))


def _band(language: Language, currency: Currency, wage: Wage) -> str:
    if wage.low is None and wage.high is not None:
        return locales.text(language, "estimate.below", {"high": {"money": [currency.value, str(wage.high)]}})
    return range_words(language, currency, Span(wage.low or Decimal(0), wage.high))
