"""Acts that are of no case, such as those on packs and on the register: once each, however often the request comes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from api.acts.bodies import Body
from cases.actions import sessions
from cases.store.once import done_before, finish
from cases.store.unit import Store, Unit
from cases.store.viewers import Viewer, full_viewer_of


@dataclass(frozen=True)
class CaselessAct:
    """One act: what it takes, who may, and what carries it out; it gives the id of what stands there now."""

    name: str
    body: type[Body]
    act: Callable[[Unit, Viewer, str, Any], Awaitable[str]]
    may: Callable[[Viewer], object]  # raises NotThere or NotAllowed for whoever may not
    on: str = ""  # what its target is, as in the address; "" where the register itself stands there
    before: Callable[[Any], Awaitable[Any]] | None = None  # runs outside the transaction

    @property
    def summary(self) -> str:
        return (self.body.__doc__ or "").strip()


async def carry_out(store: Store, secret: str, act: CaselessAct, target: str, body: Body, key: str) -> tuple[str, bool]:
    """Carry out one act in one transaction; (id of what stands there now, whether that had been done before).

    Raises:
        SamlengError: nothing was written.
    """
    made: Any = body
    if act.before:
        async with store.reading() as unit:
            act.may(await full_viewer_of(unit, secret))  # nobody else's photo is looked at
        made = await act.before(body)
    said = f"{target}\n{body.model_dump_json()}".encode()
    async with store.writing() as unit:
        viewer = await full_viewer_of(unit, secret)
        if await sessions.needs_touch(unit, viewer):
            await sessions.touch(unit, viewer)
        act.may(viewer)
        before = await done_before(unit, viewer.actor, act.name, key, said)
        if before is not None:
            return before, True
        result = await act.act(unit, viewer, target, made)
        await finish(unit, viewer.actor, act.name, key, result)
        return result, False
