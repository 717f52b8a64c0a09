"""Whether timelines and the rows that they list are as they were written; every altered, missing or added one by name.

Rows are read past the ORM, value by value, so that a value that fits no list or date is a finding, not a failure.
What is named are tables and random ids, never content.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import functools
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from cases.store.chain import FIRST, chained, chained_before_rows
from cases.store.tables import Case, CheckpointHead, Event, Evidence
from cases.store.unit import Store, Unit
from cases.store.written import COVERED, GONE, PARENTS, case_column, digest, key, table_of

PAGE = 100  # cases
LONGEST_REORDERED = 200  # lines of a timeline among which the true place of a line is looked for
EVENTS = str(Event.__tablename__)
CASES = str(Case.__tablename__)
FILES = "evidence_files"
BY_NAME: Mapping[str, type[SQLModel]] = {str(kind.__tablename__): kind for kind in COVERED}
Line = Mapping[str, Any]


class Fault(StrEnum):
    ALTERED = "altered"
    DROPPED = "dropped"
    INSERTED = "inserted"
    REORDERED = "reordered"


@dataclass(frozen=True, order=True)
class Finding:
    """One row that is not as the timeline says. A dropped line of a timeline is named `case id/number`."""

    table: str
    id: str
    fault: Fault
    case_id: str = ""


async def verify(store: Store) -> AsyncIterator[Finding]:
    """Every finding of all cases, page by page, while others may go on writing."""
    async with store.reading() as unit:
        await as_of_one_moment(unit)
        orphans = set(await _orphans(unit))
    last = ""
    while True:
        async with store.reading() as unit:
            await as_of_one_moment(unit)
            case_ids = await _next_cases(unit, last)
            page = await _read_page(unit, case_ids)
            findings = [finding for case_id in case_ids for finding in await _case_findings(unit, page, case_id)]
        for finding in [*findings, *await _file_findings(store, page.files)]:
            yield finding
        for case_id in case_ids:
            orphans -= page.listed(case_id).keys()
        if len(case_ids) < PAGE:
            break
        last = case_ids[-1]
    for name in sorted(orphans):
        table, _, row_id = name.partition(":")
        yield Finding(table, row_id, Fault.INSERTED)


async def verify_cases(unit: Unit, case_ids: Sequence[str]) -> list[Finding]:
    """The findings of these cases; files apart."""
    page = await _read_page(unit, case_ids)
    return [finding for case_id in case_ids for finding in await _case_findings(unit, page, case_id)]


async def digests(unit: Unit, case_ids: Sequence[str]) -> Mapping[str, dict[str, str]]:
    """Every row of these cases as it stands, as a line of a timeline lists it; by case."""
    return (await _read_page(unit, case_ids)).rows


async def as_of_one_moment(unit: Unit) -> None:
    """All that this unit reads is of one moment: what is written meanwhile must not look altered."""
    if unit.dialect != "sqlite":
        await unit.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


# -------------------------------------------------------------------------------------------------- reading
async def read(
    unit: Unit,
    kind: type[SQLModel],
    *where: Any,
    source: Any = None,
    owner: Any = None,
    order: Any = (),
    limit: int | None = None,
) -> list[tuple[Any, Line]]:
    """Rows as plain values, each with the case that it belongs to by the column `owner`.

    A value that cannot be read as what its column holds stands there as it was found.
    """
    table = table_of(kind)
    named = sa.null() if owner is None else owner
    statement = sa.select(named.label("owner"), *_untyped(kind)).select_from(table if source is None else source)
    dialect = unit.session.get_bind().dialect
    typed = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in table.columns]
    names = [column.name for column in table.columns]
    rows = (await unit.run(statement.where(*where).order_by(*order).limit(limit))).all()
    return [(row[0], {name: _typed(*how) for name, *how in zip(names, typed, row[1:], strict=True)}) for row in rows]


@functools.cache
def _untyped(kind: type[SQLModel]) -> Sequence[Any]:
    return [sa.type_coerce(column, sa.types.NullType()).label(column.name) for column in table_of(kind).columns]


def _typed(processor: Any, value: Any) -> Any:
    try:
        return processor(value) if processor else value
    except (ValueError, TypeError, LookupError, AttributeError):
        return f"unreadable: {value!r}"


@functools.cache
def _source(kind: type[SQLModel]) -> tuple[Any, Any]:
    """(tables joined up to the one that names the case, that column)."""
    source: Any = table_of(kind)
    while kind in PARENTS:
        columns, parent = PARENTS[kind]
        own, above = table_of(kind), table_of(parent)
        same = zip(columns, above.primary_key.columns, strict=True)
        source = source.join(above, sa.and_(*(own.c[name] == column for name, column in same)))
        kind = parent
    return source, table_of(kind).c[case_column(kind)]


async def _next_cases(unit: Unit, after: str) -> list[str]:
    """Ids of cases that exist, have a timeline, or had one at a checkpoint."""
    columns = [table_of(kind).c[name] for kind, name in ((Case, "id"), (Event, "case_id"), (CheckpointHead, "case_id"))]
    each = [
        sa.select(column.label("case_id")).where(column > after).distinct().order_by(column).limit(PAGE).subquery()
        for column in columns
    ]
    both = sa.union(*(sa.select(part.c.case_id) for part in each)).order_by("case_id").limit(PAGE)
    return list((await unit.run(both)).scalars())


async def _orphans(unit: Unit) -> list[str]:
    """Names of rows whose case, or whose parent, is not there."""
    return list((await unit.run(_all_alone())).scalars())


@functools.cache
def _all_alone() -> Any:
    return sa.union_all(*map(_alone, COVERED))


def _alone(kind: type[SQLModel]) -> sa.Select[Any]:
    table, mine = table_of(kind), []
    if kind in PARENTS:
        columns, parent = PARENTS[kind]
        same = zip(columns, table_of(parent).primary_key.columns, strict=True)
        homes = [sa.select(1).where(*(table.c[name] == column for name, column in same))]
    else:
        column = table.c[case_column(kind)]
        known = (table_of(Case).alias().c.id, table_of(Event).c.case_id)
        homes = [sa.select(1).where(home == column) for home in known]
        mine = [column.is_not(None)]
    name: Any = sa.literal(f"{table.name}:")
    for number, column in enumerate(table.primary_key.columns):
        name = name + ("/" if number else "") + sa.cast(column, sa.String)
    return sa.select(name).where(*mine, *(~home.correlate(table).exists() for home in homes))


@dataclass(frozen=True)
class _Page:
    """What the database holds of some cases, by case."""

    lines: Mapping[str, list[Line]]
    rows: Mapping[str, dict[str, str]]  # digest by name
    heads: Mapping[str, bytes]
    marks: Mapping[str, list[bytes]]  # heads at checkpoints
    files: Mapping[str, tuple[str, int]]  # evidence id: case id, size

    def listed(self, case_id: str) -> dict[str, str]:
        return _listed(self.lines.get(case_id, ()))


def _listed(lines: Iterable[Line]) -> dict[str, str]:
    """The digest that the newest line to list a row gives it."""
    found: dict[str, str] = {}
    for line in lines:
        if isinstance(line["rows"], dict):
            found |= line["rows"]
    return found


async def _read_page(unit: Unit, case_ids: Sequence[str]) -> _Page:
    page = _Page(defaultdict(list), defaultdict(dict), {}, defaultdict(list), {})
    events, marks = table_of(Event).c, table_of(CheckpointHead).c
    in_order = (events.case_id, events.seq)
    for _, line in await read(unit, Event, events.case_id.in_(case_ids), order=in_order):
        page.lines[line["case_id"]].append(line)
    for kind in COVERED:
        source, owner = _source(kind)
        for case_id, row in await read(unit, kind, owner.in_(case_ids), source=source, owner=owner):
            name = key(str(kind.__tablename__), row)
            page.rows[case_id][name] = digest(str(kind.__tablename__), row)
            if kind is Case:
                page.heads[case_id] = row["head"]  # type: ignore[index]
            elif kind is Evidence:
                page.files[row["id"]] = (case_id, row["size"])  # type: ignore[index]
    at_checkpoints = await unit.run(
        sa.select(marks.case_id, marks.head).where(marks.case_id.in_(case_ids)).order_by(marks.checkpoint_seq)
    )
    for mark in at_checkpoints.mappings():
        page.marks[mark["case_id"]].append(mark["head"])
    return page


# -------------------------------------------------------------------------------------------------- comparing
async def _case_findings(unit: Unit, page: _Page, case_id: str) -> list[Finding]:
    install = unit.keys.install("events")
    lines, moved = _in_true_order(install, page.lines.get(case_id, []))
    findings = [Finding(EVENTS, str(line_id), Fault.REORDERED, case_id) for line_id in sorted(moved)]
    findings += _chain_findings(install, case_id, lines, page.heads.get(case_id), page.marks.get(case_id, []))
    return findings + await _row_findings(unit, page, case_id, _listed(lines))


async def _row_findings(unit: Unit, page: _Page, case_id: str, listed: Mapping[str, str]) -> list[Finding]:
    """Rows against what the timeline lists."""
    found = page.rows.get(case_id, {})
    faults: dict[str, Fault] = {}
    for name, there in found.items():
        if listed.get(name, GONE) == GONE:
            faults[name] = Fault.INSERTED
        elif listed[name] != there:
            faults[name] = Fault.ALTERED
    for name, wanted in listed.items():
        if wanted != GONE and name not in found:
            elsewhere = await _elsewhere(unit, name)
            if elsewhere != wanted:  # else the row that led here is missing, and is named itself
                faults[name] = Fault.DROPPED if elsewhere is None else Fault.ALTERED
    if not page.lines.get(case_id) and page.marks.get(case_id):
        faults.setdefault(f"{CASES}:{case_id}", Fault.DROPPED)
    split = ((name.partition(":"), fault) for name, fault in faults.items())
    return [Finding(table, row_id, fault, case_id) for (table, _, row_id), fault in split]


async def _elsewhere(unit: Unit, name: str) -> str | None:
    """The digest of a row by its name alone, wherever it belongs now; None when it is nowhere."""
    table, _, row_id = name.partition(":")
    kind = BY_NAME.get(table)
    if kind is None:
        return None
    columns = table_of(kind).primary_key.columns
    wanted = (
        column == (int(part) if isinstance(column.type, sa.Integer) and part.isdecimal() else part)
        for column, part in zip(columns, row_id.split("/"), strict=False)
    )
    rows = await read(unit, kind, *wanted)
    return digest(table, rows[0][1]) if rows else None


def _chain_findings(
    install: bytes, case_id: str, lines: Sequence[Line], head: bytes | None, marks: Iterable[bytes]
) -> list[Finding]:
    """Each line against the one before, the case's head against the last, heads at checkpoints against all."""
    if not lines:
        return [Finding(EVENTS, f"{case_id}/1", Fault.DROPPED, case_id)] if marks else []
    faults, made, unsure = _walk(install, lines)
    tail = next((at for at, line in enumerate(lines) if head == line["digest"]), None)
    for line in lines[tail + 1 :] if tail is not None else ():
        if faults.get(line["id"]) is Fault.ALTERED or line["id"] in unsure:
            faults[line["id"]] = Fault.INSERTED
    standing = {_number(line) for line in lines if faults.get(line["id"]) is not Fault.INSERTED}
    dropped = sorted(set(range(1, max(standing, default=0) + 1)) - standing)
    digests = [line["digest"] for line in lines] + made
    findings = [Finding(EVENTS, str(line_id), fault, case_id) for line_id, fault in faults.items()]
    if head is not None and head not in (lines[-1]["digest"], made[-1]) and not findings:
        findings.append(Finding(CASES, case_id, Fault.ALTERED, case_id))  # its head; or else the newest line is gone
        dropped += [] if tail is not None else [_number(lines[-1]) + 1]
    if not findings and not dropped and not set(marks) <= set(digests):
        dropped.append(_number(lines[-1]) + 1)
    return findings + [Finding(EVENTS, f"{case_id}/{number}", Fault.DROPPED, case_id) for number in dropped]


