"""The figures of one's own organisation, for desk, files and programs alike."""

from __future__ import annotations

from dataclasses import dataclass

from api.figure_files import Export
from cases.rules.periods import Period
from cases.store.figures import Figures, figures_for
from cases.store.tables import Party
from cases.store.unit import Unit
from cases.store.viewers import Viewer


@dataclass(frozen=True)
class OwnFigures:
    """Figures, and what an export of them says."""

    found: Figures
    export: Export


async def own_figures(unit: Unit, viewer: Viewer, period: Period) -> OwnFigures:
    """As of now, over the cases of a period."""
    found = await figures_for(unit, viewer, period)
    own = await unit.session.get(Party, viewer.party_id) if viewer.party_id else None
    scope = {"party": own.slug if own else "", **period.scope}
    return OwnFigures(found, Export(scope, unit.now, found.tables))
