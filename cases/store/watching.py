"""The watch for retaliation as the lead sees it, and what of it waits for somebody to act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from cases.rules import watching
from cases.rules.vocabulary import ClosingReason, Issue, Relation, Trouble
from cases.store import lockboxes
from cases.store.clock import CAMBODIA
from cases.store.door import Access, openable_for
from cases.store.factories import same_factory
from cases.store.lockboxes import HolderKeys
from cases.store.tables import Case, CaseHolder, Complainant, EmployerNotice, Referral, Staff, TroubleWord
from cases.store.unit import Unit

BAD = (Trouble.YES, Trouble.THREATENED)
UNWATCHED = (ClosingReason.WITHDRAWN, ClosingReason.SPAM, ClosingReason.OUT_OF_SCOPE, ClosingReason.MERGED)
AS_PUNISHMENT = (Issue.DISMISSAL, Issue.UNION)
MOST_HINTS = 10


@dataclass(frozen=True)
class TroubleView:
    """One question with her answer, or a word that came unasked; `said` is None where she has not answered."""

    id: str
    worker: int
    asked_for: dt.date | None
    asked_at: dt.datetime | None
    said: Trouble | None
    said_at: dt.datetime | None
    entered_by: str  # alias of the officer whom she told; "" when she answered herself
    handled_at: dt.datetime | None
    handled_by: str
    done: str  # in the officer's words

    @property
    def waits(self) -> bool:
        return self.said in BAD and self.handled_at is None


@dataclass(frozen=True)
class WatchView:
    """What was asked and said since the employer was told, and the days that come."""

    words: Sequence[TroubleView] = ()
    days: Sequence[dt.date] = ()  # on which every worker of the case will be asked
    nearby: Sequence[Case] = ()  # the lead's own cases of others who were hit at the same factory meanwhile

    @property
    def waits(self) -> bool:
        return any(word.waits for word in self.words)


def waiting_trouble() -> SelectOfScalar[str]:
    """Cases in which a worker says that she is punished or threatened, and nobody has done anything about it yet."""
    return select(TroubleWord.case_id).where(col(TroubleWord.said).in_(BAD), col(TroubleWord.handled_at).is_(None))


async def waiting_words(unit: Unit, case: Case) -> Sequence[TroubleWord]:
    """Those words, oldest first, as they stand behind the case's lock."""
    waiting = select(TroubleWord).where(
        TroubleWord.case_id == case.id, col(TroubleWord.said).in_(BAD), col(TroubleWord.handled_at).is_(None)
    )
    ordered = waiting.order_by(col(TroubleWord.said_at), col(TroubleWord.id))
    return (await unit.session.exec(ordered.execution_options(populate_existing=True))).all()


async def told_days(unit: Unit, case_ids: Collection[str]) -> Mapping[str, Sequence[dt.date]]:
    """On which days the employer was told of these cases."""
    query: Any = (
        sa.select(col(Referral.case_id), col(EmployerNotice.told_on))
        .join(EmployerNotice, col(EmployerNotice.referral_id) == col(Referral.id))
        .where(col(Referral.case_id).in_(case_ids))
    )
    found: dict[str, list[dt.date]] = {}
    for case_id, day in (await unit.session.exec(query)).all():
        found.setdefault(case_id, []).append(day)
    return found


def is_watched() -> ColumnElement[bool]:
    """Of cases: whether its workers are asked at all. A settled one is watched to the end: it is then that they pay."""
    reason = col(Case.closing_reason)
    return sa.and_(col(Case.erased_at).is_(None), sa.or_(reason.is_(None), reason.not_in(UNWATCHED)))


def still_watched(case: Case) -> bool:
    """The same of one case as it stands behind its lock."""
    return case.erased_at is None and case.closing_reason not in UNWATCHED


async def last_asked(unit: Unit, complainant_ids: Collection[str]) -> Mapping[str, dt.date]:
    """The day for which each of these workers was asked last."""
    query: Any = (
        sa.select(col(TroubleWord.complainant_id), sa.func.max(TroubleWord.asked_for))
        .where(col(TroubleWord.complainant_id).in_(complainant_ids), col(TroubleWord.asked_for).is_not(None))
        .group_by(col(TroubleWord.complainant_id))
    )
    return dict((await unit.session.exec(query)).all())


async def open_questions(unit: Unit, complainant_id: str) -> Sequence[TroubleWord]:
    """What she was asked and has not answered, the newest first."""
    unanswered = select(TroubleWord).where(
        TroubleWord.complainant_id == complainant_id,
        col(TroubleWord.said).is_(None),
    )
    return (await unit.session.exec(unanswered.order_by(col(TroubleWord.asked_for).desc()))).all()


