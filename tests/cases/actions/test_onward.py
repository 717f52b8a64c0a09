"""Onward proposals: the lead reads who else could help and asks her; the proposer learns that it was seen, no more."""

from __future__ import annotations

import pytest

from cases.actions import onward
from cases.actions.onward import Onward
from cases.rules.errors import NotAllowed, NotNow, NotThere
from cases.rules.vocabulary import ConsentStatus, OnwardAnswer, OnwardReason, Part
from cases.store.door import case_for
from cases.store.onward_views import OnwardView
from cases.store.tables import OnwardProposal
from cases.store.views import view_case
from tests.cases.world import World

A = OnwardAnswer


async def shown(world: World, number: str, alias: str, reference: str) -> list[OnwardView]:
    async with world.store.reading() as unit:
        view = await view_case(unit, await case_for(unit, world.viewer(alias), number))
    return [one for track in view.tracks if track.referral.reference == reference for one in track.onward]


async def propose(world: World, reference: str, slug: str = "other", alias: str = "maly") -> str:
    wanted = Onward(world.party[slug], OnwardReason.MANDATE, "They know this factory.")
    return (await world.act(alias, reference, onward.propose_onward, wanted)).id


async def test_the_lead_asks_her_and_the_proposer_learns_that_it_was_seen(world: World) -> None:
    """A referral of its own, with her own consent; nothing of it shows on the proposer's side."""
    filed = await world.active()
    reference = await world.accepted(filed)
    proposal = await propose(world, reference)
    with pytest.raises(NotNow, match="onward_waits"):
        await propose(world, reference)
    (mine,) = await shown(world, filed.number, "dara", reference)
    assert (mine.note, mine.by, mine.seen) == ("They know this factory.", "maly", False)
    made = await world.act("dara", filed.number, onward.answer_onward, proposal, A.ASK, [Part.WHAT_HAPPENED])
    assert made is not None and (await world.consent_of(filed, made.reference)).status is ConsentStatus.ASKED
    (theirs,) = await shown(world, reference, "maly", reference)
    assert (theirs.seen, theirs.answer) == (True, None)
    async with world.store.reading() as unit:
        view = await view_case(unit, await case_for(unit, world.viewer("maly"), reference))
    assert made.reference not in repr(view) and [line.kind for line in view.events][-1] == "onward_seen"
    with pytest.raises(NotNow, match="onward_answered"):
        await world.act("dara", filed.number, onward.answer_onward, proposal, A.NOT_NOW)
    assert all(b"know this" not in (row.sealed or b"") for row in await world.rows(OnwardProposal))


async def test_not_now_looks_the_same_to_the_proposer_as_asking(sqlite_world: World) -> None:
    """And what cannot be asked leaves the proposal open."""
    filed = await sqlite_world.active(excluded=["other"])
    reference = await sqlite_world.accepted(filed)
    proposal = await propose(sqlite_world, reference)
    with pytest.raises(NotNow, match="party_excluded"):
        await sqlite_world.act("dara", filed.number, onward.answer_onward, proposal, A.ASK, [Part.WHAT_HAPPENED])
    (before,) = await shown(sqlite_world, reference, "maly", reference)
    assert not before.seen
    assert await sqlite_world.act("dara", filed.number, onward.answer_onward, proposal, A.NOT_NOW) is None
    (after,) = await shown(sqlite_world, reference, "maly", reference)
    assert (after.seen, after.answer) == (True, None)


async def test_only_a_recipient_proposes_and_only_the_lead_answers(sqlite_world: World) -> None:
    """Not the lead, not before it was received, not itself or the lead, and nobody else's."""
    filed = await sqlite_world.active()
    waiting = await sqlite_world.sent(await sqlite_world.active())
    with pytest.raises(NotNow):
        await propose(sqlite_world, waiting)
    reference = await sqlite_world.accepted(filed)
    for slug in ("union", "bfc"):
        with pytest.raises(NotThere):
            await propose(sqlite_world, reference, slug)
    wanted = Onward(sqlite_world.party["other"], OnwardReason.OTHER)
    with pytest.raises(NotAllowed):
        await sqlite_world.act("dara", filed.number, onward.propose_onward, wanted, reference)
    proposal = await propose(sqlite_world, reference, "ministry")
    for alias, number in (("maly", reference), ("vuthy", reference)):
        with pytest.raises(NotThere):
            await sqlite_world.act(alias, number, onward.answer_onward, proposal, A.NOT_NOW)
    other = await sqlite_world.active()
    with pytest.raises(NotThere):
        await sqlite_world.act("dara", other.number, onward.answer_onward, proposal, A.NOT_NOW)
