"""What she took back takes nothing more, and she is told so."""

from __future__ import annotations

import pytest

from cases.actions import filing, telling, withdrawing
from cases.actions.filing import Piece
from cases.rules.errors import NotNow
from cases.rules.vocabulary import StoryKind
from tests.cases.world import World


async def test_a_withdrawn_case_takes_neither_words_nor_files(world: World) -> None:
    """Nobody would read them: they are refused with a sentence, not swallowed; and nobody writes to her any more."""
    filed = await world.file()
    async with world.store.writing() as unit:
        await withdrawing.withdraw_case(unit, filed.complainant_id)
    with pytest.raises(NotNow, match="case_withdrawn"):
        async with world.store.writing() as unit:
            await telling.write_to_case(unit, filed.complainant_id, "are you there?")
    with pytest.raises(NotNow, match="case_withdrawn"):
        async with world.store.writing() as unit:
            await filing.add_to_story(unit, filed.complainant_id, Piece(StoryKind.TEXT, "one more thing"))
    with pytest.raises(NotNow, match="case_withdrawn"):
        await world.act("dara", filed.number, telling.write_to_worker, "are you well?")
