"""What workers of a case may be owed, over JSON: for its lead alone, computed anew each time."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from fastapi import APIRouter, Response
from pydantic import Field

from api.acts.verb import number_of
from api.context import SignedIn, StoreDep
from api.v1.asking import Number, not_stored, problems
from api.v1.shapes import Shape
from api.verbs import note_look
from cases.rules.clocks import Certainty
from cases.rules.entitlements import Because, Line
from cases.rules.estimate_facts import Fact, Span
from cases.rules.estimates import EstimateLine
from cases.rules.vocabulary import Currency
from cases.store.door import case_for
from cases.store.estimate_views import Compared, ShownRange, WorkerEstimate, compared, estimates_of

router = APIRouter(prefix="/api/v1", tags=["cases"])


class SpanShape(Shape):
    """From the least to the most, as decimal strings."""

    low: str = Field(description="At the least")
    high: str | None = Field(description="At the most; null: no end is known")


class RuleShape(Shape):
    """A row of the rules that a line was computed by."""

    name: str = Field(description="Its name in the rules")
    source: str = Field(description="Law, article or who reported it")
    source_km: str = Field(description="The same in Khmer")
    certainty: Certainty = Field(description="How sure it is; below `text` it is unverified")


class LineShape(Shape):
    """One thing that may be owed."""

    line: Line = Field(description="What")
    span: SpanShape = Field(description="From 0 without an end: it cannot be said, a fact or rule is missing")
    rules: list[RuleShape] = Field(description="By which rules; its own first. None: no rule is known for that day")
    certainty: Certainty = Field(description="Of the least sure of them")
    because: list[Because] = Field(description="Why it may be less, or nothing")
    missing: list[Fact] = Field(description="Facts that would make it more exact")


class ShownShape(Shape):
    """The range that she was shown."""

    currency: Currency = Field(description="Currency of both")
    low: str = Field(description="From about")
    high: str = Field(description="To about")
    more: bool = Field(description="Whether she was told that it may be more")
    day: dt.date = Field(description="The day on which it was computed")


class EstimateShape(Shape):
    """What one worker may be owed. No promise, no legal advice; no lawyer has checked the rules."""

    worker: int = Field(description="Her number in the case")
    as_of: dt.date = Field(description="The day of the computation")
    rules_version: str = Field(description="Tells one state of the rules from another")
    currency: Currency = Field(description="Currency of all amounts")
    lines: list[LineShape] = Field(description="Due, perhaps due, not due, and what cannot be said")
    due: SpanShape = Field(description="The sum, without what cannot be said")
    paid: str | None = Field(description="Received so far; null: not known")
    left: SpanShape = Field(description="The sum less what she received")
    entered: dict[str, str] = Field(description="What an officer entered, by the names of `keep-estimate-facts`")
    shown: ShownShape | None = Field(description="What she was shown; null: nothing, or it was taken back")


class ComparedShape(Shape):
    """Agreed beside about, for all workers of the case together."""

    currency: Currency = Field(description="Currency of this line; two are never added")
    agreed: str = Field(description="Money that was agreed so far")
    about: SpanShape | None = Field(description="What is left of the estimates; null: none in this currency")


class Estimates(Shape):
    """The estimates of a case."""

    estimates: list[EstimateShape] = Field(description="One a worker, by their numbers")
    compared: list[ComparedShape] = Field(description="Agreed and about, a currency a line")


@router.get(
    "/cases/{number}/estimates",
    summary="What its workers may be owed, for the lead alone",
    responses=problems(401, 403, 404, 409, 422),
)
async def get_estimates(store: StoreDep, viewer: SignedIn, response: Response, number: Number) -> Estimates:
    """Computed now from what was told and entered. Refused where BFC leads. The look is written down."""
    not_stored(response)
    typed = number_of(number)
    await note_look(store, viewer, typed)
    async with store.reading() as unit:
        access = await case_for(unit, viewer, typed)
        found = await estimates_of(unit, access)
        beside = await compared(unit, access, found)
    return Estimates(estimates=[_estimate(one) for one in found], compared=[_compared(one) for one in beside])


def _estimate(one: WorkerEstimate) -> EstimateShape:
    found = one.found
    return EstimateShape(
        worker=one.number,
        as_of=found.as_of,
        rules_version=found.version,
        currency=found.currency,
        lines=[_line(line) for line in found.lines],
        due=_span(found.known),
        paid=None if found.paid is None else _decimal(found.paid),
        left=_span(found.left),
        entered=dict(one.entered),
        shown=_shown(one.shown),
    )


def _line(line: EstimateLine) -> LineShape:
    return LineShape(
        line=line.line,
        span=_span(line.span),
        rules=[
            RuleShape(name=rule.name, source=rule.source, source_km=rule.source_km, certainty=rule.certainty)
            for rule in line.rules
        ],
        certainty=line.certainty,
        because=list(line.because),
        missing=list(line.missing),
    )


def _span(span: Span) -> SpanShape:
    return SpanShape(low=_decimal(span.low), high=None if span.high is None else _decimal(span.high))


def _shown(shown: ShownRange | None) -> ShownShape | None:
    if shown is None:
        return None
    return ShownShape(
        currency=shown.currency, low=_decimal(shown.low), high=_decimal(shown.high), more=shown.more, day=shown.day
    )


def _compared(one: Compared) -> ComparedShape:
    return ComparedShape(
        currency=one.currency, agreed=_decimal(one.agreed), about=_span(one.about) if one.about else None
    )


def _decimal(amount: Decimal) -> str:
    return format(amount, "f")
