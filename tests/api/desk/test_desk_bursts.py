"""A burst of filings at the desk and over JSON: one row, one act, one way back."""

from __future__ import annotations

from cases.store.bursts import USUAL_AN_HOUR
from tests.api.desk.officers import alerts, browser_of, forms
from tests.api.world import Filed, World

TOO_MANY = 2


async def _flood(world: World) -> list[Filed]:
    return [await world.file(site_code="gate7") for _ in range(USUAL_AN_HOUR + TOO_MANY)]


async def test_a_burst_is_one_row_closed_after_a_look_and_brought_back(desk_world: World) -> None:
    """Without the tick that somebody looked, nothing is closed."""
    filed = await _flood(desk_world)
    async with browser_of(desk_world, "dara") as officer:
        queue = await officer.page("/desk/cases")
        assert f"{TOO_MANY} cases within an hour" in queue
        [address] = {part.split('"')[0] for part in queue.split('href="') if part.startswith("/desk/bursts/")}
        close = forms(await officer.page(address))[f"{address}/close"]
        refused = await officer.send(close)
        assert refused.status_code == 422 and "Open several of them first" in alerts(refused.text)[0]
        for _ in range(2):  # the same form sent twice is one act
            assert (await officer.send(close, looked="yes")).status_code == 303
        assert address not in await officer.page("/desk/cases")
        assert address in await officer.page("/desk/cases?status=closed"), "the way back is where closed cases are"
        page = await officer.page(address)
        assert "Nothing waits here any more" in page
        assert "Not a real case" in await officer.page(f"/desk/cases/{filed[-1].number}")
        assert (await officer.send(forms(page)[f"{address}/undo"])).status_code == 303
        assert f"{TOO_MANY} cases within an hour" in await officer.page("/desk/cases")
        assert "/undo" not in await officer.page(address)
        assert address not in await officer.page("/desk/cases?status=closed")


async def test_another_partys_burst_answers_like_one_that_never_was(desk_world: World) -> None:
    """On pages and over JSON."""
    await _flood(desk_world)
    async with desk_world.somebody("dara") as client:
        [burst] = (await client.get("/bursts")).json()["bursts"]
        assert burst["waiting"] == TOO_MANY and burst["factory"] is None
        listed = (await client.get("/cases", params={"burst": burst["id"]})).json()["cases"]
        assert len(listed) == TOO_MANY
    async with desk_world.somebody("maly") as client:
        assert (await client.get("/bursts")).json() == {"bursts": []}
        assert (await client.get("/cases", params={"burst": burst["id"]})).json()["cases"] == []
        for verb in ("close-burst", "undo-burst"):
            path = f"/api/v1/bursts/{burst['id']}/{verb}"
            assert (await client.http.post(path, headers={"Idempotency-Key": "key-12345"})).status_code == 404
    async with browser_of(desk_world, "maly") as stranger:
        await stranger.page(f"/desk/bursts/{burst['id']}", 404)


async def test_json_closes_and_undoes_once_per_key(desk_world: World) -> None:
    """A repeated request says again what it had moved."""
    await _flood(desk_world)
    async with desk_world.somebody("dara") as client:
        [burst] = (await client.get("/bursts")).json()["bursts"]
        path = f"/api/v1/bursts/{burst['id']}"
        for verb, key in (("close-burst", "close-1234"), ("undo-burst", "undo-12345")):
            for _ in range(2):
                answer = await client.http.post(f"{path}/{verb}", headers={"Idempotency-Key": key})
                assert (answer.status_code, answer.json()) == (200, {"moved": TOO_MANY})


async def test_an_officer_marks_a_worker_as_known_before_she_gives_her_number(desk_world: World) -> None:
    """The form says why, keeps the words, and takes them afterwards."""
    filed = await desk_world.file()
    async with browser_of(desk_world, "dara") as officer:
        form = await officer.form(filed.number, "write")
        refused = await officer.send(form, text="Call me: 012 345 678")
        assert refused.status_code == 422 and "mark her as known first" in alerts(refused.text)[0]
        assert "012 345 678" in refused.text
        closing = await officer.form(filed.number, "close")
        told = await officer.send(closing, reason="out_of_scope", note="ask for Dara")
        assert told.status_code == 422 and "mark her as known first" in alerts(told.text)[0]
        await officer.act(filed.number, "verify-complainant-1", by="badge")
        await officer.act(filed.number, "write", text="Call me: 012 345 678")
        assert "Work badge" in await officer.page(f"/desk/cases/{filed.number}")
