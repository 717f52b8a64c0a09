"""What nobody of a party has looked at yet: counts for the navigation, capped, since more says nothing more."""

from __future__ import annotations

from dataclasses import dataclass

from cases.rules.vocabulary import Relation, StaffRole, Worklist
from cases.store.bursts import bursts_for
from cases.store.clocks import overdue_for_leads
from cases.store.door import openable_for
from cases.store.unit import Unit
from cases.store.viewers import Viewer
from cases.store.worklists import MOST, in_worklist, up_to_most


@dataclass(frozen=True)
class Waiting:
    """New cases, unanswered and overdue referrals; `MOST + 1` stands for more than `MOST`."""

    cases: int = 0
    referrals: int = 0
    overdue: int = 0  # answers that did not come in time, for leads


async def waiting_for(unit: Unit, viewer: Viewer) -> Waiting:
    """What waits for this viewer's party."""
    bursts = len(await bursts_for(unit, viewer))  # each is one thing to look at
    is_lead = viewer.role is StaffRole.LEAD
    return Waiting(
        cases=min(await up_to_most(unit, in_worklist(unit, viewer, Worklist.NEW)) + bursts, MOST + 1),
        referrals=await up_to_most(unit, in_worklist(unit, viewer, Worklist.INCOMING)),
        overdue=await up_to_most(unit, openable_for(viewer).where(overdue_for_leads())) if is_lead else 0,
    )


async def holds_any(unit: Unit, viewer: Viewer, relation: Relation) -> bool:
    """Whether the viewer can open a single case that stands so to her party."""
    return (await unit.session.exec(openable_for(viewer, relation).limit(1))).first() is not None
