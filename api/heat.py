"""A factory's month of heat, for desk and programs alike."""

from __future__ import annotations

import datetime as dt
import re

from cases.rules.digits import latin
from cases.rules.errors import BadInput
from cases.store.clock import cambodian_day
from cases.store.heat_months import FactoryHeat, factory_heat
from cases.store.unit import Store
from cases.store.viewers import Viewer

MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)


async def month_of(store: Store, viewer: Viewer, factory_id: str, month: str) -> FactoryHeat:
    """What was measured in a month such as `2024-11`; without one, in this month.

    Raises:
        BadInput: no such month.
        NotThere: no case of the viewer's is of this factory.
    """
    typed, today = latin(month.strip()), cambodian_day(store.clock.now())
    if typed and not MONTH.fullmatch(typed):
        raise BadInput("month_wrong", field="month")
    first = dt.date.fromisoformat(f"{typed}-01") if typed else today.replace(day=1)
    async with store.reading() as unit:
        return await factory_heat(unit, viewer, factory_id, first)
