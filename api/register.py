"""The acts on the register of factories, for JSON and desk alike: once each, however often the request comes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydantic import Field

from api.acts.bodies import Body, Id
from cases.actions import merging, sessions
from cases.actions.merging import LONGEST_ALIAS
from cases.rules.errors import BadInput
from cases.store.once import done_before, finish
from cases.store.unit import Store, Unit
from cases.store.viewers import Viewer, full_viewer_of

LONGEST_KEY = 64


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


async def _merge(unit: Unit, viewer: Viewer, target: str, body: MergeFactory) -> str:
    return (await merging.merge(unit, viewer, target, body.into)).id


async def _separate(unit: Unit, viewer: Viewer, target: str, _body: SeparateFactory) -> str:
    return (await merging.separate(unit, viewer, target)).id


async def _add_alias(unit: Unit, viewer: Viewer, target: str, body: AddAlias) -> str:
    return (await merging.add_alias(unit, viewer, target, body.name)).id


async def _remove_alias(unit: Unit, viewer: Viewer, target: str, body: RemoveAlias) -> str:
    await merging.remove_alias(unit, viewer, target, body.alias_id)
    return target


@dataclass(frozen=True)
class RegisterAct:
    """One act on an entry: what it takes, and what carries it out; it gives the id of what stands there now."""

    name: str
    body: type[Body]
    act: Callable[[Unit, Viewer, str, Any], Awaitable[str]]

    @property
    def summary(self) -> str:
        return (self.body.__doc__ or "").strip()


ACTS: Mapping[str, RegisterAct] = MappingProxyType(
    {
        act.name: act
        for act in (
            RegisterAct("merge-factory", MergeFactory, _merge),
            RegisterAct("separate-factory", SeparateFactory, _separate),
            RegisterAct("add-alias", AddAlias, _add_alias),
            RegisterAct("remove-alias", RemoveAlias, _remove_alias),
        )
    }
)


async def carry_out(store: Store, secret: str, act: RegisterAct, target: str, body: Body, key: str) -> tuple[str, bool]:
    """Carry out one act in one transaction; (id of what stands there now, whether that had been done before).

    Raises:
        SamlengError: nothing was written.
    """
    if not 0 < len(key) <= LONGEST_KEY:
        raise BadInput
    said = f"{target}\n{body.model_dump_json()}".encode()
    async with store.writing() as unit:
        viewer = await full_viewer_of(unit, secret)
        if await sessions.needs_touch(unit, viewer):
            await sessions.touch(unit, viewer)
        before = await done_before(unit, viewer.actor, act.name, key, said)
        if before is not None:
            return before, True
        result = await act.act(unit, viewer, target, body)
        await finish(unit, viewer.actor, act.name, key, result)
        return result, False
