"""The desk in a real browser: nothing scrolls sideways and nothing is refused, on a phone and on a big screen."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
import uvicorn
from playwright.async_api import Browser, BrowserContext

from cases.rules.vocabulary import Language
from locales import text
from tests.api.desk.officers import PASSPHRASE, browser_of, forms
from tests.api.desk.test_desk_case import bring_in, taken_on
from tests.api.test_look_pages import NARROW, keep_picture, opened
from tests.api.world import World

UNFOLD = "document.querySelectorAll('details').forEach(fold => fold.open = true)"


@contextlib.asynccontextmanager
async def served(world: World) -> AsyncIterator[str]:
    """The world's application on a real port, in this test's own loop."""
    server = uvicorn.Server(uvicorn.Config(world.app, port=0, log_level="warning", lifespan="off"))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


async def signs_in(context: BrowserContext, site: str, world: World, alias: str) -> None:
    page = await context.new_page()
    await page.goto(f"{site}/desk/login")
    await page.fill("[name=alias]", alias)
    await page.fill("[name=passphrase]", PASSPHRASE)
    await page.fill("[name=code]", world.code(alias))
    await page.click("main button")
    await page.wait_for_selector(".who")
    await page.close()


# One width of each language in the suite; the other two pairs are long and alike.
SCREENS = [
    (Language.KHMER, 360),
    (Language.ENGLISH, 1280),
    pytest.param(Language.KHMER, 1280, marks=pytest.mark.chaos),
    pytest.param(Language.ENGLISH, 360, marks=pytest.mark.chaos),
]


@pytest.mark.parametrize(("language", "width"), SCREENS)
async def test_every_page_of_the_desk_fits_its_screen(
    desk_world: World, browser: Browser, language: Language, width: int
) -> None:
    """Every fold open: queue, case, referral, figures, people; the browser has nothing to complain about."""
    async with browser_of(desk_world, "sopheap") as sopheap, browser_of(desk_world, "maly") as maly:
        filed = await taken_on(desk_world, sopheap)
        reference = await bring_in(
            desk_world, sopheap, filed, "bfc", ["what_happened", f"evidence:{filed.evidence_id}"]
        )
        await bring_in(desk_world, sopheap, filed, "ministry", ["what_happened"])
        await sopheap.act(filed.number, "keep-support", kind="food", amount="12.50", currency="USD", note="Rice.")
        for act in ("receive", "accept"):
            await maly.act(reference, f"{act}-referral-{reference}")
        for result in ("not_confirmed", "confirmed"):
            await maly.act(
                reference,
                f"keep-finding-{reference}",
                critical_issue="15",
                result=result,
                month="2024-11",
                note="Gate 2.",
            )
        await maly.act(reference, f"propose-remedy-{reference}-compensation", amount="6000", currency="USD")
        when = {"on": "2024-11-08", "time": "14:00", "place": "BFC, Phnom Penh"}
        meeting = (await maly.act(reference, f"plan-meeting-{reference}", **when)).partition("?")[0]
        offer = forms(await maly.page(meeting))[f"keep-offer-{meeting.rpartition('/')[2]}"]
        await maly.send(offer, side="employer", kind="back_pay", amount="650.50", currency="USD", words="by May")
    pages = {
        "sopheap": ("cases", f"cases/{filed.number}", "figures", "people", "cases?status=closed"),
        "maly": ("referrals", f"cases/{reference}", meeting.removeprefix("/desk/")),
    }
    async with served(desk_world) as site:
        for alias, paths in pages.items():
            context = await browser.new_context(viewport={"width": width, "height": 800})
            await signs_in(context, site, desk_world, alias)
            for number, path in enumerate(paths):
                page, seen = await opened(context, f"{site}/desk/{path}{'&' if '?' in path else '?'}lang={language}")
                await page.evaluate(UNFOLD)
                await keep_picture(page, f"desk_{alias}_{number}_{language}_{width}")
                assert seen == [], path
                assert await page.evaluate(NARROW), path
                await page.close()
            await context.close()


async def test_a_factory_is_found_while_typing_and_a_message_is_seen_at_once(
    desk_world: World, browser: Browser
) -> None:
    """With script: names appear below the field. After sending, the page stands at the conversation and says so."""
    async with browser_of(desk_world, "dara") as dara:
        filed = await taken_on(desk_world, dara)
    async with served(desk_world) as site:
        context = await browser.new_context(viewport={"width": 360, "height": 800})
        await signs_in(context, site, desk_world, "dara")
        page, seen = await opened(context, f"{site}/desk/cases/{filed.number}?lang=en")
        await page.evaluate(UNFOLD)
        await page.fill("[name=factory]", "")
        await page.type("[name=factory]", "outdor")
        await page.wait_for_selector("#factory-names option", state="attached")
        await page.fill("#write textarea", "សួស្ដី")
        await page.click("#write button")
        await page.wait_for_url("**/*done=write*")
        assert await page.is_visible(f"text={text('en', 'desk.done.write')}")
        assert await page.is_visible("text=សួស្ដី")
        assert seen == []
        await context.close()
