"""What a lead may look up about her people: who opened a case, and who declared a conflict. For desk and JSON alike."""

from __future__ import annotations

from collections.abc import Sequence

from cases.actions.triage import lead_only
from cases.rules.roles import Permission, require
from cases.store.conflicts import Declared, declared_to
from cases.store.door import case_for
from cases.store.reads import Reads, reads_of
from cases.store.unit import Unit
from cases.store.viewers import Viewer

MOST_LINES = 2**31 - 1  # what a database counts lines of one case with


async def who_looked(unit: Unit, viewer: Viewer, number: str, before: int = 0) -> Reads:
    """Who opened this case.

    Raises:
        NotThere: no such case for this viewer, or her party was only given a referral of it.
        NotAllowed: she is no lead.
    """
    access = await case_for(unit, viewer, number)
    lead_only(access)
    require(viewer.role, Permission.SEE_READS)
    return await reads_of(unit, access, before)


async def who_declared(unit: Unit, viewer: Viewer) -> Sequence[Declared]:
    """Which conflicts her people declared in cases that open to her. Raises NotAllowed when she is no lead."""
    require(viewer.role, Permission.SEE_CONFLICTS)
    return await declared_to(unit, viewer)
