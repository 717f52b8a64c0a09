"""What officers see of the register: an entry with its names, and the cases whose factory it does not know yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from cases.rules.errors import NotThere
from cases.rules.vocabulary import Relation
from cases.rules.workflow import OPEN_CASE
from cases.store import lockboxes
from cases.store.door import openable_for
from cases.store.factories import factory_of, find_factories
from cases.store.tables import Case, CaseHolder, Factory, FactoryAlias, Staff
from cases.store.unit import Unit
from cases.store.viewers import Viewer

AT_ONCE = 20  # cases on one page; whoever settles some sees the next


@dataclass(frozen=True)
class AliasView:
    id: str
    name: str
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class MergedView:
    """An entry that points here."""

    factory: Factory
    by: str
    at: dt.datetime | None


@dataclass(frozen=True)
class EntryView:
    """A factory of the register with all that it is called. `stands_for`: what this entry was merged into."""

    factory: Factory
    aliases: Sequence[AliasView]
    merged: Sequence[MergedView]
    stands_for: Factory | None
    added_by: str = ""  # alias of the officer who added it


@dataclass(frozen=True)
class Unlisted:
    """A case of one's own party without a factory: what she called it, and which ones that may be."""

    case: Case
    number: str
    words: str  # empty where she named it later: then it stands in the story
    candidates: Sequence[Factory]


async def entry_of(unit: Unit, factory_id: str) -> EntryView:
    """One entry. Raises NotThere."""
    factory = await unit.session.get(Factory, factory_id)
    if factory is None:
        raise NotThere
    by = await unit.session.get(Staff, factory.added_by) if factory.added_by else None
    aliases = await unit.session.exec(
        select(FactoryAlias, Staff.alias)
        .join(Staff, col(Staff.id) == col(FactoryAlias.by_staff_id))
        .where(FactoryAlias.factory_id == factory_id)
        .order_by(col(FactoryAlias.at), col(FactoryAlias.id))
    )
    merged = await unit.session.exec(
        select(Factory, Staff.alias)
        .outerjoin(Staff, col(Staff.id) == col(Factory.merged_by))
        .where(Factory.merged_into == factory_id)
        .order_by(col(Factory.name))
    )
    return EntryView(
        factory,
        [AliasView(row.id, row.name, by, row.at) for row, by in aliases.all()],
        [MergedView(row, by or "", row.merged_at) for row, by in merged.all()],
        await factory_of(unit, factory_id) if factory.merged_into else None,
        by.alias if by else "",
    )


async def unlisted_for(unit: Unit, viewer: Viewer) -> list[Unlisted]:
    """Open cases that the viewer's party leads and whose factory is not known, the oldest first."""
    without = select(Case.id).where(col(Case.factory_id).is_(None), col(Case.status).in_(OPEN_CASE))
    held = openable_for(viewer, Relation.LEAD).where(col(CaseHolder.case_id).in_(without)).subquery()
    query = (
        select(Case, held.c.reference)
        .join(held, held.c.case_id == col(Case.id))
        .order_by(col(Case.filed_at), col(Case.id))
        .limit(AT_ONCE)
    )
    return [await _unlisted(unit, viewer, case, number) for case, number in (await unit.session.exec(query)).all()]


async def _unlisted(unit: Unit, viewer: Viewer, case: Case, number: str) -> Unlisted:
    card = await lockboxes.open_post(
        unit, viewer.keys, case.card_box, case.card_generation, Case.__tablename__, case.id, case.sealed
    )
    words = str(card.get("factory", ""))
    province = case.province.value if case.province else ""
    return Unlisted(case, number, words, await find_factories(unit, words, province) if words else [])
