"""What she is told of what comes next: who is to act, by when, and what is late; never what is another worker's."""

from __future__ import annotations

from bot.answers import next_report
from bot.dialogue.status import what_comes
from bot.rendering import render
from cases.actions import watching
from cases.rules.vocabulary import Trouble
from cases.store.next_steps import NextStep, next_steps
from cases.store.worker_views import own_case
from locales.wrapping import solid
from tests.cases.world import Filed, World


async def coming(world: World, filed: Filed) -> tuple[NextStep, ...]:
    async with world.store.reading() as unit:
        return await next_steps(unit, await own_case(unit, filed.complainant_id))


async def told(world: World, filed: Filed) -> list[str]:
    """The sentences themselves, in Khmer."""
    async with world.store.reading() as unit:
        own = await own_case(unit, filed.complainant_id)
        steps = [next_report(step, own) for step in await next_steps(unit, own)]
    return [solid(render("km", prompt).text) for prompt in what_comes(steps, expected=False)]


async def test_it_begins_with_the_reading_and_goes_on_with_each_track(sqlite_world: World) -> None:
    """Filed on Monday: read by Tuesday night; sent on to BFC: an answer within five working days, then it is late."""
    world = sqlite_world
    filed = await world.file()
    assert [(one.rule, one.moment["date"], one.late) for one in await coming(world, filed)] == [
        ("first_reading", {"date": "2024-11-05"}, False)
    ]
    (sentence,) = await told(world, filed)
    assert "ថ្ងៃទី5" in sentence and sentence.startswith("បន្ទាប់៖")
    world.clock.let_pass(days=3)
    assert (await told(world, filed))[-1].startswith("មានថ្ងៃខាងលើដែលហួសហើយ")

    going = await world.active()
    assert len(await told(world, going)) == 1 and await coming(world, going) == (), "no day: that is said too"
    await world.sent(going)
    (step,) = await coming(world, going)
    assert step.rule == "referral_answer" and step.track is not None and step.track[1].id == world.party["bfc"]
    await world.sent(going, "ministry")
    assert [one.track for one in await coming(world, going)] == [step.track], "an officer still brings it there"


async def test_what_a_colleague_told_of_herself_is_not_told_to_her(sqlite_world: World) -> None:
    """Her trouble has a clock of the case; only she who is alone in it hears of that."""
    world = sqlite_world
    filed = await world.active()
    alone = await world.active()
    await world.colleague(filed)
    await world.act("dara", filed.number, watching.keep_trouble, 2, Trouble.THREATENED)
    await world.act("dara", alone.number, watching.keep_trouble, 1, Trouble.THREATENED)
    assert [one.rule for one in await coming(world, alone)] == ["retaliation"]
    assert await coming(world, filed) == ()
