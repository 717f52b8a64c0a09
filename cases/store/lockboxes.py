"""Lockboxes in the database: made, posted into, opened, and renewed when a holder's key is no longer its newest.

A holder is `party:<id>` or `receipt:<complainant id>`; `HolderKeys` is whoever can open as one of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import col, select

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
    party = await unit.session.get(Party, party_id)
    key = await unit.session.get(PartyPublicKey, (party_id, party.generation)) if party else None
    if party is None or key is None:
        raise NotThere
    return Holder(party_holder(party_id), party.generation, key.box_public)


def holder_of_receipt(complainant: Complainant) -> Holder:
    """A complainant's receipt with its public key, pending without one."""
    return Holder(receipt_holder(complainant.id), 1, complainant.receipt_public)


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
    complainant = await unit.session.get(Complainant, identity)
    if complainant is None:
        raise NotThere
    return holder_of_receipt(complainant)


async def post(unit: Unit, box: str, table: str, row: str, content: Mapping[str, Any]) -> tuple[int, bytes]:
    """Seal JSON to a lockbox for one row; returns (generation, sealed)."""
    lockbox = await current(unit, box)
    text = json.dumps(content, ensure_ascii=False).encode()
    return lockbox.generation, sealing.post(lockbox.public_key, Where(table, "sealed", row, lockbox.generation), text)


async def open_post(
    unit: Unit, keys: HolderKeys, box: str, generation: int, table: str, row: str, sealed: bytes
) -> Any:
    """The JSON of `post`. Raises NotThere when these keys hold no half of it, DoesNotOpen when it was moved."""
    private = await half_of(unit, keys, box, generation)
    return json.loads(sealing.open_post(private, Where(table, "sealed", row, generation), sealed))


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
