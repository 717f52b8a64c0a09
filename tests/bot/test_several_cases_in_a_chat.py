"""Two cases in one Telegram chat, over the real bot: an answer never reaches the officers of the other one."""

from __future__ import annotations

from cases.actions import telling
from cases.rules.case_numbers import shown
from cases.store.tables import Conversation, Correspondent, ThreadMessage
from tests.cases.world import Filed, World
from tests.support.chat_line import chat_line
from tests.support.phone import Control

ASKED = "កើតពេលណា?"


async def _said_in(world: World, filed: Filed) -> int:
    """How many messages of hers lie in the thread of a case."""
    return len(await world.rows(ThreadMessage, ThreadMessage.case_id == filed.case_id, ThreadMessage.notice == ""))


async def test_an_answer_goes_to_the_case_whose_officer_asked(sqlite_world: World, bot_api: Control) -> None:
    """She writes in one; the officer of the other asks meanwhile; what she writes then waits for her word."""
    world = sqlite_world
    async with chat_line(world.store, bot_api) as line:
        await line.say("/start")
        (chat,) = await world.rows(Correspondent)
        first = await world.active(correspondent_id=chat.id)
        world.clock.let_pass(hours=30)
        second = await world.active(correspondent_id=chat.id)
        async with world.store.writing() as unit:
            for row in await world.rows(Conversation):
                await unit.session.delete(row)  # as after three days: rebuilt from her linked cases
        await line.tap("menu:mine")
        await line.say("សួស្ដី")
        await line.tap(f"which_case:{second.complainant_id}")
        assert (await _said_in(world, first), await _said_in(world, second)) == (0, 1)

        world.clock.let_pass(minutes=1)
        await world.act("dara", first.number, telling.write_to_worker, ASKED)
        await line.jobs()
        title, question = (await line.texts())[-2:]
        assert shown(first.number) in title and ASKED in question
        world.clock.let_pass(seconds=10)
        await line.say("ពីម្សិលមិញ")
        assert (await _said_in(world, first), await _said_in(world, second)) == (0, 1), "nothing is guessed"
        await line.tap(f"which_case:{first.complainant_id}")
        assert (await _said_in(world, first), await _said_in(world, second)) == (1, 1)

        world.clock.let_pass(minutes=1)
        await world.act("dara", second.number, telling.write_to_worker, ASKED)
        await line.jobs()
        world.clock.let_pass(seconds=10)
        await line.tap(f"case:{second.complainant_id}")
        await line.say("ថ្ងៃនេះ")
        assert (await _said_in(world, first), await _said_in(world, second)) == (1, 2)

        await line.tap("home:new")
        world.clock.let_pass(minutes=1)
        await world.act("dara", first.number, telling.write_to_worker, ASKED)
        await line.jobs()
        world.clock.let_pass(seconds=10)
        await line.say("ម្សិលមិញ")
        await line.tap(f"which_case:{first.complainant_id}")
        assert (await _said_in(world, first), await _said_in(world, second)) == (2, 2), "not told in the new story"
    assert bot_api.violations() == []
