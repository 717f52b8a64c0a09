"""Looks into a case are lines of its timeline that move nothing; who has a conflict meets the case no more."""

from __future__ import annotations

import asyncio

import pytest

from cases.actions import conflicts, reading
from cases.rules.errors import NotAllowed, NotNow, NotThere
from cases.rules.vocabulary import CaseStatus, ConflictReason
from cases.store import reads
from cases.store.conflicts import declared_to
from cases.store.door import case_for
from cases.store.lists import list_cases
from cases.store.tables import CaseHolder, Event, Exclusion, Staff
from cases.store.views import view_case
from tests.cases.world import Filed, World


async def _look(world: World, alias: str, number: str) -> None:
    await world.act(alias, number, reading.note_look)


async def _reads(world: World, filed: Filed) -> list[Event]:
    rows = await world.rows(Event, Event.case_id == filed.case_id, Event.kind == reads.READ)
    return sorted(rows, key=lambda row: row.seq)


async def test_looks_within_a_quarter_of_an_hour_are_one_line(world: World) -> None:
    """Each person has her own; after fifteen minutes a new one begins."""
    filed = await world.active()
    for alias in ("dara", "dara", "sophea", "dara"):
        await _look(world, alias, filed.number)
    assert len(await _reads(world, filed)) == 2
    world.clock.let_pass(minutes=14, seconds=59)
    await _look(world, "dara", filed.number)
    assert len(await _reads(world, filed)) == 2
    world.clock.let_pass(seconds=1)
    await _look(world, "dara", filed.number)
    assert len(await _reads(world, filed)) == 3


async def test_a_look_moves_neither_version_nor_list(sqlite_world: World) -> None:
    """No form becomes stale, and no list changes its order, because somebody looked."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.sent(filed)
    before, holders = (
        await sqlite_world.case(filed),
        {row.id: row.listed_at for row in await sqlite_world.rows(CaseHolder)},
    )
    sqlite_world.clock.let_pass(hours=1)
    await _look(sqlite_world, "dara", filed.number)
    await _look(sqlite_world, "maly", reference)
    after = await sqlite_world.case(filed)
    assert (after.version, after.touched_at) == (before.version, before.touched_at)
    assert after.head != before.head
    assert {row.id: row.listed_at for row in await sqlite_world.rows(CaseHolder)} == holders
    async with sqlite_world.store.reading() as unit:
        seen = await case_for(unit, sqlite_world.viewer("maly"), reference)
    assert seen.version == seen.referral.version  # type: ignore[union-attr]


async def test_the_first_look_at_a_new_case_puts_it_in_review(sqlite_world: World) -> None:
    """Which is an act, and does move it."""
    filed = await sqlite_world.file()
    version = (await sqlite_world.case(filed)).version
    await _look(sqlite_world, "dara", filed.number)
    case = await sqlite_world.case(filed)
    assert case.status is CaseStatus.IN_REVIEW and case.version == version + 1
    async with sqlite_world.store.reading() as unit:
        assert await reading.is_noted(unit, await case_for(unit, sqlite_world.viewer("dara"), filed.number))
        assert not await reading.is_noted(unit, await case_for(unit, sqlite_world.viewer("sophea"), filed.number))


async def test_two_looks_at_the_same_moment_are_one_line(world: World) -> None:
    """The case is locked: the second finds what the first wrote, and the chain stays one."""
    filed = await world.active()
    await asyncio.gather(*(_look(world, alias, filed.number) for alias in ("dara", "dara", "sophea", "dara")))
    lines = await _reads(world, filed)
    assert len(lines) == 2
    everything = await world.rows(Event, Event.case_id == filed.case_id)
    assert sorted(row.seq for row in everything) == list(range(1, len(everything) + 1))


async def test_a_lead_sees_who_looked_and_of_a_recipient_the_organisation_alone(sqlite_world: World) -> None:
    """Newest first; the timeline itself stays free of looks, on both sides."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.sent(filed)
    await _look(sqlite_world, "sophea", filed.number)
    sqlite_world.clock.let_pass(minutes=1)
    await _look(sqlite_world, "maly", reference)
    async with sqlite_world.store.reading() as unit:
        access = await case_for(unit, sqlite_world.viewer("dara"), filed.number)
        found = await reads.reads_of(unit, access)
        assert [(line.alias, line.party.slug if line.party else "") for line in found.lines] == [
            ("", "bfc"),
            ("sophea", ""),
        ]
        assert found.before == 0
        lead = await view_case(unit, access)
        theirs = await view_case(unit, await case_for(unit, sqlite_world.viewer("maly"), reference))
    assert reads.READ not in {line.kind for line in (*lead.events, *theirs.events)}


