"""The two acts on a burst, for JSON and desk alike: once each, however often the request comes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from cases.actions import bursts, sessions
from cases.store.once import done_before, finish
from cases.store.unit import Store, Unit
from cases.store.viewers import Viewer, full_viewer_of

CLOSE, BRING_BACK = "close-burst", "undo-burst"
ACTS: Mapping[str, Callable[[Unit, Viewer, str], Awaitable[int]]] = MappingProxyType(
    {CLOSE: bursts.close_burst, BRING_BACK: bursts.undo_burst}
)


async def carry_out(store: Store, secret: str, burst_id: str, verb: str, key: str) -> int:
    """Carry out one act in one transaction; returns how many cases it moved.

    Raises:
        SamlengError: nothing was written.
    """
    async with store.writing() as unit:
        viewer = await full_viewer_of(unit, secret)
        if await sessions.needs_touch(unit, viewer):
            await sessions.touch(unit, viewer)
        before = await done_before(unit, viewer.actor, verb, key, burst_id.encode())
        if before is not None:
            return int(before or 0)
        moved = await ACTS[verb](unit, viewer, burst_id)
        await finish(unit, viewer.actor, verb, key, str(moved))
        return moved
