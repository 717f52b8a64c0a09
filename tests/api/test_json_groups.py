"""A group confirms: by workers themselves, by somebody whom they elected, by nobody; three columns, never mixed."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from cases.actions import following_up
from tests.api import world as worlds
from tests.api.desk.test_desk_handing_over import photo
from tests.api.world import Client, World

PHOTO = base64.b64encode(photo()).decode()


@pytest.fixture
async def world(furnished_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """The world on SQLite."""
    built = await worlds.over(furnished_url, tmp_path)
    yield built
    await built.store.engines.dispose()


async def do(client: Client, number: str, seen: int, verb: str, **body: Any) -> tuple[str, int]:
    """One act on the version that the last one left; what it made, and the version now."""
    answer = await client.try_act(number, verb, seen=seen, **body)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["result"]), int(answer.json()["version"])


async def test_a_group_of_155_with_120_by_themselves_and_30_by_their_representative(world: World) -> None:
    """One by her own receipt, 119 on a list that they signed and two officers saw; the rest never speak for others."""
    filed, today = await world.file(), "2024-11-04"
    number = filed.number
    async with world.somebody("dara") as dara, world.somebody("sopheap") as sopheap:
        _, seen = await do(dara, number, (await dara.see(number))["version"], "activate")
        names = "\n".join(f"Worker {one}, woman" for one in range(2, 121))
        _, seen = await do(dara, number, seen, "list-workers", workers=names)
        remedy_id, seen = await do(dara, number, seen, "propose-remedy", kind="reinstatement", women=140, men=15)
        about = {"remedy_id": remedy_id}
        _, seen = await do(dara, number, seen, "agree-remedy", **about, agreed_on=today)
        await do(dara, number, seen, "deliver-remedy", **about, delivered_on=today)
        async with world.store.writing() as unit:
            said = {"back_at_work": "yes", "same_job_and_pay": "yes"}
            await following_up.answer_about(unit, filed.complainant_id, remedy_id, confirmed=True, facts=said)
        case = await dara.see(number)
        assert case["remedies"][0]["by_whom"] == {"individuals": 1, "representative": 0, "nobody": 154}
        signed = about | {"workers": "2-119, 120", "confirmed": True, "photo": PHOTO}
        paper_id, seen = await do(dara, number, case["version"], "remedy-paper", **signed)
        _, seen = await do(sopheap, number, seen, "second-remedy-paper", paper_id=paper_id)
        elected = {"name": "Keo Mom", "how": "By show of hands in the canteen", "elected_on": today, "workers": 30}
        speaks, seen = await do(dara, number, seen, "keep-representative", **elected)
        word = about | {"representative_id": speaks, "confirmed": True, "said_on": today, "workers": 30}
        await do(dara, number, seen, "represent", **word)
        case = await sopheap.see(number)
        figures = (await sopheap.get("/figures")).json()
    (shown,) = case["remedies"]
    assert shown["by_whom"] == {"individuals": 120, "representative": 30, "nobody": 5}
    assert shown["confirmed"] == {"women": 119, "men": 0, "not_recorded": 1}, "nobody's word is about the rest"
    assert figures["by_whom"] == [{"kind": "reinstatement"} | shown["by_whom"]]
    assert (shown["status"], shown["asked"], shown["confirmed_by"]) == ("confirmed", 120, 120)
    assert [(one["workers"], one["confirmed"]) for one in shown["for_others"]] == [(30, True)]
    assert [(one["entered_by"], one["seconded_by"]) for one in shown["papers"]] == [("dara", "sopheap")]
    assert shown["papers"][0]["workers"] == list(range(2, 121))
    assert sum(answer["on_paper"] for answer in shown["answers"]) == 119
    assert [one["name"] for one in case["representatives"]] == ["Keo Mom"]
