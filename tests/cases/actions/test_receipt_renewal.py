"""Somebody has her number: the old receipt opens nothing from then on, and older messages open again with time."""

from __future__ import annotations

import asyncio
import dataclasses

import pytest
from sqlmodel import select

from cases.actions import forgetting, receipts, telling
from cases.actions.receipts import Minted
from cases.rules.errors import ChangedMeanwhile, NotNow, NotThere
from cases.rules.vocabulary import GivenBy
from cases.store import lockboxes
from cases.store.door import case_for
from cases.store.lockboxes import receipt_holder
from cases.store.tables import Complainant, Conversation, Event, LockboxKey, OutboxMessage, ThreadMessage
from cases.store.worker_views import OwnThread, own_thread
from tests.cases.world import Filed, World


async def minted(world: World, filed: Filed) -> Minted:
    """New numbers, before they are hers."""
    (person,) = await world.rows(Complainant, Complainant.id == filed.complainant_id)
    return await receipts.mint(world.store, person.id, person.receipt_generation)


async def renew(world: World, filed: Filed) -> Filed:
    """She asks in her linked chat; her case with its new digits."""
    made = await minted(world, filed)
    await world.her(filed, receipts.renew_from_chat, filed.correspondent_id, made)
    return dataclasses.replace(filed, receipt=made.receipt.digits)


async def thread(world: World, filed: Filed) -> OwnThread:
    keys = await world.receipt_keys(filed)
    async with world.store.reading() as unit:
        return await own_thread(unit, keys, await unit.session.get_one(Complainant, filed.complainant_id))


async def lead_opens(world: World, filed: Filed, alias: str = "dara") -> bool:
    """A look at the case, as every page begins; whether anything waited."""
    async with world.store.reading() as unit:
        waited = await receipts.anything_pending(unit, (await case_for(unit, world.viewer(alias), filed.number)).case)
    await world.act(alias, filed.number, receipts.fill_pending)
    return waited


@pytest.fixture
async def filed(world: World) -> Filed:
    """A case that is linked to a chat, with two messages in its thread."""
    filed = await world.file(correspondent_id=await world.chat())
    await world.her(filed, telling.write_to_case, "they came to my house")
    world.clock.let_pass(minutes=1)
    await world.act("dara", filed.number, telling.write_to_worker, "we are here")
    return filed


async def test_the_old_receipt_opens_nothing_and_the_new_one_what_is_written_from_now_on(
    world: World, filed: Filed
) -> None:
    """Her words of before wait; the officer's next line opens at once."""
    old = await world.receipt_keys(filed)
    new = await renew(world, filed)
    with pytest.raises(NotThere):
        await world.receipt_keys(filed)
    await world.act("dara", filed.number, telling.write_to_worker, "a new day")
    seen = await thread(world, new)
    assert [line.text for line in seen.lines] == ["a new day"]
    assert seen.unopened == 2
    (person,) = await world.rows(Complainant, Complainant.id == filed.complainant_id)
    async with world.store.reading() as unit:
        for message in await world.rows(ThreadMessage):
            with pytest.raises(NotThere):
                await lockboxes.half_of(unit, old, person.thread_box, message.generation)


async def test_older_messages_open_once_somebody_of_the_lead_opens_the_case(world: World, filed: Filed) -> None:
    """Filled by the next look; the look after that finds nothing to do and writes nothing."""
    new = await renew(world, filed)
    assert await lead_opens(world, filed, "sophea")
    seen = await thread(world, new)
    assert ([line.text for line in seen.lines], seen.unopened) == (["they came to my house", "we are here"], 0)
    before = await world.rows(Event)
    assert not await lead_opens(world, filed)
    assert await world.rows(Event) == before


async def test_a_second_renewal_before_the_first_was_filled(world: World, filed: Filed) -> None:
    """Only the newest numbers open, and the next look fills everything for them."""
    first = await renew(world, filed)
    world.clock.let_pass(minutes=1)
    await world.her(filed, telling.write_to_case, "between the two")
    second = await renew(world, first)
    with pytest.raises(NotThere):
        await world.receipt_keys(first)
    assert (await thread(world, second)).unopened == 3
    await lead_opens(world, filed)
    assert [line.text for line in (await thread(world, second)).lines][-1] == "between the two"
    halves = await world.rows(LockboxKey, LockboxKey.holder == receipt_holder(filed.complainant_id))
    assert {half.holder_generation for half in halves} == {3}


async def test_a_double_tap_gives_one_new_receipt(world: World, filed: Filed) -> None:
    """Two renewals of the same receipt at the same moment: one counts, the other is told that something changed."""
    one, other = await minted(world, filed), await minted(world, filed)

    async def tap(made: Minted) -> bool:
        try:
            await world.her(filed, receipts.renew_from_chat, filed.correspondent_id, made)
        except ChangedMeanwhile:
            return False
        return True

    assert sorted(await asyncio.gather(tap(one), tap(other))) == [False, True]
    (person,) = await world.rows(Complainant, Complainant.id == filed.complainant_id)
    assert person.receipt_generation == 2


async def test_renewing_while_an_officer_posts_loses_no_line(world: World, filed: Filed) -> None:
    """Whichever comes first, every line opens to the new receipt after the next look."""
    made = await minted(world, filed)
    await asyncio.gather(
        world.her(filed, receipts.renew_from_chat, filed.correspondent_id, made),
        *(world.act("dara", filed.number, telling.write_to_worker, f"line {n}") for n in range(6)),
        *(world.her(filed, telling.write_to_case, f"word {n}") for n in range(3)),
    )
    await lead_opens(world, filed)
    seen = await thread(world, dataclasses.replace(filed, receipt=made.receipt.digits))
    assert (len(seen.lines), seen.unopened) == (11, 0)


