"""The timeline is append-only, and lists what each transaction wrote: nothing that Samleng does looks tampered with."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, col, select

from cases.actions import filing, telling
from cases.store import chain, written
from cases.store.adopting import adopt
from cases.store.tables import Case, Clock, Complainant, Event, Evidence, Meeting, StoryEntry, ThreadMessage, new_id
from cases.store.timeline import Fault
from cases.store.unit import Unit
from cases.store.written import digest, key, table_of
from tests.cases.store.timeline_history import rich
from tests.cases.world import Filed, World


async def _story(world: World) -> Filed:
    filed = await world.active()
    await world.her(filed, telling.write_to_case, "when?")
    await world.act("dara", filed.number, telling.write_to_worker, "on Monday")
    await world.her(filed, filing.set_headcount, 3, 2)
    await world.sent(filed)
    return filed


async def _behind_the_back(world: World, *statements: sa.Executable) -> None:
    """What somebody at the database does: no action, no session, no timeline."""
    world.tampered = True
    async with world.store.engines.writer.begin() as connection:
        for statement in statements:
            await connection.execute(statement)


def _set(table: type[SQLModel], row_id: str, **values: Any) -> sa.Executable:
    return sa.update(table_of(table)).where(table_of(table).c.id == row_id).values(**values)


async def _lines(world: World, filed: Filed) -> list[Event]:
    return sorted(await world.rows(Event, Event.case_id == filed.case_id), key=lambda line: line.seq)


async def test_cases_that_were_only_worked_on_have_no_finding(world: World) -> None:
    """On both databases everything reads back as it was chained, after evidence, remedies, hand-over and erasure."""
    for filed in await rich(world):
        lines = await _lines(world, filed)
        assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
    assert await world.findings() == []


EDITS: dict[str, dict[str, Any]] = {
    "what happened": {"kind": "closed"},
    "who did it": {"actor": "system"},
    "when": {"at": dt.datetime(2024, 1, 1, tzinfo=dt.UTC)},
    "what it says": {"data": {"women": 0, "men": 5}},
    "whose track": {"referral_id": "x" * 32},
    "its digest": {"digest": bytes(32)},
}


async def test_a_changed_line_is_named_and_put_back_it_holds_again(world: World) -> None:
    """Any column of one line in the middle, on both databases."""
    filed = await _story(world)
    (line,) = await world.rows(Event, Event.kind == "headcount")
    for what, edit in EDITS.items():
        await _behind_the_back(world, _set(Event, line.id, **edit))
        found = await world.findings()
        assert [(one.table, one.id, one.fault) for one in found] == [("events", line.id, Fault.ALTERED)], what
        await _behind_the_back(world, _set(Event, line.id, **{name: getattr(line, name) for name in edit}))
        assert await world.findings() == [], filed.number


async def test_lines_taken_out_or_moved_are_named(world: World) -> None:
    """In the middle, at the end, and in each other's place, on both databases."""
    lines = await _lines(world, await _story(world))
    events = table_of(Event)
    for line in (lines[2], lines[-1]):
        await _behind_the_back(world, sa.delete(events).where(events.c.id == line.id))
        found = {(one.id, one.fault) for one in await world.findings() if one.table == "events"}
        assert found == {(f"{line.case_id}/{line.seq}", Fault.DROPPED)}
        await _behind_the_back(world, sa.insert(events).values(**line.model_dump()))
    one, two = lines[3], lines[5]
    moves = [_set(Event, one.id, seq=999), _set(Event, two.id, seq=one.seq), _set(Event, one.id, seq=two.seq)]
    await _behind_the_back(world, *moves)
    found = {(finding.id, finding.fault) for finding in await world.findings()}
    assert found == {(line.id, Fault.REORDERED) for line in (one, two)}


@pytest.mark.parametrize("table", [StoryEntry, ThreadMessage, Complainant])
async def test_a_row_that_is_not_what_its_line_wrote_is_named(world: World, table: type[Any]) -> None:
    """A story, a message or a person that was altered, added or taken away, on both databases."""
    await _story(world)
    row = (await world.rows(table))[0]
    kept, column = row.model_dump(), table_of(table)
    name = str(table.__tablename__)
    await _behind_the_back(world, _set(table, row.id, sealed=b"something else"))
    assert [(one.table, one.id, one.fault) for one in await world.findings()] == [(name, row.id, Fault.ALTERED)]
    await _behind_the_back(world, _set(table, row.id, sealed=kept["sealed"]))
    twin = kept | {"id": new_id()} | ({"receipt_lookup": "x"} if table is Complainant else {})
    await _behind_the_back(world, sa.insert(column).values(**twin))
    assert [(one.table, one.id, one.fault) for one in await world.findings()] == [(name, twin["id"], Fault.INSERTED)]
    if table is not Complainant:  # other rows point at her
        await _behind_the_back(world, sa.delete(column).where(column.c.id.in_([row.id, twin["id"]])))
        assert [(one.table, one.id, one.fault) for one in await world.findings()] == [(name, row.id, Fault.DROPPED)]


