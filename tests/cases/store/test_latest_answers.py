"""What could be shared holds the latest answer to each question, and no earlier one."""

from __future__ import annotations

from cases.actions import filing
from cases.store.sharing import collect
from cases.store.story import story_of
from tests.cases.world import World


async def test_only_the_latest_answer_of_a_question_is_shared(sqlite_world: World) -> None:
    """She answered again: the story keeps both, previews and disclosures carry the last."""
    world = sqlite_world
    filed = await world.active()
    for values in (["dismissed"], ["not_renewed"]):
        await world.her(filed, filing.answer_fact, "union_what", values)
        world.clock.let_pass(minutes=1)
    case = await world.case(filed)
    async with world.store.reading() as unit:
        keys = world.viewer("dara").keys
        told = [content for _, content in await story_of(unit, keys, case) if "question" in content]
        shared = [
            item["values"]
            for items in (await collect(unit, keys, case)).items.values()
            for item in items
            if item.get("question") == "union_what"
        ]
    assert len(told) == 2
    assert shared == [["not_renewed"]]
