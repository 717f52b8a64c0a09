"""What a worker may be owed: facts entered for it, and whether she is shown the range."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.acts.bodies import Amount, Day, SeenBody
from api.acts.verb import Verb
from cases.actions import estimates
from cases.rules.estimate_facts import Contract, Ending, EndReason, Fact
from cases.rules.told_facts import CURRENCY
from cases.rules.vocabulary import Currency
from cases.rules.workers import MOST_WORKERS
from cases.store.door import Access
from cases.store.unit import Unit

DECIMAL = 'A decimal string, such as "6.5"'


class EstimateBody(SeenBody):
    """An act on the estimate of one worker."""

    complainant: int = Field(default=1, ge=1, le=MOST_WORKERS, description="Which worker, counted from 1")


class KeepEstimateFacts(EstimateBody):
    """Enter what is known of a worker's work; what is left out stays as she told it. Sealed, the lead's alone."""

    contract: Annotated[Contract, Field(strict=False)] | None = Field(
        default=None, description="With an end or without"
    )
    started: Day | None = Field(default=None, description="First day of work without a break of a month")
    ending: Annotated[Ending, Field(strict=False)] | None = Field(default=None, description="How work ended, if it did")
    reason: Annotated[EndReason, Field(strict=False)] | None = Field(default=None, description="The factory's reason")
    ended: Day | None = Field(default=None, description="Last day of work")
    term_ends: Day | None = Field(default=None, description="The end that a contract with an end names")
    currency: Annotated[Currency, Field(strict=False)] = Field(default=Currency.USD, description="Of all amounts here")
    wage: Amount | None = Field(default=None, description="A month's wage with regular bonuses, as a decimal string")
    notice_days: Amount | None = Field(default=None, description="Days of notice given, or paid in their place")
    unpaid_days: Amount | None = Field(default=None, description=f"Working days that were not paid. {DECIMAL}")
    leave_days: Amount | None = Field(default=None, description=f"Days of annual leave not taken. {DECIMAL}")
    unpaid_half_years: Amount | None = Field(
        default=None, description="Half-years since 2019 without a seniority payment, the last one not counted"
    )
    back_pay_paid: Amount | None = Field(
        default=None, description="Received of the seniority for the years before 2019"
    )
    short_since: Day | None = Field(default=None, description="Since when the wage was below the minimum")
    overtime_hours: Amount | None = Field(default=None, description=f"Hours of overtime not paid. {DECIMAL}")
    night_hours: Amount | None = Field(default=None, description="Of these, apart: from 22:00 to 05:00")
    rest_days: Amount | None = Field(default=None, description="Weekly rest days worked and not paid")
    holidays: Amount | None = Field(default=None, description="Public holidays worked and not paid for")
    paid: Amount | None = Field(default=None, description="Received for all this so far")


class ShowEstimate(EstimateBody):
    """Let her see the range as it is now: behind her number, and once in her chat. Shown again, it is computed anew."""


class TakeBackEstimate(EstimateBody):
    """What she was shown is gone from behind her number; she is told that it does not count."""


async def _keep_facts(unit: Unit, access: Access, body: KeepEstimateFacts) -> None:
    named = (*Fact, CURRENCY)
    entered = {str(name): str(value) for name in named if (value := getattr(body, name)) is not None}
    await estimates.keep_facts(unit, access, body.complainant, entered)


async def _show(unit: Unit, access: Access, body: ShowEstimate) -> None:
    await estimates.show_estimate(unit, access, body.complainant)


async def _take_back(unit: Unit, access: Access, body: TakeBackEstimate) -> None:
    await estimates.take_back_estimate(unit, access, body.complainant)


VERBS = (
    Verb("keep-estimate-facts", KeepEstimateFacts, _keep_facts),
    Verb("show-estimate", ShowEstimate, _show),
    Verb("take-back-estimate", TakeBackEstimate, _take_back),
)
