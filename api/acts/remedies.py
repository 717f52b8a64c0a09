"""Remedies: proposed, agreed, delivered, given up."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.acts.bodies import AMOUNT, Count, Day, Id, SeenBody
from api.acts.verb import Verb, reference_of
from cases.actions import agreeing, delivering
from cases.actions.remedies import LONGEST_DETAILS, Amount
from cases.rules.errors import BadInput
from cases.rules.money import parse
from cases.rules.vocabulary import Currency, RemedyKind
from cases.rules.workers import Workers
from cases.store.door import Access
from cases.store.unit import Unit


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


class RemedyBody(SeenBody):
    """An act on one remedy."""

    remedy_id: Id = Field(description="The remedy's id, as the case shows it")


class AgreeRemedy(RemedyBody):
    """Both sides agreed. Agreed is not done."""

    agreed_on: Day = Field(description="The day of the agreement, not in the future")


class DeliverRemedy(RemedyBody):
    """It was delivered, in part or whole; after the whole she is asked whether it came true."""

    delivered_on: Day = Field(description="The day of delivery, not in the future")
    whole: bool = Field(default=True, description="False: only a part; parts add up")
    women: Count | None = Field(default=None, description="Women reached now; left out: as agreed")
    men: Count | None = Field(default=None, description="Men reached now; left out: as agreed")
    not_recorded: Count | None = Field(default=None, description="Others reached now; left out: as agreed")
    amount: str | None = Field(
        default=None, pattern=AMOUNT, description="Paid now, a decimal string in the remedy's currency"
    )


class DropRemedy(RemedyBody):
    """It will not come. Only proposed: it goes quietly. Agreed or disputed (the lead alone): given up, she is told."""


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
        unit, access, body.kind, workers, amount, body.due_on, body.details, reference_of(body.reference)
    )
    return remedy.id


async def _agree_remedy(unit: Unit, access: Access, body: AgreeRemedy) -> None:
    await agreeing.agree_remedy(unit, access, body.remedy_id, body.agreed_on)


async def _deliver_remedy(unit: Unit, access: Access, body: DeliverRemedy) -> None:
    heads = (body.women, body.men, body.not_recorded)
    workers = Workers(*(n or 0 for n in heads)) if any(n is not None for n in heads) else None
    amount = parse(body.amount) if body.amount is not None else None
    await delivering.deliver_remedy(unit, access, body.remedy_id, body.delivered_on, workers, amount, whole=body.whole)


async def _drop_remedy(unit: Unit, access: Access, body: DropRemedy) -> None:
    await agreeing.drop_remedy(unit, access, body.remedy_id)


VERBS = (
    Verb("propose-remedy", ProposeRemedy, _propose_remedy),
    Verb("agree-remedy", AgreeRemedy, _agree_remedy),
    Verb("deliver-remedy", DeliverRemedy, _deliver_remedy),
    Verb("drop-remedy", DropRemedy, _drop_remedy),
)
