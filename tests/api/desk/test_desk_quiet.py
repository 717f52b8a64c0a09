"""A case on the quiet path at the desk: nothing of it lies open, and nothing is told unasked."""

from __future__ import annotations

import re

from cases.actions.filing import answer_fact
from cases.rules.case_numbers import shown
from cases.rules.vocabulary import Issue
from locales import text
from tests.api.desk.officers import browser_of
from tests.api.world import STORY, World


async def test_a_quiet_case_shows_no_word_of_hers_until_it_is_opened(desk_world: World) -> None:
    """Not in the list; on its page folded, below what the path asks of an officer; with its place at BFC."""
    filed = await desk_world.file(issue=Issue.VIOLENCE, for_woman=True)
    async with desk_world.store.writing() as unit:
        await answer_fact(unit, filed.complainant_id, "violence_where", ["home"])
    asked_for = text("en", "desk.quiet.woman")
    async with browser_of(desk_world, "dara") as dara:
        queue = await dara.page("/desk/cases")
        assert shown(filed.number) in queue and STORY not in queue and asked_for in queue
        page = await dara.page(f"/desk/cases/{filed.number}")
        folded = re.findall(r"<details><summary>Open to read</summary>(.*?)</details>", page, re.DOTALL)
        assert len(folded) == 2 and STORY in folded[0] and "At home" in folded[1]
        assert asked_for in page and text("en", "desk.quiet.about") in page
        assert "Discrimination" in page and "6 · " in page
    async with desk_world.somebody("dara") as client:
        case = (await client.http.get(f"/api/v1/cases/{filed.number}")).json()
        assert (case["quiet"], case["for_woman"], case["critical_issues"]) == (True, True, [6])
        assert case["clusters"] == ["discrimination", "contracts"]