async def trouble_asked(unit: Unit, complainant_id: str) -> tuple[str, ...]:
    """The question that waits for her in a case that is hers still: the newest stands for those before it."""
    questions = await open_questions(unit, complainant_id)
    last = (await last_asked(unit, [complainant_id])).get(complainant_id)
    questions = [one for one in questions if one.asked_for == last]  # a later one that she answered stands for it too
    word = await own_word(unit, [complainant_id], questions[0].id) if questions else None
    return (word.id,) if word else ()


async def own_word(unit: Unit, mine: Collection[str], word_id: str) -> TroubleWord | None:
    """A question to one of these workers whose case is hers still; None for anybody else's."""
    query = (
        select(TroubleWord)
        .join(Complainant, col(Complainant.id) == col(TroubleWord.complainant_id))
        .join(Case, col(Case.id) == col(TroubleWord.case_id))
        .where(
            TroubleWord.id == word_id,
            col(TroubleWord.complainant_id).in_(mine),
            col(Complainant.left_at).is_(None),
            is_watched(),
        )
    )
    return (await unit.session.exec(query)).first()


# ------------------------------------------------------------------------------------------------ for the lead
async def watch_of(unit: Unit, access: Access, numbers: Mapping[str, int]) -> WatchView:
    """The watch of a case; `numbers` of its workers by id."""
    told_on = (await told_days(unit, [access.case.id])).get(access.case.id, ())
    days = watching.days_to_come(watching.days_of(told_on), unit.now.astimezone(CAMBODIA))
    over = access.case.closing_reason in UNWATCHED
    words = await _words(unit, access.viewer.keys, access.case, numbers)
    return WatchView(words, () if over else days, await _nearby(unit, access, told_on))


async def _words(unit: Unit, keys: HolderKeys, case: Case, numbers: Mapping[str, int]) -> list[TroubleView]:
    """Newest first, what waits before all others."""
    entered, handled = aliased(Staff), aliased(Staff)
    rows = await unit.session.exec(
        select(TroubleWord, entered.alias, handled.alias)
        .outerjoin(entered, col(entered.id) == col(TroubleWord.entered_by_staff_id))
        .outerjoin(handled, col(handled.id) == col(TroubleWord.handled_by_staff_id))
        .where(TroubleWord.case_id == case.id)
        .order_by(sa.func.coalesce(TroubleWord.asked_at, TroubleWord.said_at).desc(), col(TroubleWord.id))
    )
    found = [await _word(unit, keys, case, row, numbers, by or "", done_by or "") for row, by, done_by in rows.all()]
    return sorted(found, key=lambda word: not word.waits)


async def _word(
    unit: Unit, keys: HolderKeys, case: Case, row: TroubleWord, numbers: Mapping[str, int], by: str, done_by: str
) -> TroubleView:
    content: Mapping[str, str] = {}
    if row.sealed is not None:
        content = await lockboxes.open_post(
            unit, keys, case.story_box, row.generation, TroubleWord.__tablename__, row.id, row.sealed
        )
    return TroubleView(
        id=row.id,
        worker=numbers[row.complainant_id],
        asked_for=row.asked_for,
        asked_at=row.asked_at,
        said=row.said,
        said_at=row.said_at,
        entered_by=by,
        handled_at=row.handled_at,
        handled_by=done_by,
        done=content.get("text", ""),
    )


async def _nearby(unit: Unit, access: Access, told_on: Sequence[dt.date]) -> Sequence[Case]:
    """Dismissals and union cases of the same factory, filed within the days of a watch; none that is not the lead's."""
    case = access.case
    if case.factory_id is None or not told_on:
        return ()
    windows = [col(Case.filed_at).between(*_window(day)) for day in told_on]
    hit = select(Case.id).where(
        col(Case.factory_id).in_(same_factory(case.factory_id)),
        Case.id != case.id,
        col(Case.issue).in_(AS_PUNISHMENT),
        sa.or_(*windows),
    )
    own = openable_for(access.viewer, Relation.LEAD).where(col(CaseHolder.case_id).in_(hit))
    ids = own.with_only_columns(col(CaseHolder.case_id))
    query = select(Case).where(col(Case.id).in_(ids)).order_by(col(Case.filed_at), col(Case.id)).limit(MOST_HINTS)
    return (await unit.session.exec(query)).all()


def _window(told_on: dt.date) -> tuple[dt.datetime, dt.datetime]:
    begins = dt.datetime.combine(told_on, dt.time.min, CAMBODIA)
    return begins.astimezone(dt.UTC), (begins + dt.timedelta(days=max(watching.DAYS) + 1)).astimezone(dt.UTC)
