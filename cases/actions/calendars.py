"""The secret address from which one person's phone fetches her dates: made, renewed, ended."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col

from cases.store.tables import CalendarLink
from cases.store.unit import Unit
from cases.store.viewers import Viewer
from cases.vault import staff_keys


async def make_calendar(unit: Unit, viewer: Viewer) -> str:
    """The secret of a new address, told once; the one before opens nothing from now on."""
    secret = staff_keys.new_secret()
    await end_calendar_of(unit, viewer.staff_id)
    link_id, _ = staff_keys.secret_parts(secret)
    unit.session.add(CalendarLink(id=link_id, staff_id=viewer.staff_id, made_at=unit.now))
    return secret


async def end_calendar_of(unit: Unit, staff_id: str) -> None:
    """Her address opens nothing any more: she ends it, or is paused or removed."""
    await unit.session.exec(sa.delete(CalendarLink).where(col(CalendarLink.staff_id) == staff_id))
