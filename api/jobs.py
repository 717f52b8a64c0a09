"""What goes on without anybody asking: the outbox is emptied, time's work is done."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from cases.actions import upkeep
from cases.store.unit import Store

EVERY = 60.0  # seconds

log = logging.getLogger(__name__)


async def keep_up(store: Store, stopping: asyncio.Event) -> None:
    """Do time's work once a minute until told to stop. A failure is logged by its class and tried again."""
    while not stopping.is_set():
        try:
            await once_over(store)
        except Exception as problem:
            log.error("jobs: %s", type(problem).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), EVERY)


async def once_over(store: Store) -> None:
    """Everything that is due now, each in a transaction of its own."""
    for work in (upkeep.run_out, upkeep.resume_held, upkeep.erase_withdrawn, upkeep.forget):
        async with store.writing() as unit:
            await work(unit)
    await asyncio.to_thread(store.keys.destroy_old, store.clock.now())
    await upkeep.sweep_files(store)
