"""Remedies: proposed, agreed until a day, given up, or that nothing was agreed. What came of them: `deliveries.py`."""

from __future__ import annotations

import dataclasses
from typing import Annotated

from pydantic import Field

from api.acts.bodies import AMOUNT, Count, Day, Id, SeenBody
from api.acts.verb import Verb, reference_of
from cases.actions import agreeing
from cases.actions.remedies import LONGEST_DETAILS, Amount
from cases.rules.errors import BadInput
from cases.rules.money import parse
from cases.rules.particulars import LONGEST_PLACE, MOST_DAYS, MOST_MONTHS, Particulars
from cases.rules.vocabulary import Currency, Entitlement, Improvement, Measure, RemedyKind
from cases.rules.workers import Workers
from cases.store.door import Access
from cases.store.unit import Unit

PARTICULARS = tuple(field.name for field in dataclasses.fields(Particulars))


class ProposeRemedy(SeenBody):
    """One thing that may be agreed."""

    reference: str | None = Field(
        default=None,
        max_length=40,
        description="The track's reference, in any grouping; left out by a lead: reached directly with the employer",
    )
    kind: Annotated[RemedyKind, Field(strict=False)] = Field(description="What is to be done")
    women: Count = Field(default=0, description="Women it concerns")
    men: Count = Field(default=0, description="Men it concerns")
    not_recorded: Count = Field(default=0, description="Workers it concerns of whom neither was recorded")
    amount: str | None = Field(
        default=None, pattern=AMOUNT, description='Decimal string in `currency`, such as "6000.00"; never a number'
    )
    currency: Annotated[Currency, Field(strict=False)] | None = Field(
        default=None, description="Currency of `amount`; needed with it"
    )
    due_on: Day | None = Field(default=None, description="The day by which it is to be done")
    details: str = Field(default="", max_length=LONGEST_DETAILS, description="The agreement in words; sealed")
    same_position: bool | None = Field(default=None, description="Reinstatement: in the position of before; sealed")
    same_pay: bool | None = Field(default=None, description="Reinstatement: for the pay of before; sealed")
    months: int | None = Field(default=None, ge=0, le=MOST_MONTHS, description="Back pay: months owed; sealed")
    days: int | None = Field(default=None, ge=0, le=MOST_DAYS, description="Back pay: days beyond months; sealed")
    entitlement: Annotated[Entitlement, Field(strict=False)] | None = Field(
        default=None, description="Other entitlement: which; sealed"
    )
    improvement: Annotated[Improvement, Field(strict=False)] | None = Field(
        default=None, description="Workplace improvement: what; needed there"
    )
    building: str | None = Field(default=None, max_length=LONGEST_PLACE, description="Where it is improved; sealed")
    floor: str | None = Field(default=None, max_length=LONGEST_PLACE, description="On which floor; sealed")
    line: str | None = Field(default=None, max_length=LONGEST_PLACE, description="At which line; sealed")
    covered: Count | None = Field(default=None, description="Agreement: how many workers it covers")
    agreed_until: Day | None = Field(default=None, description="Agreement: until when it holds; sealed")
    measure: Annotated[Measure, Field(strict=False)] | None = Field(
        default=None, description="Apology or rule change: which of them; sealed"
    )


class RemedyBody(SeenBody):
    """An act on one remedy."""

    remedy_id: Id = Field(description="The remedy's id, as the case shows it")


class AgreeRemedy(RemedyBody):
    """Both sides agreed. Agreed is not done."""

    agreed_on: Day = Field(description="The day of the agreement, not in the future")


class MoveDueDay(RemedyBody):
    """Both sides agreed on another day. Its clock runs to that day; the day before stays in the timeline."""

    due_on: Day = Field(description="The day by which it is to be done now, not before the agreement")


class DropRemedy(RemedyBody):
    """It will not come. Only proposed: it goes quietly. Agreed or disputed (the lead alone): given up, she is told.

    Of the kind "none": it was entered in error, and she is told.
    """


def amount_of(amount: str | None, currency: Currency | None) -> Amount | None:
    """A sum in its currency; None where none was said. Raises BadInput for a sum without one."""
    if amount is None:
        return None
    if currency is None:
        raise BadInput("currency_missing", field="currency")
    return Amount(currency, parse(amount))


async def _propose_remedy(unit: Unit, access: Access, body: ProposeRemedy) -> str:
    amount = amount_of(body.amount, body.currency)
    workers = Workers(body.women, body.men, body.not_recorded)
    remedy = await agreeing.propose_remedy(
        unit,
        access,
        body.kind,
        workers,
        amount,
        body.due_on,
        body.details,
        reference_of(body.reference),
        Particulars(**{name: getattr(body, name) for name in PARTICULARS}),
    )
    return remedy.id


async def _agree_remedy(unit: Unit, access: Access, body: AgreeRemedy) -> None:
    await agreeing.agree_remedy(unit, access, body.remedy_id, body.agreed_on)


async def _move_due_day(unit: Unit, access: Access, body: MoveDueDay) -> None:
    await agreeing.move_due_day(unit, access, body.remedy_id, body.due_on)


async def _drop_remedy(unit: Unit, access: Access, body: DropRemedy) -> None:
    await agreeing.drop_remedy(unit, access, body.remedy_id)


VERBS = (
    Verb("propose-remedy", ProposeRemedy, _propose_remedy),
    Verb("agree-remedy", AgreeRemedy, _agree_remedy),
    Verb("move-due-day", MoveDueDay, _move_due_day),
    Verb("drop-remedy", DropRemedy, _drop_remedy),
)
