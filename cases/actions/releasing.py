"""Once a quarter is over, its public figures are worked out and kept as numbers; nothing changes them afterwards."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlmodel import col, select

from cases.rules.figures import Table, fingerprint, said
from cases.rules.quarters import Quarter, quarter_of
from cases.rules.releases import release
from cases.store.clock import cambodian_day
from cases.store.closed_cases import bounds, closed_in
from cases.store.tables import Event, Installation, Release, ReleasedFigure
from cases.store.unit import Store, Unit, insert_into

SETTLES = dt.timedelta(days=1)  # what was under way at the last moment of a quarter has been committed


async def freeze_quarters(store: Store) -> None:
    """Freeze every quarter that is over and was not frozen yet. Of two processes one does it."""
    async with store.reading() as unit:
        due = await _due(unit)
    for quarter in due:
        async with store.reading() as unit:
            tables = release(await closed_in(unit, quarter))
        async with store.writing() as unit:
            await _keep(unit, quarter, tables)


async def _due(unit: Unit) -> list[Quarter]:
    """From the quarter of the first line of any timeline on, oldest first; in a demonstration none."""
    installation = (await unit.session.exec(select(Installation))).first()
    first: dt.datetime | None = (await unit.session.exec(select(sa.func.min(Event.at)))).one()
    if first is None or (installation and installation.demo):
        return []
    frozen = set((await unit.session.exec(select(Release.quarter))).all())
    due, quarter = [], quarter_of(cambodian_day(first))
    while bounds(quarter)[1] + SETTLES <= unit.now:
        if str(quarter) not in frozen:
            due.append(quarter)
        quarter = quarter.following
    return due


async def _keep(unit: Unit, quarter: Quarter, tables: list[Table]) -> None:
    """Whoever comes second finds it there and leaves it as it is."""
    row = {
        "quarter": str(quarter),
        "frozen_at": unit.now,
        "fingerprint": fingerprint(said({"quarter": str(quarter)}, tables)),
    }
    insert = insert_into(unit.dialect, Release).values(**row).on_conflict_do_nothing().returning(col(Release.quarter))
    if (await unit.run(insert)).scalar_one_or_none() is None:
        return
    cells = [
        (table.name, line.key, column, value)
        for table in tables
        for line in table.lines
        for column, value in zip(table.columns, line.values, strict=True)
    ]
    unit.session.add_all(
        ReleasedFigure(
            quarter=str(quarter), position=position, part=part, line=line, figure=figure, value=_whole(value)
        )
        for position, (part, line, figure, value) in enumerate(cells)
    )


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
