"""The register of factories: finding one by what people call it, and what became of one that was entered twice."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from cases.rules.factory_names import folded
from cases.rules.vocabulary import Province
from cases.store.factory_search import Known, Register, best_matches
from cases.store.tables import Factory, FactoryAlias
from cases.store.unit import Unit


async def find_factories(unit: Unit, words: str, province: str = "") -> list[Factory]:
    """At most five factories that go by this name, best first; those of `province`, which may be empty, before others.

    What was merged into another is found under both names, and is the other.
    """
    known = _prepared(*await _entries(unit))
    ids = best_matches(words, known, Province(province) if province else None)
    found = {row.id: row for row in (await unit.session.exec(select(Factory).where(col(Factory.id).in_(ids)))).all()}
    return [found[factory_id] for factory_id in ids]


async def factory_named(unit: Unit, words: str) -> Factory | None:
    """The factory that goes by exactly this name, whoever gave it; None where there is none, or more than one."""
    wanted = folded(words)
    known = _prepared(*await _entries(unit)).factories
    ids = [one.id for one in known if any(wanted == folded(name) for name in one.names)]
    return await unit.session.get(Factory, ids[0]) if wanted and len(ids) == 1 else None


class _Entry(NamedTuple):
    """A row of the register as it is read for every search: lists are left as they lie in the database."""

    id: str
    merged_into: str | None
    province: Province
    name: str
    khmer_sign: str
    nicknames: str
    brands: str
    roads: str


_Alias = tuple[str, str]  # factory id, name


async def _entries(unit: Unit) -> tuple[tuple[_Entry, ...], tuple[_Alias, ...]]:
    lists: Any = [sa.cast(column, sa.Text) for column in (Factory.nicknames, Factory.brands, Factory.roads)]
    plain: Any = (Factory.id, Factory.merged_into, Factory.province, Factory.name, Factory.khmer_sign)
    query: Any = sa.select(*plain, *lists).order_by(col(Factory.id))
    aliases: Any = select(FactoryAlias.factory_id, FactoryAlias.name).order_by(col(FactoryAlias.id))
    return (
        tuple(_Entry(*row) for row in (await unit.session.exec(query)).all()),
        tuple((factory_id, name) for factory_id, name in (await unit.session.exec(aliases)).all()),
    )


@lru_cache(maxsize=1)
def _prepared(entries: tuple[_Entry, ...], aliases: tuple[_Alias, ...]) -> Register:
    """What these very rows say. Another process needs no word of a change: it reads the rows too."""
    stands_for = {entry.id: entry.merged_into or entry.id for entry in entries}
    names: defaultdict[str, list[str]] = defaultdict(list)
    around: defaultdict[str, list[str]] = defaultdict(list)
    for entry in entries:
        names[stands_for[entry.id]] += [entry.name, entry.khmer_sign, *json.loads(entry.nicknames)]
        around[stands_for[entry.id]] += [*json.loads(entry.brands), *json.loads(entry.roads)]
    for factory_id, name in aliases:
        names[stands_for[factory_id]].append(name)
    return Register(
        Known(entry.id, entry.province, tuple(filter(None, names[entry.id])), tuple(around[entry.id]))
        for entry in entries
        if entry.merged_into is None
    )


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
