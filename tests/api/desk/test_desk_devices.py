"""Own devices, waits that spare known ones, and the passphrase once more."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from unittest.mock import patch

import pytest
from sqlmodel import select

from cases.store.tables import Attempt, KnownDevice, Staff
from cases.vault import hashing
from locales import text
from tests.api.desk.officers import Officer, alerts, browser_of, forms
from tests.api.world import PASSPHRASE, World

FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:131.0) Gecko/131.0 Firefox/131.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"


@contextlib.asynccontextmanager
async def device(world: World, user_agent: str, alias: str = "dara") -> AsyncIterator[Officer]:
    """A browser that says what it is, signed in."""
    async with browser_of(world) as officer:
        officer.http.headers["User-Agent"] = user_agent
        yield await officer.sign_in(alias)


async def tries(world: World, officer: Officer, alias: str, passphrase: str, code: str = "") -> tuple[int, list[str]]:
    """One try to sign in: the status, and what the page says."""
    typed = {"alias": alias, "passphrase": passphrase, "code": code or "000000"}
    answer = await officer.http.post("/desk/login", data=typed)
    return answer.status_code, alerts(answer.text)


async def test_own_devices_are_listed_and_ended(desk_world: World) -> None:
    """By what they call themselves; one, then all others."""
    async with (
        device(desk_world, FIREFOX) as phone,
        device(desk_world, CHROME) as office,
        device(desk_world, CHROME) as third,
        device(desk_world, FIREFOX, "sopheap") as lead,
    ):
        page = await phone.page("/desk/devices")
        assert page.count("Firefox · Android") == 1 and page.count("Chrome · Windows") == 2
        assert text("en", "desk.devices.this") in page
        ends = re.findall(r'name="device" value="(\w+)"', page)
        assert ends
        await lead.http.post("/desk/devices/end", data={"device": ends[0]})
        await phone.http.post("/desk/devices/end", data={"device": ends[0]})
        open_pages = [(await one.http.get("/desk/cases")).status_code for one in (phone, office, third, lead)]
        assert sorted(open_pages) == [200, 200, 200, 303] and open_pages[0] == open_pages[3] == 200
        await phone.http.post("/desk/devices/end-others", data={})
        assert [(await one.http.get("/desk/cases")).status_code for one in (phone, office, third)] == [200, 303, 303]


async def test_a_lead_signs_a_person_of_hers_out_everywhere(desk_world: World) -> None:
    """Her devices are strangers afterwards; another party's lead finds nobody."""
    async with (
        device(desk_world, FIREFOX) as dara,
        device(desk_world, CHROME, "sopheap") as lead,
        device(desk_world, CHROME, "vuthy") as other,
    ):
        async with desk_world.store.reading() as unit:
            staff_id = (await unit.session.exec(select(Staff.id).where(Staff.account == "dara"))).one()
        address = f"/desk/people/{staff_id}/end-devices"
        assert (await other.http.post(address, data={})).status_code == 404
        assert (await dara.http.post(address, data={})).status_code == 403
        assert (await dara.http.get("/desk/cases")).status_code == 200
        assert (await lead.http.post(address, data={})).status_code == 303
        assert (await dara.http.get("/desk/cases")).status_code == 303
    async with desk_world.store.reading() as unit:
        assert staff_id not in (await unit.session.exec(select(KnownDevice.staff_id))).all()


async def test_a_stranger_waits_and_a_known_device_does_not(desk_world: World) -> None:
    """Five wrong ones, then 429 for whoever comes from a new device, right passphrase or not; dara's phone goes in."""
    async with device(desk_world, FIREFOX) as dara, browser_of(desk_world) as stranger:
        await dara.http.post("/desk/logout")
        said = [await tries(desk_world, stranger, "dara", "wrong") for _ in range(6)]
        assert said == [(401, [text("en", "error.sign_in_failed")])] * 5 + [
            (429, [text("en", "error.tries_wait", {"minutes": 1})])
        ]
        right = await tries(desk_world, stranger, "DARA ", PASSPHRASE, desk_world.code("dara"))
        assert right[0] == 429
        await dara.sign_in("dara")
        assert (await tries(desk_world, stranger, "dara", PASSPHRASE, desk_world.code("dara")))[0] == 429
        desk_world.clock.let_pass(seconds=61)
        assert (await tries(desk_world, stranger, "dara", PASSPHRASE, desk_world.code("dara")))[0] == 303


