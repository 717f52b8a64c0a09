"""A factory's month of heat over the viewer's own cases: those that its party leads, and what was disclosed to it.

It names no case and no worker, so a look at it is none at a case.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from cases.rules.errors import NotThere
from cases.rules.heat import Air
from cases.rules.heat_month import HeatAtPlace, Measured, by_place
from cases.rules.vocabulary import HeatPlace, Issue, Relation
from cases.rules.workflow import OUT
from cases.store.clock import CAMBODIA
from cases.store.door import openable_for
from cases.store.factories import factory_of, same_factory
from cases.store.heat_views import READING, air_of, readings_of
from cases.store.tables import Case, CaseHolder, Factory, HeatReading, Referral
from cases.store.track_views import disclosed_to
from cases.store.unit import Unit
from cases.store.viewers import Viewer


@dataclass(frozen=True)
class FactoryHeat:
    """A factory's month over the viewer's own cases."""

    factory: Factory
    month: dt.date  # its first day
    places: Sequence[HeatAtPlace]
    cases: int  # with at least one reading in it


async def factory_heat(unit: Unit, viewer: Viewer, factory_id: str, month: dt.date) -> FactoryHeat:
    """What was measured at a factory in a month: in cases that the viewer's party leads, and what was disclosed to it.

    Raises:
        NotThere: no case of theirs is of this factory.
    """
    factory = await factory_of(unit, factory_id)
    held = await _held(unit, viewer, factory_id)
    if factory is None or not held:
        raise NotThere
    measured: list[Measured] = []
    cases = 0
    for holder, case, referral in held:
        readings = await _measured(unit, viewer, holder, case, referral, month)
        cases += bool(readings)
        measured += readings
    return FactoryHeat(factory, month, by_place(measured), cases)


async def factories_measured(unit: Unit, viewer: Viewer) -> Sequence[Factory]:
    """Factories of whose months there may be something to see: measured in a case, or a case about heat was shared."""
    lines = openable_for(viewer).with_only_columns(col(CaseHolder.id))
    measured = sa.exists().where(col(HeatReading.case_id) == col(Case.id), col(HeatReading.cancelled_at).is_(None))
    shared = sa.and_(col(Case.issue) == Issue.HEAT, col(Referral.status).not_in(OUT))
    places = (
        select(Case.factory_id)
        .join(CaseHolder, col(CaseHolder.case_id) == col(Case.id))
        .outerjoin(Referral, col(Referral.id) == col(CaseHolder.referral_id))
        .where(
            col(CaseHolder.id).in_(lines),
            sa.or_(sa.and_(col(CaseHolder.relation) == Relation.LEAD, measured), shared),
        )
    )
    wanted = select(Factory).where(col(Factory.id).in_(places)).order_by(col(Factory.name))
    return (await unit.session.exec(wanted)).all()


async def _held(unit: Unit, viewer: Viewer, factory_id: str) -> list[tuple[CaseHolder, Case, Referral | None]]:
    """The viewer's lines to cases at a factory; none of a track that was taken back."""
    lines = openable_for(viewer).with_only_columns(col(CaseHolder.id))
    query: Any = (
        sa.select(CaseHolder, Case, Referral)
        .join(Case, col(Case.id) == col(CaseHolder.case_id))
        .outerjoin(Referral, col(Referral.id) == col(CaseHolder.referral_id))
        .where(
            col(CaseHolder.id).in_(lines),
            col(Case.factory_id).in_(same_factory(factory_id)),
            sa.or_(col(Referral.id).is_(None), col(Referral.status).not_in(OUT)),
        )
    )
    return [tuple(row) for row in (await unit.session.exec(query)).all()]


async def _measured(
    unit: Unit, viewer: Viewer, holder: CaseHolder, case: Case, referral: Referral | None, month: dt.date
) -> list[Measured]:
    if holder.relation is Relation.LEAD:
        found = [
            _local(one.place, one.air, one.taken_at, one.complainant_id or one.by)
            for one in await readings_of(unit, viewer.keys, case)
        ]
    else:
        assert referral is not None
        parts = await disclosed_to(unit, viewer.keys, referral)
        items = [item for part in parts.values() for item in part if READING in item]
        found = [
            _local(HeatPlace(item[READING]), air_of(item), dt.datetime.fromisoformat(item["taken_at"]), referral.id)
            for item in {json.dumps(item, sort_keys=True): item for item in items}.values()
        ]
    return [one for one in found if one.day.replace(day=1) == month]


def _local(place: HeatPlace, air: Air, taken_at: dt.datetime, who: str) -> Measured:
    local = taken_at.astimezone(CAMBODIA)
    return Measured(place, air, local.date(), local.time().replace(microsecond=0), who)
