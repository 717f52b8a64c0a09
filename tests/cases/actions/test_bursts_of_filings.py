"""No filing is refused; too many from one poster stand in one row, closed and brought back in one act."""

from __future__ import annotations

import asyncio

import pytest

from cases.actions import bursts, triage
from cases.rules.errors import NotNow, NotThere
from cases.rules.vocabulary import CaseStatus, ClosingReason
from cases.store.bursts import USUAL_AN_HOUR, USUAL_OF_ONE_CHAT, bursts_for
from cases.store.lists import list_cases
from cases.store.tables import Burst, Case, Exclusion, ThreadMessage
from cases.store.waiting import waiting_for
from tests.cases.world import Filed, World

CODE = "gate7"
TOO_MANY = 3


async def _flood(world: World, count: int = USUAL_AN_HOUR + TOO_MANY, **how: object) -> list[Filed]:
    return [await world.file(site_code=CODE, **how) for _ in range(count)]  # type: ignore[arg-type]


async def _listed(world: World, alias: str, burst: str = "") -> set[str]:
    async with world.store.reading() as unit:
        return {row.reference for row in (await list_cases(unit, world.viewer(alias), burst=burst)).rows}


async def _rows(world: World, alias: str) -> list[tuple[str, int]]:
    async with world.store.reading() as unit:
        return [(row.burst.id, row.waiting) for row in await bursts_for(unit, world.viewer(alias))]


async def _act(world: World, alias: str, act: object, burst: str) -> int:
    async with world.store.writing() as unit:
        return int(await act(unit, world.viewer(alias), burst))  # type: ignore[operator]


async def test_every_filing_is_kept_and_what_is_too_much_stands_in_one_row(world: World) -> None:
    """The usual ones stay in the queue; nothing is refused and nothing is lost."""
    filed = await _flood(world)
    usual, more = {one.number for one in filed[:USUAL_AN_HOUR]}, {one.number for one in filed[USUAL_AN_HOUR:]}
    assert len(await world.rows(Case)) == len(filed)
    assert await _listed(world, "dara") == usual
    [(burst, waiting)] = await _rows(world, "dara")
    assert waiting == TOO_MANY
    assert await _listed(world, "dara", burst) == more
    async with world.store.reading() as unit:
        assert (await waiting_for(unit, world.viewer("dara"))).cases == USUAL_AN_HOUR + 1


async def test_danger_floats_out_of_a_burst(sqlite_world: World) -> None:
    """A locked door cannot wait behind nonsense."""
    await _flood(sqlite_world, USUAL_AN_HOUR)
    danger = await sqlite_world.file(site_code=CODE, danger=True)
    assert danger.number in await _listed(sqlite_world, "dara")
    assert await _rows(sqlite_world, "dara") == []


async def test_other_posters_other_hours_and_other_parties_have_their_own_count(sqlite_world: World) -> None:
    """A flood at one gate does not hide what comes from another; a party learns nothing of another's cases."""
    await _flood(sqlite_world)
    elsewhere = await sqlite_world.file(site_code="market")
    assert elsewhere.number in await _listed(sqlite_world, "dara")
    other = await sqlite_world.file(site_code=CODE, lead="other")
    assert await _listed(sqlite_world, "vuthy") == {other.number}
    assert await _rows(sqlite_world, "vuthy") == []
    sqlite_world.clock.let_pass(hours=1, seconds=1)
    later = await sqlite_world.file(site_code=CODE)
    assert later.number in await _listed(sqlite_world, "dara")


async def test_one_chat_that_files_again_and_again_makes_a_burst_too(sqlite_world: World) -> None:
    """Workmates may share a phone; somebody at play fills one row."""
    chat = await sqlite_world.chat()
    for _ in range(USUAL_OF_ONE_CHAT):
        await sqlite_world.file(correspondent_id=chat)
    assert await _rows(sqlite_world, "dara") == []
    await sqlite_world.file(correspondent_id=chat)
    assert [waiting for _, waiting in await _rows(sqlite_world, "dara")] == [1]
    calm = await sqlite_world.file(correspondent_id=await sqlite_world.chat("987654321"))
    assert calm.number in await _listed(sqlite_world, "dara")


