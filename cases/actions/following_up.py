"""Agreed is not done, and done is not kept: she is asked again after 3, 30 and 90 days whether it still holds.

Her word stands until she says otherwise. A "no longer" disputes the remedy, and opens a case that was closed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from cases.actions.remedies import LONGEST_DETAILS, answer_remedy, summary
from cases.actions.telling import actor_of, locked, not_withdrawn, own, tell
from cases.actions.triage import goes_on
from cases.rules.errors import NotThere
from cases.rules.following_up import ROUNDS, round_due
from cases.rules.vocabulary import CaseStatus, ClosingReason
from cases.rules.workflow import ASKED_ABOUT, OUT, Actor
from cases.store import events, lockboxes
from cases.store.follow_ups import open_follow_up
from cases.store.remedy_words import asked_about, standing_answers
from cases.store.tables import Case, Complainant, FollowUp, Referral, Remedy
from cases.store.unit import Unit

SYSTEM = "system"
AT_ONCE = 100
ENDED_WELL = (ClosingReason.CONFIRMED, ClosingReason.UNCONFIRMED)  # closed, and what was agreed still matters


# --------------------------------------------------------------------------------------------------- asking
async def follow_up(unit: Unit) -> None:
    """Ask everybody for whom a round is due, once; of rounds that were missed only the newest."""
    for day, over in ROUNDS.items():
        for remedy_id, case_id in await _due(unit, day, over):
            await _ask(unit, case_id, remedy_id)


async def _due(unit: Unit, day: int, over: int) -> list[tuple[str, str]]:
    """(remedy, case) where somebody is in this round and has not been asked yet."""
    asked = sa.exists().where(
        col(FollowUp.remedy_id) == col(Remedy.id),
        col(FollowUp.complainant_id) == col(Complainant.id),
        col(FollowUp.since) == col(Remedy.asked_at),
        col(FollowUp.day) == day,
    )
    query = (
        select(Remedy.id, Remedy.case_id)
        .join(Case, col(Case.id) == col(Remedy.case_id))
        .join(Complainant, col(Complainant.case_id) == col(Remedy.case_id))
        .outerjoin(Referral, col(Referral.id) == col(Remedy.referral_id))
        .where(
            col(Remedy.status).in_(ASKED_ABOUT),
            col(Remedy.asked_at) <= unit.now - dt.timedelta(days=day),
            col(Remedy.asked_at) > unit.now - dt.timedelta(days=over),
            sa.or_(col(Case.closing_reason).is_(None), col(Case.closing_reason).in_(ENDED_WELL)),
            col(Case.erased_at).is_(None),
            sa.or_(col(Referral.id).is_(None), col(Referral.status).not_in(OUT)),
            *_can_be_asked(),
            sa.or_(col(Complainant.joined_at).is_(None), col(Complainant.joined_at) <= col(Remedy.asked_at)),
            ~asked,
        )
        .distinct()
        .order_by(Remedy.case_id, Remedy.id)
        .limit(AT_ONCE)
    )
    return list((await unit.session.exec(query)).all())


def _can_be_asked() -> tuple[sa.ColumnElement[bool], ...]:
    """She is in the case, and a number or a chat leads to her."""
    reached = sa.or_(col(Complainant.receipt_lookup).is_not(None), col(Complainant.correspondent_id).is_not(None))
    return (col(Complainant.left_at).is_(None), col(Complainant.erased_at).is_(None), reached)


async def _ask(unit: Unit, case_id: str, remedy_id: str) -> None:
    """Under the case's lock everything is looked at again: who answered, left or disputed meanwhile is not asked."""
    case = await locked(unit, case_id)
    remedy = await unit.session.get_one(Remedy, remedy_id, populate_existing=True)
    day = round_due(remedy.asked_at, unit.now) if remedy.asked_at else None
    if day is None or not await _may_ask(unit, case, remedy):
        return
    concerned = await asked_about(unit, remedy)
    people = await unit.session.exec(
        select(Complainant).where(Complainant.case_id == case.id, *_can_be_asked()).order_by(col(Complainant.id))
    )
    known = set((await unit.session.exec(_asked_in(remedy, day))).all())
    said = await standing_answers(unit, remedy)
    asked = [person for person in people.all() if person.id in concerned and person.id not in known]
    for person in asked:
        assert remedy.asked_at is not None
        unit.session.add(
            FollowUp(remedy_id=remedy.id, complainant_id=person.id, since=remedy.asked_at, day=day, asked_at=unit.now)
        )
        notice = "remedy_again" if person.id in said else "remedy_ask"
        await tell(unit, person, notice, summary(remedy) | {"remedy_id": remedy.id})
    if asked:
        data = {"remedy": remedy.id, "day": day, "workers": len(asked)}
        await events.append(unit, case, "remedy_asked_again", SYSTEM, data)


def _asked_in(remedy: Remedy, day: int) -> SelectOfScalar[str]:
    return select(FollowUp.complainant_id).where(
        FollowUp.remedy_id == remedy.id, FollowUp.since == remedy.asked_at, FollowUp.day == day
    )


async def _may_ask(unit: Unit, case: Case, remedy: Remedy) -> bool:
    if remedy.status not in ASKED_ABOUT or case.erased_at is not None:
        return False
    if case.closing_reason is not None and case.closing_reason not in ENDED_WELL:
        return False
    referral = await unit.session.get(Referral, remedy.referral_id) if remedy.referral_id else None
    return referral is None or referral.status not in OUT


# ------------------------------------------------------------------------------------------------- her word
async def answer_about(
    unit: Unit, complainant_id: str, remedy_id: str, *, confirmed: bool, facts: Mapping[str, str], comment: str = ""
) -> None:
    """Her word on a remedy, whether she is asked for the first time or again.

    Asked again, "it holds" leaves her first word as it is, or is her first one; "no longer" disputes the remedy.

    Raises:
        NotThere: not a remedy of the case that she is in.
        NotNow: she is not being asked, or has withdrawn.
    """
    complainant, case = await own(unit, complainant_id)
    not_withdrawn(case)
    remedy = await unit.session.get(Remedy, remedy_id, populate_existing=True)
    if remedy is None or remedy.case_id != case.id or complainant.left_at is not None:
        raise NotThere
    asked = await open_follow_up(unit, remedy, complainant.id)
    say = partial(answer_remedy, unit, complainant.id, remedy.id, confirmed=confirmed, facts=facts, comment=comment)
    if asked is None:
        await say()
        return
    await _answered(unit, complainant, asked, confirmed, facts, comment)
    await events.append(
        unit, case, "remedy_held", actor_of(complainant), {"remedy": remedy.id, "day": asked.day, "yes": confirmed}
    )
    await say(asked_again=True)
    if not confirmed and case.status is CaseStatus.CLOSED:
        await goes_on(unit, case, Actor.WORKER, actor_of(complainant))


async def _answered(
    unit: Unit, complainant: Complainant, asked: FollowUp, held: bool, facts: Mapping[str, str], comment: str
) -> None:
    content = {"facts": dict(facts), "comment": comment.strip()[:LONGEST_DETAILS]}
    asked.generation, asked.sealed = await lockboxes.post(
        unit, complainant.thread_box, FollowUp.__tablename__, asked.id, content
    )
    asked.held, asked.answered_at = held, unit.now
    unit.session.add(asked)
    await unit.session.flush()
