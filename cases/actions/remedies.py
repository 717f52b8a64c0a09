"""What was agreed, what was delivered, what she says came true: three facts, three dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from cases.actions.consents import settle_waiting, wait_for_worker
from cases.actions.telling import actor_of, own, tell_all
from cases.actions.tracks import referral_of
from cases.rules.confirming import outcome
from cases.rules.digits import latin
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.money import from_minor, parse, to_minor
from cases.rules.vocabulary import CaseStatus, Currency, Gender, RemedyKind, RemedyStatus
from cases.rules.workers import Workers
from cases.rules.workflow import ENDED, OUT, REMEDY, Act, Actor, decide
from cases.store import events, lockboxes
from cases.store.clock import cambodian_day
from cases.store.door import Access
from cases.store.remedy_words import asked_about, count_by_whom, next_word_at, standing_answers, words_on
from cases.store.tables import Complainant, Referral, Remedy, RemedyAnswer, new_id
from cases.store.unit import Unit

MONEY_KINDS = frozenset({RemedyKind.BACK_PAY, RemedyKind.COMPENSATION, RemedyKind.OTHER_ENTITLEMENT})
PEOPLE_KINDS = frozenset({RemedyKind.REINSTATEMENT, RemedyKind.CONTRACT_CONVERSION})
LONGEST_DETAILS = 2000
NOT_SAID = "not_said"  # her answer to a fact of a delivery: she does not know, or does not say


@dataclass(frozen=True)
class Amount:
    currency: Currency
    value: Decimal


async def propose_remedy(
    unit: Unit,
    access: Access,
    kind: RemedyKind,
    workers: Workers,
    amount: Amount | None,
    due_on: dt.date | None,
    details: str,
    reference: str | None = None,
) -> Remedy:
    """Propose one remedy on a track, or without a reference one that was reached directly by the lead.

    Raises:
        BadInput: money without an amount, people without a number, words that are too long.
        NotNow: the case or the track is over.
    """
    referral = await referral_of(unit, access, reference) if reference or access.referral else None
    if access.case.status is CaseStatus.CLOSED:
        raise NotNow(act="propose_remedy", status=access.case.status.value)
    if referral is not None and (not referral.work_box or referral.status in ENDED):
        raise NotNow(act="propose_remedy", status=referral.status.value)
    workers.checked()
    minor = to_minor(amount.currency, amount.value) if amount else 0
    if kind in MONEY_KINDS and not minor:
        raise BadInput("amount_missing", field="amount")
    if kind in PEOPLE_KINDS and not workers.total:
        raise BadInput("headcount_missing", field="women")
    if len(details) > LONGEST_DETAILS:
        raise BadInput("too_long", field="details", most=LONGEST_DETAILS)
    remedy = Remedy(
        case_id=access.case.id,
        referral_id=referral.id if referral else None,
        kind=kind,
        women=workers.women,
        men=workers.men,
        not_recorded=workers.not_recorded,
        currency=amount.currency if amount else None,
        amount=minor,
        due_on=due_on,
        proposed_at=unit.now,
    )
    if details.strip():
        box = referral.work_box if referral else access.case.story_box
        remedy.generation, remedy.sealed = await lockboxes.post(
            unit, box, Remedy.__tablename__, remedy.id, {"text": details.strip()}
        )
    unit.session.add(remedy)
    await unit.session.flush()
    await _event(unit, access, remedy, "remedy_proposed")
    return remedy


async def remedy_of(unit: Unit, access: Access, remedy_id: str) -> Remedy:
    """A remedy that this viewer may act on: any of the lead's, or of the recipient's own track.

    Raises:
        NotThere: another case's or track's, or the recipient's consent was taken back.
        NotNow: the case is closed.
    """
    remedy = await unit.session.get(Remedy, remedy_id, populate_existing=True)
    if remedy is None or remedy.case_id != access.case.id:
        raise NotThere
    if access.referral is not None and (remedy.referral_id != access.referral.id or access.is_out):
        raise NotThere
    if access.case.status is CaseStatus.CLOSED:
        raise NotNow(act="remedy", status=access.case.status.value)
    return remedy


async def agree_remedy(unit: Unit, access: Access, remedy_id: str, agreed_on: dt.date) -> None:
    """Both sides agreed. Agreed is not done."""
    _not_future(unit, agreed_on, "agreed_on")
    remedy = await remedy_of(unit, access, remedy_id)
    remedy.status, remedy.agreed_on = decide(REMEDY, remedy.status, Act.AGREE, access.actor), agreed_on
    await _event(unit, access, remedy, "remedy_agreed", {"on": agreed_on.isoformat()})
    await tell_all(unit, access.case, "remedy_agreed", summary(remedy))


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
    _not_future(unit, delivered_on, "delivered_on")
    remedy = await remedy_of(unit, access, remedy_id)
    if remedy.agreed_on is not None and delivered_on < remedy.agreed_on:
        raise BadInput("date_order", field="delivered_on")
    act = Act.DELIVER if whole else Act.DELIVER_PART
    if whole and remedy.status is RemedyStatus.DISPUTED:
        _undelivered(remedy)
    remedy.status, remedy.delivered_on = decide(REMEDY, remedy.status, act, access.actor), delivered_on
    _add_delivery(remedy, workers, amount, whole=whole)
    await _event(unit, access, remedy, "remedy_delivered", {"on": delivered_on.isoformat(), "whole": whole})
    if whole:
        remedy.asked_at, remedy.answered_at = await next_word_at(unit, remedy), None
        await count_by_whom(unit, remedy)
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


async def drop_remedy(unit: Unit, access: Access, remedy_id: str) -> None:
    """It will not come. What was only proposed goes quietly; what was agreed stays counted, and she is told."""
    remedy = await remedy_of(unit, access, remedy_id)
    remedy.status = decide(REMEDY, remedy.status, Act.DROP, access.actor)
    if remedy.status is RemedyStatus.DROPPED:
        await _event(unit, access, remedy, "remedy_dropped")
        return
    await _event(unit, access, remedy, "remedy_given_up")
    await tell_all(unit, access.case, "remedy_given_up", summary(remedy))


async def answer_remedy(
    unit: Unit,
    complainant_id: str,
    remedy_id: str,
    *,
    confirmed: bool,
    facts: Mapping[str, str],
    comment: str = "",
    asked_again: bool = False,
) -> None:
    """Her word, for herself alone; `confirming.outcome` says when the words of all add up.

    Facts `women`, `men` and `amount` say how much of it came true. Without them, and where she did not say, what was
    delivered came true. The same answer again changes nothing; while others are asked, a no after her yes counts.

    Args:
        asked_again: in answer to a later question, which is asked of what is settled too.

    Raises:
        NotThere: not a remedy of the case that she is in.
        NotNow: she is not being asked.
    """
    complainant, case = await own(unit, complainant_id)
    remedy = await unit.session.get(Remedy, remedy_id, populate_existing=True)
    if remedy is None or remedy.case_id != case.id or complainant.left_at is not None:
        raise NotThere
    before = (await standing_answers(unit, remedy)).get(complainant.id)
    if before is not None and before.confirmed is confirmed:
        return
    act = Act.CONFIRM if confirmed else Act.DISPUTE
    decide(REMEDY, remedy.status, act, Actor.WORKER)
    if remedy.status is not RemedyStatus.DELIVERED and not asked_again:
        raise NotNow(act=act.value, status=remedy.status.value)
    if complainant.id not in await asked_about(unit, remedy):
        raise NotNow("remedy_not_asked")
    await add_answer(unit, complainant, remedy, await next_word_at(unit, remedy), confirmed, facts, comment)
    before_it = remedy.status
    if await settle_remedy(unit, remedy) is None or remedy.status is before_it:
        await events.append(
            unit, case, "remedy_answered", actor_of(complainant), {"remedy": remedy.id, "yes": confirmed}
        )
        return
    await settle_waiting(unit, case)
    kind = "remedy_confirmed" if confirmed else "remedy_disputed"
    track = await told_on(unit, remedy)
    await events.append(unit, case, kind, actor_of(complainant), {"remedy": remedy.id}, referral_id=track)


async def add_answer(
    unit: Unit,
    complainant: Complainant,
    remedy: Remedy,
    at: dt.datetime,
    confirmed: bool,
    facts: Mapping[str, str],
    comment: str = "",
    witness_id: str | None = None,
) -> None:
    """One worker's word, sealed to her thread; what comes of it is for `settle_remedy`."""
    answer_id = new_id()
    generation, sealed = await lockboxes.post(
        unit,
        complainant.thread_box,
        RemedyAnswer.__tablename__,
        answer_id,
        {"facts": dict(facts), "comment": comment.strip()[:LONGEST_DETAILS]},
    )
    answer = RemedyAnswer(
        id=answer_id,
        remedy_id=remedy.id,
        complainant_id=complainant.id,
        confirmed=confirmed,
        **(_came_true(remedy, facts) if confirmed else {}),
        generation=generation,
        sealed=sealed,
        at=at,
        witness_id=witness_id,
    )
    unit.session.add(answer)
    await unit.session.flush()