async def test_what_somebody_opened_leaves_the_row(sqlite_world: World) -> None:
    """It is somebody's work now, and closing the burst leaves it alone."""
    filed = await _flood(sqlite_world)
    await sqlite_world.act("sophea", filed[-1].number, triage.open_case)
    [(burst, waiting)] = await _rows(sqlite_world, "dara")
    assert waiting == TOO_MANY - 1
    assert filed[-1].number in await _listed(sqlite_world, "dara")
    assert await _act(sqlite_world, "dara", bursts.close_burst, burst) == TOO_MANY - 1
    assert (await sqlite_world.case(filed[-1])).status is CaseStatus.IN_REVIEW


async def test_a_burst_is_closed_as_spam_in_one_act_and_each_worker_is_told(sqlite_world: World) -> None:
    """The second tap closes nothing more; the usual cases stay."""
    filed = await _flood(sqlite_world)
    [(burst, _)] = await _rows(sqlite_world, "dara")
    assert await _act(sqlite_world, "dara", bursts.close_burst, burst) == TOO_MANY
    assert await _act(sqlite_world, "dara", bursts.close_burst, burst) == 0
    for one in filed[USUAL_AN_HOUR:]:
        case = await sqlite_world.case(one)
        assert (case.status, case.closing_reason) == (CaseStatus.CLOSED, ClosingReason.SPAM)
        notices = await sqlite_world.rows(ThreadMessage, ThreadMessage.complainant_id == one.complainant_id)
        assert [notice.notice for notice in notices] == ["case_closed"]
    assert (await sqlite_world.case(filed[0])).status is CaseStatus.RECEIVED
    assert await _rows(sqlite_world, "dara") == []


async def test_it_comes_back_in_one_act_for_seven_days(sqlite_world: World) -> None:
    """As if it had just come in: into the row, with its danger and its worker told."""
    filed = await _flood(sqlite_world)
    [(burst, _)] = await _rows(sqlite_world, "dara")
    await _act(sqlite_world, "dara", bursts.close_burst, burst)
    sqlite_world.clock.let_pass(days=6, hours=23)
    assert await _act(sqlite_world, "dara", bursts.undo_burst, burst) == TOO_MANY
    case = await sqlite_world.case(filed[-1])
    assert (case.status, case.closing_reason, case.closed_at) == (CaseStatus.RECEIVED, None, None)
    assert await _act(sqlite_world, "dara", bursts.undo_burst, burst) == 0


async def test_after_seven_days_and_without_closing_there_is_nothing_to_undo(sqlite_world: World) -> None:
    """What the content was is gone by then."""
    await _flood(sqlite_world)
    [(burst, _)] = await _rows(sqlite_world, "dara")
    with pytest.raises(NotNow):
        await _act(sqlite_world, "dara", bursts.undo_burst, burst)
    await _act(sqlite_world, "dara", bursts.close_burst, burst)
    sqlite_world.clock.let_pass(days=7)
    with pytest.raises(NotNow):
        await _act(sqlite_world, "dara", bursts.undo_burst, burst)


async def test_another_partys_burst_is_not_there(sqlite_world: World) -> None:
    """Neither its row nor its acts; and whoever has a conflict in a case does not close it with the others."""
    filed = await _flood(sqlite_world)
    [(burst, _)] = await _rows(sqlite_world, "dara")
    for act in (bursts.close_burst, bursts.undo_burst):
        with pytest.raises(NotThere):
            await _act(sqlite_world, "vuthy", act, burst)
    sophea = sqlite_world.staff["sophea"].staff_id
    async with sqlite_world.store.writing() as unit:
        unit.session.add(Exclusion(case_id=filed[-1].case_id, staff_id=sophea))
    assert await _rows(sqlite_world, "sophea") == [(burst, TOO_MANY - 1)]
    assert await _act(sqlite_world, "sophea", bursts.close_burst, burst) == TOO_MANY - 1
    assert (await sqlite_world.case(filed[-1])).status is CaseStatus.RECEIVED


async def test_two_filings_at_the_same_moment_make_one_row(world: World) -> None:
    """Two processes meet at the door: one burst, both cases."""
    await _flood(world, USUAL_AN_HOUR)
    await asyncio.gather(world.file(site_code=CODE), world.file(site_code=CODE))
    assert len(await world.rows(Burst)) == 1
    assert [waiting for _, waiting in await _rows(world, "dara")] == [2]
