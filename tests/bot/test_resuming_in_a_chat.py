"""She comes back after days: the conversation has run out, and her case goes on at the question where she stopped."""

from __future__ import annotations

from cases.actions import upkeep
from cases.store.questions_left import KEPT
from cases.store.tables import Complainant, Conversation, QuestionsLeft
from cases.store.unit import Store
from tests.cases.world import World
from tests.support.chat_line import ChatLine, chat_line
from tests.support.phone import Control

OVER = 73  # hours: one more than a conversation lives


async def _files(line: ChatLine, world: World, phone: str) -> list[str]:
    """From the code through the first two questions of a dismissal; what her two numbers are shown in."""
    await line.say(f"/start gate_km{phone}")
    for answer in ("danger:no", "issue:dismissal", "story:", f"who:{world.party['union']}"):
        if answer == "story:":
            await line.say("គេបញ្ឈប់ខ្ញុំពីការងារ")
            await line.tap("story:done")
        else:
            await line.tap(answer)
    numbers = await line.tap("send:go")
    await line.tap("receipt:have")
    await line.tap("work_province:skip")
    for _ in range(2):
        await line.tap(f"{await _question(line)}:skip")
    return numbers


async def _days_pass(store: Store, world: World) -> None:
    world.clock.let_pass(hours=OVER)
    async with store.writing() as unit:
        await upkeep.forget(unit)
    assert await world.rows(Conversation) == []


async def _question(line: ChatLine) -> str:
    """The step of the newest question in the chat."""
    return [data for data in await line.buttons() if data.startswith("q_")][-1].partition(":")[0]


async def test_in_a_linked_chat_the_questions_go_on_where_she_stopped(sqlite_world: World, bot_api: Control) -> None:
    """Sealed meanwhile; once she is through, nothing is kept."""
    world = sqlite_world
    async with chat_line(world.store, bot_api) as line:
        await _files(line, world, "o")
        stopped = await _question(line)
        (kept,) = await world.rows(QuestionsLeft)
        assert stopped.encode() not in kept.sealed_step
        await _days_pass(world.store, world)
        await line.say("/start")
        await line.tap("menu:mine")
        await line.tap("home:questions")
        assert await _question(line) == stopped
        while (at := (await line.buttons())[-1]).startswith(("q_", "women", "men")):
            await line.tap(at.partition(":")[0] + ":skip")
        await line.tap("name:none")
        assert await world.rows(QuestionsLeft) == []
    assert bot_api.violations() == []


async def test_whoever_opens_her_case_by_its_number_goes_on_too(sqlite_world: World, bot_api: Control) -> None:
    """On a phone that others look at nothing is linked: her two numbers alone lead back, to the same question."""
    world = sqlite_world
    async with chat_line(world.store, bot_api) as line:
        shown = "\n".join(await _files(line, world, "s"))
        (person,) = await world.rows(Complainant)
        assert person.correspondent_id is None
        stopped = await _question(line)
        await _days_pass(world.store, world)
    numbers = " ".join(one for one in shown.splitlines() if one and not one.strip("0123456789 "))
    async with chat_line(world.store, bot_api, user=78) as other:
        await other.say("/start gate_kmo")
        await other.say(numbers)
        await other.tap("home:questions")
        assert await _question(other) == stopped
        await other.tap(f"{stopped}:skip")
        onward = await _question(other)
        await other.tap(f"{onward}:stop")
        await other.tap("home:leave")
        await other.say(numbers)
        await other.tap("home:questions")
        assert await _question(other) == onward
    assert bot_api.violations() == []


async def test_where_she_stopped_is_not_kept_for_ever(sqlite_world: World, bot_api: Control) -> None:
    """Ninety days, or until she withdraws."""
    world = sqlite_world
    async with chat_line(world.store, bot_api) as line:
        await _files(line, world, "o")
        world.clock.let_pass(days=KEPT.days + 1)
        async with world.store.writing() as unit:
            await upkeep.forget(unit)
        assert await world.rows(QuestionsLeft) == []
    async with chat_line(world.store, bot_api, user=78) as other:
        await _files(other, world, "o")
        assert len(await world.rows(QuestionsLeft)) == 1
        await other.say("/withdraw")
        await other.tap("withdraw:yes")
        await other.tap(next(data for data in await other.buttons() if data.startswith("withdraw_sure:")))
        assert await world.rows(QuestionsLeft) == []
