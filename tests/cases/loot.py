"""A thief's tool: everything that some keys open in dumps of the database, by trying each key on each sealed value.

It knows the program's source and nothing of the program's checks: what opens to it opens to anybody.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from cases.vault import hashing
from cases.vault.sealing import (
    FORMAT,
    SEALED_KEY_BYTES,
    DoesNotOpen,
    Where,
    open_sealed,
    open_under,
)
from tests.cases.world import PASSPHRASE, World

Dump = Mapping[str, Sequence[Mapping[str, Any]]]
KEYS_INSIDE = ("k", "b")  # how private halves are named inside a sealed half
MOST_VERSIONS = 12
KEPT_OTHERWISE = {"conversations": ("receipts", "state")}  # an opened receipt stands among the conversations


def is_sealed(column: sa.Column[Any]) -> bool:
    """Whether a column holds sealed bytes."""
    return column.type.python_type is bytes and (column.name.startswith("sealed") or column.name == "receipt_wrapped")


async def dump(world: World) -> Dump:
    """Every row of every table, as it stands now."""
    async with world.store.reading() as unit:
        connection = await unit.session.connection()
        return {
            table.name: [dict(row) for row in (await connection.execute(sa.select(table))).mappings()]
            for table in SQLModel.metadata.sorted_tables
        }


def passphrase_opens(old: Dump, alias: str) -> bytes:
    """What a person's passphrase becomes together with her row. Slow."""
    (row,) = [row for row in old["staff"] if row["alias"] == alias]
    return hashing.subkey(hashing.stretch(PASSPHRASE, row["passphrase_salt"], hashing.PASSPHRASE_COST), "wrap")


@dataclass(frozen=True)
class Place:
    """One sealed value and where it stood."""

    table: str
    column: str
    row: str
    versions: tuple[int, ...]
    blob: bytes = field(repr=False)

    def wheres(self) -> Iterable[Where]:
        for version in self.versions:
            yield Where(self.table, self.column, self.row, version)
            if self.table in KEPT_OTHERWISE:
                yield Where(*KEPT_OTHERWISE[self.table], self.row, version)


def places(content: Dump) -> list[Place]:
    """Every sealed value of a dump."""
    found = []
    for table in SQLModel.metadata.sorted_tables:
        sealed = [column.name for column in table.columns if is_sealed(column)]
        key = next(iter(table.primary_key.columns)).name
        for row in content[table.name] if sealed else ():
            counted = {row[name] for name in row if name.endswith(("generation", "version")) and row[name]}
            versions = tuple(sorted({1, *counted}))
            found += [
                Place(table.name, column, str(row[key]), versions, bytes(row[column]))
                for column in sealed
                if row[column]
            ]
    return found


@dataclass
class Loot:
    """What opens: every value with its content, the private keys and the files' keys that were found on the way."""

    opened: dict[Place, bytes] = field(default_factory=dict)
    privates: set[bytes] = field(default_factory=set, repr=False)
    file_keys: dict[str, bytes] = field(default_factory=dict, repr=False)  # by evidence id, "" where it was not said

    def words(self) -> bytes:
        """All that can be read now."""
        return b"\n".join(self.opened.values())

    def of(self, *tables: str) -> bytes:
        """What can be read of some tables."""
        return b"\n".join(plain for place, plain in self.opened.items() if place.table in tables)

    def says(self, words: Iterable[str]) -> set[str]:
        """Which of the words can be read, however JSON wrote them."""
        said = self.words()
        return {word for word in words if word.encode() in said or json.dumps(word)[1:-1].encode() in said}


def opens(dumps: Sequence[Dump], *, keys: Iterable[bytes] = (), privates: Iterable[bytes] = ()) -> Loot:
    """Open all that opens, beginning with symmetric `keys` and `privates`; what is found is tried in its turn."""
    loot, fresh = Loot(), set(privates)
    waiting = {place for content in dumps for place in places(content)}
    for place in list(waiting):
        plain = _under(keys, place)
        if plain is not None:
            _take(loot, place, plain, fresh)
            waiting.discard(place)
    while fresh:
        trying, fresh = fresh - loot.privates, set()
        loot.privates |= trying
        for place in list(waiting):
            for private in trying:
                plain = _posted(private, place)
                if plain is not None:
                    _take(loot, place, plain, fresh)
                    waiting.discard(place)
                    break
    return loot


def _take(loot: Loot, place: Place, plain: bytes, fresh: set[bytes]) -> None:
    loot.opened[place] = plain
    if len(plain) == hashing.KEY_BYTES:
        fresh.add(plain)  # a private key, or else it opens nothing
        return
    try:
        content = json.loads(plain)
    except ValueError:
        return
    for item in _dicts(content):
        fresh.update(bytes.fromhex(item[name]) for name in KEYS_INSIDE if _is_key(item.get(name)))


def _is_key(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 2 * hashing.KEY_BYTES


def _dicts(value: Any) -> Iterable[Mapping[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _dicts(item)


def _under(keys: Iterable[bytes], place: Place) -> bytes | None:
    for key in keys:
        for where in place.wheres():
            try:
                return open_under(key, where, place.blob)
            except DoesNotOpen:
                continue
    return None


def _posted(private: bytes, place: Place) -> bytes | None:
    """A sealed half, or a value that was posted; one that opens in no place of its row is given out as it is."""
    try:
        return open_sealed(private, place.blob)
    except DoesNotOpen:
        pass
    try:
        data_key = open_sealed(private, place.blob[len(FORMAT) : len(FORMAT) + SEALED_KEY_BYTES])
    except DoesNotOpen:
        return None
    rest = place.blob[len(FORMAT) + SEALED_KEY_BYTES :]
    for where in place.wheres():
        try:
            return open_under(data_key, where, rest)
        except DoesNotOpen:
            continue
    raise AssertionError(f"{place.table}.{place.column} opens, in a place that is not its row")