async def test_an_account_that_does_not_exist_waits_alike(desk_world: World) -> None:
    """The same statuses, words, headers and number of slow hashes, try by try."""
    seen = {}
    for alias in ("dara", "nobody at all"):
        async with browser_of(desk_world) as stranger:
            steps = []
            for _ in range(7):
                with patch.object(hashing, "stretch", wraps=hashing.stretch) as stretched:
                    typed = {"alias": alias, "passphrase": "wrong", "code": "123456"}
                    answer = await stranger.http.post("/desk/login", data=typed)
                headers = {name for name in answer.headers if name != "content-length"}
                steps.append((answer.status_code, alerts(answer.text), headers, stretched.call_count))
            seen[alias] = (steps, answer.headers["retry-after"])
    assert seen["dara"] == seen["nobody at all"]
    assert [step[3] for step in seen["dara"][0]] == [1] * 5 + [0, 0]


async def test_one_browser_is_known_to_several_people_and_tells_nobody(desk_world: World) -> None:
    """An office's computer keeps one cookie; each person has a row of her own, and no row holds its secret."""
    async with browser_of(desk_world) as office, browser_of(desk_world) as stranger:
        for alias in ("dara", "sopheap"):
            await office.sign_in(alias)
        secret = office.http.cookies["samleng-device"]
        for alias in ("dara", "sopheap"):
            for _ in range(5):
                await tries(desk_world, stranger, alias, "wrong")
            await office.sign_in(alias)
        assert office.http.cookies["samleng-device"] == secret
    async with desk_world.store.reading() as unit:
        rows = (await unit.session.exec(select(KnownDevice))).all()
        counted = (await unit.session.exec(select(Attempt))).all()
    assert len({row.id for row in rows}) == len({row.staff_id for row in rows}) == 2
    assert secret not in repr(rows) and "dara" not in repr(counted)


async def test_a_made_up_device_cookie_has_no_count_of_its_own(desk_world: World) -> None:
    """Only a device that signed in to this very account is known."""
    async with browser_of(desk_world) as stranger, browser_of(desk_world, "vuthy") as vuthy:
        stranger.http.cookies.set("samleng-device", vuthy.http.cookies["samleng-device"])
        statuses = [(await tries(desk_world, stranger, "dara", "wrong"))[0] for _ in range(6)]
        assert statuses == [401] * 5 + [429]
        stranger.http.cookies.set("samleng-device", "x" * 43)
        assert (await tries(desk_world, stranger, "dara", "wrong"))[0] == 429


async def test_everybody_signs_in_at_once_and_nobody_is_refused(desk_world: World) -> None:
    """While somebody guesses many accounts that do not exist."""
    async with contextlib.AsyncExitStack() as stack:
        browsers = [await stack.enter_async_context(browser_of(desk_world)) for _ in range(40)]
        people = ["dara", "sopheap", "chenda", "maly", "vuthy"]
        guesses = [tries(desk_world, one, f"made up {number}", "x") for number, one in enumerate(browsers[5:])]
        answers = await asyncio.gather(
            *guesses, *(one.sign_in(alias) for one, alias in zip(browsers, people, strict=False))
        )
    assert {answer[0] for answer in answers if isinstance(answer, tuple)} == {401}


async def test_a_wrong_passphrase_again_waits_for_this_login_alone(desk_world: World) -> None:
    """Five tries; her other device types hers at once."""
    async with browser_of(desk_world, "dara") as left_open, browser_of(desk_world, "dara") as dara:
        statuses = [
            (await left_open.http.post("/desk/again", data={"passphrase": "wrong", "next": "/desk"})).status_code
            for _ in range(6)
        ]
        assert statuses == [422] * 5 + [429]
        answer = await dara.http.post("/desk/again", data={"passphrase": PASSPHRASE, "next": "//evil.example"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk")


@pytest.mark.parametrize("demo", [False, True])
async def test_only_a_demonstration_shows_accounts(desk_world: World, demo: bool) -> None:
    """A real installation's sign-in page knows no account, no passphrase and no code."""
    desk_world.app.state.demo = demo
    async with browser_of(desk_world) as somebody:
        first = await somebody.page("/desk/login")
        refused = (await somebody.http.post("/desk/login", data={"alias": "x", "passphrase": "y"})).text
    for page in (first, refused):
        assert ("demonstration of Dara" in page) is demo
        assert ('id="demonstration"' in page) is demo
        assert "/desk/login" in forms(page)
