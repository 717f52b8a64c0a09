"""The register of factories: finding one by what people call it, and what became of one that was entered twice."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from cases.rules.factory_names import folded
from cases.rules.vocabulary import Province
from cases.store.factory_search import Known, best_matches
from cases.store.tables import Factory, FactoryAlias
from cases.store.unit import Unit


async def find_factories(unit: Unit, words: str, province: str = "") -> list[Factory]:
    """At most five factories that go by this name, best first; those of `province`, which may be empty, before others.

    What was merged into another is found under both names, and is the other.
    """
    ids = best_matches(words, await _register(unit), Province(province) if province else None)
    found = {row.id: row for row in (await unit.session.exec(select(Factory).where(col(Factory.id).in_(ids)))).all()}
    return [found[factory_id] for factory_id in ids]


async def factory_named(unit: Unit, words: str) -> Factory | None:
    """The factory that goes by exactly this name, whoever gave it; None where there is none, or more than one."""
    wanted = folded(words)
    ids = [one.id for one in await _register(unit) if any(wanted == folded(name) for name in one.names)]
    return await unit.session.get(Factory, ids[0]) if wanted and len(ids) == 1 else None


async def _register(unit: Unit) -> list[Known]:
    """Every factory, with the names and places of those that were merged into it."""
    columns: Any = (Factory.id, Factory.merged_into, Factory.province, Factory.name, Factory.khmer_sign)
    lists: Any = (Factory.nicknames, Factory.brands, Factory.roads)
    query: Any = sa.select(*columns, *lists).order_by(col(Factory.id))
    rows = (await unit.session.exec(query)).all()
    aliases = (await unit.session.exec(select(FactoryAlias.factory_id, FactoryAlias.name))).all()
    stands_for = {factory_id: merged_into or factory_id for factory_id, merged_into, *_ in rows}
    names: dict[str, list[str]] = {}
    around: dict[str, list[str]] = {}
    for factory_id, _, _, name, khmer_sign, nicknames, brands, roads in rows:
        names.setdefault(stands_for[factory_id], []).extend((name, khmer_sign, *nicknames))
        around.setdefault(stands_for[factory_id], []).extend((*brands, *roads))
    for factory_id, name in sorted(aliases):
        names[stands_for[factory_id]].append(name)
    return [
        Known(factory_id, province, tuple(filter(None, names[factory_id])), tuple(around[factory_id]))
        for factory_id, merged_into, province, *_ in rows
        if merged_into is None
    ]


# -------------------------------------------------------------------------------- one that stood there twice
async def factory_of(unit: Unit, factory_id: str | None) -> Factory | None:
    """The factory of this id, or the one that it was merged into."""
    factory = await unit.session.get(Factory, factory_id) if factory_id else None
    if factory is None or factory.merged_into is None:
        return factory
    return await unit.session.get(Factory, factory.merged_into)


def same_factory(factory_id: str) -> sa.Select[Any]:
    """Ids of all entries of the factory that this entry stands for."""
    asked = select(standing_for(Factory.id)).where(Factory.id == factory_id).scalar_subquery()
    return sa.select(col(Factory.id)).where(sa.func.coalesce(col(Factory.merged_into), col(Factory.id)) == asked)


def standing_for(factory_id: Any) -> Any:
    """The id in a column, or that of the entry which it was merged into: for joins and sums."""
    entry = aliased(Factory)
    return sa.select(sa.func.coalesce(entry.merged_into, entry.id)).where(col(entry.id) == factory_id).scalar_subquery()
