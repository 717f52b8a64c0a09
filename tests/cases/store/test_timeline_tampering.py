"""The tamper drill: whatever is changed behind the actions' back in one row is found, and named by that row."""

from __future__ import annotations

import dataclasses
import itertools
import json
import random
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from cases.store import checkpoints, timeline
from cases.store.engine import open_engines
from cases.store.tables import Checkpoint, CheckpointHead, Event
from cases.store.timeline import Fault, Finding
from cases.store.unit import Store
from cases.store.written import COVERED, PARENTS, case_column, key, table_of
from tests.cases.store.timeline_history import rich
from tests.cases.world import World

LISTED = [table_of(kind) for kind in COVERED]
EVENTS = table_of(Event)
OWNERS = {table_of(kind).name: PARENTS[kind][0] if kind in PARENTS else (case_column(kind),) for kind in COVERED}
Row = dict[str, Any]


@dataclass(frozen=True)
class Edit:
    """One edit, as SQL with its values, and the rows that must be named for it: (table, id, fault)."""

    what: str
    statements: Sequence[tuple[str, Sequence[Any]]]
    named: frozenset[tuple[str, str, Fault]]
    alone: bool = True  # nothing else is named


async def all_findings(store: Store) -> list[Finding]:
    """What `samleng verify` says."""
    return [finding async for finding in timeline.verify(store)] + [
        finding async for finding in checkpoints.verify(store)
    ]


# ------------------------------------------------------------------------------------------------- edits
def _name(table: sa.Table, row: Row) -> tuple[str, str]:
    name, _, row_id = key(table.name, row).partition(":")
    return name, row_id


def _where(table: sa.Table, row: Row) -> tuple[str, list[Any]]:
    keys = [column.name for column in table.primary_key.columns]
    return " AND ".join(f"{name} = ?" for name in keys), [row[name] for name in keys]


def _change(table: sa.Table, row: Row, values: Row) -> tuple[str, Sequence[Any]]:
    where, known = _where(table, row)
    return f"UPDATE {table.name} SET {', '.join(f'{name} = ?' for name in values)} WHERE {where}", [
        *values.values(),
        *known,
    ]


def _insert(table: sa.Table, row: Row) -> tuple[str, Sequence[Any]]:
    return f"INSERT INTO {table.name} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values())


def _other(column: sa.Column[Any], value: Any) -> Any:
    """Another value that this column could well hold."""
    if isinstance(column.type, sa.JSON):
        return json.dumps({"changed": secrets.token_hex(3)} if str(value).startswith("{") else ["changed"])
    if isinstance(column.type, sa.Enum):
        return next(word for word in column.type.enums if word != value)
    if isinstance(column.type, sa.LargeBinary):
        return bytes([(value or b"\0")[0] ^ 1]) + (value or b"\0")[1:]
    if isinstance(column.type, sa.Boolean):
        return 0 if value else 1
    if isinstance(column.type, sa.Integer):
        return int(value or 0) + 1000
    if isinstance(column.type, sa.Date):
        return "2023-02-01"
    if "DateTime" in type(column.type).__name__:
        return "2023-02-01 03:04:05.000678"
    return secrets.token_hex(16)[: max(1, getattr(column.type, "length", None) or 32)]


def _changes(table: sa.Table, rows: Sequence[Row], pick: random.Random) -> Iterator[Edit]:
    for column in table.columns:
        row = pick.choice(rows)
        changed = {column.name: _other(column, row[column.name])}
        edit = [_change(table, row, changed)]
        old, new = _name(table, row), _name(table, row | changed)
        named = {(*old, Fault.DROPPED), (*new, Fault.INSERTED)} if old != new else {(*old, Fault.ALTERED)}
        # Rows below a row whose key or case is changed are then no longer where they belong.
        own = column.name not in OWNERS[table.name] and not column.primary_key and column.name != "head"
        yield Edit(f"{table.name}.{column.name} changed", edit, frozenset(named), alone=own)


def _whole_rows(table: sa.Table, rows: Sequence[Row], pick: random.Random) -> Iterator[Edit]:
    row = pick.choice(rows)
    where, known = _where(table, row)
    gone = frozenset({(*_name(table, row), Fault.DROPPED)})
    yield Edit(f"{table.name} deleted", [(f"DELETE FROM {table.name} WHERE {where}", known)], gone)
    copy = dict(pick.choice(rows))
    for column in table.columns:
        unique = column.primary_key and (column.name in ("id", "holder") or table.name == "lockboxes")
        if unique or column.unique:
            copy[column.name] = _other(column, copy[column.name])
    added = frozenset({(*_name(table, copy), Fault.INSERTED)})
    yield Edit(f"{table.name} inserted", [_insert(table, copy)], added, alone=table.name != "cases")
    if len(rows) > 1:
        yield _swapped(table, *pick.sample(rows, 2))


def _swapped(table: sa.Table, one: Row, two: Row) -> Edit:
    """Two rows keep their keys and exchange everything else."""
    free = [c.name for c in table.columns if not c.primary_key and one[c.name] != two[c.name]]
    parked = {c.name: _other(c, one[c.name]) for c in table.columns if c.name in free and c.unique}
    statements = [_change(table, one, parked)] if parked else []
    statements += [_change(table, two, {n: one[n] for n in free}), _change(table, one, {n: two[n] for n in free})]
    named = frozenset((*_name(table, row), Fault.ALTERED) for row in (one, two))
    return Edit(f"{table.name} exchanged", statements, named, alone=False)


