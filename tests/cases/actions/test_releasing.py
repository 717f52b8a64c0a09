"""Public figures are frozen once a quarter is over, count a case once, and nothing moves them afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from cases.actions import filing, triage, withdrawing
from cases.actions.releasing import freeze_quarters
from cases.rules.figures import Value, cells, fingerprint, said
from cases.rules.vocabulary import ClosingReason, Issue, RemedyKind
from cases.rules.workers import Workers
from cases.store.releases import ReleaseView, release_of, released_quarters
from cases.store.tables import Installation, Party, ReleasedFigure
from tests.cases.world import Filed, World

SCOPE, SPAM = ClosingReason.OUT_OF_SCOPE, ClosingReason.SPAM


async def _closed(world: World, number: int, issue: Issue = Issue.UNION, reason: ClosingReason = SCOPE) -> list[Filed]:
    """Cases of two women and a man each, closed."""
    found = [await world.active() for _ in range(number)]
    for filed in found:
        await world.her(filed, filing.set_headcount, 2, 1)
        await world.act("dara", filed.number, triage.correct, issue)
        await world.act("dara", filed.number, triage.close, reason)
    return found


async def _next_quarter(world: World) -> ReleaseView:
    """Let the quarter end, and freeze it."""
    world.clock.let_pass(days=95)
    await freeze_quarters(world.store)
    async with world.store.reading() as unit:
        (newest, *_) = await released_quarters(unit)
        found = await release_of(unit, newest)
    assert found is not None
    assert found.fingerprint == fingerprint(said(found.scope, found.tables))
    return found


def _told(found: ReleaseView, *codes: str) -> Sequence[Value]:
    by_code: Mapping[str, Value] = dict(cells(found.tables))
    return [by_code[code] for code in codes]


async def test_a_quarter_is_frozen_once_by_whoever_comes_first(world: World) -> None:
    """Two processes at once: one release, whole; not while the quarter lasts, and never in a demonstration."""
    await _closed(world, 4)
    await freeze_quarters(world.store)
    async with world.store.reading() as unit:
        assert await released_quarters(unit) == []
    world.clock.let_pass(days=95)
    await asyncio.gather(freeze_quarters(world.store), freeze_quarters(world.store))
    async with world.store.reading() as unit:
        assert await released_quarters(unit) == ["2024-q4"]
        found = await release_of(unit, "2024-q4")
    assert found is not None
    assert _told(found, "total/all/cases", "total/all/workers", "issue/union/cases") == [4, 12, None]
    assert _told(found, "workers/women/workers", "workers/men/workers") == [None, None]
    rows = await world.rows(ReleasedFigure)
    assert len(rows) == sum(1 for _ in cells(found.tables)) and {row.quarter for row in rows} == {"2024-q4"}


async def test_a_case_counts_once_at_its_first_closing(sqlite_world: World) -> None:
    """Reopened, corrected, closed again, withdrawn, erased: the quarter of before stays, and no later one has it."""
    world = sqlite_world
    first, second, third, *_ = await _closed(world, 5)
    await _closed(world, 4, Issue.PAY)
    before = await _next_quarter(world)
    assert _told(before, "total/all/cases", "issue/union/cases", "issue/pay/cases") == [9, 5, None]
    assert _told(before, "outcome/out_of_scope/workers") == [None]
    for filed in (first, second, third):
        await world.act("dara", filed.number, triage.reopen)
        await world.act("dara", filed.number, triage.correct, Issue.HEAT)
    await world.act("dara", first.number, triage.close, SCOPE)
    await world.her(second, withdrawing.withdraw_case)
    await world.her(second, withdrawing.erase_now)
    await _closed(world, 3)
    after = await _next_quarter(world)
    assert (before.quarter, after.quarter) == ("2024-q4", "2025-q1")
    assert _told(after, "total/all/cases", "total/all/workers") == [3, 9]
    async with world.store.reading() as unit:
        assert await release_of(unit, before.quarter) == before


async def test_spam_and_test_organisations_are_no_part_of_it(sqlite_world: World) -> None:
    """Nor a demonstration; a quarter with less than enough says nothing, not even how little."""
    world = sqlite_world
    await _closed(world, 3, reason=SPAM)
    await _closed(world, 2)
    few = await _next_quarter(world)
    assert few.tables == []
    await _closed(world, 3)
    async with world.store.writing() as unit:
        await unit.session.exec(sa.update(Party).values(trial=True))
    assert (await _next_quarter(world)).tables == []
    async with world.store.writing() as unit:
        unit.session.add(Installation(id=1, keys_check=b"", demo=True))
    assert (await _next_quarter(world)).quarter == "2025-q1", "nothing newer"


async def test_what_was_agreed_is_told_with_its_workers(sqlite_world: World) -> None:
    """Five cases with a reinstatement each; what too few have is hidden, and so is four of five."""
    world = sqlite_world
    for number in range(5):
        filed = await world.active()
        await world.agreed("dara", filed.number, RemedyKind.REINSTATEMENT, workers=Workers(3))
        if number:
            await world.agreed("dara", filed.number, RemedyKind.APOLOGY, workers=Workers(3))
        await world.her(filed, withdrawing.withdraw_case)
    found = await _next_quarter(world)
    assert _told(found, "agreed/reinstatement/cases", "agreed/reinstatement/workers") == [5, 15]
    assert _told(found, "agreed/apology/cases", "agreed/apology/workers") == [None, None]
    assert _told(found, "delivered/reinstatement/cases", "confirmed/reinstatement/workers") == [None, None]
