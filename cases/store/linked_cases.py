"""Cases of one lead that belong together: what is linked, what looks alike, and who was asked to join which.

A viewer is shown what her own door opens to, and not even how many others there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from cases.rules.vocabulary import ConsentStatus, Relation
from cases.rules.workflow import OPEN_CASE
from cases.store.door import Access, openable_for
from cases.store.factories import same_factory
from cases.store.join_requests import requests_between, status_of
from cases.store.story import card_of, everyone_of
from cases.store.tables import Case, CaseHolder, JoinRequest, LinkedCase
from cases.store.unit import Unit
from cases.store.viewers import Viewer

SIMILAR_WITHIN = dt.timedelta(days=14)
MOST_SUGGESTED = 20


@dataclass(frozen=True)
class Asked:
    """A worker who was asked, by her number in her own case, and where her word stands today."""

    worker: int
    row: JoinRequest
    status: ConsentStatus


@dataclass(frozen=True)
class OtherCase:
    """Another case of the viewer's own: its first words, and for a linked one who was asked to join from where."""

    case: Case
    words: str
    asked_here: Sequence[Asked] = field(default=())  # its workers, to join the case that is looked at
    asked_there: Sequence[Asked] = field(default=())  # workers of the case that is looked at, to join it
    can_ask: bool = False  # somebody of it was not asked yet to join here


async def link_of(unit: Unit, case_id: str) -> LinkedCase | None:
    """How a case is linked, if it is."""
    query = select(LinkedCase).where(LinkedCase.case_id == case_id).execution_options(populate_existing=True)
    return (await unit.session.exec(query)).first()


async def size_of(unit: Unit, link: LinkedCase) -> int:
    """How many cases are linked together."""
    query = select(sa.func.count()).select_from(LinkedCase).where(LinkedCase.group_id == link.group_id)
    return int((await unit.session.exec(query)).one())


async def linked_to(unit: Unit, access: Access) -> list[OtherCase]:
    """The cases that are linked with this one, oldest first."""
    link = await link_of(unit, access.case.id)
    if link is None:
        return []
    wanted = select(LinkedCase.case_id).where(
        LinkedCase.group_id == link.group_id, LinkedCase.case_id != access.case.id
    )
    return [await _linked(unit, access, one) for one in await _opened(unit, access.viewer, wanted)]


async def similar_to(unit: Unit, access: Access) -> list[OtherCase]:
    """Open cases about the same, at the same factory, filed within 14 days of this one, and not linked with it yet."""
    case = access.case
    if case.factory_id is None or case.status not in OPEN_CASE:
        return []
    link = await link_of(unit, case.id)
    linked = select(LinkedCase.case_id).where(LinkedCase.group_id == (link.group_id if link else ""))
    wanted = select(Case.id).where(
        col(Case.factory_id).in_(same_factory(case.factory_id)),
        Case.issue == case.issue,
        Case.id != case.id,
        col(Case.status).in_(OPEN_CASE),
        col(Case.filed_at).between(case.filed_at - SIMILAR_WITHIN, case.filed_at + SIMILAR_WITHIN),
        col(Case.id).not_in(linked),
    )
    return (await _opened(unit, access.viewer, wanted))[:MOST_SUGGESTED]


async def _opened(unit: Unit, viewer: Viewer, case_ids: SelectOfScalar[str]) -> list[OtherCase]:
    holders = openable_for(viewer, Relation.LEAD).where(col(CaseHolder.case_id).in_(case_ids))
    ids = [holder.case_id for holder in (await unit.session.exec(holders)).all()]
    rows = await unit.session.exec(select(Case).where(col(Case.id).in_(ids)).order_by(col(Case.filed_at), col(Case.id)))
    return [OtherCase(case, await _words(unit, viewer, case)) for case in rows.all()]


async def _words(unit: Unit, viewer: Viewer, case: Case) -> str:
    return str((await card_of(unit, viewer.keys, case))["words"])


async def _linked(unit: Unit, access: Access, other: OtherCase) -> OtherCase:
    here = await _asked(unit, other.case, access.case)
    there = await _asked(unit, access.case, other.case)
    settled = {one.row.complainant_id for one in here if one.status is not ConsentStatus.EXPIRED}
    waits = any(one.id not in settled for one in await everyone_of(unit, other.case) if one.left_at is None)
    return OtherCase(other.case, other.words, here, there, waits and access.case.status in OPEN_CASE)


async def _asked(unit: Unit, own: Case, into: Case) -> list[Asked]:
    found = await requests_between(unit, own, into)
    numbers = {person.id: number for number, person in enumerate(await everyone_of(unit, own), 1)} if found else {}
    return [Asked(numbers[row.complainant_id], row, await status_of(unit, row, own, into)) for row in found]