def _line_edits(rows: Sequence[Row], pick: random.Random) -> Iterator[Edit]:
    by_case: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: row["seq"]):
        by_case.setdefault(row["case_id"], []).append(row)
    for column in EVENTS.columns:
        for _ in range(2):
            line = pick.choice(rows)
            changed = {column.name: _other(column, line[column.name])}
            whose = str(changed.get("id", line["id"]))
            named = {("events", whose, Fault.ALTERED)}
            if column.name == "seq":
                named = {("events", whose, Fault.REORDERED)}
            elif column.name == "case_id":
                named = {("events", f"{line['case_id']}/{line['seq']}", Fault.DROPPED)}
            apart = column.name in ("rows", "case_id")
            yield Edit(f"events.{column.name} changed", [_change(EVENTS, line, changed)], frozenset(named), not apart)
    for case_id, lines in by_case.items():
        for at in (0, len(lines) // 2, -1):
            gone = ("events", f"{case_id}/{lines[at]['seq']}", Fault.DROPPED)
            statement = ("DELETE FROM events WHERE id = ?", [lines[at]["id"]])
            yield Edit(f"events line {at} deleted", [statement], frozenset({gone}), alone=False)
        for seq in (len(lines) + 1, 0):
            copy = lines[-1] | {"id": secrets.token_hex(16), "seq": seq}
            yield Edit(
                f"events inserted at {seq}",
                [_insert(EVENTS, copy)],
                frozenset({("events", copy["id"], Fault.INSERTED)}),
                alone=False,
            )
        one, two = pick.sample(lines, 2)
        order = [(one, 999), (two, one["seq"]), (one, two["seq"])]
        yield Edit(
            "events in each other's place",
            [("UPDATE events SET seq = ? WHERE id = ?", [seq, row["id"]]) for row, seq in order],
            frozenset(("events", row["id"], Fault.REORDERED) for row in (one, two)),
            alone=False,
        )


def _checkpoint_edits(found: dict[str, list[Row]]) -> Iterator[Edit]:
    altered = frozenset({("checkpoints", "1", Fault.ALTERED)})
    (checkpoint,) = found["checkpoints"]
    for table, row in ((table_of(Checkpoint), checkpoint), (table_of(CheckpointHead), found["checkpoint_heads"][0])):
        for column in table.columns:
            if column.name in ("seq", "checkpoint_seq"):
                continue
            changed = {column.name: _other(column, row[column.name])}
            yield Edit(f"{table.name}.{column.name} changed", [_change(table, row, changed)], altered, alone=False)
        where, known = _where(table, row)
        gone = altered if table.name != "checkpoints" else frozenset({("checkpoints", "1", Fault.DROPPED)})
        yield Edit(f"{table.name} deleted", [(f"DELETE FROM {table.name} WHERE {where}", known)], gone, alone=False)


def edits(found: dict[str, list[Row]], pick: random.Random) -> Iterator[Edit]:
    """A change of every column, and a row deleted, added and exchanged in every table; lines moved as well."""
    for table in LISTED:
        rows = found[table.name]
        assert rows, f"the history has no {table.name}"
        yield from _changes(table, rows, pick)
        yield from _whole_rows(table, rows, pick)
    yield from _line_edits(found["events"], pick)
    yield from _checkpoint_edits(found)


# ------------------------------------------------------------------------------------------------- drills
def _rows(path: Path) -> dict[str, list[Row]]:
    with sqlite3.connect(path) as connection:
        connection.row_factory = sqlite3.Row
        tables = [*LISTED, EVENTS, table_of(Checkpoint), table_of(CheckpointHead)]
        found = {table.name: [dict(r) for r in connection.execute(f"SELECT * FROM {table.name}")] for table in tables}
        found["evidence"] = [row for row in found["evidence"] if row["case_id"]]
    return found


def _apply(connection: sqlite3.Connection, edit: Edit) -> None:
    for statement, values in edit.statements:
        assert connection.execute(statement, values).rowcount == 1, edit.what
    connection.commit()


async def _misnamed(store: Store, edit: Edit) -> str:
    """What is wrong with the findings after an edit; empty when they name its rows."""
    found = {(finding.table, finding.id, finding.fault) for finding in await all_findings(store)}
    found = {one for one in found if one[0] != timeline.FILES}  # a size that was changed is no longer the file's either
    missed, more = edit.named - found, found - edit.named
    return f"{edit.what}: missed {missed}, more {more}" if missed or (edit.alone and more) else ""


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("one_of", [6, pytest.param(1, marks=pytest.mark.chaos)])
async def test_each_of_hundreds_of_edits_is_found_and_named(sqlite_world: World, tmp_path: Path, one_of: int) -> None:
    """Every column of every covered table, rows deleted, added and exchanged, lines moved, checkpoints changed.

    In the suite each sixth edit, which comes to every table; all of them among the long drills.
    """
    world = sqlite_world
    await rich(world)
    assert await all_findings(world.store) == []
    with sqlite3.connect(tmp_path / "samleng.db") as connection:
        connection.execute("VACUUM INTO ?", [str(tmp_path / "rich.db")])
    template, edited = sqlite3.connect(tmp_path / "rich.db"), sqlite3.connect(tmp_path / "edited.db")
    template.backup(edited)
    store = dataclasses.replace(world.store, engines=open_engines(f"sqlite:///{tmp_path / 'edited.db'}"))
    wrong, touched = [], []
    for edit in itertools.islice(edits(_rows(tmp_path / "rich.db"), random.Random(7)), 0, None, one_of):
        _apply(edited, edit)
        wrong.append(await _misnamed(store, edit))
        template.backup(edited)
        touched += [table for table, _, _ in edit.named]
    await store.engines.dispose()
    assert [line for line in wrong if line] == []
    assert len(wrong) >= 600 // one_of
    assert {table.name for table in LISTED} <= set(touched)