async def test_rows_written_without_a_line_get_one_that_moves_nothing(world: World) -> None:
    """Whatever is written of a case is listed, also by bulk statements; no form becomes stale by it."""
    await world.accepted(await world.active(), "bfc")
    version = (await world.rows(Case))[0].version
    async with world.store.writing() as unit:
        await unit.session.exec(sa.update(Clock).values(due_at=unit.now))
        meetings = (await unit.session.exec(select(Meeting.id))).all()
        await unit.session.exec(sa.delete(Meeting).where(col(Meeting.id).in_(meetings)))
    line = max(await world.rows(Event), key=lambda line: line.seq)
    assert (line.kind, line.actor) == (chain.NOTED, chain.SYSTEM)
    clocks = {key("clocks", row.model_dump()): digest("clocks", row.__dict__) for row in await world.rows(Clock)}
    assert line.rows == clocks | {f"meetings:{meeting}": written.GONE for meeting in meetings}
    assert (await world.rows(Case))[0].version == version


async def test_a_file_of_a_draft_belongs_to_no_timeline_yet(sqlite_world: World) -> None:
    """Only what is filed is listed; a draft that ends leaves no line."""
    async with sqlite_world.store.writing() as unit:
        unit.session.add(Evidence(id=new_id(), conversation_id="draft", kind="photo", size=1, at=unit.now))
    async with sqlite_world.store.writing() as unit:
        await unit.session.exec(sa.delete(Evidence).where(col(Evidence.case_id).is_(None)))
    assert await sqlite_world.rows(Event) == []


async def test_what_a_savepoint_took_back_was_never_written(world: World) -> None:
    """A row that was refused is not listed, and one that was changed stands as it was."""
    filed = await world.file()
    (entry,) = await world.rows(StoryEntry)
    async with world.store.writing() as unit:
        await _refused(unit, entry, filed)
    assert await world.findings() == []
    assert [line.kind for line in await _lines(world, filed)] == ["filed", "headcount"]


async def _refused(unit: Unit, entry: StoryEntry, filed: Filed) -> None:
    case = await unit.session.get_one(Case, filed.case_id)
    try:
        async with unit.session.begin_nested():
            case.women = 7
            unit.session.add(StoryEntry(**entry.model_dump()))
    except IntegrityError:
        await unit.session.refresh(case)
    assert case.women == 0
    await filing.set_headcount(unit, filed.complainant_id, 1, 1)


async def test_a_line_never_carries_what_she_said(world: World) -> None:
    """Codes, counts and ids alone."""
    filed = await _story(world)
    said = " ".join(str(row.data) + str(row.rows) + row.kind + row.actor for row in await world.rows(Event))
    assert "union" not in said and "Monday" not in said and filed.number not in said


async def test_cases_from_before_lines_listed_rows_are_adopted_once(world: World) -> None:
    """An older database gets one line per case that lists all its rows; what is changed afterwards is found."""
    filed = await _story(world)
    await _as_before_rows(world, filed)
    assert await world.findings() != []
    assert (await adopt(world.store), await adopt(world.store)) == (1, 0)
    assert await world.findings() == []
    assert (await _lines(world, filed))[-1].kind == chain.ADOPTED
    await world.her(filed, telling.write_to_case, "and now?")
    assert await world.findings() == []
    await _behind_the_back(world, _set(Case, filed.case_id, women=9))
    assert [(one.table, one.fault) for one in await world.findings()] == [("cases", Fault.ALTERED)]


async def _as_before_rows(world: World, filed: Filed) -> None:
    """The same case as an installation without rows in its lines would have it."""
    install, before = world.store.keys.install("events"), chain.FIRST
    for line in await _lines(world, filed):
        before = chain.chained_before_rows(install, before, line.model_dump())
        await _behind_the_back(world, _set(Event, line.id, rows={}, digest=before))
    await _behind_the_back(world, _set(Case, filed.case_id, head=before))


@pytest.mark.parametrize("name", sorted({table for table, _ in written.ADDED}))
def test_a_column_that_came_later_leaves_the_digests_of_before_as_they_were(name: str) -> None:
    """While it holds what the migration put there; any other value is in the digest like every column."""
    later = {column: value for (table, column), value in written.ADDED.items() if table == name}
    names = {column.name for column in SQLModel.metadata.tables[name].columns} - later.keys() - {"head"}
    before = dict.fromkeys(names, "told")
    as_before = hashlib.sha256(written.canonical(before)).hexdigest()
    assert digest(name, before | later | {"head": b""}) == as_before
    for column in later:
        assert digest(name, before | later | {"head": b"", column: "other"}) != as_before
