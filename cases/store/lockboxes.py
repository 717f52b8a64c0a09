"""Lockboxes in the database: made, posted into, opened, and renewed when a holder's key is no longer its newest.

A holder is `party:<id>` or `receipt:<complainant id>`; `HolderKeys` is whoever can open as one of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from cases.rules.errors import NotThere
from cases.store.tables import Complainant, Lockbox, LockboxKey, Party, PartyPublicKey, new_id
from cases.store.unit import Unit
from cases.vault import lockboxes, sealing
from cases.vault.sealing import Where


@dataclass(frozen=True)
class Holder:
    """Whom a lockbox is sealed to, with the public key of today. No key: pending until a renewal."""

    name: str
    generation: int
    public: bytes | None


@dataclass(frozen=True)
class HolderKeys:
    """One who can open: private keys by generation, and the lockbox halves opened so far in this request."""

    name: str
    private: Mapping[int, bytes] = field(repr=False)
    opened: dict[tuple[str, int], bytes] = field(default_factory=dict, repr=False)


def party_holder(party_id: str) -> str:
    """How a party is named among a lockbox's holders."""
    return f"party:{party_id}"


def receipt_holder(complainant_id: str) -> str:
    """How a complainant's receipt is named among a lockbox's holders."""
    return f"receipt:{complainant_id}"


async def holder_of_party(unit: Unit, party_id: str) -> Holder:
    """A party with its newest public key. Raises NotThere when it has none yet."""
    # Columns, not rows: a row that this unit read before it waited for a lock would seal to the key of before.
    newest = select(PartyPublicKey.generation, PartyPublicKey.box_public).join(
        Party,
        sa.and_(col(Party.id) == col(PartyPublicKey.party_id), col(Party.generation) == col(PartyPublicKey.generation)),
    )
    found = (await unit.session.exec(newest.where(col(Party.id) == party_id))).first()
    if found is None:
        raise NotThere
    generation, public = found
    return Holder(party_holder(party_id), generation, public)


def holder_of_receipt(complainant: Complainant) -> Holder:
    """A complainant's receipt with its public key, pending without one."""
    return Holder(receipt_holder(complainant.id), complainant.receipt_generation, complainant.receipt_public)


async def make_box(unit: Unit, kind: str, case_id: str, holders: Sequence[Holder]) -> str:
    """A new lockbox for these holders; returns its id."""
    box = new_id()
    await _new_generation(unit, box, kind, case_id, 1, holders)
    return box


async def _new_generation(
    unit: Unit, box: str, kind: str, case_id: str, generation: int, holders: Sequence[Holder]
) -> Lockbox:
    public, private = lockboxes.new_pair()
    row = Lockbox(box=box, generation=generation, kind=kind, case_id=case_id, public_key=public)
    unit.session.add(row)
    for holder in holders:
        half = lockboxes.Half(box, kind, generation, holder.name)
        sealed = lockboxes.seal_half(holder.public, half, private) if holder.public else None
        unit.session.add(
            LockboxKey(
                box=box,
                generation=generation,
                holder=holder.name,
                holder_generation=holder.generation,
                sealed_half=sealed,
            )
        )
    await unit.session.flush()
    return row


async def current(unit: Unit, box: str) -> Lockbox:
    """The generation to post into: renewed first when a party among its holders has a newer key."""
    newest = (
        await unit.session.exec(
            select(Lockbox).where(Lockbox.box == box).order_by(col(Lockbox.generation).desc()).limit(1)
        )
    ).one()
    halves = (
        await unit.session.exec(
            select(LockboxKey).where(LockboxKey.box == box, LockboxKey.generation == newest.generation)
        )
    ).all()
    holders = [await _today(unit, half) for half in halves]
    if all(half.holder_generation == holder.generation for half, holder in zip(halves, holders, strict=True)):
        return newest
    return await _new_generation(unit, box, newest.kind, newest.case_id, newest.generation + 1, holders)


async def _today(unit: Unit, half: LockboxKey) -> Holder:
    kind, _, identity = half.holder.partition(":")
    if kind == "party":
        return await holder_of_party(unit, identity)
    hers = select(Complainant.receipt_generation, Complainant.receipt_public)
    found = (await unit.session.exec(hers.where(Complainant.id == identity))).first()
    if found is None:
        raise NotThere
    return Holder(half.holder, *found)


