"""What reached the office of a remedy on paper, and by somebody whom workers elected, as the lead sees it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from cases.store import lockboxes
from cases.store.lockboxes import HolderKeys
from cases.store.remedy_words import words_for_others
from cases.store.tables import Case, Remedy, Representative, Staff, WitnessedWord
from cases.store.unit import Unit


@dataclass(frozen=True)
class PaperView:
    """A paper that workers signed; `workers` are their numbers. It counts once somebody has seconded it."""

    row: WitnessedWord
    workers: Sequence[int]
    entered_by: str
    seconded_by: str = ""


@dataclass(frozen=True)
class RepresentativeView:
    id: str
    name: str
    how: str
    elected_on: dt.date
    workers: int
    by: str  # an alias
    at: dt.datetime
    ended_at: dt.datetime | None


@dataclass(frozen=True)
class ForOthers:
    """What one whom workers elected says of a remedy, for so many of them."""

    representative_id: str
    confirmed: bool
    workers: int
    said_on: dt.date
    by: str


async def papers_on(unit: Unit, remedy: Remedy, numbers: Mapping[str, int]) -> list[PaperView]:
    """The papers about the newest delivery, oldest first."""
    rows = (
        await unit.session.exec(
            select(WitnessedWord)
            .where(WitnessedWord.remedy_id == remedy.id, WitnessedWord.since == remedy.asked_at)
            .order_by(col(WitnessedWord.at), col(WitnessedWord.id))
        )
    ).all()
    known = await _aliases(unit, {one for row in rows for one in (row.entered_by_staff_id, row.seconded_by_staff_id)})
    return [
        PaperView(
            row,
            sorted(numbers[one] for one in row.complainants),
            known[row.entered_by_staff_id],
            known.get(row.seconded_by_staff_id or "", ""),
        )
        for row in rows
    ]


async def for_others_on(unit: Unit, remedy: Remedy) -> list[ForOthers]:
    """What those whom workers elected say of the newest delivery."""
    rows = await words_for_others(unit, remedy)
    known = await _aliases(unit, {row.by_staff_id for row in rows})
    return [
        ForOthers(row.representative_id, row.confirmed, row.workers, row.said_on, known[row.by_staff_id])
        for row in rows
    ]


async def representatives_of(unit: Unit, keys: HolderKeys, case: Case) -> list[RepresentativeView]:
    """Whom workers elected, oldest first."""
    rows = await unit.session.exec(
        select(Representative, Staff.alias)
        .join(Staff, col(Staff.id) == col(Representative.by_staff_id))
        .where(Representative.case_id == case.id)
        .order_by(col(Representative.at), col(Representative.id))
    )
    found = []
    for row, alias in rows.all():
        said = await lockboxes.open_post(
            unit, keys, case.story_box, row.generation, Representative.__tablename__, row.id, row.sealed
        )
        found.append(
            RepresentativeView(
                row.id, said["name"], said["how"], row.elected_on, row.workers, alias, row.at, row.ended_at
            )
        )
    return found


async def _aliases(unit: Unit, ids: set[str | None]) -> Mapping[str, str]:
    wanted = [one for one in ids if one]
    rows = await unit.session.exec(select(Staff.id, Staff.alias).where(col(Staff.id).in_(wanted)))
    return dict(rows.all())
