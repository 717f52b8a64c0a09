"""Lockboxes follow their holders' newest keys, so that an older key opens nothing written later."""

from __future__ import annotations

import dataclasses

import pytest

from cases.actions import filing, telling
from cases.actions.filing import Piece
from cases.rules.errors import NotThere
from cases.rules.vocabulary import StoryKind
from cases.store import lockboxes
from cases.store.door import case_for
from cases.store.lockboxes import HolderKeys
from cases.store.story import complainants_of, story_of
from cases.store.tables import Complainant, Lockbox, LockboxKey, Party, PartyPublicKey
from cases.store.viewers import Viewer
from cases.store.views import thread_of
from cases.vault import party_keys
from cases.vault.sealing import DoesNotOpen
from tests.cases.world import STORY, Filed, World


async def _renew_key(world: World, slug: str) -> bytes:
    """The party has a newer key; its private half."""
    public, key = party_keys.new_party_key()
    async with world.store.writing() as unit:
        party = await unit.session.get_one(Party, world.party[slug])
        party.generation += 1
        unit.session.add_all(
            [
                party,
                PartyPublicKey(
                    party_id=party.id, generation=party.generation, box_public=public.box, sign_public=public.sign
                ),
            ]
        )
    return key.box


def _with(viewer: Viewer, private: dict[int, bytes]) -> Viewer:
    return dataclasses.replace(viewer, keys=HolderKeys(viewer.keys.name, private))


async def _story(world: World, viewer: Viewer, filed: Filed) -> list[str]:
    async with world.store.reading() as unit:
        access = await case_for(unit, viewer, filed.number)
        return [content["text"] for _, content in await story_of(unit, viewer.keys, access.case)]


async def test_what_is_written_after_a_new_key_opens_to_the_new_key_alone(world: World) -> None:
    """A removed person who kept the old key reads what she could read, and nothing later."""
    filed = await world.active()
    old = world.viewer("dara")
    new = await _renew_key(world, "union")
    world.clock.let_pass(minutes=1)
    await world.her(filed, filing.add_to_story, Piece(StoryKind.TEXT, "later"))
    both = _with(old, {1: old.keys.private[1], 2: new})
    assert await _story(world, both, filed) == [STORY, "later"]
    for keys in ({1: old.keys.private[1]}, {2: new}, {1: new, 2: old.keys.private[1]}):
        with pytest.raises((NotThere, DoesNotOpen)):
            await _story(world, _with(old, keys), filed)
    boxes = await world.rows(Lockbox, Lockbox.case_id == filed.case_id, Lockbox.kind == "story")
    assert sorted(box.generation for box in boxes) == [1, 2]
    assert boxes[0].public_key != boxes[1].public_key


async def test_a_renewed_box_keeps_all_its_holders(world: World) -> None:
    """Her receipt goes on opening her thread, old lines and new."""
    filed = await world.active()
    await world.her(filed, telling.write_to_case, "before")
    await _renew_key(world, "union")
    world.clock.let_pass(minutes=1)
    await world.her(filed, telling.write_to_case, "after")
    keys = await world.receipt_keys(filed)
    async with world.store.reading() as unit:
        case = await unit.session.get_one(Complainant, filed.complainant_id)
        said = [line.text for line in await thread_of(unit, keys, case) if line.by_worker]
    assert said == ["before", "after"]


async def test_nothing_is_renewed_while_no_key_changed(world: World) -> None:
    """Ten messages, one generation."""
    filed = await world.active()
    for number in range(10):
        await world.her(filed, telling.write_to_case, str(number))
    assert {box.generation for box in await world.rows(Lockbox)} == {1}


async def test_a_receipt_opens_the_thread_and_nothing_else(world: World) -> None:
    """Neither story, nor name, nor card: a found receipt tells no story."""
    filed = await world.active()
    await world.her(filed, filing.set_identity, "Sok Dara", "012345678")
    keys = await world.receipt_keys(filed)
    opened = set()
    async with world.store.reading() as unit:
        for box in await world.rows(Lockbox):
            try:
                await lockboxes.half_of(unit, HolderKeys(keys.name, keys.private), box.box, box.generation)
            except NotThere:
                continue
            opened.add(box.kind)
    assert opened == {"thread"}


async def test_a_half_put_into_another_boxs_row_does_not_open(world: World) -> None:
    """Somebody who writes the database gives a recipient's name to the lead's half: nothing opens."""
    one, two = await world.active(), await world.active()
    (box,) = await world.rows(Lockbox, Lockbox.case_id == one.case_id, Lockbox.kind == "story")
    (other,) = await world.rows(Lockbox, Lockbox.case_id == two.case_id, Lockbox.kind == "story")
    async with world.store.writing() as unit:
        for name in (world.viewer("dara").keys.name, world.viewer("maly").keys.name):
            mine = await unit.session.get(LockboxKey, (box.box, 1, world.viewer("dara").keys.name))
            assert mine is not None
            place = await unit.session.get(LockboxKey, (other.box, 1, name))
            place = place or LockboxKey(box=other.box, generation=1, holder=name)
            place.sealed_half = mine.sealed_half
            unit.session.add(place)
    async with world.store.reading() as unit:
        for alias in ("dara", "maly"):
            with pytest.raises(DoesNotOpen):
                await lockboxes.half_of(unit, world.viewer(alias).keys, other.box, 1)


async def test_a_holder_without_a_key_is_pending_and_everybody_else_opens(world: World) -> None:
    """An imported worker has no receipt yet: the lead reads, the pending holder does not."""
    filed = await world.active()
    async with world.store.writing() as unit:
        case = (await case_for(unit, world.viewer("dara"), filed.number)).case
        (person,) = await complainants_of(unit, case)
        person.receipt_public = None
        lead = await lockboxes.holder_of_party(unit, case.lead_party_id)
        box = await lockboxes.make_box(unit, "thread", case.id, [lead, lockboxes.holder_of_receipt(person)])
    async with world.store.reading() as unit:
        assert await lockboxes.half_of(unit, world.viewer("dara").keys, box, 1)
        with pytest.raises(NotThere):
            await lockboxes.half_of(unit, await world.receipt_keys(filed), box, 1)
