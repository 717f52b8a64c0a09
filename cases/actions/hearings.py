"""When she is heard at the ministry: kept, moved or cancelled by the lead's officer, and told to her as a card.

A hearing lies ahead and is hers to come to; a meeting is over when it is logged, and is between two sides.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import col, select

from cases.actions.telling import locked, not_withdrawn
from cases.actions.tracks import concerned, referral_of, tell_of_date
from cases.actions.triage import lead_only
from cases.actions.verifying import refuse_contact
from cases.rules import own_dates
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.reading import APPOINTED_WITHIN, says_nothing
from cases.store import events, lockboxes
from cases.store.clock import CAMBODIA, cambodian_day, placeholders
from cases.store.door import Access
from cases.store.tables import Case, Hearing, Referral, new_id
from cases.store.unit import Unit
from cases.store.watching import is_watched, still_watched

LONGEST = {"place": 300, "papers": 400, "call": 200}  # letters: the card is one page
AT_ONCE = 100
SYSTEM = "system"


@dataclass(frozen=True)
class Appointment:
    """When and where; which papers she brings, and whom she calls when something happens, as far as there are any."""

    on: dt.date
    time: dt.time  # of Cambodia
    place: str
    call: str = ""
    papers: str = ""

    @property
    def starts_at(self) -> dt.datetime:
        return dt.datetime.combine(self.on, self.time, CAMBODIA).astimezone(dt.UTC)

    @property
    def words(self) -> dict[str, str]:
        return {name: " ".join(str(words).split()) for name, words in asdict(self).items() if name in LONGEST}


async def keep_hearing(unit: Unit, access: Access, planned: Appointment, reference: str | None = None) -> Hearing:
    """Keep when she is heard; whom it concerns gets the card.

    Raises:
        BadInput: a moment that is past or more than a year away, no place, words that are too long, or a way to an
            officer for somebody whom nobody has seen yet.
        NotNow: she withdrew, or of the track that it belongs to nobody would be told.
        NotThere: no such track in this case.
    """
    lead_only(access)
    not_withdrawn(access.case)
    referral = await referral_of(unit, access, reference) if reference else None
    hearing = Hearing(
        id=new_id(),
        case_id=access.case.id,
        referral_id=referral.id if referral else None,
        starts_at=_ahead(unit, planned),
        generation=1,
        sealed=b"",
        by_staff_id=access.viewer.staff_id,
        at=unit.now,
    )
    await _plan(unit, access, hearing, planned, "hearing")
    await events.append(unit, access.case, "hearing_kept", access.viewer.actor, _data(hearing))
    return hearing


async def change_hearing(unit: Unit, access: Access, hearing_id: str, planned: Appointment) -> None:
    """It was moved, or something of it is different: she gets a new card.

    Raises:
        BadInput: as when it was kept.
        NotThere: no such hearing in this case.
        NotNow: she withdrew, it is cancelled or has begun, or nobody would be told any more.
    """
    hearing = await _to_come(unit, access, hearing_id)
    hearing.starts_at, hearing.reminded_at = _ahead(unit, planned), None
    await _plan(unit, access, hearing, planned, "hearing_changed")
    await events.append(unit, access.case, "hearing_changed", access.viewer.actor, _data(hearing))


async def cancel_hearing(unit: Unit, access: Access, hearing_id: str) -> None:
    """It does not take place, and she need not come.

    Raises:
        NotThere: no such hearing in this case.
        NotNow: she withdrew, or it is cancelled or has begun.
    """
    hearing = await _to_come(unit, access, hearing_id)
    hearing.cancelled_at = unit.now
    unit.session.add(hearing)
    await tell_of_date(unit, access.case, hearing.referral_id, "hearing_cancelled", moment_of(hearing))
    await events.append(unit, access.case, "hearing_cancelled", access.viewer.actor, {"hearing": hearing.id})


def moment_of(hearing: Hearing) -> dict[str, Any]:
    """Day and time in Cambodia as placeholders."""
    return placeholders(hearing.starts_at)


def _ahead(unit: Unit, planned: Appointment) -> dt.datetime:
    if planned.starts_at <= unit.now:
        raise BadInput("hearing_past", field="on")
    if planned.starts_at > unit.now + APPOINTED_WITHIN:
        raise BadInput("date_far", field="on")
    return planned.starts_at


async def _plan(unit: Unit, access: Access, hearing: Hearing, planned: Appointment, notice: str) -> None:
    """Seal the words and send the card, which is the reminder of this morning too."""
    words = planned.words
    await _somebody_is_told(unit, access.case, hearing)
    for name, most in LONGEST.items():
        if len(words[name]) > most:
            raise BadInput("too_long", field=name, most=most)
        await refuse_contact(unit, access, words[name], name)
    if says_nothing(words["place"]):
        raise BadInput("empty", field="place")
    hearing.generation, hearing.sealed = await lockboxes.post(
        unit, access.case.story_box, Hearing.__tablename__, hearing.id, words
    )
    hearing.reminded_at = own_dates.told_by_card(unit.now.astimezone(CAMBODIA)).astimezone(dt.UTC)
    unit.session.add(hearing)
    await tell_of_date(unit, access.case, hearing.referral_id, notice, moment_of(hearing) | words)


async def _somebody_is_told(unit: Unit, case: Case, hearing: Hearing) -> None:
    """An officer who keeps it believes that she knows. Raises NotNow."""
    referral = await unit.session.get(Referral, hearing.referral_id) if hearing.referral_id else None
    if referral is not None and not await concerned(unit, case, referral):
        raise NotNow("hearing_concerns_nobody")


async def _to_come(unit: Unit, access: Access, hearing_id: str) -> Hearing:
    lead_only(access)
    hearing = await unit.session.get(Hearing, hearing_id, populate_existing=True)
    if hearing is None or hearing.case_id != access.case.id:
        raise NotThere
    not_withdrawn(access.case)
    if hearing.cancelled_at is not None or hearing.starts_at <= unit.now:
        raise NotNow("hearing_over")
    return hearing


def _data(hearing: Hearing) -> dict[str, Any]:
    return {"hearing": hearing.id, "on": cambodian_day(hearing.starts_at).isoformat()}


# ------------------------------------------------------------------------------------------------ reminding
NOTICES = {3: "hearing_soon", 1: "hearing_tomorrow", 0: "hearing_today"}  # by how many days before


async def remind_of_hearings(unit: Unit) -> None:
    """Whoever is heard soon is told so on three mornings; the place stands on the card alone, which no server reads."""
    soon = (
        select(Hearing)
        .join(Case, col(Case.id) == col(Hearing.case_id))
        .where(
            col(Hearing.cancelled_at).is_(None),
            col(Hearing.starts_at) > unit.now,
            col(Hearing.starts_at) < unit.now + dt.timedelta(days=own_dates.DAYS_BEFORE + 1),
            is_watched(),
        )
        .order_by(col(Hearing.case_id), col(Hearing.id))
    )
    due = [hearing for hearing in (await unit.session.exec(soon)).all() if _reminder(unit, hearing) is not None]
    for hearing in due[:AT_ONCE]:
        case = await locked(unit, hearing.case_id)
        await unit.session.refresh(hearing)
        days = _reminder(unit, hearing)
        if days is None or hearing.cancelled_at is not None or not still_watched(case):
            continue
        hearing.reminded_at = unit.now
        unit.session.add(hearing)
        await tell_of_date(unit, case, hearing.referral_id, NOTICES[days], moment_of(hearing))
        await events.append(unit, case, "hearing_reminded", SYSTEM, {"hearing": hearing.id})


def _reminder(unit: Unit, hearing: Hearing) -> int | None:
    return own_dates.reminder_due(
        hearing.starts_at.astimezone(CAMBODIA), hearing.reminded_at, unit.now.astimezone(CAMBODIA)
    )
