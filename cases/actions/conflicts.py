"""Somebody at a desk has a conflict of interest: from then on the case does not exist for her."""

from __future__ import annotations

from cases.rules.errors import NotNow, NotThere
from cases.rules.roles import Permission, require
from cases.rules.vocabulary import ConflictReason
from cases.store import conflicts, events
from cases.store.door import Access
from cases.store.tables import Exclusion
from cases.store.unit import Unit


async def declare_conflict(unit: Unit, access: Access, reason: ConflictReason) -> None:
    """Close the case to herself. She cannot undo it; a lead of her party can.

    Raises:
        NotNow: nobody of her party could open it any more.
    """
    viewer = access.viewer
    require(viewer.role, Permission.DECLARE_CONFLICT)
    if not await conflicts.others_can_open(unit, access):
        raise NotNow("conflict_nobody_left")
    unit.session.add(Exclusion(case_id=access.case.id, staff_id=viewer.staff_id, declared_at=unit.now))
    await _note(unit, access, "conflict_declared", {"conflict": reason.value})


async def lift_conflict(unit: Unit, access: Access, conflict_id: str) -> None:
    """A lead lets a colleague see the case again.

    Raises:
        NotThere: nobody of her party declared that one in this case, or it was lifted already.
    """
    require(access.viewer.role, Permission.LIFT_CONFLICT)
    exclusion = await conflicts.declared_by_colleague(unit, access, conflict_id)
    if exclusion is None:
        raise NotThere
    await unit.session.delete(exclusion)
    await _note(unit, access, "conflict_lifted", {"staff": exclusion.staff_id})


async def _note(unit: Unit, access: Access, kind: str, data: dict[str, str | None]) -> None:
    """A line for her own party; nothing of the case itself moves."""
    referral_id = access.referral.id if access.referral else None
    await events.append(unit, access.case, kind, access.viewer.actor, data, referral_id=referral_id, moves=False)
