"""Who was asked again about a remedy, what is open, and how many said that it holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from cases.rules.by_whom import ByWhom
from cases.rules.following_up import ROUNDS
from cases.rules.vocabulary import Relation, RemedyKind
from cases.rules.workflow import ASKED_ABOUT
from cases.store import lockboxes
from cases.store.lockboxes import HolderKeys
from cases.store.tables import Complainant, FollowUp, Remedy
from cases.store.unit import Unit


async def open_follow_up(unit: Unit, remedy: Remedy, complainant_id: str) -> FollowUp | None:
    """The newest question to her about this delivery, while she has not answered it."""
    if remedy.status not in ASKED_ABOUT or remedy.asked_at is None:
        return None
    newest = (
        select(FollowUp)
        .where(
            FollowUp.remedy_id == remedy.id,
            FollowUp.complainant_id == complainant_id,
            FollowUp.since == remedy.asked_at,
        )
        .order_by(col(FollowUp.day).desc())
        .limit(1)
    )
    found = (await unit.session.exec(newest)).first()
    return found if found is not None and found.answered_at is None else None


@dataclass(frozen=True)
class Round:
    """One round over all who were asked: how many, and what they said. The rest gave no answer."""

    day: int
    asked: int
    held: int
    not_held: int

    @property
    def unanswered(self) -> int:
        return self.asked - self.held - self.not_held


@dataclass(frozen=True)
class SaidAgain:
    """What one worker said when she was asked again."""

    day: int
    held: bool
    at: dt.datetime
    facts: Mapping[str, str]
    comment: str


async def rounds_of(unit: Unit, remedy: Remedy) -> list[Round]:
    """Every round about the newest delivery that somebody was asked in."""
    return await _rounds(unit, [FollowUp.remedy_id == remedy.id, FollowUp.since == remedy.asked_at])


async def rounds_counted(unit: Unit, held: sa.Subquery) -> list[Round]:
    """Every round over the cases that a party leads; `held` from the door. Of each remedy the newest delivery."""
    newest = (
        select(Remedy.id, Remedy.asked_at)
        .join(held, sa.and_(col(Remedy.case_id) == held.c.case_id, held.c.relation == Relation.LEAD))
        .subquery()
    )
    asked = sa.exists().where(newest.c.id == col(FollowUp.remedy_id), newest.c.asked_at == col(FollowUp.since))
    return await _rounds(unit, [asked])


async def by_whom_counted(unit: Unit, held: sa.Subquery) -> list[tuple[RemedyKind, ByWhom]]:
    """By kind of remedy, in workers: who confirmed what was delivered in the cases that a party leads."""
    columns = (col(Remedy.by_individuals), col(Remedy.by_representative), col(Remedy.by_nobody))
    query: Any = (
        sa.select(col(Remedy.kind), *(sa.func.sum(column) for column in columns))
        .join(held, sa.and_(col(Remedy.case_id) == held.c.case_id, held.c.relation == Relation.LEAD))
        .where(col(Remedy.asked_at).is_not(None))
        .group_by(col(Remedy.kind))
    )
    found = {kind: ByWhom(*map(int, sums)) for kind, *sums in (await unit.session.exec(query)).all()}
    return [(kind, found[kind]) for kind in RemedyKind if kind in found and found[kind].agreed]


async def _rounds(unit: Unit, where: Sequence[Any]) -> list[Round]:
    query: Any = sa.select(col(FollowUp.day), col(FollowUp.held), sa.func.count()).where(*where)
    counted: dict[tuple[int, bool | None], int] = {
        (day, held): count
        for day, held, count in (await unit.session.exec(query.group_by(col(FollowUp.day), col(FollowUp.held)))).all()
    }
    rounds = []
    for day in ROUNDS:
        said = {held: counted.get((day, held), 0) for held in (True, False, None)}
        if any(said.values()):
            rounds.append(Round(day, sum(said.values()), said[True], said[False]))
    return rounds


async def said_again(unit: Unit, keys: HolderKeys, remedy: Remedy) -> list[SaidAgain]:
    """Every answer in rounds about a remedy that the lead's keys open, oldest first."""
    rows = await unit.session.exec(
        select(FollowUp, Complainant)
        .join(Complainant, col(Complainant.id) == col(FollowUp.complainant_id))
        .where(
            FollowUp.remedy_id == remedy.id,
            col(FollowUp.answered_at).is_not(None),
            col(Complainant.erased_at).is_(None),
        )
        .order_by(col(FollowUp.answered_at), col(FollowUp.id))
    )
    return [await _said(unit, keys, row, person) for row, person in rows.all()]


async def _said(unit: Unit, keys: HolderKeys, row: FollowUp, person: Complainant) -> SaidAgain:
    assert row.sealed is not None
    assert row.answered_at is not None
    content = await lockboxes.open_post(
        unit, keys, person.thread_box, row.generation, FollowUp.__tablename__, row.id, row.sealed
    )
    return SaidAgain(row.day, bool(row.held), row.answered_at, content["facts"], content["comment"])
