"""Somebody whom workers elected speaks for them: entered by the lead's officer, and told to every worker in the case.

Her word counts in a column of its own and confirms nothing by itself; her no disputes it, like anybody's.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from cases.actions.consents import settle_waiting
from cases.actions.remedies import disputed, remedy_of, told_on
from cases.actions.telling import checked, party_names, tell_all
from cases.actions.triage import lead_only
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.roles import Permission, require
from cases.rules.vocabulary import CaseStatus
from cases.rules.workers import MOST_WORKERS
from cases.rules.workflow import ASKED_ABOUT, REMEDY, Act, Actor, decide
from cases.store import events, lockboxes
from cases.store.clock import cambodian_day
from cases.store.door import Access
from cases.store.remedy_words import agreed_for, count_by_whom, words_for_others
from cases.store.tables import Remedy, Representative, RepresentedWord, new_id
from cases.store.unit import Unit

LONGEST_NAME = 120
LONGEST_HOW = 500


@dataclass(frozen=True)
class Elected:
    """Who was elected, how, when, and by how many workers."""

    name: str
    how: str
    on: dt.date
    workers: int


async def keep_representative(unit: Unit, access: Access, elected: Elected) -> Representative:
    """Write down whom workers elected; every worker in the case is told that somebody was, and by how many.

    Raises:
        BadInput: no name, no manner, nobody who elected her, or a day to come.
        NotNow: the case is closed.
    """
    lead_only(access)
    require(access.viewer.role, Permission.ACT_ON_CASES)
    _still_open(access)
    if not 1 <= elected.workers <= MOST_WORKERS:
        raise BadInput("headcount_missing", field="workers")
    _not_future(unit, elected.on, "elected_on")
    row_id = new_id()
    generation, sealed = await lockboxes.post(
        unit,
        access.case.story_box,
        Representative.__tablename__,
        row_id,
        {"name": _short(elected.name, "name", LONGEST_NAME), "how": _short(elected.how, "how", LONGEST_HOW)},
    )
    row = Representative(
        id=row_id,
        case_id=access.case.id,
        elected_on=elected.on,
        workers=elected.workers,
        generation=generation,
        sealed=sealed,
        by_staff_id=access.viewer.staff_id,
        at=unit.now,
    )
    unit.session.add(row)
    await unit.session.flush()
    await events.append(unit, access.case, "representative_kept", access.viewer.actor, {"workers": elected.workers})
    party = await party_names(unit, access.case.lead_party_id)
    await tell_all(unit, access.case, "representative_kept", {"party": party, "workers": elected.workers})
    return row


async def end_representative(unit: Unit, access: Access, representative_id: str) -> None:
    """She speaks for nobody any more. What she said while she did stands.

    Raises:
        NotThere: no such representative in this case.
        NotNow: that has been written down, or the case is closed.
    """
    row = await _speaking(unit, access, representative_id)
    row.ended_at = unit.now
    unit.session.add(row)
    await events.append(unit, access.case, "representative_ended", access.viewer.actor, {"workers": row.workers})


async def keep_represented_word(
    unit: Unit,
    access: Access,
    remedy_id: str,
    representative_id: str,
    workers: int,
    said_on: dt.date,
    *,
    confirmed: bool,
) -> RepresentedWord:
    """Her word on a remedy for so many of those who elected her; a newer one counts in its place.

    Raises:
        NotThere: no such remedy or representative in this case.
        NotNow: nobody is asked about it, or she speaks for nobody any more.
        BadInput: for more than elected her, or than are left beside those who spoke for themselves; or a wrong day.
    """
    speaking = await _speaking(unit, access, representative_id)
    remedy = await remedy_of(unit, access, remedy_id)
    if remedy.status not in ASKED_ABOUT or remedy.asked_at is None:
        raise NotNow("remedy_not_delivered")
    _not_future(unit, said_on, "said_on")
    if said_on < max(speaking.elected_on, remedy.delivered_on or speaking.elected_on):
        raise BadInput("date_order", field="said_on")
    await _not_too_many(unit, remedy, speaking, workers)
    for word in await words_for_others(unit, remedy):
        if word.representative_id == speaking.id:
            word.replaced_at = unit.now
            unit.session.add(word)
    said = RepresentedWord(
        id=new_id(),
        remedy_id=remedy.id,
        representative_id=speaking.id,
        since=remedy.asked_at,
        confirmed=confirmed,
        workers=workers,
        said_on=said_on,
        by_staff_id=access.viewer.staff_id,
        at=unit.now,
    )
    unit.session.add(said)
    remedy.version += 1
    await count_by_whom(unit, remedy)
    data = {"remedy": remedy.id, "workers": workers, "yes": confirmed}
    await events.append(unit, access.case, "representative_said", access.viewer.actor, data)
    await tell_all(unit, access.case, "representative_said", _told(remedy, workers, confirmed=confirmed))
    if not confirmed:
        await _dispute(unit, access, remedy)
    return said


async def _speaking(unit: Unit, access: Access, representative_id: str) -> Representative:
    lead_only(access)
    require(access.viewer.role, Permission.ACT_ON_CASES)
    row = await unit.session.get(Representative, representative_id, populate_existing=True)
    if row is None or row.case_id != access.case.id:
        raise NotThere
    _still_open(access)
    if row.ended_at is not None:
        raise NotNow("representative_ended")
    return row


async def _not_too_many(unit: Unit, remedy: Remedy, speaking: Representative, workers: int) -> None:
    """A worker's own word goes first: nobody is counted twice. Raises BadInput."""
    if not 1 <= workers <= speaking.workers:
        raise BadInput("more_than_elected", field="workers", most=speaking.workers)
    others = sum(
        word.workers
        for word in await words_for_others(unit, remedy)
        if word.confirmed and word.representative_id != speaking.id
    )
    left = await agreed_for(unit, remedy) - remedy.by_individuals - others
    if workers > left:
        raise BadInput("more_than_left", field="workers", most=max(left, 0))


async def _dispute(unit: Unit, access: Access, remedy: Remedy) -> None:
    remedy.status = decide(REMEDY, remedy.status, Act.DISPUTE, Actor.WORKER)
    remedy.answered_at = unit.now
    await disputed(unit, remedy)
    unit.session.add(remedy)
    await unit.session.flush()
    await settle_waiting(unit, access.case)
    track = await told_on(unit, remedy)
    await events.append(
        unit, access.case, "remedy_disputed", access.viewer.actor, {"remedy": remedy.id}, referral_id=track
    )


def _told(remedy: Remedy, workers: int, *, confirmed: bool) -> dict[str, Any]:
    answer = {"label": "told.yes" if confirmed else "told.no"}
    return {"kind": {"label": f"remedy_kind.{remedy.kind.value}"}, "workers": workers, "answer": answer}


def _still_open(access: Access) -> None:
    if access.case.status is CaseStatus.CLOSED:
        raise NotNow(act="keep_representative", status=access.case.status.value)


def _short(text: str, field: str, most: int) -> str:
    words = " ".join(checked(text, field).split())
    if len(words) > most:
        raise BadInput("too_long", field=field, most=most)
    return words


def _not_future(unit: Unit, day: dt.date, field: str) -> None:
    if day > cambodian_day(unit.now):
        raise BadInput("date_future", field=field)
