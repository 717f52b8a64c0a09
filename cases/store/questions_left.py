"""Where a worker stopped in the questions after sending: kept for when her conversation has run out.

A step tells a little of what she answered before it, so it is sealed under the contacts' root, which lies outside the
database and is the first to be burned, and it goes with her answer to the last question or after ninety days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from functools import cache

import sqlalchemy as sa
from sqlmodel import col, select

from cases.store.tables import QuestionsLeft
from cases.store.unit import Unit, insert_into
from cases.vault.sealing import DoesNotOpen, Where, open_under, seal_under

KEPT = dt.timedelta(days=90)


async def keep(unit: Unit, complainant_id: str, step: str) -> None:
    """From here she goes on; "" when she has been through all."""
    if not step:
        await forget(unit, [complainant_id])
        return
    sealed = seal_under(_key(unit), _where(complainant_id), step.encode())
    await unit.run(
        _keeping(unit.dialect),
        {"complainant_id": complainant_id, "sealed_step": sealed, "expires_at": unit.now + KEPT},
    )


@cache
def _keeping(dialect: str) -> sa.Executable:
    insert = insert_into(dialect, QuestionsLeft)
    newer = {name: insert.excluded[name] for name in ("sealed_step", "expires_at")}
    return insert.on_conflict_do_update(index_elements=["complainant_id"], set_=newer)


async def forget(unit: Unit, complainant_ids: Collection[str]) -> None:
    """Nothing is left to ask these workers."""
    await unit.session.exec(sa.delete(QuestionsLeft).where(col(QuestionsLeft.complainant_id).in_(complainant_ids)))


async def steps_left(unit: Unit, complainant_ids: Collection[str]) -> Mapping[str, str]:
    """Complainant -> the step to go on with, of those who have one."""
    kept = select(QuestionsLeft).where(
        col(QuestionsLeft.complainant_id).in_(complainant_ids), col(QuestionsLeft.expires_at) > unit.now
    )
    found = {row.complainant_id: _opened(unit, row) for row in (await unit.session.exec(kept)).all()}
    return {who: step for who, step in found.items() if step}


def _opened(unit: Unit, row: QuestionsLeft) -> str:
    """The step, or "" where the contacts were burned since."""
    try:
        return open_under(_key(unit), _where(row.complainant_id), row.sealed_step).decode()
    except DoesNotOpen:
        return ""


def _key(unit: Unit) -> bytes:
    return unit.keys.contacts("questions")


def _where(complainant_id: str) -> Where:
    return Where(QuestionsLeft.__tablename__, "sealed_step", complainant_id)
