"""What is to be done: each list has what belongs there, what runs out first on top; and whose work it is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cases.actions import conflicts, delivering, owning, referrals, remedies, telling, triage
from cases.actions.remedies import Amount
from cases.rules.errors import BadInput, NotAllowed
from cases.rules.vocabulary import ConflictReason, Currency, Worklist
from cases.store import lists, worklists
from tests.cases.world import World

W = Worklist


async def listed(world: World, which: Worklist, alias: str = "dara", after: str = "") -> list[str]:
    async with world.store.reading() as unit:
        return [row.reference for row in (await lists.work_on(unit, world.viewer(alias), which, after)).rows]


async def counted(world: World, alias: str = "dara") -> dict[str, int]:
    async with world.store.reading() as unit:
        return {which.value: n for which, n in (await worklists.counts(unit, world.viewer(alias))).items() if n}


async def test_a_case_stands_where_its_next_step_is(world: World) -> None:
    """New, then nobody's; waiting for her, ready, incoming for the recipient; her words wait for an answer."""
    filed = await world.file()
    assert await counted(world) == {"new": 1} and await counted(world, "vuthy") == {}
    await world.act("dara", filed.number, triage.activate)
    assert await counted(world) == {}
    reference = await world.ask(filed)
    assert await counted(world) == {"waiting": 1}
    await world.answer(filed, reference)
    assert await counted(world) == {"ready": 1}
    reference = await world.sent(filed, "ministry")
    await world.act("dara", filed.number, referrals.revoke_referral, reference)
    await world.her(filed, telling.write_to_case, "When do we meet?")
    assert await listed(world, W.REPLY) == [filed.number]
    world.clock.let_pass(minutes=1)
    await world.act("dara", filed.number, telling.write_to_worker, "On Monday.")
    assert await listed(world, W.REPLY) == []
    sent = await world.sent(await world.active())
    assert await listed(world, W.INCOMING, "maly") == [sent] and await counted(world, "maly") == {"incoming": 1}
    agreed = await world.agreed("dara", filed.number, amount=Amount(Currency.USD, Decimal(50)))
    await world.act("dara", filed.number, delivering.deliver_remedy, agreed, world.today)
    await world.her(filed, remedies.answer_remedy, agreed, confirmed=False, facts={})
    assert await listed(world, W.DISPUTED) == [filed.number]


async def test_what_runs_out_first_stands_first_and_overdue_is_no_more_today(sqlite_world: World) -> None:
    """Two hours before one day; by a page's mark nothing is doubled or left out."""
    calm, danger = await sqlite_world.file(), await sqlite_world.file(danger=True)
    late = await sqlite_world.file()
    assert (await listed(sqlite_world, W.NEW))[0] == danger.number
    assert await listed(sqlite_world, W.DANGER) == [danger.number] == await listed(sqlite_world, W.DUE_TODAY)
    sqlite_world.clock.let_pass(hours=3)
    assert await listed(sqlite_world, W.OVERDUE) == [danger.number] and await listed(sqlite_world, W.DUE_TODAY) == []
    sqlite_world.clock.let_pass(days=1)
    assert set(await listed(sqlite_world, W.DUE_TODAY)) == {calm.number, late.number}
    sqlite_world.clock.let_pass(days=1)
    assert set(await listed(sqlite_world, W.OVERDUE)) == {danger.number, calm.number, late.number}
    whole = await listed(sqlite_world, W.NEW)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(lists, "PAGE", 1)
        paged, after = [], ""
        for _ in range(3):
            async with sqlite_world.store.reading() as unit:
                page = await lists.work_on(unit, sqlite_world.viewer("dara"), W.NEW, after)
            paged += [row.reference for row in page.rows]
            after = page.after
    assert paged == whole and len(set(paged)) == 3 and after == ""


async def test_somebody_takes_a_case_and_a_lead_gives_what_is_hers_to_another(sqlite_world: World) -> None:
    """An officer takes for herself alone; a conflict keeps a case from going to her; a hand-over of work goes along."""
    first, second = await sqlite_world.active(), await sqlite_world.active()
    await sqlite_world.act("sophea", first.number, owning.assign, "sophea")
    await sqlite_world.act("sophea", first.number, owning.assign, "sophea")
    assert await listed(sqlite_world, W.MINE, "sophea") == [first.number] and await listed(sqlite_world, W.MINE) == []
    with pytest.raises(NotAllowed):
        await sqlite_world.act("sophea", second.number, owning.assign, "dara")
    await sqlite_world.act("dara", second.number, owning.assign, "Dara")
    with pytest.raises(NotAllowed):
        await sqlite_world.act("sophea", second.number, owning.assign, "sophea")
    for wrong in ("vuthy", "nobody"):
        with pytest.raises(BadInput, match="person_unknown"):
            await sqlite_world.act("dara", first.number, owning.assign, wrong)
    await sqlite_world.act("sophea", second.number, conflicts.declare_conflict, ConflictReason.FRIEND)
    async with sqlite_world.store.writing() as unit:
        assert await owning.reassign(unit, sqlite_world.viewer("dara"), "dara", "sophea") == (0, 1)
    async with sqlite_world.store.writing() as unit:
        assert await owning.reassign(unit, sqlite_world.viewer("dara"), "sophea", "dara") == (1, 0)
    assert set(await listed(sqlite_world, W.MINE)) == {first.number, second.number}
    async with sqlite_world.store.writing() as unit:
        with pytest.raises(NotAllowed):
            await owning.reassign(unit, sqlite_world.viewer("sophea"), "dara", "sophea")
    await sqlite_world.act("dara", first.number, owning.assign, "")
    assert await listed(sqlite_world, W.MINE) == [second.number]
