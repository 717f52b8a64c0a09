"""The second step at the desk: asked for first, set up with a square, and set up anew."""

from __future__ import annotations

import io
import re
from urllib.parse import unquote

import zxingcpp
from PIL import Image
from playwright.async_api import Browser
from sqlmodel import select

from cases.store.tables import Staff
from cases.store.unit import Store
from cases.vault import totp
from locales import text
from tests.api.desk.officers import Officer, alerts, browser_of, forms
from tests.api.desk.test_desk_look import served
from tests.api.world import PASSPHRASE, World
from tests.support.authenticator import secret_of

SECRET = re.compile(r'class="code" translate="no">([A-Z2-7 ]+)</p>')


async def without_second_step(store: Store, alias: str) -> None:
    """As somebody who just joined, or came back by her recovery code."""
    async with store.writing() as unit:
        staff = (await unit.session.exec(select(Staff).where(Staff.account == alias))).one()
        staff.sealed_totp = None


async def proposed(officer: Officer) -> tuple[str, str]:
    """(secret, proposal) of the page."""
    page = await officer.page("/desk/second-step")
    found = SECRET.search(page)
    assert found is not None
    return found[1].replace(" ", ""), dict(forms(page)["/desk/second-step"].values)["proposal"]


async def test_before_any_other_page_comes_the_second_step(desk_world: World) -> None:
    """Every page leads there, JSON answers with its own code; one right code opens the desk."""
    filed = await desk_world.file()
    await without_second_step(desk_world.store, "dara")
    async with browser_of(desk_world, "dara") as dara:
        for path in ("/desk", "/desk/cases", f"/desk/cases/{filed.number}", "/desk/figures", "/desk/devices"):
            answer = await dara.http.get(path)
            assert (answer.status_code, answer.headers["location"]) == (303, "/desk/second-step"), path
        for path in ("/cases", f"/cases/{filed.number}", "/figures", "/parties"):
            answer = await dara.http.get(f"/api/v1{path}")
            assert (answer.status_code, answer.json()["error"]["code"]) == (403, "second_step_missing"), path
            assert answer.json()["error"]["next"] == "set_up_second_step"
        act = await dara.http.post(
            f"/api/v1/cases/{filed.number}/write", json={"text": "x"}, headers={"Idempotency-Key": "12345678"}
        )
        assert (act.status_code, act.json()["error"]["code"]) == (403, "second_step_missing")
        secret, proposal = await proposed(dara)
        wrong = await dara.http.post("/desk/second-step", data={"proposal": proposal, "code": "000000"})
        assert wrong.status_code == 422 and alerts(wrong.text) == [text("en", "error.code_wrong")]
        assert totp.grouped(secret) in wrong.text, "the square that she scanned stays"
        sent = {"proposal": proposal, "code": desk_world.phone.code(secret)}
        answer = await dara.http.post("/desk/second-step", data=sent)
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
        await dara.page(f"/desk/cases/{filed.number}")
    async with desk_world.store.reading() as unit:
        staff = (await unit.session.exec(select(Staff).where(Staff.account == "dara"))).one()
    assert staff.sealed_totp is not None and secret.encode() not in staff.sealed_totp


async def test_in_a_browser_she_scans_types_and_is_in(desk_world: World, browser: Browser) -> None:
    """The square on the screen is read as a phone reads it; next time the form asks for a code and gets it."""
    await without_second_step(desk_world.store, "dara")
    async with served(desk_world) as site:
        page = await browser.new_page(viewport={"width": 360, "height": 800})
        await page.goto(f"{site}/desk/login?lang=km")
        await page.fill("[name=alias]", "dara")
        await page.fill("[name=passphrase]", PASSPHRASE)
        await page.click("main form button")
        await page.wait_for_url("**/desk/second-step")
        with Image.open(io.BytesIO(await page.locator(".square").screenshot())) as picture:
            (square,) = zxingcpp.read_barcodes(picture.convert("L"))
        secret = (await page.locator("p.code").inner_text()).replace(" ", "")
        assert unquote(square.text) == totp.address_for(secret, "dara")
        await page.fill("[name=code]", desk_world.phone.code(secret))
        await page.click("main form button")
        await page.wait_for_url("**/desk/cases")
        await page.click(".tools form button")
        await page.fill("[name=alias]", "dara")
        await page.fill("[name=passphrase]", PASSPHRASE)
        await page.fill("[name=code]", desk_world.phone.code(secret))
        await page.click("main form button")
        await page.wait_for_url("**/desk/cases")


async def test_a_new_phone_needs_passphrase_and_an_old_code(desk_world: World) -> None:
    """Ten minutes after she typed her passphrase it is asked for again; other devices are signed out."""
    async with browser_of(desk_world, "dara") as old, browser_of(desk_world, "dara") as dara:
        desk_world.clock.let_pass(minutes=10)
        answer = await dara.http.get("/desk/second-step")
        assert answer.headers["location"] == "/desk/again?next=%2Fdesk%2Fsecond-step"
        await dara.page(answer.headers["location"])
        wrong = await dara.http.post("/desk/again", data={"passphrase": "wrong", "next": "/desk/second-step"})
        assert wrong.status_code == 422 and alerts(wrong.text) == [text("en", "error.passphrase_wrong")]
        right = await dara.http.post("/desk/again", data={"passphrase": PASSPHRASE, "next": "/desk/second-step"})
        assert right.headers["location"] == "/desk/second-step"
        secret, proposal = await proposed(dara)
        sent = {"proposal": proposal, "code": desk_world.phone.code(secret), "old_code": ""}
        refused = await dara.http.post("/desk/second-step", data=sent)
        assert refused.status_code == 422
        sent["old_code"] = desk_world.phone.code(secret_of("dara"))
        sent["code"] = desk_world.phone.code(secret)
        assert (await dara.http.post("/desk/second-step", data=sent)).status_code == 303
        await dara.page("/desk/cases")
        await old.page("/desk/cases", 303)


async def test_guessing_the_old_code_has_to_wait(desk_world: World) -> None:
    """Six digits are few: five tries, then the same wait as for signing in."""
    async with browser_of(desk_world, "dara") as dara:
        secret, proposal = await proposed(dara)
        statuses = []
        for guess in range(6):
            sent = {"proposal": proposal, "code": desk_world.phone.code(secret), "old_code": f"{guess:06}"}
            answer = await dara.http.post("/desk/second-step", data=sent)
            statuses.append(answer.status_code)
    assert statuses == [422] * 5 + [429]
    assert answer.headers["retry-after"] == "60"