async def settle_remedy(unit: Unit, remedy: Remedy, *, over: bool = False) -> Act | None:
    """Move a delivered remedy on when the words on it add up; what the most careful said came true.

    Args:
        over: the time to answer is past.
    """
    await count_by_whom(unit, remedy)
    act = outcome(await words_on(unit, remedy), over=over or remedy.status is not RemedyStatus.DELIVERED)
    if act is None:
        return None
    known = remedy.status is RemedyStatus.CONFIRMED and act is Act.CONFIRM  # one more says so too
    remedy.status = decide(REMEDY, remedy.status, act, Actor.SYSTEM if act is Act.LAPSE else Actor.WORKER)
    remedy.version += 1
    if act is not Act.LAPSE and not known:
        remedy.answered_at = unit.now
    if act is Act.CONFIRM:
        said = list((await standing_answers(unit, remedy)).values())
        heads = await _each_for_herself(unit, remedy, said) or Workers(
            *(min(getattr(answer, name) for answer in said) for name in ("women", "men", "not_recorded"))
        )
        remedy.confirmed_women, remedy.confirmed_men = heads.women, heads.men
        remedy.confirmed_not_recorded = heads.not_recorded
        remedy.confirmed_amount = min(answer.amount for answer in said)
        remedy.stands_at = remedy.answered_at
    elif act is Act.DISPUTE:
        confirmed_by_nobody(remedy)
    unit.session.add(remedy)
    await unit.session.flush()
    return act


