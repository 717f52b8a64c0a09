"""From a one-time link to an open party, and back in with the printed code: in a real browser on a small phone."""

from __future__ import annotations

import re

from playwright.async_api import Browser, Page

from tests.api.desk.test_desk_look import served
from tests.api.desk.test_desk_people import new_party, party_is_open
from tests.api.world import World

FIRST, SECOND = "mango bridge seven umbrellas", "river tent olive moth lantern"
PDF = b"%PDF-"


async def _press(page: Page, action: str) -> None:
    await page.click(f"form[action='{action}'] button")


async def _sheet(page: Page) -> bytes:
    """The recovery sheet as the browser saves it."""
    async with page.expect_download() as waiting:
        await _press(page, "/desk/recovery/sheet")
    path = await (await waiting.value).path()
    return path.read_bytes()


async def _types_her_code(page: Page, code: str) -> None:
    await page.fill("form[action='/desk/recovery'] [name=code]", code.lower())
    await _press(page, "/desk/recovery")


async def _sets_up_her_phone(page: Page, world: World) -> str:
    """The secret that her phone knows from now on."""
    await page.wait_for_url(re.compile("/desk/second-step"))
    secret = (await page.locator("p.code").inner_text()).replace(" ", "")
    await page.fill("[name=code]", world.phone.code(secret))
    await _press(page, "/desk/second-step")
    return secret


async def test_from_the_link_to_an_open_party_and_back_in_with_the_printed_code(
    desk_world: World, browser: Browser
) -> None:
    """In Khmer at 360 px: joins, saves the sheet, types the code, scans, works; forgets everything and comes back."""
    link = await new_party(desk_world)
    async with served(desk_world) as site:
        page = await browser.new_page(viewport={"width": 360, "height": 800}, accept_downloads=True)
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)

        await page.goto(f"{site}{link}?lang=km")
        for name, value in (("alias", "kunthea"), ("name", "គន្ធា"), ("passphrase", FIRST)):
            await page.fill(f"[name={name}]", value)
        await page.click("main form button")
        code = await page.locator("p.code").inner_text()
        assert (await _sheet(page)).startswith(PDF)
        assert not await party_is_open(desk_world)
        await _types_her_code(page, code)
        await _sets_up_her_phone(page, desk_world)
        await page.wait_for_url("**/desk/cases")
        assert await party_is_open(desk_world)
        await page.click(".tools form button")

        await page.goto(f"{site}/desk/recover")
        for name, value in (("alias", "kunthea"), ("code", code), ("passphrase", SECOND)):
            await page.fill(f"form[action='/desk/recover'] [name={name}]", value)
        await page.check("[name=phone_gone]")
        await _press(page, "/desk/recover")
        await page.wait_for_url(re.compile("/desk/login"))
        for name, value in (("alias", "kunthea"), ("passphrase", SECOND)):
            await page.fill(f"[name={name}]", value)
        await _press(page, "/desk/login")
        await page.wait_for_url("**/desk/recovery")
        await page.click("form[action='/desk/recovery/new'] >> xpath=ancestor::details >> summary")
        await page.fill("form[action='/desk/recovery/new'] [name=passphrase]", SECOND)
        await _press(page, "/desk/recovery/new")
        fresh = await page.locator("p.code").inner_text()
        assert fresh != code and (await _sheet(page)).startswith(PDF)
        await _types_her_code(page, fresh)
        await _sets_up_her_phone(page, desk_world)
        await page.wait_for_url("**/desk/cases")
        await page.close()
    assert complaints == []
