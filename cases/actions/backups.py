"""Backing up while serving, and putting a backup back into an empty place."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from cases.actions.burning import forget_chats
from cases.actions.erasure import erase_case, erase_worker
from cases.actions.telling import locked
from cases.actions.withdrawing import withdraw_case
from cases.rules.errors import BadInput
from cases.store import portable, snapshot
from cases.store.disk import sync_folder
from cases.store.snapshot import Count, Manifest, Reading, Rows
from cases.store.story import everyone_of
from cases.store.tables import Evidence, Installation, Lockbox
from cases.store.unit import Store, Unit
from cases.vault.hashing import same

AT_ONCE = 500


# ------------------------------------------------------------------------------------------------- backup
async def back_up(store: Store, file: Path, public: bytes) -> Count:
    """Write a backup of this moment; the file appears complete or not at all.

    Raises:
        BadInput: a file of that name is there.
    """
    if file.exists():
        raise BadInput("backup_is_there", field="file", file=str(file))
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as target:
            count = await snapshot.take(store, target, public)
            target.flush()
            os.fsync(target.fileno())
        draft.rename(file)
        sync_folder(file.parent)
    finally:
        draft.unlink(missing_ok=True)
    async with store.writing() as unit:
        await _note_backup(unit, unit.now)
    return count


async def _note_backup(unit: Unit, moment: dt.datetime) -> None:
    """The database itself knows when it was last backed up, so that every host can tell."""
    installed = (await unit.session.exec(select(Installation))).one()
    installed.backed_up_at = moment
    unit.session.add(installed)


async def lost(store: Store, missing: Collection[str]) -> list[str]:
    """Of files that a backup did not find, those that a row knows still: not erased meanwhile, but lost."""
    async with store.reading() as unit:
        return list((await unit.session.exec(select(Evidence.id).where(col(Evidence.id).in_(missing)))).all())


# ------------------------------------------------------------------------------------------------ restore
def look_through(source: IO[bytes], private: bytes) -> Manifest:
    """Read a backup to its end and believe nothing before. Raises BadInput."""
    reading = Reading(source, private)
    for _ in reading.entries():
        pass
    return reading.manifest


@dataclass
class Restored:
    """What came back, and what did not."""

    manifest: Manifest
    rows: int = 0
    files: int = 0
    erased: int = 0
    chats: bool = True  # whether the contacts' key is the one that the backup was made with
    _later: list[tuple[sa.Table, dict[str, Any], dict[str, Any]]] = field(default_factory=list)


async def restore(store: Store, source: IO[bytes], private: bytes, erasures: Collection[str]) -> Restored:
    """Put a backup into an empty database and an empty evidence folder, and erase again what was erased since.

    All rows come in one transaction. Files are written inside it, as nobody else is here yet: what fails leaves no
    row, and the caller removes the files. Keys of another installation are the caller's to refuse.
    """
    reading = Reading(source, private)
    restored = Restored(reading.manifest, chats=same(bytes.fromhex(reading.manifest.keys_check), store.keys.check()))
    async with store.writing() as unit:
        kept: set[str] | None = None
        for entry in reading.entries():
            if isinstance(entry, Rows):
                await _insert(unit, entry, restored)
                continue
            if kept is None:
                kept = await _settle(unit, restored, erasures)
            if entry.evidence_id in kept:
                with snapshot.refused():
                    store.files.put_back(entry.evidence_id, entry.content)
                restored.files += 1
        if kept is None:
            await _settle(unit, restored, erasures)
    return restored


async def _insert(unit: Unit, entry: Rows, restored: Restored) -> None:
    """A row that points into its own table is pointed there once all of its rows are in."""
    own = portable.own_references(entry.table)
    keys = [column.name for column in entry.table.primary_key.columns]
    for row in entry.rows if own else ():
        pointing = {name: row[name] for name in own if row[name] is not None}
        if pointing:
            restored._later.append((entry.table, {name: row[name] for name in keys}, pointing))
            row.update(dict.fromkeys(own))
    await unit.run(sa.insert(entry.table), entry.rows)
    restored.rows += len(entry.rows)


async def _settle(unit: Unit, restored: Restored, erasures: Collection[str]) -> set[str]:
    """All rows are in: point, erase, forget what cannot be reached. Returns the ids of the files that stay."""
    for table, key, values in restored._later:
        where = sa.and_(*(table.c[name] == value for name, value in key.items()))
        await unit.run(sa.update(table).where(where).values(**values))
    for case_id, boxes in (await _named(unit, erasures)).items():
        restored.erased += await _erase_again(unit, case_id, boxes)
    if not restored.chats:
        await forget_chats(unit)
    installed = (await unit.session.exec(select(Installation))).one()
    installed.keys_check = unit.keys.check()
    unit.session.add(installed)
    await _note_backup(unit, restored.manifest.made_at)
    await unit.session.flush()
    return set((await unit.session.exec(select(Evidence.id))).all())


async def _erase_again(unit: Unit, case_id: str, boxes: Collection[str]) -> int:
    """The case whose story is named, else the workers of it whose own lockboxes are; returns how many."""
    case = await locked(unit, case_id)
    if case.erased_at is not None:
        return 0
    if case.story_box in boxes:
        await erase_case(unit, case)
        return 1
    gone = [one for one in await everyone_of(unit, case) if one.identity_box in boxes and one.erased_at is None]
    for person in gone:
        await withdraw_case(unit, person.id)  # the backup may be older than her leaving
        await erase_worker(unit, case, person)
    return len(gone)


async def _named(unit: Unit, boxes: Collection[str]) -> dict[str, set[str]]:
    """Lockboxes that are there, by case, in the order in which cases are locked."""
    found: dict[str, set[str]] = defaultdict(set)
    for some in _in_parts(sorted(boxes)):
        rows = await unit.session.exec(select(Lockbox.case_id, Lockbox.box).where(col(Lockbox.box).in_(some)))
        for case_id, box in rows.all():
            found[case_id].add(box)
    return dict(sorted(found.items()))


def _in_parts(names: list[str]) -> Iterable[list[str]]:
    return (names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE))


async def is_empty(unit: Unit) -> bool:
    """Whether no table has a row."""
    for table in SQLModel.metadata.sorted_tables:
        if (await unit.run(sa.select(sa.literal(1)).select_from(table).limit(1))).first() is not None:
            return False
    return True
