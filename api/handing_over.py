"""The acts of handing a case on, as JSON and desk carry them out; see `api.verbs`."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace

from api import bodies
from bot.intake import take_in
from cases.actions import handovers
from cases.actions.handovers import Paper
from cases.rules.errors import BadInput
from cases.store.door import Access
from cases.store.unit import Store, Unit
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


@dataclass(frozen=True)
class Entered:
    """A paper answer whose photo is cleaned, sealed and stored already."""

    consent_id: str
    paper: Paper


async def take_paper(store: Store, body: bodies.HandOverPaper) -> Entered:
    """Clean, seal and store the photo, outside any transaction; without its row the sweep deletes it again.

    Raises:
        BadInput: it is no photo or document that can be read.
    """
    try:
        content = base64.b64decode(body.photo, validate=True)
    except ValueError:  # letters of no base64 at all, or base64 that ends too early
        raise BadInput("unreadable", field="photo") from None
    answer, stored = await take_in(store, content)
    item = answer.evidence
    if stored is None or item is None:
        raise BadInput(answer.text, field="photo")
    return Entered(body.consent_id, Paper(stored.evidence_id, stored.kind, stored.size, item.file_key, item.media_type))


async def enter_paper(unit: Unit, access: Access, entered: Entered) -> None:
    """The photo joins the case, and waits for a second pair of eyes."""
    await handovers.enter_paper_answer(unit, access, entered.consent_id, entered.paper)


async def with_handing(unit: Unit, view: CaseView) -> CaseView:
    """The view with what its lead sees of handing the case on; a recipient sees nothing of it."""
    if not view.access.is_lead:
        return view
    return replace(view, handing=await handovers.handing_of(unit, view.access))