def _number(line: Line) -> int:
    return line["seq"] if isinstance(line["seq"], int) else 0


def _in_true_order(install: bytes, lines: Sequence[Line]) -> tuple[Sequence[Line], set[str]]:
    """(lines as they once stood, those that were moved): a line follows from another at one number only."""
    faults, _, unsure = _walk(install, lines)
    places = {line["id"]: _true_place(install, lines, line) for line in lines if line["id"] in faults.keys() | unsure}
    moved = {line_id: place for line_id, place in places.items() if place is not None}
    as_once = [dict(line) | {"seq": moved[line["id"]]} if line["id"] in moved else line for line in lines]
    return (sorted(as_once, key=_number) if moved else lines), set(moved)


def _walk(install: bytes, lines: Sequence[Line]) -> tuple[dict[str, Fault], list[bytes], set[str]]:
    """(lines that do not follow, the digest that each should have, lines behind a gap, of which nobody knows)."""
    faults: dict[str, Fault] = {}
    made: list[bytes] = []
    unsure: set[str] = set()
    before, number = {FIRST}, 0
    for line in lines:
        follows = [candidate for digest_before in before for candidate in _digests(install, digest_before, line)]
        if _number(line) < 1:
            faults[line["id"]] = Fault.INSERTED
        elif _number(line) != number + 1:
            unsure.add(line["id"])
        elif line["digest"] not in follows:
            faults[line["id"]] = Fault.ALTERED
        made.append(line["digest"] if line["digest"] in follows else follows[0])
        before, number = {line["digest"], made[-1]}, _number(line)
    return faults, made, unsure


