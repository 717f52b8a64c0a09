"""The acts on the register of factories, for JSON and desk alike: once each, however often the request comes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from api.acts.bodies import Body, Id
from api.caseless import CaselessAct
from cases.actions import merging
from cases.actions.merging import LONGEST_ALIAS
from cases.rules.vocabulary import Province
from cases.store.unit import Unit
from cases.store.viewers import Viewer


class AddFactory(Body):
    """A factory that is not in the register: from now on every worker finds it."""

    name: str = Field(default="", max_length=LONGEST_ALIAS * 2, description="Its registered English name, if known")
    khmer_sign: str = Field(default="", max_length=LONGEST_ALIAS * 2, description="What its sign says; one of the two")
    province: Annotated[Province, Field(strict=False)] = Field(description="Where it is")
    road: str = Field(default="", max_length=LONGEST_ALIAS * 2, description="By which road, market or pagoda it stands")


class MergeFactory(Body):
    """This entry is the same factory as another: from now on it is found, shown and counted as that one."""

    into: Id = Field(description="Id of the entry that stays")


class SeparateFactory(Body):
    """An entry that was merged is a factory of its own after all."""


class AddAlias(Body):
    """A name by which workers call the factory: from now on everybody finds it by that, too."""

    name: str = Field(max_length=LONGEST_ALIAS * 2, description="The name, in clear; never the name of a person")


class RemoveAlias(Body):
    """A name that somebody added should not stand there."""

    alias_id: Id = Field(description="Id of the name")


async def _add(unit: Unit, viewer: Viewer, _target: str, body: AddFactory) -> str:
    told = merging.NewFactory(body.name, body.khmer_sign, body.province, body.road)
    return (await merging.add_factory(unit, viewer, told)).id


async def _merge(unit: Unit, viewer: Viewer, target: str, body: MergeFactory) -> str:
    return (await merging.merge(unit, viewer, target, body.into)).id


async def _separate(unit: Unit, viewer: Viewer, target: str, _body: SeparateFactory) -> str:
    return (await merging.separate(unit, viewer, target)).id


async def _add_alias(unit: Unit, viewer: Viewer, target: str, body: AddAlias) -> str:
    return (await merging.add_alias(unit, viewer, target, body.name)).id


async def _remove_alias(unit: Unit, viewer: Viewer, target: str, body: RemoveAlias) -> str:
    await merging.remove_alias(unit, viewer, target, body.alias_id)
    return target


ADD = CaselessAct("add-factory", AddFactory, _add, merging.mender)
ACTS: Mapping[str, CaselessAct] = MappingProxyType(
    {
        act.name: act
        for act in (
            CaselessAct("merge-factory", MergeFactory, _merge, merging.mender),
            CaselessAct("separate-factory", SeparateFactory, _separate, merging.mender),
            CaselessAct("add-alias", AddAlias, _add_alias, merging.mender),
            CaselessAct("remove-alias", RemoveAlias, _remove_alias, merging.mender),
        )
    }
)
