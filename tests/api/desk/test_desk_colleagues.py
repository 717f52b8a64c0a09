"""A colleague joins a case at the office: a form, a slip, words and consents of her own, and all workers by number."""

from __future__ import annotations

import html

import httpx2

from cases.actions import withdrawing
from cases.rules.receipt_numbers import read_digits
from cases.rules.vocabulary import Gender
from cases.store.tables import Complainant
from locales import text
from tests.api.desk.officers import Officer, browser_of, forms
from tests.api.desk.test_desk_walk_in import NUMBERS, digits_of, rows
from tests.api.world import World

TOLD = {"came_by": "office", "gender": "woman", "name": "Chan Sopheap", "words": "They locked the door on us."}


async def hand_in(dara: Officer, number: str, key: str = "", **told: str) -> httpx2.Response:
    """The form as a browser sends it."""
    form = forms(await dara.page(f"/desk/cases/{number}"))["add-worker"]
    data = dict(form.values) | TOLD | told | ({"form_key": key} if key else {})
    return await dara.http.post(f"/desk/cases/{number}/workers?lang=en", data=data)


async def test_a_colleague_joins_once_with_a_slip_of_her_own(desk_world: World) -> None:
    """The same form again shows no second slip; the page says who told what, each worker by her number."""
    filed = await desk_world.file()
    async with browser_of(desk_world, "dara") as dara:
        first = await hand_in(dara, filed.number, "one-colleague")
        assert first.status_code == 200, first.text
        assert read_digits(digits_of(first.text)) is not None
        again = await hand_in(dara, filed.number, "one-colleague")
        assert again.status_code == 200 and not NUMBERS.search(again.text)
        other = await hand_in(dara, filed.number, "one-colleague", words="Something else.")
        assert other.status_code == 409 and "Something else." in other.text
        page = html.unescape(await dara.page(f"/desk/cases/{filed.number}"))
    people = await rows(desk_world.store, Complainant)
    assert [row.gender for row in people if row.joined_at] == [Gender.WOMAN] and len(people) == 2
    for words in ("They locked the door on us.", "Chan Sopheap", text("en", "desk.worker_n", {"number": 2})):
        assert words in page


async def test_not_while_it_is_handed_on_and_not_once_it_is_closed(desk_world: World) -> None:
    """The form is not offered, and a page of before is told why."""
    handed, closed = await desk_world.file(), await desk_world.file()
    async with browser_of(desk_world, "dara") as dara:
        await dara.act(handed.number, "hand-over", party_id=desk_world.party_ids["catu"])
        await dara.act(closed.number, "close", reason="out_of_scope")
        for filed, code in ((handed, "handover_running"), (closed, "not_now")):
            assert "add-worker" not in forms(await dara.page(f"/desk/cases/{filed.number}"))
            data = TOLD | {"form_key": f"late-{filed.number}"}
            answer = await dara.http.post(f"/desk/cases/{filed.number}/workers?lang=en", data=data)
            assert answer.status_code == 409
            assert text("en", f"error.{code}") in html.unescape(answer.text)
    assert len(await rows(desk_world.store, Complainant)) == 2


async def test_who_left_stands_there_by_her_number_and_is_offered_nothing(desk_world: World) -> None:
    """Also once what she told is erased, with parts of hers on a track."""
    filed = await desk_world.file()
    async with browser_of(desk_world, "dara") as dara:
        await hand_in(dara, filed.number)
        second = next(row for row in await rows(desk_world.store, Complainant) if row.joined_at)
        for verb, said in (
            (withdrawing.withdraw_case, "desk.workers.left"),
            (withdrawing.erase_now, "desk.workers.erased"),
        ):
            async with desk_world.store.writing() as unit:
                await verb(unit, second.id)
            page = html.unescape(await dara.page(f"/desk/cases/{filed.number}"))
            assert text("en", said, {"day": {"date": "2024-11-04"}})[:20] in page
        assert "verify-complainant-2" not in page and "new-receipt-2" not in page


async def test_over_json_too_and_never_to_a_case_of_others(desk_world: World) -> None:
    """The numbers come once; a recipient and a stranger find no such case."""
    filed = await desk_world.file()
    path, key = f"/api/v1/cases/{filed.number}/workers", {"Idempotency-Key": "one-colleague"}
    async with desk_world.somebody("dara") as dara:
        first = await dara.http.post(path, json=TOLD, headers=key)
        again = await dara.http.post(path, json=TOLD, headers=key)
        assert (first.status_code, len(first.json()["receipt"]), again.json()) == (200, 2, {"receipt": None})
        shown = await dara.see(filed.number)
    assert [(one["number"], one["name"], one["left_at"]) for one in shown["workers"]] == [
        (1, "", None),
        (2, "Chan Sopheap", None),
    ]
    assert (shown["story"][-1]["worker"], shown["story"][-1]["text"]) == (2, TOLD["words"])
    async with desk_world.somebody("vuthy") as vuthy:
        assert (await vuthy.http.post(path, json=TOLD, headers=key)).status_code == 404
