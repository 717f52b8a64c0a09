"""Help that reached her, kept and cancelled."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.acts.bodies import AMOUNT, Day, Id, SeenBody
from api.acts.remedies import amount_of
from api.acts.verb import Verb
from cases.actions import support
from cases.actions.telling import LONGEST_MESSAGE
from cases.rules.vocabulary import Currency, SupportKind
from cases.store.door import Access
from cases.store.unit import Unit


class KeepSupport(SeenBody):
    """Keep what a worker was helped with."""

    kind: Annotated[SupportKind, Field(strict=False)] = Field(description="With what")
    given_on: Day = Field(description="On which day, not in the future")
    amount: str | None = Field(
        default=None, pattern=AMOUNT, description='Decimal string in `currency`, such as "25.00"; never a number'
    )
    currency: Annotated[Currency, Field(strict=False)] | None = Field(
        default=None, description="Currency of `amount`; needed with it"
    )
    note: str = Field(default="", max_length=LONGEST_MESSAGE, description="A note; sealed, for your own party alone")


class CancelSupport(SeenBody):
    """It was kept by mistake: it counts no more."""

    support_id: Id = Field(description="Its id, as the case shows it")


async def _keep(unit: Unit, access: Access, body: KeepSupport) -> str:
    amount = amount_of(body.amount, body.currency)
    return (await support.keep_support(unit, access, body.kind, body.given_on, amount, body.note)).id


async def _cancel(unit: Unit, access: Access, body: CancelSupport) -> None:
    await support.cancel_support(unit, access, body.support_id)


VERBS = (
    Verb("keep-support", KeepSupport, _keep),
    Verb("cancel-support", CancelSupport, _cancel),
)
