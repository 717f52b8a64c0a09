"""Public figures as they were frozen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlmodel import col, select

from cases.rules.figures import Line, Table
from cases.store.tables import Release, ReleasedFigure
from cases.store.unit import Unit


@dataclass(frozen=True)
class ReleaseView:
    """One quarter: its tables are empty where too little was closed in it."""

    quarter: str
    frozen_at: dt.datetime
    fingerprint: str
    tables: Sequence[Table]

    @property
    def scope(self) -> dict[str, str]:
        """What its fingerprint says it is of."""
        return {"quarter": self.quarter}


async def released_quarters(unit: Unit) -> list[str]:
    """Every quarter that has a release, the newest first."""
    return list((await unit.session.exec(select(Release.quarter).order_by(col(Release.quarter).desc()))).all())


async def release_of(unit: Unit, quarter: str) -> ReleaseView | None:
    """The release of a quarter; None where there is none."""
    found = await unit.session.get(Release, quarter)
    if found is None:
        return None
    rows = await unit.session.exec(
        select(ReleasedFigure).where(ReleasedFigure.quarter == quarter).order_by(col(ReleasedFigure.position))
    )
    tables = [_table(part, list(cells)) for part, cells in groupby(rows.all(), key=lambda row: row.part)]
    return ReleaseView(found.quarter, found.frozen_at, found.fingerprint, tables)


def _table(part: str, cells: Sequence[ReleasedFigure]) -> Table:
    lines = [(key, list(row)) for key, row in groupby(cells, key=lambda cell: cell.line)]
    columns = tuple(cell.figure for cell in lines[0][1])
    return Table(part, columns, [Line(key, tuple(cell.value for cell in row)) for key, row in lines])
