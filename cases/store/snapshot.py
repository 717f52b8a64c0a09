"""A whole installation as one stream: a tar of rows as JSON lines and of evidence files, sealed while it is written.

    manifest.json            what it is, which tables with which columns
    rows/<table>/<number>    up to a thousand rows each, parents before children
    evidence/<id>            files as they lie on the disk: sealed already
    end.json                 how many rows and files there must be

Memory stays flat: rows come from a cursor, files in pieces.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import re
import tarfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import IO, Any, cast

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.rules.errors import BadInput
from cases.store import portable
from cases.store.engine import Engines
from cases.store.tables import Evidence
from cases.store.unit import Store
from cases.store.written import table_of
from cases.vault.backups import OpeningFile, SealingFile
from cases.vault.sealing import DoesNotOpen

FORMAT = 1
AT_ONCE = 1000
MANIFEST, ROWS, FILES, END = "manifest.json", "rows/", "evidence/", "end.json"
EVIDENCE_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself before anything else."""

    revision: str
    made_at: dt.datetime
    demo: bool
    keys_check: str
    install_check: str
    tables: dict[str, list[str]]
    format: int = FORMAT


@dataclass
class Count:
    """What went into a backup, or came out of one."""

    rows: Counter[str] = field(default_factory=Counter)
    files: int = 0
    missing: list[str] = field(default_factory=list)  # files that a row knows and the disk does not


# ---------------------------------------------------------------------------------------------- writing
async def take(store: Store, target: IO[bytes], public: bytes) -> Count:
    """Write a snapshot of this moment, sealed to a public key, while others go on writing."""
    sealing, count = SealingFile(target, public), Count()
    with tarfile.open(fileobj=cast("IO[bytes]", sealing), mode="w|", format=tarfile.PAX_FORMAT) as tar:
        async with _one_moment(store.engines) as connection:
            _add(tar, MANIFEST, _json(await _manifest(store, connection)))
            for table in portable.saved_tables():
                await _add_rows(tar, connection, table, count)
            await _add_files(tar, connection, store, count)
        _add(tar, END, _json({"rows": count.rows, "files": count.files, "missing": count.missing}))
    sealing.finish()
    return count


@contextlib.asynccontextmanager
async def _one_moment(engines: Engines) -> AsyncIterator[AsyncConnection]:
    """A transaction that reads the database as it stands at its first statement, whatever is committed meanwhile."""
    async with engines.reader.connect() as connection:
        if not engines.is_sqlite:
            await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield connection


async def _manifest(store: Store, connection: AsyncConnection) -> dict[str, Any]:
    installed = (await connection.execute(sa.text("SELECT keys_check, demo FROM installation"))).one()
    revision = (await connection.execute(sa.text("SELECT version_num FROM alembic_version"))).scalar_one()
    return {
        "format": FORMAT,
        "revision": revision,
        "made_at": store.clock.now().isoformat(),
        "demo": bool(installed.demo),
        "keys_check": bytes(installed.keys_check).hex(),
        "install_check": store.keys.install_check().hex(),
        "tables": {table.name: [column.name for column in table.columns] for table in portable.saved_tables()},
    }


async def _add_rows(tar: tarfile.TarFile, connection: AsyncConnection, table: sa.Table, count: Count) -> None:
    found = await connection.stream(portable.saved_rows(table), execution_options={"yield_per": AT_ONCE})
    number = 0
    async for rows in found.partitions():
        number += 1
        _add(tar, f"{ROWS}{table.name}/{number:09}", portable.written(table, rows))
        count.rows[table.name] += len(rows)


async def _add_files(tar: tarfile.TarFile, connection: AsyncConnection, store: Store, count: Count) -> None:
    """Files never change; one that was erased since the snapshot began is passed over and counted."""
    evidence = table_of(Evidence)
    ids = portable.saved_rows(evidence).with_only_columns(evidence.c.id)
    found = await connection.stream(ids, execution_options={"yield_per": AT_ONCE})
    async for evidence_id in found.scalars():
        try:
            file = store.files.sealed(evidence_id)
        except FileNotFoundError:
            count.missing.append(evidence_id)
            continue
        with file:
            member = tarfile.TarInfo(FILES + evidence_id)
            member.size = file.seek(0, io.SEEK_END)
            file.seek(0)
            tar.addfile(member, file)
        _forget(tar)
        count.files += 1


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))
    _forget(tar)


def _forget(tar: tarfile.TarFile) -> None:
    """It would keep a note of every member that ever passed."""
    tar.members.clear()  # type: ignore[attr-defined]


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


# ---------------------------------------------------------------------------------------------- reading
@dataclass(frozen=True)
class Rows:
    table: sa.Table
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class File:
    evidence_id: str
    content: IO[bytes]  # to be read before the next entry is asked for


class Reading:
    """Goes through a backup from its beginning, once.

    Raises:
        BadInput: another key, a file that was changed or cut short, or one of another format.
    """

    def __init__(self, source: IO[bytes], private: bytes) -> None:
        source.seek(0)
        try:
            self._opening = OpeningFile(source, private)
        except DoesNotOpen:
            raise BadInput("backup_does_not_open", field="file") from None
        with refused():
            self._tar = tarfile.open(fileobj=cast("IO[bytes]", self._opening), mode="r|")  # noqa: SIM115  it holds nothing open
            self.manifest = self._manifest()

    def entries(self) -> Iterator[Rows | File]:
        """All rows in the order in which they can be inserted, then all files; in the end all must have come."""
        known = {table.name: table for table in portable.saved_tables()}
        count = Count()
        while (found := self._next()) is not None:
            name, content = found
            with refused():
                entry = self._entry(known, name, content, count)
            if entry is None:
                return
            yield entry
        raise BadInput("backup_damaged", field="file")

    def _entry(self, known: dict[str, sa.Table], name: str, content: IO[bytes], count: Count) -> Rows | File | None:
        if name == END:
            said = json.loads(content.read())
            while self._opening.read(AT_ONCE):
                pass  # up to the mark of the last piece
            if said["rows"] != count.rows or said["files"] != count.files:
                raise DoesNotOpen
            return None
        if name.startswith(ROWS):
            table = known[name.split("/")[1]]
            rows = portable.read(table, self.manifest.tables[table.name], content.read())
            count.rows[table.name] += len(rows)
            return Rows(table, rows)
        evidence_id = name.removeprefix(FILES)
        if not EVIDENCE_ID.fullmatch(evidence_id):
            raise DoesNotOpen
        count.files += 1
        return File(evidence_id, content)

    def _manifest(self) -> Manifest:
        name, content = self._next() or ("", io.BytesIO())
        if name != MANIFEST:
            raise DoesNotOpen
        said = json.loads(content.read())
        if said["format"] != FORMAT:
            raise BadInput("backup_format", field="file")
        return Manifest(**said | {"made_at": dt.datetime.fromisoformat(said["made_at"])})

    def _next(self) -> tuple[str, IO[bytes]] | None:
        with refused():
            member = self._tar.next()
            _forget(self._tar)
            content = self._tar.extractfile(member) if member is not None else None
        return (member.name, content) if member is not None and content is not None else None


@contextlib.contextmanager
def refused() -> Iterator[None]:
    """Whatever is wrong with a stream has one name: it is not what was written."""
    try:
        yield
    except (DoesNotOpen, tarfile.TarError, KeyError, ValueError, TypeError):
        raise BadInput("backup_damaged", field="file") from None
