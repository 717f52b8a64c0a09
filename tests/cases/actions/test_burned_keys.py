"""Keys are burned: chats, drafts and unsent words are gone for ever; cases, receipts and timelines live on."""

from __future__ import annotations

import shutil

import pytest

from bot import conversations
from cases.actions import burning, telling
from cases.rules.errors import NotConfigured
from cases.store.door import case_for
from cases.store.keys_folder import CONTACTS, DRAFT, KeysFolder
from cases.store.tables import (
    ChatMessage,
    Complainant,
    Conversation,
    Correspondent,
    Installation,
    OutboxMessage,
    Preview,
)
from cases.store.views import view_case
from tests.cases.world import STORY, Filed, World


async def with_chat(world: World) -> Filed:
    """A case with a linked chat, an unsent message, an open preview, a draft."""
    filed = await world.active(correspondent_id=await world.chat())
    await world.ask(filed)
    async with world.store.writing() as unit:
        unit.session.add(Installation(id=1, keys_check=unit.keys.check()))
        unit.session.add(ChatMessage(correspondent_id=filed.correspondent_id, message_id=5, at=unit.now))
        opened = await conversations.of_chat(unit, "42", "https://samleng.example")
        await conversations.save(unit, opened, opened.state)
    return filed


async def check_of(world: World) -> bytes:
    (installed,) = await world.rows(Installation)
    return installed.keys_check


async def test_after_burning_the_program_serves_on_and_everybody_is_a_stranger(world: World) -> None:
    """No row is left that cannot be opened; her receipt and the desk open her case."""
    filed = await with_chat(world)
    keys = world.folder / "keys"
    before = {path.name: path.read_bytes() for path in keys.rglob("*") if path.is_file()}
    await burning.burn(world.store)
    assert await check_of(world) == world.store.keys.check()
    assert (keys / "install").read_bytes() == before["install"]
    assert (keys / CONTACTS).read_bytes() != before[CONTACTS]
    assert not [path for kind in ("draft", "preview") for path in (keys / kind).iterdir()]
    for table in (Correspondent, ChatMessage, OutboxMessage, Conversation, Preview):
        assert await world.rows(table) == []
    assert {row.correspondent_id for row in await world.rows(Complainant)} == {None}
    await world.receipt_keys(filed)
    async with world.store.reading() as unit:
        view = await view_case(unit, await case_for(unit, world.viewer("dara"), filed.number))
    assert view.story[0].text == STORY
    await world.act("dara", filed.number, telling.write_to_worker, "are you there?")
    async with world.store.writing() as unit:
        opened = await conversations.of_chat(unit, "42", "https://samleng.example")
        assert opened.mine == () and not opened.state.language_known
        await conversations.save(unit, opened, opened.state)
    await burning.burn(world.store)
    assert await check_of(world) == world.store.keys.check()


async def test_a_crash_between_keys_and_database_is_mended(world: World) -> None:
    """The keys are gone first; whoever comes next lets the database know."""
    await with_chat(world)
    world.store.keys.burn()
    assert await check_of(world) != world.store.keys.check()
    world.store.keys.burn()  # somebody tries once more before the database answers
    await burning.settle_burned(world.store)
    assert await check_of(world) == world.store.keys.check()
    assert await world.rows(Correspondent) == []
    assert world.store.keys.burned_check() is None
    await burning.settle_burned(world.store)


async def test_another_databases_burning_is_not_taken_for_this_ones(sqlite_world: World) -> None:
    """Nothing is deleted beside keys that were never its own."""
    await with_chat(sqlite_world)
    async with sqlite_world.store.writing() as unit:
        (await unit.session.get_one(Installation, 1)).keys_check = bytes(32)
    sqlite_world.store.keys.burn()
    with pytest.raises(NotConfigured):
        await burning.settle_burned(sqlite_world.store)
    assert await sqlite_world.rows(Correspondent)


def test_another_process_notices_at_once_that_a_key_was_destroyed(sqlite_world: World) -> None:
    """Whatever it had read before."""
    keys, other = sqlite_world.store.keys, KeysFolder(sqlite_world.folder / "keys")
    now = sqlite_world.clock.now()
    name = keys.todays(DRAFT, now)
    contacts, daily = other.contacts("addresses"), other.daily(name)
    assert (keys.contacts("addresses"), keys.daily(name)) == (contacts, daily)
    keys.burn()
    assert other.contacts("addresses") != contacts
    with pytest.raises(NotConfigured):
        other.daily(name)
    assert other.todays(DRAFT, now) == name and other.daily(name) != daily


async def test_a_chat_whose_key_is_missing_breaks_nothing_else(sqlite_world: World) -> None:
    """Somebody deleted `contacts` by hand: the desk and receipts work, and no word to her is lost."""
    filed = await with_chat(sqlite_world)
    shutil.move(sqlite_world.folder / "keys" / CONTACTS, sqlite_world.folder / "aside")
    await sqlite_world.act("dara", filed.number, telling.write_to_worker, "are you there?")
    await sqlite_world.receipt_keys(filed)
    shutil.move(sqlite_world.folder / "aside", sqlite_world.folder / "keys" / CONTACTS)
    assert len(await sqlite_world.rows(OutboxMessage)) >= 2
