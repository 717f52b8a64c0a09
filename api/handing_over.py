"""The acts of handing a case on, as JSON and desk carry them out; see `api.verbs`."""

from __future__ import annotations

from dataclasses import replace

from api import bodies
from cases.actions import handovers
from cases.store.door import Access
from cases.store.unit import Unit
from cases.store.views import CaseView


async def ask(unit: Unit, access: Access, body: bodies.HandOver) -> str:
    """Ask every worker; returns the id of the hand-over."""
    return (await handovers.ask_handover(unit, access, body.party_id)).id


async def revoke(unit: Unit, access: Access, body: bodies.RevokeHandOver) -> None:
    """Take the question back."""
    await handovers.revoke_handover(unit, access, body.handover_id)


async def carry_out(unit: Unit, access: Access, body: bodies.CarryOutHandOver) -> None:
    """Everything goes to the new lead."""
    await handovers.carry_out_handover(unit, access, body.handover_id)


async def second_paper(unit: Unit, access: Access, body: bodies.SecondPaper) -> None:
    """A paper answer is confirmed."""
    await handovers.second_paper_answer(unit, access, body.consent_id)


async def with_handing(unit: Unit, view: CaseView) -> CaseView:
    """The view with what its lead sees of handing the case on; a recipient sees nothing of it."""
    if not view.access.is_lead:
        return view
    return replace(view, handing=await handovers.handing_of(unit, view.access))
