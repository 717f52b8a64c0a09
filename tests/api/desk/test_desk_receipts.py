"""She stands at the counter: an officer of the lead gives her new numbers, which are shown once."""

from __future__ import annotations

import html
import re

from cases.actions import receipts
from cases.rules.receipt_numbers import read_digits
from cases.store import tables
from tests.api.desk.officers import browser_of
from tests.api.world import World

NUMBER = re.compile(r"0\d\d \d{3} \d{3}")


async def test_a_new_receipt_is_shown_once_and_opens_her_case(desk_world: World) -> None:
    """Both numbers on the answer to the form; the same form again says that they were given, and gives no others."""
    filed = await desk_world.file()
    async with browser_of(desk_world, "dara") as dara:
        page = html.unescape(await dara.page(f"/desk/cases/{filed.number}"))
        assert "Give a new receipt" in page
        form = {"form_key": "counter-1", "complainant": "1"}
        path = f"/desk/cases/{filed.number}/new-receipt"
        first = await dara.http.post(path, data=form)
        again = await dara.http.post(path, data=form)
        looked = await dara.page(f"/desk/cases/{filed.number}")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.headers["cache-control"] == "no-store"
    digits = read_digits(" ".join(NUMBER.findall(first.text)))
    assert digits is not None
    assert NUMBER.findall(again.text) == []
    assert "cannot be shown again" in html.unescape(again.text)
    assert "open nothing any more" in html.unescape(looked)  # what she is told stands in the thread
    opened = await receipts.find(desk_world.store, "chat|a", digits)
    assert (opened.complainant_id, opened.generation) == (filed.complainant_id, 2)


async def test_what_waits_for_a_new_receipt_is_filled_by_the_next_look(desk_world: World) -> None:
    """The page of the case, opened by anybody of the lead party."""
    filed = await desk_world.file()

    async def waiting() -> bool:
        async with desk_world.store.reading() as unit:
            case = await unit.session.get_one(tables.Case, filed.case_id)
            return await receipts.anything_pending(unit, case)

    async with browser_of(desk_world, "dara") as dara:
        await dara.page(f"/desk/cases/{filed.number}")
        await dara.http.post(f"/desk/cases/{filed.number}/new-receipt", data={"form_key": "k", "complainant": "1"})
        assert await waiting()
    async with browser_of(desk_world, "sopheap") as sopheap:
        await sopheap.page(f"/desk/cases/{filed.number}")
    assert not await waiting()


async def test_a_worker_that_is_not_in_the_case_gets_none(desk_world: World) -> None:
    """Neither a second one, nor nonsense; the page says so."""
    filed = await desk_world.file()
    async with browser_of(desk_world, "dara") as dara:
        for position in ("2", "0", "x", "-1", "٣"):
            form = {"form_key": f"k{position}", "complainant": position}
            answer = await dara.http.post(f"/desk/cases/{filed.number}/new-receipt", data=form)
            assert answer.status_code == 422, position