def _digests(install: bytes, before: Any, line: Line) -> tuple[bytes, ...]:
    """What a line's digest may be: of today's form, or for one that lists no rows of the form before."""
    if not isinstance(before, bytes):
        before = FIRST
    today = chained(install, before, line)
    if line["rows"] or not isinstance(line["at"], dt.datetime):
        return (today,)
    return today, chained_before_rows(install, before, line)


def _true_place(install: bytes, lines: Sequence[Line], line: Line) -> int | None:
    """The number with which a line follows from some other one: where it stood before it was moved."""
    if len(lines) > LONGEST_REORDERED:
        return None
    for number in range(1, len(lines) + 2):
        moved = dict(line) | {"seq": number}
        for before in [FIRST, *(other["digest"] for other in lines)]:
            if line["digest"] in _digests(install, before, moved):
                return number if number != line["seq"] else None
    return None


async def _file_findings(store: Store, files: Mapping[str, tuple[str, int]]) -> list[Finding]:
    """Evidence whose file is not on the disk, or not of its size. What was erased just now is none."""
    sizes = await asyncio.to_thread(lambda: {evidence_id: store.files.size(evidence_id) for evidence_id in files})
    wrong = [evidence_id for evidence_id, (_, size) in files.items() if sizes[evidence_id] != size]
    if wrong:
        async with store.reading() as unit:
            kept = (await unit.session.exec(select(Evidence.id).where(col(Evidence.id).in_(wrong)))).all()
            wrong = [evidence_id for evidence_id in wrong if evidence_id in kept]
    return [
        Finding(FILES, name, Fault.DROPPED if sizes[name] is None else Fault.ALTERED, files[name][0]) for name in wrong
    ]