async def post(
    unit: Unit, box: str, table: str, row: str, content: Mapping[str, Any], column: str = "sealed"
) -> tuple[int, bytes]:
    """Seal JSON to a lockbox for one column of a row; returns (generation, sealed)."""
    lockbox = await current(unit, box)
    text = json.dumps(content, ensure_ascii=False).encode()
    return lockbox.generation, sealing.post(lockbox.public_key, Where(table, column, row, lockbox.generation), text)


async def open_post(
    unit: Unit,
    keys: HolderKeys,
    box: str,
    generation: int,
    table: str,
    row: str,
    sealed: bytes,
    column: str = "sealed",
) -> Any:
    """The JSON of `post`. Raises NotThere when these keys hold no half of it, DoesNotOpen when it was moved."""
    private = await half_of(unit, keys, box, generation)
    return json.loads(sealing.open_post(private, Where(table, column, row, generation), sealed))


async def half_of(unit: Unit, keys: HolderKeys, box: str, generation: int) -> bytes:
    """The lockbox's private half for a holder; remembered for the request. Raises NotThere."""
    known = keys.opened.get((box, generation))
    if known is not None:
        return known
    half = await unit.session.get(LockboxKey, (box, generation, keys.name))
    lockbox = await unit.session.get(Lockbox, (box, generation))
    private = keys.private.get(half.holder_generation) if half else None
    if half is None or half.sealed_half is None or lockbox is None or private is None:
        raise NotThere
    opened = lockboxes.open_half(private, lockboxes.Half(box, lockbox.kind, generation, keys.name), half.sealed_half)
    keys.opened[(box, generation)] = opened
    return opened


async def drop_holder(unit: Unit, box: str, holder: str) -> None:
    """Delete a holder's halves: it opens nothing of this lockbox any more."""
    halves = (
        await unit.session.exec(select(LockboxKey).where(LockboxKey.box == box, LockboxKey.holder == holder))
    ).all()
    for half in halves:
        await unit.session.delete(half)


# ------------------------------------------------------------------------------------------ pending holders
async def renew_holder(unit: Unit, case_id: str, holder: Holder) -> None:
    """A holder in a case has another key than before: its boxes get a new generation, older ones wait to be filled."""
    boxes = await unit.session.exec(_halves_in(case_id, [holder.name], LockboxKey.box).distinct())
    for box in sorted(boxes.all()):
        newest = await current(unit, box)
        older = select(LockboxKey).where(LockboxKey.box == box, LockboxKey.holder == holder.name)
        for half in (await unit.session.exec(older.where(LockboxKey.generation != newest.generation))).all():
            half.sealed_half, half.holder_generation = None, holder.generation
            unit.session.add(half)
    await unit.session.flush()


async def privates_of(unit: Unit, keys: HolderKeys, case_id: str) -> dict[tuple[str, int], bytes]:
    """The private halves of a case's lockboxes that these keys open, by lockbox and generation."""
    halves = (await unit.session.exec(_halves_in(case_id, [keys.name], LockboxKey))).all()
    return {
        (half.box, half.generation): await half_of(unit, keys, half.box, half.generation)
        for half in halves
        if half.sealed_half
    }


async def give(unit: Unit, case_id: str, holder: Holder, privates: Mapping[tuple[str, int], bytes]) -> None:
    """Seal to a holder whose key was renewed what its old key opened."""
    assert holder.public is not None
    for half in await pending(unit, case_id, [holder.name]):
        private = privates.get((half.box, half.generation))
        lockbox = await unit.session.get(Lockbox, (half.box, half.generation))
        if private is None or lockbox is None:
            continue
        bound = lockboxes.Half(half.box, lockbox.kind, half.generation, half.holder)
        half.sealed_half, half.holder_generation = lockboxes.seal_half(holder.public, bound, private), holder.generation
        unit.session.add(half)
    await unit.session.flush()


