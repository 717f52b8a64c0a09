"""The timeline is append-only: a changed line, a missing one and a changed row are all found."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from cases.actions import filing, telling
from cases.store import events
from cases.store.tables import Case, Event, StoryEntry, ThreadMessage
from tests.cases.world import Filed, World


async def _story(world: World) -> Filed:
    filed = await world.active()
    await world.her(filed, telling.write_to_case, "when?")
    await world.act("dara", filed.number, telling.write_to_worker, "on Monday")
    await world.her(filed, filing.set_headcount, 3, 2)
    await world.sent(filed)
    return filed


async def _found(world: World, filed: Filed) -> int | None:
    async with world.store.reading() as unit:
        return await events.verify(unit, await unit.session.get_one(Case, filed.case_id))


async def test_a_case_that_was_only_worked_on_verifies(world: World) -> None:
    """On both databases what is read back is what was chained."""
    filed = await _story(world)
    assert await _found(world, filed) is None
    rows = await world.rows(Event)
    assert [row.seq for row in sorted(rows, key=lambda row: row.seq)] == list(range(1, len(rows) + 1))
    assert (await world.case(filed)).version == len(rows) + 1


EDITS: dict[str, Any] = {
    "what happened": {"kind": "closed"},
    "who did it": {"actor": "system"},
    "when": {"at": dt.datetime(2024, 1, 1, tzinfo=dt.UTC)},
    "what it says": {"data": {"women": 0, "men": 5}},
    "whose track": {"referral_id": "x" * 32},
    "its digest": {"digest": bytes(32)},
}


async def test_a_changed_line_is_found(world: World) -> None:
    """Any column of one line in the middle; put back as it was, the chain holds again."""
    filed = await _story(world)
    (line,) = await world.rows(Event, Event.kind == "headcount")
    for what, edit in EDITS.items():
        was = {name: getattr(line, name) for name in edit}
        for values, expected in ((edit, line.seq), (was, None)):
            async with world.store.writing() as unit:
                await unit.session.exec(sa.update(Event).where(col(Event.id) == line.id).values(**values))
            assert await _found(world, filed) == expected, what


async def test_a_line_taken_out_is_found_in_the_middle_and_at_the_end(world: World) -> None:
    """The head of the case tells how far the chain goes."""
    for place in (2, -1):
        filed = await _story(world)
        own = sorted(await world.rows(Event, Event.case_id == filed.case_id), key=lambda row: row.seq)
        async with world.store.writing() as unit:
            await unit.session.exec(sa.delete(Event).where(col(Event.id) == own[place].id))
        assert await _found(world, filed) == own[place].seq


async def test_two_lines_in_each_others_place_are_found(world: World) -> None:
    """The order is part of what is chained."""
    filed = await _story(world)
    one, two = [row for row in await world.rows(Event) if row.seq in (3, 4)]
    async with world.store.writing() as unit:
        for row, seq in ((one, 99), (two, one.seq), (one, two.seq)):
            await unit.session.exec(sa.update(Event).where(col(Event.id) == row.id).values(seq=seq))
    assert await _found(world, filed) == 3


async def test_a_line_moved_from_another_case_is_found(world: World) -> None:
    """The case is part of each line."""
    one, two = await world.file(), await world.file()
    async with world.store.writing() as unit:
        await unit.session.exec(sa.delete(Event).where(col(Event.case_id) == one.case_id))
        await unit.session.exec(sa.update(Event).where(col(Event.case_id) == two.case_id).values(case_id=one.case_id))
        head = (await unit.session.get_one(Case, two.case_id)).head
        await unit.session.exec(sa.update(Case).where(col(Case.id) == one.case_id).values(head=head))
    assert await _found(world, one) == 1


@pytest.mark.parametrize("table", [StoryEntry, ThreadMessage])
async def test_a_row_that_is_not_what_its_line_wrote_is_found(world: World, table: type[Any]) -> None:
    """A story that was replaced or deleted behind the desk's back."""
    filed = await _story(world)
    row = next(iter(await world.rows(table)))
    written = [e for e in await world.rows(Event) if f"{table.__tablename__}:{row.id}" in e.data.get("rows", {})]
    if not written:  # a notice that Samleng sent by itself
        row = next(r for r in await world.rows(table) if r.staff_id is None and not r.notice)
        written = [e for e in await world.rows(Event) if f"{table.__tablename__}:{row.id}" in e.data.get("rows", {})]
    async with world.store.writing() as unit:
        await unit.session.exec(sa.update(table).where(table.id == row.id).values(sealed=row.sealed[:-1] + b"\0\0"))
    assert await _found(world, filed) == written[0].seq
    async with world.store.writing() as unit:
        await unit.session.exec(sa.delete(table).where(table.id == row.id))
    assert await _found(world, filed) == written[0].seq


async def test_a_line_never_carries_what_she_said(world: World) -> None:
    """Codes, counts and ids alone."""
    filed = await _story(world)
    said = " ".join(str(row.data) + row.kind + row.actor for row in await world.rows(Event))
    assert "union" not in said and "Monday" not in said and filed.number not in said
