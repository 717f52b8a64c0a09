"""Checkpoints keep where every timeline stood, so that what was cut off is missed, and roots show what was forged."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import sqlalchemy as sa

from cases.actions import filing, telling
from cases.store import checkpoints
from cases.store.checkpoints import merkle_root
from cases.store.engine import open_engines
from cases.store.tables import Checkpoint, CheckpointHead, Event, Lockbox, LockboxKey
from cases.store.timeline import Fault, Finding
from cases.store.written import COVERED, PARENTS, case_column, table_of
from tests.cases.world import Filed, World


async def _faults(world: World) -> set[Finding]:
    return {*await world.findings(), *[finding async for finding in checkpoints.verify(world.store)]}


async def _behind_the_back(world: World, *statements: sa.Executable) -> None:
    world.tampered = True
    async with world.store.engines.writer.begin() as connection:
        for statement in statements:
            await connection.execute(statement)


def test_a_root_depends_on_every_head_and_their_order() -> None:
    """Of one, of many, of an odd number; none is taken for another."""
    heads = [(f"{n:032x}", bytes([n]) * 32) for n in range(1, 8)]
    roots = {merkle_root(heads[:n]) for n in range(8)}
    roots |= {merkle_root(heads[::-1]), merkle_root([*heads[:-1], (heads[-1][0], bytes(32))])}
    assert len(roots) == 10


async def test_a_checkpoint_holds_the_timelines_that_moved(world: World) -> None:
    """The first holds all, the next only what moved since; nothing moved, nothing is written."""
    one, two = await world.file(), await world.file()
    assert (await checkpoints.keep(world.store), await checkpoints.keep(world.store)) == (1, 0)
    world.clock.let_pass(hours=1)
    await world.her(one, filing.set_headcount, 2, 1)
    assert (await checkpoints.keep(world.store), await checkpoints.keep(world.store)) == (1, 0)
    held = [(row.checkpoint_seq, row.case_id) for row in await world.rows(CheckpointHead)]
    assert sorted(held) == sorted([(1, one.case_id), (1, two.case_id), (2, one.case_id)])
    assert await _faults(world) == set()


async def test_processes_at_the_same_moment_write_each_number_once(world: World) -> None:
    """Whoever comes second finds nothing left, or tries again in the next minute."""
    await world.file()
    made = await asyncio.gather(*(checkpoints.keep(world.store) for _ in range(4)))
    assert sum(made) == 1
    assert [row.seq for row in await world.rows(Checkpoint)] == [1]


async def test_a_case_that_went_with_all_its_lines_is_missed(sqlite_world: World) -> None:
    """Nothing of it is left but its head at a checkpoint."""
    stays, goes = await sqlite_world.file(), await sqlite_world.file()
    await checkpoints.keep(sqlite_world.store)
    await _behind_the_back(sqlite_world, *_all_of(goes))
    found = await _faults(sqlite_world)
    assert Finding("cases", goes.case_id, Fault.DROPPED, goes.case_id) in found
    assert {finding.case_id for finding in found} == {goes.case_id} != {stays.case_id}


def _all_of(filed: Filed) -> list[sa.Executable]:
    """Every row that a case has after filing."""
    keys, boxes = table_of(LockboxKey), table_of(Lockbox)
    own = sa.select(boxes.c.box).where(boxes.c.case_id == filed.case_id)
    tables = [(table_of(kind), case_column(kind)) for kind in (Event, *reversed(COVERED)) if kind not in PARENTS]
    rows = [sa.delete(table).where(table.c[column] == filed.case_id) for table, column in tables]
    return [sa.delete(keys).where(keys.c.box.in_(own)), *rows]


async def test_newest_lines_that_were_cut_off_cleanly_are_missed(sqlite_world: World, tmp_path: Path) -> None:
    """Somebody puts the database of this morning back, and only the checkpoints of this evening into it."""
    filed = await sqlite_world.active()
    await checkpoints.keep(sqlite_world.store)
    morning = tmp_path / "morning.db"
    async with sqlite_world.store.engines.reader.connect() as connection:
        await connection.exec_driver_sql("COMMIT")
        await connection.exec_driver_sql("VACUUM INTO ?", (str(morning),))
    sqlite_world.clock.let_pass(hours=8)
    await sqlite_world.her(filed, telling.write_to_case, "they came to my room")
    await checkpoints.keep(sqlite_world.store)
    evening = {table: await sqlite_world.rows(table) for table in (Checkpoint, CheckpointHead)}
    sqlite_world.tampered = True
    past = World(
        type(sqlite_world.store)(
            open_engines(f"sqlite:///{shutil.copy(morning, tmp_path / 'back.db')}"),
            sqlite_world.store.keys,
            sqlite_world.store.files,
            sqlite_world.clock,
        ),
        sqlite_world.clock,
        "",
        tmp_path,
    )
    assert await _faults(past) == set()
    for table, rows in evening.items():
        for row in rows:
            if getattr(row, "seq", getattr(row, "checkpoint_seq", 0)) > 1:
                await _behind_the_back(past, sa.insert(table_of(table)).values(**row.model_dump()))
    lines = len(await past.rows(Event))
    assert await _faults(past) == {Finding("events", f"{filed.case_id}/{lines + 1}", Fault.DROPPED, filed.case_id)}
    await past.store.engines.dispose()


async def test_roots_that_a_partner_kept_show_what_was_made_anew(sqlite_world: World) -> None:
    """Who holds the keys can write all checkpoints anew without a finding; the roots kept elsewhere tell."""
    filed = await sqlite_world.file()
    await checkpoints.keep(sqlite_world.store)
    sqlite_world.clock.let_pass(hours=1)
    await sqlite_world.her(filed, filing.set_headcount, 2, 1)
    await checkpoints.keep(sqlite_world.store)
    kept = [root async for root in checkpoints.roots(sqlite_world.store)]
    assert [root.seq for root in kept] == [1, 2]
    assert await checkpoints.first_difference(sqlite_world.store, kept) is None
    heads, roots = table_of(CheckpointHead), table_of(Checkpoint)
    await _behind_the_back(sqlite_world, sa.delete(heads), sa.delete(roots))
    await checkpoints.keep(sqlite_world.store)
    assert await _faults(sqlite_world) == set()
    assert await checkpoints.first_difference(sqlite_world.store, kept) == Finding("checkpoints", "1", Fault.ALTERED)
    assert await checkpoints.first_difference(sqlite_world.store, kept[1:]) == Finding(
        "checkpoints", "2", Fault.DROPPED
    )