async def _each_for_herself(unit: Unit, remedy: Remedy, said: Sequence[RemedyAnswer]) -> Workers | None:
    """How many said so, where a paper was signed: on it everybody speaks for herself. None where none was."""
    if not any(answer.witness_id for answer in said):
        return None
    ids = [answer.complainant_id for answer in said]
    rows = await unit.session.exec(select(Complainant.gender).where(col(Complainant.id).in_(ids)))
    genders = list(rows.all())
    women = min(genders.count(Gender.WOMAN), remedy.delivered_women)
    men = min(genders.count(Gender.MAN), remedy.delivered_men)
    delivered = remedy.delivered_women + remedy.delivered_men + remedy.delivered_not_recorded
    return Workers(women, men, min(len(genders), delivered) - women - men)


def confirmed_by_nobody(remedy: Remedy) -> None:
    """What was confirmed counts as that no longer."""
    remedy.confirmed_women = remedy.confirmed_men = remedy.confirmed_not_recorded = remedy.confirmed_amount = 0
    remedy.stands_at = None


def _came_true(remedy: Remedy, facts: Mapping[str, str]) -> dict[str, int]:
    said = {name: value for name, value in facts.items() if value != NOT_SAID}
    amount = remedy.delivered_amount
    if "amount" in said and remedy.currency is not None:
        amount = min(to_minor(remedy.currency, parse(latin(said["amount"]))), amount)
    return {
        "women": _count(said, "women", remedy.delivered_women),
        "men": _count(said, "men", remedy.delivered_men),
        "not_recorded": _count(said, "not_recorded", remedy.delivered_not_recorded),
        "amount": amount,
    }


def _count(facts: Mapping[str, str], name: str, delivered: int) -> int:
    """What she says, never more than what was delivered. Raises BadInput."""
    said = latin(facts.get(name, str(delivered))).strip()
    if not said.isdecimal():
        raise BadInput("headcount", field=name)
    return min(int(said), delivered)


def _not_future(unit: Unit, day: dt.date, field: str) -> None:
    if day > cambodian_day(unit.now):
        raise BadInput("date_future", field=field)


def summary(remedy: Remedy) -> dict[str, Any]:
    """A remedy as a notice's placeholders."""
    counts = {"women": remedy.women, "men": remedy.men, "not_recorded": remedy.not_recorded}
    said: dict[str, Any] = {"kind": {"label": f"remedy_kind.{remedy.kind.value}"}} | counts
    if remedy.currency is not None:
        said["amount"] = {"money": [remedy.currency.value, str(from_minor(remedy.currency, remedy.amount))]}
    return said


async def _event(unit: Unit, access: Access, remedy: Remedy, kind: str, data: Mapping[str, Any] | None = None) -> None:
    remedy.version += 1
    unit.session.add(remedy)
    track = await told_on(unit, remedy)
    if track is not None:
        referral = await unit.session.get_one(Referral, track)
        referral.version += 1
        unit.session.add(referral)
    content = {"remedy": remedy.id, "kind": remedy.kind.value} | dict(data or {})
    await events.append(unit, access.case, kind, access.viewer.actor, content, referral_id=track)


async def told_on(unit: Unit, remedy: Remedy) -> str | None:
    """The track whose recipient learns how far a remedy is; none where the lead reached it, or it was taken back."""
    referral = await unit.session.get(Referral, remedy.referral_id) if remedy.referral_id else None
    return None if referral is None or referral.status in OUT else referral.id
