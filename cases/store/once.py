"""Idempotency: the same actor, verb and key are carried out once, whatever the network repeats."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from cases.rules.errors import AlreadySent, BadInput
from cases.store.tables import OnceKey, Staff
from cases.store.unit import Unit
from cases.vault.hashing import keyed_digest, same

LONGEST_KEY = 64


async def done_before(unit: Unit, actor: str, verb: str, key: str, body: bytes) -> str | None:
    """The id of the earlier result when this very request was carried out before; None when it is new.

    A new one is recorded in the same transaction as its work: call `finish` with the result.

    Raises:
        BadInput: the key is empty or longer than 64 characters.
        AlreadySent: the key was used for another body. Nothing is written.
    """
    if not 0 < len(key) <= LONGEST_KEY:
        raise BadInput
    digest = keyed_digest(unit.keys.install("once"), body)
    known = await unit.session.get(OnceKey, (actor, verb, key))
    if known is None:
        try:
            async with unit.session.begin_nested():
                unit.session.add(OnceKey(actor=actor, verb=verb, key=key, digest=digest, at=unit.now))
            return None
        except IntegrityError:  # a repetition ran at the same time and has just committed
            known = await unit.session.get_one(OnceKey, (actor, verb, key))
    if not same(known.digest, digest):
        raise AlreadySent
    return known.result


async def same_within(unit: Unit, staff_id: str, verb: str, body: bytes, time: dt.timedelta) -> str | None:
    """The newest result of the same person with the very same body under whatever key, not longer ago than this.

    Her requests of the same moment stand in line here: the second sees what came of the first.
    """
    actor = f"staff:{staff_id}"
    await unit.session.get(Staff, staff_id, populate_existing=True, with_for_update={"key_share": True})
    digest = keyed_digest(unit.keys.install("once"), body)
    query = (
        select(OnceKey.result)
        .where(
            OnceKey.actor == actor,
            OnceKey.verb == verb,
            OnceKey.digest == digest,
            OnceKey.result != "",
            col(OnceKey.at) > unit.now - time,
        )
        .order_by(col(OnceKey.at).desc())
        .limit(1)
    )
    return (await unit.session.exec(query)).first()


async def finish(unit: Unit, actor: str, verb: str, key: str, result: str) -> None:
    """Remember what came of it: an id, never a body."""
    known = await unit.session.get(OnceKey, (actor, verb, key))
    if known is not None:
        known.result = result
        unit.session.add(known)