async def pending(unit: Unit, case_id: str, holders: Sequence[str], most: int = 1000) -> list[LockboxKey]:
    """Rows of these holders in a case that have no sealed half, at most so many."""
    if not holders:
        return []
    waiting = _halves_in(case_id, holders, LockboxKey).where(col(LockboxKey.sealed_half).is_(None))
    ordered = waiting.order_by(col(LockboxKey.box), col(LockboxKey.generation)).limit(most)
    return list((await unit.session.exec(ordered)).all())


def _halves_in(case_id: str, holders: Sequence[str], what: Any) -> SelectOfScalar[Any]:
    """Begins at the case's boxes, which an index finds; holders have none."""
    of_box = sa.and_(col(Lockbox.box) == col(LockboxKey.box), col(Lockbox.generation) == col(LockboxKey.generation))
    wanted: SelectOfScalar[Any] = select(what).join(Lockbox, of_box)
    return wanted.where(col(Lockbox.case_id) == case_id, col(LockboxKey.holder).in_(holders))


async def fill(unit: Unit, keys: HolderKeys, half: LockboxKey, public: bytes) -> bool:
    """Seal a lockbox's private half, which `keys` can open, to a holder that waits for it; False when they cannot."""
    lockbox = await unit.session.get(Lockbox, (half.box, half.generation))
    try:
        private = await half_of(unit, keys, half.box, half.generation)
    except NotThere:
        return False
    assert lockbox is not None
    half.sealed_half = lockboxes.seal_half(
        public, lockboxes.Half(half.box, lockbox.kind, half.generation, half.holder), private
    )
    unit.session.add(half)
    return True


async def unopened(unit: Unit, keys: HolderKeys, box: str) -> set[int]:
    """The generations of a lockbox that this holder cannot open yet."""
    rows = await unit.session.exec(
        select(LockboxKey.generation).where(
            LockboxKey.box == box, LockboxKey.holder == keys.name, col(LockboxKey.sealed_half).is_(None)
        )
    )
    return set(rows.all())


# ------------------------------------------------------------------------------------------ another holder
async def hand_on(unit: Unit, keys: HolderKeys, case_id: str, new: Holder) -> None:
    """Every half in a case that `keys` hold is sealed to a new holder instead, of all generations.

    Then each of these lockboxes gets a new generation: what the old holder knows opens nothing posted from now on.

    Raises:
        NotThere: one of the halves does not open with these keys.
    """
    rows = await unit.session.exec(
        select(LockboxKey, Lockbox)
        .where(
            Lockbox.case_id == case_id,
            col(LockboxKey.box) == col(Lockbox.box),
            col(LockboxKey.generation) == col(Lockbox.generation),
            LockboxKey.holder == keys.name,
        )
        .order_by(col(LockboxKey.box), col(LockboxKey.generation))
    )
    held = rows.all()
    for half, lockbox in held:
        await _pass_on(unit, keys, half, lockbox, new)
    await unit.session.flush()
    for box in sorted({half.box for half, _ in held}):
        await _renew(unit, box)
    keys.opened.clear()


async def _pass_on(unit: Unit, keys: HolderKeys, half: LockboxKey, lockbox: Lockbox, new: Holder) -> None:
    row = await unit.session.get(LockboxKey, (half.box, half.generation, new.name))
    if row is None:
        row = LockboxKey(box=half.box, generation=half.generation, holder=new.name)
    if half.sealed_half is not None and new.public is not None:
        private = await half_of(unit, keys, half.box, half.generation)
        bound = lockboxes.Half(half.box, lockbox.kind, half.generation, new.name)
        row.holder_generation, row.sealed_half = new.generation, lockboxes.seal_half(new.public, bound, private)
    unit.session.add(row)
    await unit.session.delete(half)


async def _renew(unit: Unit, box: str) -> None:
    newest = (
        await unit.session.exec(
            select(Lockbox).where(Lockbox.box == box).order_by(col(Lockbox.generation).desc()).limit(1)
        )
    ).one()
    halves = await unit.session.exec(
        select(LockboxKey).where(LockboxKey.box == box, LockboxKey.generation == newest.generation)
    )
    holders = [await _today(unit, half) for half in halves.all()]
    await _new_generation(unit, box, newest.kind, newest.case_id, newest.generation + 1, holders)
