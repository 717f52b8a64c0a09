"""A party's append-only log of people and keys. Each line is chained to the one before under the installation's key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlmodel import col, select

from cases.store.tables import Party, PartyEvent, PartyPublicKey
from cases.store.unit import Unit
from cases.vault.hashing import keyed_digest

FIRST = bytes(32)
PAGE = 50


class PartyLine(StrEnum):
    """What a line of the log is about."""

    INVITED = "invited"
    INVITATIONS_ENDED = "invitations_ended"
    JOINED = "joined"
    APPROVED = "approved"
    APPROVAL_LAPSED = "approval_lapsed"
    REJECTED = "rejected"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    REMOVED = "removed"
    KEY_MADE = "key_made"
    KEY_CONFIRMED = "key_confirmed"
    OPENED = "opened"
    RECOVERED = "recovered"
    CODE_RENEWED = "code_renewed"
    REWRAPPED = "passphrase_changed"
    DEVICES_ENDED = "devices_ended"
    OPENING_RELEASED = "opening_released"


async def locked_party(unit: Unit, party_id: str | None) -> Party | None:
    """The party behind a lock, read afresh: acts on one party's people and keys wait for each other."""
    if not party_id:
        return None
    query = select(Party).where(Party.id == party_id).with_for_update().execution_options(populate_existing=True)
    return (await unit.session.exec(query)).first()


async def append(unit: Unit, party: Party, kind: PartyLine, actor: str, **data: Any) -> PartyEvent:
    """Add one line to the log of a party that this unit has locked, or just made.

    `data` carries codes, counts and ids, never words of a person.
    """
    last = await _last(unit, party)
    event = PartyEvent(
        party_id=party.id,
        seq=last.seq + 1 if last else 1,
        kind=kind.value,
        actor=actor,
        data=data,
        at=unit.now,
        digest=b"",
    )
    event.digest = _chained(unit, party.head or FIRST, event)
    party.head = event.digest
    unit.session.add_all([event, party])
    await unit.session.flush()
    return event


async def _last(unit: Unit, party: Party) -> PartyEvent | None:
    query = select(PartyEvent).where(PartyEvent.party_id == party.id).order_by(col(PartyEvent.seq).desc()).limit(1)
    return (await unit.session.exec(query)).first()


def _chained(unit: Unit, before: bytes, event: PartyEvent) -> bytes:
    said = [event.party_id, event.seq, event.kind, event.actor, event.data, event.at.isoformat()]
    key = unit.keys.install("party events")
    return keyed_digest(key, before + json.dumps(said, sort_keys=True, ensure_ascii=False).encode())


def key_digest(key: PartyPublicKey) -> str:
    """What the log says of a generation of the party's key."""
    parts = (key.box_public, key.sign_public, key.signed_by_last or b"", key.sealed_before or b"")
    return hashlib.sha256(b"".join(len(part).to_bytes(2, "big") + part for part in parts)).hexdigest()


async def lines_of(unit: Unit, party_id: str, before: int = 0) -> Sequence[PartyEvent]:
    """The newest lines of a party's log, newest first; with `before`, those older than that line."""
    query = select(PartyEvent).where(PartyEvent.party_id == party_id)
    if before > 0:
        query = query.where(PartyEvent.seq < before)
    return (await unit.session.exec(query.order_by(col(PartyEvent.seq).desc()).limit(PAGE))).all()


async def verify(unit: Unit, party: Party) -> int | None:
    """The number of the first line that does not follow from the one before, or whose key is not the one it names.

    None when the chain holds and every generation of the party's key that was made since there is a log has its line.
    """
    keys = {key.generation: key for key in await _keys_of(unit, party)}
    query = select(PartyEvent).where(PartyEvent.party_id == party.id).order_by(col(PartyEvent.seq))
    lines = (await unit.session.exec(query)).all()
    before, named = FIRST, set()
    for expected, event in enumerate(lines, start=1):
        if event.seq != expected or _chained(unit, before, event) != event.digest:
            return expected
        if event.kind == PartyLine.KEY_MADE:
            key = keys.get(event.data["generation"])
            if key is None or event.data["key"] != key_digest(key):
                return expected
            named.add(key.generation)
        before = event.digest
    whole = before == (party.head or FIRST) and named == {key.generation for key in keys.values() if key.made_at}
    return None if whole else len(lines) + 1


async def _keys_of(unit: Unit, party: Party) -> Sequence[PartyPublicKey]:
    return (await unit.session.exec(select(PartyPublicKey).where(PartyPublicKey.party_id == party.id))).all()