async def test_only_the_linked_chat_gets_new_numbers(world: World, filed: Filed) -> None:
    """Neither another chat nor a case that is linked to none."""
    made = await minted(world, filed)
    for chat in (await world.chat("987654321"), None):
        with pytest.raises(NotNow) as refused:
            await world.her(filed, receipts.renew_from_chat, chat, made)
        assert refused.value.code == "receipt_not_here"
    assert await world.receipt_keys(filed)


async def test_at_the_office_she_gets_new_numbers_and_is_told(world: World, filed: Filed) -> None:
    """In her thread and in her chat, so that nobody takes her numbers behind her back."""
    made = await minted(world, filed)
    waiting = len(await world.rows(OutboxMessage))
    await world.act("sophea", filed.number, receipts.renew_at_office, filed.complainant_id, made)
    assert len(await world.rows(OutboxMessage)) == waiting + 1
    seen = await thread(world, dataclasses.replace(filed, receipt=made.receipt.digits))
    assert [line.notice for line in seen.lines] == ["receipt_new"]
    async with world.store.reading() as unit:
        kinds = (await unit.session.exec(select(Event.kind, Event.actor).where(Event.kind == "receipt_renewed"))).all()
    assert [actor for _, actor in kinds] == [world.staff["sophea"].actor]


async def test_at_the_office_a_lost_phone_is_let_go(world: World, filed: Filed) -> None:
    """The last that waits there is that new numbers were given out; the talk that knows her case is over."""
    before = {row.id for row in await world.rows(OutboxMessage)}
    async with world.store.writing() as unit:
        unit.session.add(
            Conversation(correspondent_id=filed.correspondent_id, key_name="", sealed_state=b"", expires_at=unit.now)
        )
    made = await minted(world, filed)
    await world.act("sophea", filed.number, receipts.renew_at_office, filed.complainant_id, made, unlink_chat=True)
    (person,) = await world.rows(Complainant, Complainant.id == filed.complainant_id)
    assert (person.correspondent_id, await world.rows(Conversation)) == (None, [])
    waiting = await world.rows(OutboxMessage)
    assert {row.id for row in waiting if row.sealed_content} == {row.id for row in waiting} - before
    assert len(waiting) == len(before) + 1


async def test_a_word_given_with_numbers_from_the_office_says_so(world: World) -> None:
    """An officer who kept them could have given it; numbers of her own chat lift that."""
    filed = await world.active(correspondent_id=await world.chat())
    made = await minted(world, filed)
    await world.act("sophea", filed.number, receipts.renew_at_office, filed.complainant_id, made)
    reference = await world.ask(filed)
    await world.answer(filed, reference)
    assert (await world.consent_of(filed, reference)).given_by is GivenBy.OFFICE_NUMBERS
    await world.her(filed, receipts.renew_from_chat, filed.correspondent_id, await minted(world, filed))
    reference = await world.ask(filed, "other")
    await world.answer(filed, reference)
    assert (await world.consent_of(filed, reference)).given_by is GivenBy.OWN_CHANNEL


async def test_who_holds_the_number_alone_gets_no_new_one_by_linking_a_chat(sqlite_world: World) -> None:
    """Else whoever photographed her slip would shut her out."""
    filed, chat = await sqlite_world.active(), await sqlite_world.chat()
    await sqlite_world.her(filed, forgetting.link_chat, chat)
    made = await minted(sqlite_world, filed)
    with pytest.raises(NotNow, match="receipt_not_here"):
        await sqlite_world.her(filed, receipts.renew_from_chat, chat, made)


async def test_no_other_office_gives_her_numbers(sqlite_world: World) -> None:
    """A recipient of a referral is not the lead, and a worker of another case is nobody here."""
    filed, other = await sqlite_world.active(), await sqlite_world.file()
    reference = await sqlite_world.sent(filed)
    made = await minted(sqlite_world, filed)
    with pytest.raises(NotThere):
        await sqlite_world.act("maly", reference, receipts.renew_at_office, filed.complainant_id, made)
    with pytest.raises(NotThere):
        await sqlite_world.act("dara", filed.number, receipts.renew_at_office, other.complainant_id, made)
    assert await sqlite_world.receipt_keys(filed)


async def test_a_worker_without_a_receipt_gets_her_first_at_the_office(world: World, filed: Filed) -> None:
    """An imported case: the thread was pending for her from its first line."""
    async with world.store.writing() as unit:
        person = await unit.session.get_one(Complainant, filed.complainant_id)
        person.receipt_lookup, person.receipt_public, person.receipt_wrapped = None, None, None
        unit.session.add(person)
    async with world.store.writing() as unit:
        held = select(LockboxKey).where(LockboxKey.holder == receipt_holder(filed.complainant_id))
        for half in (await unit.session.exec(held)).all():
            half.sealed_half = None
            unit.session.add(half)
    made = await minted(world, filed)
    await world.act("dara", filed.number, receipts.renew_at_office, filed.complainant_id, made)
    await lead_opens(world, filed)
    seen = await thread(world, dataclasses.replace(filed, receipt=made.receipt.digits))
    assert (len(seen.lines), seen.unopened) == (3, 0)
