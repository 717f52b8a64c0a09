"""Letters are kept as they were made, and open for the lead's people alone."""

from __future__ import annotations

import pytest

from cases.actions.letters import keep_letter, letter_of
from cases.rules.errors import NotThere
from cases.rules.vocabulary import Language, LetterKind
from cases.store.door import case_for
from cases.store.tables import Letter
from tests.cases.world import World


async def test_a_letter_is_opened_again_as_it_was_made(world: World) -> None:
    """Its words lie sealed; it is found in its own case only."""
    filed, other = await world.active(), await world.active()
    content = {"name": "Sok Dara", "claims": ["back pay"]}
    made = await world.act("dara", filed.number, keep_letter, LetterKind.MINISTRY_INDIVIDUAL, Language.KHMER, content)
    (row,) = await world.rows(Letter)
    assert b"Sok Dara" not in row.sealed
    async with world.store.reading() as unit:
        _, words = await letter_of(unit, await case_for(unit, world.viewer("sophea"), filed.number), made.id)
        assert words == content
        with pytest.raises(NotThere):
            await letter_of(unit, await case_for(unit, world.viewer("sophea"), other.number), made.id)