async def test_pages_of_looks_follow_each_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without gap or double."""
    monkeypatch.setattr(reads, "PAGE", 2)
    filed = await world.active()
    for _ in range(5):
        await _look(world, "dara", filed.number)
        world.clock.let_pass(minutes=16)
    seen, before = [], 0
    for _ in range(3):
        async with world.store.reading() as unit:
            page = await reads.reads_of(unit, await case_for(unit, world.viewer("dara"), filed.number), before)
        seen += [line.at for line in page.lines]
        before = page.before
    assert before == 0 and len(seen) == 5 and seen == sorted(seen, reverse=True)


# ---------------------------------------------------------------------------------------------- conflicts
async def _declare(world: World, alias: str, number: str) -> None:
    await world.act(alias, number, conflicts.declare_conflict, ConflictReason.RELATIVE)


async def test_who_declares_a_conflict_meets_the_case_no_more(world: World) -> None:
    """Nor can she declare it twice or lift it; her colleague goes on and sees that it was declared."""
    filed = await world.active()
    version = (await world.case(filed)).version
    await _declare(world, "sophea", filed.number)
    assert (await world.case(filed)).version == version, "nobody's form becomes stale"
    async with world.store.reading() as unit:
        with pytest.raises(NotThere):
            await case_for(unit, world.viewer("sophea"), filed.number)
        assert (await list_cases(unit, world.viewer("sophea"))).rows == []
        view = await view_case(unit, await case_for(unit, world.viewer("dara"), filed.number))
    assert [(line.kind, line.actor) for line in view.events if line.kind.startswith("conflict")] == [
        ("conflict_declared", "sophea")
    ]
    with pytest.raises(NotThere):
        await _declare(world, "sophea", filed.number)


async def test_the_last_who_can_open_a_case_cannot_close_it_to_herself(sqlite_world: World) -> None:
    """A colleague who is suspended, removed or has a conflict of her own does not count."""
    filed = await sqlite_world.active()
    await _declare(sqlite_world, "sophea", filed.number)
    with pytest.raises(NotNow) as refused:
        await _declare(sqlite_world, "dara", filed.number)
    assert refused.value.code == "conflict_nobody_left"

    another = await sqlite_world.active()
    async with sqlite_world.store.writing() as unit:
        staff = await unit.session.get_one(Staff, sqlite_world.staff["sophea"].staff_id)
        staff.suspended_at = unit.now
        unit.session.add(staff)
    with pytest.raises(NotNow):
        await _declare(sqlite_world, "dara", another.number)
    assert len(await sqlite_world.rows(Exclusion)) == 1


async def test_two_who_declare_at_the_same_moment_leave_one(world: World) -> None:
    """The case is locked: whoever comes second is the last."""
    filed = await world.active()
    found = await asyncio.gather(
        *(_declare(world, alias, filed.number) for alias in ("dara", "sophea")), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in found) == ["NoneType", "NotNow"]
    assert len(await world.rows(Exclusion)) == 1


async def test_a_lead_lists_and_lifts_conflicts_of_her_own_people(sqlite_world: World) -> None:
    """By alias and time; an officer cannot lift, and nobody can through another case."""
    filed, another = await sqlite_world.active(), await sqlite_world.active()
    await _declare(sqlite_world, "sophea", filed.number)
    async with sqlite_world.store.reading() as unit:
        (line,) = await declared_to(unit, sqlite_world.viewer("dara"))
        assert await declared_to(unit, sqlite_world.viewer("vuthy")) == []
        assert await declared_to(unit, sqlite_world.viewer("maly")) == []
        assert await declared_to(unit, sqlite_world.viewer("sophea")) == [], "not even her own: the case is not there"
    assert (line.reference, line.alias, line.at) == (filed.number, "sophea", sqlite_world.clock.now())
    with pytest.raises(NotAllowed):
        await sqlite_world.act("sophea", another.number, conflicts.lift_conflict, line.id)
    with pytest.raises(NotThere):
        await sqlite_world.act("dara", another.number, conflicts.lift_conflict, line.id)

    await sqlite_world.act("dara", filed.number, conflicts.lift_conflict, line.id)
    async with sqlite_world.store.reading() as unit:
        assert (await case_for(unit, sqlite_world.viewer("sophea"), filed.number)).is_lead
        assert await declared_to(unit, sqlite_world.viewer("dara")) == []
    with pytest.raises(NotThere):
        await sqlite_world.act("dara", filed.number, conflicts.lift_conflict, line.id)


async def test_whom_the_worker_excluded_no_lead_lets_in(sqlite_world: World) -> None:
    """Only what was declared at a desk is lifted there."""
    filed = await sqlite_world.active(excluded=["other"])
    (hers,) = await sqlite_world.rows(Exclusion)
    async with sqlite_world.store.writing() as unit:
        unit.session.add(Exclusion(id="e" * 32, case_id=filed.case_id, staff_id=sqlite_world.staff["sophea"].staff_id))
    for exclusion in (hers.id, "e" * 32):
        with pytest.raises(NotThere):
            await sqlite_world.act("dara", filed.number, conflicts.lift_conflict, exclusion)


async def test_a_recipients_conflict_stays_with_the_recipient(sqlite_world: World) -> None:
    """Her organisation has one more who can open it; the lead party's timeline says nothing of it."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.sent(filed)
    with pytest.raises(NotNow):
        await _declare(sqlite_world, "maly", reference)
