"""Handing a case on to another lead."""

from __future__ import annotations

from dataclasses import replace

from pydantic import Field

from api.acts.bodies import Id, SeenBody
from api.acts.verb import Verb
from cases.actions import handovers
from cases.store.door import Access
from cases.store.unit import Unit
from cases.store.views import CaseView


class HandOver(SeenBody):
    """Ask every worker whether another party shall lead the case."""

    party_id: Id = Field(description="One of the case's `hand_over_to`")


class HandOverBody(SeenBody):
    """An act on the open hand-over."""

    handover_id: Id = Field(description="The hand-over's id, as the case shows it")


class SecondPaper(SeenBody):
    """A colleague has entered her paper, and you have seen it too: from now on it is her yes."""

    consent_id: Id = Field(description="Whose word it is: the id of one of the hand-over's `consents`")


class CarryOutHandOver(HandOverBody):
    """Everybody has said yes: the new lead gets everything, and the case is not there for you any more."""


class RevokeHandOver(HandOverBody):
    """The question is taken back; the case stays."""


async def ask(unit: Unit, access: Access, body: HandOver) -> str:
    """Ask every worker; returns the id of the hand-over."""
    return (await handovers.ask_handover(unit, access, body.party_id)).id


async def revoke(unit: Unit, access: Access, body: RevokeHandOver) -> None:
    """Take the question back."""
    await handovers.revoke_handover(unit, access, body.handover_id)


async def carry_out(unit: Unit, access: Access, body: CarryOutHandOver) -> None:
    """Everything goes to the new lead."""
    await handovers.carry_out_handover(unit, access, body.handover_id)


async def second_paper(unit: Unit, access: Access, body: SecondPaper) -> None:
    """A paper answer is confirmed."""
    await handovers.second_paper_answer(unit, access, body.consent_id)


async def with_handing(unit: Unit, view: CaseView) -> CaseView:
    """The view with what its lead sees of handing the case on; a recipient sees nothing of it."""
    if not view.access.is_lead:
        return view
    return replace(view, handing=await handovers.handing_of(unit, view.access))


VERBS = (
    Verb("hand-over", HandOver, ask),
    Verb("second-paper", SecondPaper, second_paper),
    Verb("carry-out-hand-over", CarryOutHandOver, carry_out, closes_door=True),
    Verb("revoke-hand-over", RevokeHandOver, revoke),
)
