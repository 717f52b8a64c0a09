"""The register put right by those who know the factories: what is missing, names in use, entries that are one factory.

It is one register for all organisations. Nothing here moves a case: an entry points to another, and can be taken
apart again; whose cases stand at either is nobody else's to learn.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from cases.rules.contact import tells_how_to_find
from cases.rules.errors import BadInput, NotAllowed, NotNow, NotThere
from cases.rules.factory_names import folded
from cases.rules.reading import clean, says_nothing
from cases.rules.roles import Permission, require
from cases.rules.vocabulary import LEAD_KINDS, Province
from cases.store.factories import factory_named
from cases.store.tables import Factory, FactoryAlias
from cases.store.unit import Unit
from cases.store.viewers import Viewer

LONGEST_ALIAS = 80  # characters; more is not a factory's name but a story


def mender(viewer: Viewer) -> None:
    """Raises NotAllowed for whoever leads no cases."""
    require(viewer.role, Permission.MEND_REGISTER)
    if viewer.party_kind not in LEAD_KINDS:
        raise NotAllowed


@dataclass(frozen=True)
class NewFactory:
    """What an officer knows of a factory that is not in the register: one of its names at least."""

    name: str  # the registered English one
    khmer_sign: str
    province: Province
    road: str = ""


async def add_factory(unit: Unit, viewer: Viewer, told: NewFactory) -> Factory:
    """A factory that was missing: from now on every worker finds it, and cases can be settled with it.

    Raises:
        BadInput: no name, too long, a way to reach somebody, or it is there already.
    """
    mender(viewer)
    sign, road = _name(told.khmer_sign, "khmer_sign"), _name(told.road, "road")
    name = _name(told.name, "name") or sign
    if not name:
        raise BadInput("empty", field="name")
    for known in dict.fromkeys(filter(None, (name, sign))):
        if await factory_named(unit, known) is not None or await _goes_by(unit, known):
            raise BadInput("factory_known", field="name")
    factory = Factory(
        name=name,
        khmer_sign=sign,
        province=told.province,
        roads=[road] if road else [],
        added_by=viewer.staff_id,
        added_at=unit.now,
    )
    unit.session.add(factory)
    await unit.session.flush()
    return factory


async def _goes_by(unit: Unit, name: str) -> bool:
    """Whether an entry is registered under this very name, merged or not."""
    query = select(Factory.id).where(sa.func.lower(Factory.name) == name.lower())
    return (await unit.session.exec(query.limit(1))).first() is not None


def _name(typed: str, field: str) -> str:
    """One line that everybody may read; "" where nothing stands there."""
    name = clean(typed)
    if says_nothing(name):
        return ""
    if len(name) > LONGEST_ALIAS or "\n" in name:
        raise BadInput("too_long", field=field, most=LONGEST_ALIAS)
    if tells_how_to_find(name):
        raise BadInput("alias_contact", field=field)
    return name


async def merge(unit: Unit, viewer: Viewer, factory_id: str, into_id: str) -> Factory:
    """This entry is the same factory as the other, under which it is found and shown from now on.

    Raises:
        NotThere: no such entry.
        BadInput: it would be merged into itself.
        NotNow: it is merged already.
    """
    mender(viewer)
    entries = await _locked(unit, factory_id, into_id)
    entry, into = entries.get(factory_id), entries.get(into_id)
    if entry is None:
        raise NotThere
    if into is not None and into.merged_into:
        into = (await _locked(unit, into.merged_into))[into.merged_into]
    if into is None:
        raise BadInput("factory_unknown", field="into")
    if entry.merged_into:
        raise NotNow("factory_merged")
    if entry.id == into.id:
        raise BadInput("factory_same", field="into")
    before = select(Factory).where(Factory.merged_into == entry.id).order_by(col(Factory.id)).with_for_update()
    for one in (entry, *(await unit.session.exec(before)).all()):
        one.merged_into, one.merged_by, one.merged_at = into.id, viewer.staff_id, unit.now
        unit.session.add(one)
    return into


async def separate(unit: Unit, viewer: Viewer, factory_id: str) -> Factory:
    """It is a factory of its own after all. Cases stand where they were filed.

    Raises:
        NotThere: no such entry.
        NotNow: it is merged into none.
    """
    mender(viewer)
    entry = (await _locked(unit, factory_id)).get(factory_id)
    if entry is None:
        raise NotThere
    if entry.merged_into is None:
        raise NotNow("factory_not_merged")
    entry.merged_into, entry.merged_by, entry.merged_at = None, None, None
    unit.session.add(entry)
    return entry


async def add_alias(unit: Unit, viewer: Viewer, factory_id: str, name: str) -> FactoryAlias:
    """A name by which workers call a factory: from now on it is found by it. The same name again changes nothing.

    Raises:
        NotThere: no such entry.
        BadInput: nothing to read, too long, or a way to reach somebody.
    """
    mender(viewer)
    if factory_id not in await _locked(unit, factory_id):
        raise NotThere
    name = _name(name, "name")
    if not name:
        raise BadInput("empty", field="name")
    known = (await unit.session.exec(select(FactoryAlias).where(FactoryAlias.factory_id == factory_id))).all()
    for one in known:
        if folded(one.name) == folded(name):
            return one
    alias = FactoryAlias(factory_id=factory_id, name=name, by_staff_id=viewer.staff_id, at=unit.now)
    unit.session.add(alias)
    await unit.session.flush()
    return alias


async def remove_alias(unit: Unit, viewer: Viewer, factory_id: str, alias_id: str) -> None:
    """Nobody calls it so, or the name should not stand there. Raises NotThere."""
    mender(viewer)
    alias = await unit.session.get(FactoryAlias, alias_id)
    if alias is None or alias.factory_id != factory_id:
        raise NotThere
    await unit.session.delete(alias)


async def _locked(unit: Unit, *ids: str) -> dict[str, Factory]:
    """These entries, in the order in which everybody locks them."""
    query = select(Factory).where(col(Factory.id).in_(ids)).order_by(col(Factory.id)).with_for_update()
    return {row.id: row for row in (await unit.session.exec(query.execution_options(populate_existing=True))).all()}
