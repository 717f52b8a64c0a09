"""The list for the BFC meeting as page, paper and JSON, from both sides of the table."""

from __future__ import annotations

import re

from cases.rules.case_numbers import shown
from locales import text
from tests.api.desk.officers import browser_of, says_yes
from tests.api.documents.test_bfc_list import text_of
from tests.api.world import World


async def test_both_sides_open_print_and_fetch_the_same_list(desk_world: World) -> None:
    """Found from the list of cases or of referrals; each line leads to each side's own page of it."""
    async with browser_of(desk_world, "dara") as dara, browser_of(desk_world, "maly") as maly:
        filed = await desk_world.file()
        await dara.act(filed.number, "activate")
        where = await dara.act(
            filed.number, "propose-referral", party_id=desk_world.party_ids["bfc"], parts=["what_happened"]
        )
        await says_yes(desk_world, filed, "bfc")
        assert text("en", "desk.bfc-list.empty") in await dara.page("/desk/bfc-list/bfc")
        await dara.act(filed.number, f"send-referral-{where.rpartition('-')[2]}")
        for officer, start, other in ((dara, "/desk/cases", "bfc"), (maly, "/desk/referrals", "cawdu")):
            assert 'href="/desk/bfc-list"' in await officer.page(start)
            answer = await officer.http.get("/desk/bfc-list")
            assert answer.headers["location"] == f"/desk/bfc-list/{other}"
            page = await officer.page(f"/desk/bfc-list/{other}")
            (found,) = (await officer.http.get(f"/api/v1/bfc-lists/{other}")).json()["lines"]
            own = filed.number if officer is dara else found["reference"]
            assert shown(found["reference"]) in page and re.search(rf'<a href="/desk/cases/{own}"', page)
            assert (filed.number in page) is (officer is dara)
            paper = await officer.http.get(f"/desk/bfc-list/{other}/paper")
            (words,) = text_of(paper.content)
            assert found["reference"] in words and filed.number not in words
            assert paper.headers["cache-control"] == "no-store"
