"""An officer has seen a reminder: it comes again at the next stage, and not before."""

from __future__ import annotations

from cases.rules.errors import NotThere
from cases.rules.vocabulary import Stage
from cases.store.reminders import reminders_for
from cases.store.tables import ReminderSeen
from cases.store.unit import Unit
from cases.store.viewers import Viewer


async def see_reminder(unit: Unit, viewer: Viewer, clock_id: str, stage: Stage) -> None:
    """She has seen it at this stage. Raises NotThere when she is not, or no longer, reminded of that."""
    found = [one for one in await reminders_for(unit, viewer) if one.clock.id == clock_id and one.stage is stage]
    if not found:
        raise NotThere
    row = await unit.session.get(ReminderSeen, (viewer.staff_id, clock_id))
    if row is None:
        row = ReminderSeen(
            staff_id=viewer.staff_id, clock_id=clock_id, stage=stage, due_at=found[0].clock.due_at, at=unit.now
        )
    row.stage, row.due_at, row.at = stage, found[0].clock.due_at, unit.now
    unit.session.add(row)
