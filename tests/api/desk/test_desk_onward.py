"""Who else could help, at the desk: proposed on the recipient's page, answered on the lead's."""

from __future__ import annotations

from locales import text
from tests.api.desk.officers import browser_of
from tests.api.desk.test_desk_case import bring_in, taken_on
from tests.api.world import World


async def test_both_pages_show_the_proposal_and_its_lines(desk_world: World) -> None:
    """Why it was proposed stands in the history of both; the proposer reads no answer."""
    catu = desk_world.party_ids["catu"]
    async with browser_of(desk_world, "dara") as dara, browser_of(desk_world, "maly") as maly:
        filed = await taken_on(desk_world, dara)
        reference = await bring_in(desk_world, dara, filed, "bfc", ["what_happened"])
        for act in ("receive", "accept"):
            await maly.act(reference, f"{act}-referral-{reference}")
        wanted = {"party_id": catu, "reason": "leverage", "note": "They know this factory."}
        await maly.act(reference, f"propose-onward-{reference}", **wanted)
        page = await dara.page(f"/desk/cases/{filed.number}")
        assert "They know this factory." in page and text("en", "label.onward_reason.leverage") in page
        proposal = page.partition('id="proposal-')[2].partition('"')[0]
        await dara.act(filed.number, f"answer-onward-{proposal}", answer="not_now")
        seen = await maly.page(f"/desk/cases/{reference}")
        assert text("en", "desk.onward.seen") in seen and text("en", "label.onward_answer.not_now") not in seen
