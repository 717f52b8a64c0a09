"""The register of factories over JSON: found by what people call one, its names, entries that are one factory."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.context import SignedIn, StoreDep
from api.register import ACTS, ADD
from api.v1 import showing
from api.v1.asking import not_stored, problems
from api.v1.caseless import Target, add_maker, add_route
from api.v1.shapes import FactoryShape, Shape
from cases.actions.merging import mender
from cases.rules.vocabulary import Province
from cases.store.factories import find_factories
from cases.store.factory_views import EntryView, Unlisted, entry_of, unlisted_for
from cases.store.tables import Factory

router = APIRouter(prefix="/api/v1/factories", tags=["factories"])
Words = Annotated[str, Query(max_length=200, description="What somebody calls it, in either script")]
Where = Annotated[Province | None, Query(description="Its province: factories there come first")]


class FactoriesFound(Shape):
    """Factories that may be meant."""

    factories: list[FactoryShape] = Field(description="At most five, the likeliest first")


class AliasShape(Shape):
    """A name that an officer added."""

    id: str = Field(description="Id, for `remove-alias`")
    name: str = Field(description="The name")
    by: str = Field(description="Who added it")
    at: dt.datetime = Field(description="When")


class MergedShape(Shape):
    """An entry that was merged into this one."""

    factory: FactoryShape = Field(description="The entry")
    by: str = Field(description="Who merged it")
    at: dt.datetime | None = Field(description="When")


class EntryShape(Shape):
    """A factory of the register with all that it is called."""

    factory: FactoryShape = Field(description="The entry")
    added_by: str = Field(description="Alias of the officer who added it; empty: it came from the file")
    added_at: dt.datetime | None = Field(description="When")
    nicknames: list[str] = Field(description="Names from the operator's file")
    aliases: list[AliasShape] = Field(description="Names that officers added")
    merged: list[MergedShape] = Field(description="Entries that stand for the same factory")
    stands_for: FactoryShape | None = Field(description="What this entry was merged into; null: it stands for itself")


class UnlistedShape(Shape):
    """A case that you lead and whose factory is not in the register."""

    number: str = Field(description="Case number, for `correct`")
    words: str = Field(description="What she calls it; empty where it stands in her story")
    province: Province | None = Field(description="Where it is, as far as she said")
    candidates: list[FactoryShape] = Field(description="Which ones it may be, the likeliest first")


class UnlistedCases(Shape):
    """Cases whose factory waits for somebody to say which one it is."""

    cases: list[UnlistedShape] = Field(description="The oldest twenty; the next ones come when these are settled")


def _shape(row: Factory) -> FactoryShape:
    shape = showing.factory(row)
    assert shape is not None
    return shape


def _entry(view: EntryView) -> EntryShape:
    return EntryShape(
        factory=_shape(view.factory),
        added_by=view.added_by,
        added_at=view.factory.added_at,
        nicknames=view.factory.nicknames,
        aliases=[AliasShape(id=one.id, name=one.name, by=one.by, at=one.at) for one in view.aliases],
        merged=[MergedShape(factory=_shape(one.factory), by=one.by, at=one.at) for one in view.merged],
        stands_for=showing.factory(view.stands_for),
    )


def _unlisted(one: Unlisted) -> UnlistedShape:
    found = [_shape(factory) for factory in one.candidates]
    return UnlistedShape(number=one.number, words=one.words, province=one.case.province, candidates=found)


@router.get("", summary="Find factories by a name", responses=problems(401, 403, 422))
async def get_factories(
    store: StoreDep, viewer: SignedIn, response: Response, words: Words = "", province: Where = None
) -> FactoriesFound:
    """As a worker's words are looked for: by sign, nickname, brand, road, and English spelled by ear."""
    not_stored(response)
    async with store.reading() as unit:
        found = await find_factories(unit, words, province.value if province else "")
    return FactoriesFound(factories=[_shape(row) for row in found])


@router.get("/unlisted", summary="Cases whose factory is not in the register", responses=problems(401, 403))
async def get_unlisted(store: StoreDep, viewer: SignedIn, response: Response) -> UnlistedCases:
    """Settle one with `correct`: `factory_id`, and `also_called` for the name that she used."""
    not_stored(response)
    mender(viewer)
    async with store.reading() as unit:
        return UnlistedCases(cases=[_unlisted(one) for one in await unlisted_for(unit, viewer)])


@router.get("/{factory_id}", summary="A factory and its names", responses=problems(401, 403, 404, 422))
async def get_factory(store: StoreDep, viewer: SignedIn, response: Response, factory_id: Target) -> EntryShape:
    """What the register says, and who added what."""
    not_stored(response)
    mender(viewer)
    async with store.reading() as unit:
        return _entry(await entry_of(unit, factory_id))


add_maker(router, ADD)
for _act in ACTS.values():
    add_route(router, _act)
