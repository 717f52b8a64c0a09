"""A day of a union's officer and of a BFC mediator, each with a phone in Khmer: from a worklist to a closed case."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.async_api import Browser, Page

from tests.journeys.people import Worker
from tests.journeys.server import Server
from tests.support.phone import Control

PICTURES = os.environ.get("SAMLENG_PICTURES")
PHONE = {"width": 360, "height": 740}
NARROW = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
UNFOLD = "document.querySelectorAll('details').forEach(fold => fold.open = true)"
HER_ID = 855_012_888
STORY = "ថៅកែបញ្ឈប់ខ្ញុំ ដោយសារខ្ញុំចូលសហជីព ហើយមិនឲ្យប្រាក់ខ្ញុំទេ។"
OFFERED, AGREED = "120", "250.50"


class Desk:
    """Somebody at a desk that is a phone: each act is a form on the page where she is."""

    def __init__(self, page: Page, who: str) -> None:
        self.page, self.who, self.shots = page, who, 0

    async def opens(self, path: str) -> None:
        await self.page.goto(path)
        await self._looks()

    async def follows(self, selector: str) -> None:
        """A link or button that leads to another page."""
        async with self.page.expect_event("load"):
            await self.page.locator(selector).first.click()
        await self._looks()

    async def does(self, verb: str, **fields: str) -> None:
        """Fill in a form and press its button; the next page says that it is done."""
        await self.page.evaluate(UNFOLD)
        form = self.page.locator(f"form[action*='/{verb}#']").first
        for name, value in fields.items():
            field = form.locator(f"[name='{name}']")
            if await field.first.get_attribute("type") in ("radio", "checkbox"):
                await form.locator(f"[name='{name}'][value='{value}']").first.check()
            elif await field.evaluate("field => field.tagName") == "SELECT":
                await field.select_option(value)
            else:
                await field.fill(value)
        async with self.page.expect_event("load"):
            await form.locator("button").last.click()
        assert await self.page.locator("[role=alert]").count() == 0, (verb, await self.page.inner_text("[role=alert]"))
        assert await self.page.locator(".note.good.done").count() == 1, verb
        await self._looks()

    async def listed(self, work: str) -> int:
        """How many stand in a worklist, which is then on the screen."""
        await self.opens(f"/desk/cases?work={work}")
        return await self.page.locator("main ul.rows li, main li > a[href^='/desk/cases/']").count()

    async def _looks(self) -> None:
        """Nothing scrolls sideways, and the page speaks Khmer."""
        assert await self.page.evaluate(NARROW), self.page.url
        assert await self.page.get_attribute("html", "lang") == "km"
        if PICTURES:
            self.shots += 1
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            await self.page.screenshot(path=f"{PICTURES}/day-{self.who}-{self.shots:02}.png", full_page=True)


async def at_desk(browser: Browser, server: Server, account: str) -> Desk:
    """Signed in on a phone."""
    context = await browser.new_context(viewport=PHONE, base_url=server.base_url)  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto("/desk/login?lang=km")
    await page.fill("[name=alias]", account)
    for name, value in server.proof(account).items():
        await page.fill(f"[name={name}]", value)
    async with page.expect_event("load"):
        await page.click("main form button")
    return Desk(page, account.casefold())


async def test_from_a_worklist_over_a_meeting_and_her_no_to_a_settled_and_closed_case(
    server: Server, telegram: Control, browser: Browser
) -> None:
    """She files and shares in Telegram; they meet, agree, deliver; she says no; it is put right, settled, closed."""
    she = Worker(telegram, HER_ID)
    she.tells(server.site_code(), "union", STORY)
    number = she.files()

    dara, maly = await at_desk(browser, server, "Dara"), await at_desk(browser, server, "Maly")
    assert await dara.listed("new") == 1
    await dara.follows(f"a[href='/desk/cases/{number}']")
    await dara.does("activate")
    with she.answer("consent:"):
        await dara.page.evaluate(UNFOLD)
        bfc = dara.page.locator("form[action*='/propose-referral#'] label", has_text="BFC").locator("input").first
        await dara.does("propose-referral", party_id=str(await bfc.get_attribute("value")), parts="what_happened")
    she.tap("consent:", "consent_see:")
    she.play(("consent_yes:", "consent_sure:"), ("consent_sure:", ""))
    assert await dara.listed("ready") == 1
    await dara.opens(f"/desk/cases/{number}")
    await dara.does("send-referral")

    assert await maly.listed("incoming") == 1
    await maly.follows("main li > a[href^='/desk/cases/']")
    for verb in ("receive-referral", "accept-referral", "start-referral"):
        await maly.does(verb)
    back = await a_meeting(maly)

    for answer, right in (("no", False), ("yes", True)):
        await maly.does("deliver-remedy", whole="yes")
        she.tap(f"remedy:{back}", "fact:")
        she.tap(f"fact:{back}.0.{answer}")
        if right:
            she.say("២៥០.៥០ ដុល្លារ", "remedy_right:")
            she.tap(f"remedy_right:{back}")
        else:
            she.play((f"remedy_dispute:{back}", "remedy_no_word:"), (f"remedy_no_word:{back}", ""))
        assert await dara.listed("disputed") == (0 if right else 1)
        await dara.opens(f"/desk/cases/{number}")
        await maly.opens(maly.page.url.partition("?")[0])
        warned = maly.page.locator("form[action*='/conclude-referral#'] .note.bad")
        assert await warned.count() == (0 if right else 1)
    await maly.does("conclude-referral", conclusion="settled")
    await dara.opens(f"/desk/cases/{number}")
    await dara.does("close", reason="confirmed")
    she.reads("បានបិទ")
    assert telegram.violations() == []
    server.kept_quiet(STORY, number, str(HER_ID), AGREED)


async def a_meeting(maly: Desk) -> str:
    """Planned and held on one day: who came, what was said, who offered what, what was agreed; the remedy's id."""
    case = maly.page.url.partition("?")[0]
    await maly.does("plan-meeting", on="2024-10-20", time="14:00", place="រោងចក្រ")
    if "/meetings/" not in maly.page.url:
        await maly.follows("a[href*='/meetings/']")
    await maly.does("save-attendance", worker="1", union="1", employer="2", bfc="1")
    await maly.does("save-minutes", notes="និយោជកទទួលស្គាល់ថា លិខិតបញ្ឈប់គ្មានហេតុផល។")
    await maly.does("keep-note", text="សួរអ្នកគ្រប់គ្រងម្ដងទៀតដោយផ្ទាល់។")
    await maly.does("keep-offer", side="workers", kind="compensation", amount=AGREED, currency="USD")
    await maly.does("keep-offer", side="employer", kind="compensation", amount=OFFERED, currency="USD")
    await maly.does("agree-offer")
    await maly.does("hold-meeting")
    await maly.does("write-agreement", place="រោងចក្រ", employer="Outdoor Gear", takes="nothing")
    paper = await maly.page.context.request.get(str(await maly.page.locator("a.paper").first.get_attribute("href")))
    assert (await paper.body()).startswith(b"%PDF")
    await maly.opens(case)
    remedy = await maly.page.locator("section.remedy[id^='remedy-']").first.get_attribute("id")
    return str(remedy).removeprefix("remedy-")
