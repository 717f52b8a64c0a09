"""What a remedy is to every act on it, and what she says came true of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from cases.actions.consents import settle_waiting
from cases.actions.telling import actor_of, own, tell
from cases.rules.confirming import outcome
from cases.rules.digits import latin
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.facts import Fact
from cases.rules.money import from_minor, parse, to_minor
from cases.rules.particulars import named
from cases.rules.vocabulary import CaseStatus, Currency, Gender, RemedyStatus
from cases.rules.workers import Workers
from cases.rules.workflow import OUT, REMEDY, Act, Actor, decide
from cases.store import clocks, events, lockboxes
from cases.store.clock import cambodian_day
from cases.store.door import Access
from cases.store.remedy_words import (
    asked_about,
    count_by_whom,
    next_word_at,
    refused_track,
    standing_answers,
    words_on,
)
from cases.store.story import complainants_of
from cases.store.tables import Case, Complainant, Referral, Remedy, RemedyAnswer, new_id
from cases.store.unit import Unit

LONGEST_DETAILS = 2000
NOT_SAID = "not_said"  # her answer to a fact of a delivery: she does not know, or does not say


@dataclass(frozen=True)
class Amount:
    currency: Currency
    value: Decimal


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


def box_of(case: Case, referral: Referral | None) -> str:
    """The lockbox of what is said of a remedy: the track's work, or the story where the lead reached it directly."""
    return referral.work_box if referral else case.story_box


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
        await disputed(unit, remedy)
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


async def disputed(unit: Unit, remedy: Remedy) -> None:
    """It did not come after all: nothing of it counts as confirmed, and it is owed by the agreed day again."""
    remedy.confirmed_women = remedy.confirmed_men = remedy.confirmed_not_recorded = remedy.confirmed_amount = 0
    remedy.stands_at = None
    case = await unit.session.get_one(Case, remedy.case_id)
    await clocks.happened(unit, case, Fact.REMEDY_DISPUTED, remedy.referral_id, remedy=remedy)


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


def not_future(unit: Unit, day: dt.date, field: str) -> None:
    """Raises BadInput for a day to come."""
    if day > cambodian_day(unit.now):
        raise BadInput("date_future", field=field)


def summary(remedy: Remedy) -> dict[str, Any]:
    """A remedy as a notice's placeholders."""
    counts = {"women": remedy.women, "men": remedy.men, "not_recorded": remedy.not_recorded}
    said: dict[str, Any] = {"kind": named(remedy.kind, remedy.improvement)} | counts
    if remedy.due_on is not None:
        said["due"] = {"date": remedy.due_on.isoformat()}
    if remedy.currency is not None:
        said["amount"] = {"money": [remedy.currency.value, str(from_minor(remedy.currency, remedy.amount))]}
    return said


async def tell_of_remedy(
    unit: Unit, case: Case, remedy: Remedy, notice: str, params: Mapping[str, Any] | None = None
) -> None:
    """Everybody in the case is told how far a remedy is, but who said no to the track on which it was reached."""
    refused = await refused_track(unit, remedy)
    for complainant in await complainants_of(unit, case):
        if complainant.id not in refused:
            await tell(unit, complainant, notice, summary(remedy) | dict(params or {}))


async def leave_line(
    unit: Unit, access: Access, remedy: Remedy, kind: str, data: Mapping[str, Any] | None = None
) -> None:
    """An act on a remedy: its versions go up, and a line of the timeline, which a recipient of its track sees too."""
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
