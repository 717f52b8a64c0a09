"""What was delivered of a remedy, in parts or whole."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from cases.actions.consents import wait_for_worker
from cases.actions.remedies import leave_line, not_future, remedy_of, summary
from cases.actions.telling import tell_all
from cases.rules.errors import BadInput
from cases.rules.money import to_minor
from cases.rules.vocabulary import RemedyStatus
from cases.rules.workers import Workers
from cases.rules.workflow import REMEDY, Act, decide
from cases.store.door import Access
from cases.store.remedy_words import next_word_at
from cases.store.tables import Remedy
from cases.store.unit import Unit


async def deliver_remedy(
    unit: Unit,
    access: Access,
    remedy_id: str,
    delivered_on: dt.date,
    workers: Workers | None = None,
    amount: Decimal | None = None,
    *,
    whole: bool = True,
) -> None:
    """It was delivered, in part or whole. After the whole she is asked, fact by fact.

    What is None was delivered as agreed. A part adds to earlier parts; after a dispute the whole is told anew.

    Raises:
        BadInput: more than was agreed, or a date in the future.
    """
    not_future(unit, delivered_on, "delivered_on")
    remedy = await remedy_of(unit, access, remedy_id)
    if remedy.agreed_on is not None and delivered_on < remedy.agreed_on:
        raise BadInput("date_order", field="delivered_on")
    act = Act.DELIVER if whole else Act.DELIVER_PART
    if whole and remedy.status is RemedyStatus.DISPUTED:
        _undelivered(remedy)
    remedy.status, remedy.delivered_on = decide(REMEDY, remedy.status, act, access.actor), delivered_on
    _add_delivery(remedy, workers, amount, whole=whole)
    await leave_line(unit, access, remedy, "remedy_delivered", {"on": delivered_on.isoformat(), "whole": whole})
    if whole:
        remedy.asked_at, remedy.answered_at = await next_word_at(unit, remedy), None
        await wait_for_worker(unit, access.case, access.actor)
        await tell_all(unit, access.case, "remedy_ask", summary(remedy) | {"remedy_id": remedy.id})


def _undelivered(remedy: Remedy) -> None:
    remedy.delivered_women = remedy.delivered_men = remedy.delivered_not_recorded = remedy.delivered_amount = 0


def _add_delivery(remedy: Remedy, workers: Workers | None, amount: Decimal | None, *, whole: bool) -> None:
    agreed = Workers(remedy.women, remedy.men, remedy.not_recorded)
    before = Workers(remedy.delivered_women, remedy.delivered_men, remedy.delivered_not_recorded)
    paid = remedy.delivered_amount
    if workers is not None:
        workers.checked()
        now = Workers(
            before.women + workers.women, before.men + workers.men, before.not_recorded + workers.not_recorded
        )
    else:
        now = agreed if whole else before
    if amount is not None and remedy.currency is not None:
        paid += to_minor(remedy.currency, amount)
    elif whole:
        paid = remedy.amount
    if now.total > agreed.total or paid > remedy.amount:
        raise BadInput("more_than_agreed", field="amount" if paid > remedy.amount else "women")
    remedy.delivered_women, remedy.delivered_men, remedy.delivered_not_recorded = now.women, now.men, now.not_recorded
    remedy.delivered_amount = paid
