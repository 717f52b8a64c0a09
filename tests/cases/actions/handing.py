"""What the tests of handing a case to another lead share: to ask, to answer, to carry out, and to look."""

from __future__ import annotations

import base64

from sqlmodel import select

from cases.actions import (
    handovers,
    parties,
)
from cases.actions.papers import Paper
from cases.rules.vocabulary import (
    HandoverStatus,
    Language,
    PartyKind,
    StaffRole,
    StoryKind,
)
from cases.store import lockboxes
from cases.store.door import case_for
from cases.store.lists import list_cases
from cases.store.tables import (
    Complainant,
    Handover,
    new_id,
)
from cases.store.views import CaseView, view_case
from tests.cases.world import Filed, World, join


async def asked(world: World, filed: Filed, slug: str = "other", alias: str = "dara") -> str:
    made = await world.act(alias, filed.number, handovers.ask_handover, world.party[slug])
    return made.id


async def says(world: World, filed: Filed, handover_id: str, *, yes: bool = True) -> None:
    await world.her(
        filed,
        handovers.answer_handover,
        handover_id,
        yes=yes,
        language=Language.KHMER,
        wording_digest="what she saw",
    )


async def agreed(world: World, filed: Filed, slug: str = "other") -> str:
    handover_id = await asked(world, filed, slug)
    await says(world, filed, handover_id)
    return handover_id


async def handed(world: World, filed: Filed, slug: str = "other", alias: str = "dara") -> str:
    world.clock.let_pass(minutes=1)
    handover_id = await agreed(world, filed, slug)
    await world.act(alias, filed.number, handovers.carry_out_handover, handover_id)
    world.clock.let_pass(minutes=1)
    return handover_id


async def seen(world: World, alias: str, number: str) -> CaseView:
    async with world.store.reading() as unit:
        return await view_case(unit, await case_for(unit, world.viewer(alias), number))


async def status_of(world: World, handover_id: str) -> HandoverStatus:
    (row,) = await world.rows(Handover, Handover.id == handover_id)
    return row.status


async def numbers(world: World, alias: str) -> list[str]:
    async with world.store.reading() as unit:
        return [row.reference for row in (await list_cases(unit, world.viewer(alias))).rows]


async def federation(world: World, parent: str = "union") -> None:
    """A factory union of its own below a party, with its lead `sreymom` and a kind of lead that is no parent."""
    async with world.store.writing() as unit:
        party = await parties.add_party(unit, "unit", "Outdoor Gear union", "សហជីព", PartyKind.UNION, parent=parent)
        world.party["unit"] = party.id
        await join(unit, world, "sreymom", "unit", StaffRole.LEAD)


async def another_worker(world: World, filed: Filed) -> str:
    """A second complainant of the same case; her id."""
    async with world.store.writing() as unit:
        (first,) = (await unit.session.exec(select(Complainant).where(Complainant.case_id == filed.case_id))).all()
        lead = await lockboxes.holder_of_party(unit, world.party["union"])
        boxes = [await lockboxes.make_box(unit, kind, filed.case_id, [lead]) for kind in ("thread", "identity")]
        second = Complainant(id=new_id(), case_id=filed.case_id, thread_box=boxes[0], identity_box=boxes[1])
        unit.session.add(second)
        assert first.id != second.id
        return second.id


def a_paper(world: World, kind: StoryKind = StoryKind.PHOTO) -> Paper:
    """A stored picture of something signed, ready to be handed in."""
    evidence_id = new_id()
    key, size = world.store.files.store(evidence_id, b"a thumb print")
    return Paper(evidence_id, kind, size, base64.b64encode(key).decode(), "image/jpeg")
