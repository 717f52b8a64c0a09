"""What was delivered of a remedy: row by row, in parts or whole, each with its proof, and put right where it was wrong.

The sums on the remedy grow and shrink with the rows, in `_keep` and `_replace` and nowhere else.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import col, select

from cases.actions.consents import wait_for_worker
from cases.actions.papers import Paper
from cases.actions.remedies import leave_line, not_future, remedy_of, tell_of_remedy
from cases.actions.remedy_photos import Shot, attach
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.facts import Fact
from cases.rules.money import to_minor
from cases.rules.vocabulary import PhotoStage, RemedyStatus
from cases.rules.workers import Workers
from cases.rules.workflow import REMEDY, Act, decide
from cases.store import clocks
from cases.store.door import Access
from cases.store.remedy_words import count_by_whom, next_word_at
from cases.store.tables import Delivery, Remedy
from cases.store.unit import Unit


@dataclass(frozen=True)
class Came:
    """How much came; None is what stands in the agreement, or nothing where it was a part."""

    workers: Workers | None = None
    amount: Decimal | None = None


async def deliver_remedy(
    unit: Unit,
    access: Access,
    remedy_id: str,
    delivered_on: dt.date,
    workers: Workers | None = None,
    amount: Decimal | None = None,
    *,
    whole: bool = True,
    proof: Paper | None = None,
) -> Delivery:
    """It was delivered, in part or whole. After the whole she is asked, fact by fact.

    What is None was delivered as agreed. A part adds to earlier parts; after a dispute the whole is told anew.

    Raises:
        BadInput: more than was agreed, a date in the future, or a proof that is no photo or document.
    """
    remedy = await remedy_of(unit, access, remedy_id)
    _day(unit, remedy, delivered_on)
    act = Act.DELIVER if whole else Act.DELIVER_PART
    was, remedy.status = remedy.status, decide(REMEDY, remedy.status, act, access.actor)
    if whole and was is RemedyStatus.DISPUTED:
        await _begin_anew(unit, access, remedy)
    delivery = _delivery(unit, access, remedy, delivered_on, Came(workers, amount), whole=whole)
    await _keep(unit, remedy, delivery)
    if proof is not None:
        await attach(unit, access, remedy, Shot(PhotoStage.PROOF, delivered_on), proof, delivery)
    if whole:
        await clocks.happened(unit, access.case, Fact.REMEDY_DELIVERED, remedy.referral_id, remedy=remedy)
    await leave_line(unit, access, remedy, "remedy_delivered", {"on": delivered_on.isoformat(), "whole": whole})
    if whole:
        remedy.asked_at, remedy.answered_at = await next_word_at(unit, remedy), None
        await count_by_whom(unit, remedy)
        await wait_for_worker(unit, access.case, access.actor)
        await tell_of_remedy(unit, access.case, remedy, "remedy_ask", {"remedy_id": remedy.id})
    return delivery


async def correct_delivery(
    unit: Unit, access: Access, remedy_id: str, delivery_id: str, delivered_on: dt.date | None, came: Came
) -> Delivery | None:
    """A part was entered wrongly: it stays as a row that counts no more, and the right one stands beside it.

    Args:
        delivered_on: the right day; None where nothing came at all.

    Raises:
        NotThere: no such delivery here.
        NotNow: it was put right already, or she is asked or has answered: what is true is hers to say.
        BadInput: more than was agreed, or a date in the future.
    """
    remedy = await remedy_of(unit, access, remedy_id)
    wrong = await unit.session.get(Delivery, delivery_id, populate_existing=True)
    if wrong is None or wrong.remedy_id != remedy.id:
        raise NotThere
    remedy.status = decide(REMEDY, remedy.status, Act.CORRECT_DELIVERY, access.actor)
    if wrong.replaced_at is not None:
        raise NotNow("delivery_corrected")
    _replace(unit, access, remedy, wrong)
    right = None
    if delivered_on is not None:
        _day(unit, remedy, delivered_on)
        right = _delivery(unit, access, remedy, delivered_on, came, whole=False)
        await _keep(unit, remedy, right)
    rest = await _counting(unit, remedy)
    remedy.delivered_on = max((row.delivered_on for row in rest), default=None)
    await leave_line(
        unit, access, remedy, "delivery_corrected", {"on": (delivered_on or wrong.delivered_on).isoformat()}
    )
    return right


def _day(unit: Unit, remedy: Remedy, delivered_on: dt.date) -> None:
    not_future(unit, delivered_on, "delivered_on")
    if remedy.agreed_on is not None and delivered_on < remedy.agreed_on:
        raise BadInput("date_order", field="delivered_on")


async def _counting(unit: Unit, remedy: Remedy) -> list[Delivery]:
    """The rows that count, oldest first. What was delivered before there were rows is in the sums alone."""
    await unit.session.flush()
    rows = select(Delivery).where(Delivery.remedy_id == remedy.id, col(Delivery.replaced_at).is_(None))
    return list((await unit.session.exec(rows.order_by(col(Delivery.at), col(Delivery.id)))).all())


async def _begin_anew(unit: Unit, access: Access, remedy: Remedy) -> None:
    """She said that it did not come: nothing of what was told before counts beside the whole."""
    for row in await _counting(unit, remedy):
        _replace(unit, access, remedy, row)
    remedy.delivered_women = remedy.delivered_men = remedy.delivered_not_recorded = remedy.delivered_amount = 0


def _delivery(
    unit: Unit, access: Access, remedy: Remedy, delivered_on: dt.date, came: Came, *, whole: bool
) -> Delivery:
    """One row: what was said; where nothing was, the rest of what was agreed if it is the whole, else nothing."""
    rest = _rest(remedy) if whole else Workers()
    heads = came.workers.checked() if came.workers is not None else rest
    if came.amount is not None and remedy.currency is None:
        raise BadInput("more_than_agreed", field="amount")  # no money was agreed
    if came.amount is not None and remedy.currency is not None:
        amount = to_minor(remedy.currency, came.amount)
    else:
        amount = remedy.amount - remedy.delivered_amount if whole else 0
    if not (whole or heads.total or amount):
        _something(remedy)
    return Delivery(
        case_id=remedy.case_id,
        remedy_id=remedy.id,
        delivered_on=delivered_on,
        whole=whole,
        women=heads.women,
        men=heads.men,
        not_recorded=heads.not_recorded,
        amount=amount,
        by_staff_id=access.viewer.staff_id,
        at=unit.next_moment(),
    )


def _something(remedy: Remedy) -> None:
    """A part says how much came, where that was agreed. Raises BadInput."""
    if remedy.amount:
        raise BadInput("amount_missing", field="amount")
    if remedy.women + remedy.men + remedy.not_recorded:
        raise BadInput("headcount_missing", field="women")


def _rest(remedy: Remedy) -> Workers:
    """Whom it has not reached yet; whoever was counted as a woman or man by now is not missing among the others."""
    before = (remedy.delivered_women, remedy.delivered_men, remedy.delivered_not_recorded)
    agreed = (remedy.women, remedy.men, remedy.not_recorded)
    left = sum(agreed) - sum(before)
    shares = []
    for of, so_far in zip(agreed, before, strict=True):
        shares.append(min(max(0, of - so_far), left))
        left -= shares[-1]
    return Workers(*shares)


async def _keep(unit: Unit, remedy: Remedy, row: Delivery) -> None:
    """The row counts from now on. Raises BadInput where the sums would be more than was agreed."""
    _add(remedy, row, 1)
    heads = remedy.delivered_women + remedy.delivered_men + remedy.delivered_not_recorded
    if heads > remedy.women + remedy.men + remedy.not_recorded or remedy.delivered_amount > remedy.amount:
        raise BadInput("more_than_agreed", field="amount" if remedy.delivered_amount > remedy.amount else "women")
    remedy.delivered_on = row.delivered_on
    unit.session.add(row)
    unit.session.add(remedy)
    await unit.session.flush()


def _replace(unit: Unit, access: Access, remedy: Remedy, row: Delivery) -> None:
    _add(remedy, row, -1)
    row.replaced_at, row.replaced_by_staff_id = unit.now, access.viewer.staff_id
    unit.session.add(row)


def _add(remedy: Remedy, row: Delivery, sign: int) -> None:
    remedy.delivered_women += sign * row.women
    remedy.delivered_men += sign * row.men
    remedy.delivered_not_recorded += sign * row.not_recorded
    remedy.delivered_amount += sign * row.amount
