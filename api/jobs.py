"""What goes on without anybody asking: the outbox is emptied, time's work is done."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from cases.actions import (
    erasure,
    following_up,
    handovers,
    hearings,
    own_limits,
    planning,
    releasing,
    reminding,
    upkeep,
    watching,
)
from cases.store import announcing, chat_messages, checkpoints
from cases.store.unit import Store, Unit

EVERY = 60.0  # seconds

log = logging.getLogger(__name__)


async def keep_up(store: Store, stopping: asyncio.Event) -> None:
    """Do time's work once a minute until told to stop."""
    while not stopping.is_set():
        await once_over(store)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), EVERY)


IN_A_UNIT = (
    upkeep.run_out,
    reminding.remind,
    reminding.remind_of_drafts,
    reminding.escalate,
    handovers.expire_handovers,
    hearings.remind_of_hearings,
    planning.remind_of_meetings,
    own_limits.remind_of_limits,
    watching.ask_about_trouble,
    following_up.follow_up,
    upkeep.resume_held,
    upkeep.forget,
    upkeep.forget_strangers,
    announcing.forget_unopened,
    chat_messages.forget_old,
)


async def once_over(store: Store) -> None:
    """Everything that is due now, each by itself: one that fails is logged by its class and holds up no other."""
    works: list[Callable[[Store], Awaitable[object]]] = [partial(_in_a_unit, work) for work in IN_A_UNIT]
    for work in (
        *works,
        releasing.freeze_quarters,
        erasure.erase_due,
        checkpoints.keep,
        _destroy_old_keys,
        upkeep.sweep_files,
    ):
        try:
            await work(store)
        except Exception as problem:
            log.error("jobs: %s", type(problem).__name__)


async def _in_a_unit(work: Callable[[Unit], Awaitable[object]], store: Store) -> None:
    async with store.writing() as unit:
        await work(unit)


async def _destroy_old_keys(store: Store) -> None:
    await asyncio.to_thread(store.keys.destroy_old, store.clock.now())
