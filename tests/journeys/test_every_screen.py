"""Every screen of the browser chat, as a worker on a bad line and a small phone meets it, with script."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from bot.dialogue.marks import unmarked
from cases.rules.vocabulary import Issue, Language
from tests.journeys.server import Server, over_a_copy
from tests.support import chromium
from tests.support.axe import violations

STORY = {Language.KHMER: "គេឲ្យខ្ញុំឈប់ ព្រោះខ្ញុំបង្កើតសហជីព។", Language.ENGLISH: "They fired me because of the union."}
ASIDE = frozenset({"skip", "stop", "back", "dont_know", "done", "cancel", "elsewhere", "help", "not"})
LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # 400 kbit/s
A_STEP = 3.0  # seconds, from the tap to the next question
SCREENS = ((360, "100%"), (320, "100%"), (360, "200%"))  # width, size of letters
READ_FIRST = "document.activeElement.matches('[data-first], [role=alert]')"
SIZE = "size => { document.documentElement.style.fontSize = size; }"
STANDS_OUT = """() => [...document.querySelectorAll("main *, header *")]
    .filter((part) => part.checkVisibility() && part.getBoundingClientRect().right > innerWidth + 0.5)
    .map((part) => part.outerHTML.slice(0, 120))"""
SMALL = """() => [...document.querySelectorAll("a, button, summary, textarea, input:not([type=hidden])")]
    .filter((part) => part.checkVisibility())
    .filter((part) => Math.min(part.getBoundingClientRect().height, part.getBoundingClientRect().width) < 24)
    .map((part) => part.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def web(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server without a bot."""
    with over_a_copy(furnished, tmp_path_factory.mktemp("screens")) as server:
        yield server.start()


@dataclass
class Walk:
    """One worker in her browser; what was seen, and how long each step took."""

    page: Page
    screens: set[str]
    times: list[tuple[float, str]] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)
    pages: int = 0

    async def taps(self) -> list[str]:
        """The taps that this screen offers, as "<step>:<value>"."""
        found = await self.page.locator("#now button").evaluate_all("all => all.map((one) => one.value)")
        return [unmarked(tap) for tap in found]

    async def step(self) -> str:
        """The screen that she is on, by the first of its own taps."""
        taps = await self.taps()
        return next((tap.partition(":")[0] for tap in taps if not tap.startswith(("advice:", "chat:"))), "")

    async def press(self, tap: str) -> None:
        await self.does(f"#now button[value='{tap}'], #now button[value^='{tap}@']")

    async def does(self, button: str) -> None:
        """Press, wait for what comes, and look at it where it is new."""
        begun = time.monotonic()
        async with chromium.next_screen(self.page):
            await self.page.locator(button).first.click()
        self.times.append((time.monotonic() - begun, await self.step()))
        screen = f"{await self.step()} {len(await self.taps())}"
        if screen not in self.screens:
            self.screens.add(screen)
            await self.look(screen)

    async def look(self, screen: str) -> None:
        assert await violations(self.page) == [], screen
        for width, size in SCREENS:
            await self.page.set_viewport_size({"width": width, "height": 740})
            await self.page.evaluate(SIZE, size)
            assert await self.page.evaluate(STANDS_OUT) == [], (screen, width, size)
            assert await self.page.evaluate(SMALL) == [], (screen, width, size)
        await self.page.set_viewport_size({"width": 360, "height": 740})
        await self.page.evaluate(SIZE, "")
        if len(self.times) > 1:  # a page that was loaded is read from its beginning
            assert await self.page.evaluate(READ_FIRST), screen


async def to_the_receipt(walk: Walk, issue: Issue, language: Language) -> None:
    """From the danger question to her two numbers."""
    await walk.press("danger:no")
    if f"issue:{issue}" in await walk.taps():
        await walk.press(f"issue:{issue}")
    else:
        await walk.press("issue:more")
        await walk.press(f"issue_more:{issue}")
    await walk.page.fill("#text", STORY[language])
    await walk.does("form[enctype] > button")
    await walk.press("story:done")
    await walk.press(next(tap for tap in await walk.taps() if tap.startswith("who:")))
    for tap in ("send:go", "receipt:have"):
        await walk.press(tap)


async def through_the_questions(walk: Walk) -> None:
    """Each question answered with its first tap, a year opened, boxes ticked, until the menu; then each overview."""
    opened: set[str] = set()
    while (step := await walk.step()) != "home":
        own = [tap for tap in await walk.taps() if tap.startswith(f"{step}:")]
        given = [tap for tap in own if tap.partition(":")[2] not in ASIDE]
        years = [tap for tap in given if ":in." in tap]
        if f"{step}:done" in own and step in opened:
            await walk.press(f"{step}:done")
        elif years and step not in opened:
            await walk.press(years[0])
        else:
            await walk.press((given or [tap for tap in own if tap.endswith((":done", ":skip", ":dont_know"))])[0])
        opened.add(step)
    for look in ("status", "consents", "message", "evidence"):
        await walk.press(f"home:{look}")


@pytest.mark.chaos
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("language", list(Language))
async def test_every_screen_can_be_used_by_everybody_and_each_step_takes_less_than_three_seconds(
    web: Server, browser: Browser, language: Language
) -> None:
    """400 kbit/s, 400 ms, a slow phone: axe finds nothing, nothing stands out at 320 px or in large letters."""
    seen: set[str] = set()
    steps: list[tuple[float, str]] = []
    sizes: list[int] = []
    for issue in Issue:
        context = await browser.new_context(viewport={"width": 360, "height": 740})
        page = await context.new_page()
        wire = await context.new_cdp_session(page)
        walk = Walk(page, seen)
        page.on("load", lambda _, walk=walk: setattr(walk, "pages", walk.pages + 1))
        await page.goto(f"{web.base_url}/q/{web.site_code()}?lang={language}&phone=mine")
        await wire.send("Network.enable")
        await wire.send("Network.emulateNetworkConditions", LINE)
        await wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        wire.on("Network.loadingFinished", lambda event, walk=walk: walk.bytes.append(int(event["encodedDataLength"])))
        await walk.does("form[action='/chat'] button")
        await to_the_receipt(walk, issue, language)
        await through_the_questions(walk)
        assert walk.pages == 2, "the page was loaded anew"  # the code's page and the first question
        steps += walk.times
        sizes += walk.bytes
        await context.close()
    took, where = max(steps)
    heaviest, usual = max(sizes), sorted(steps)[len(steps) // 2][0]
    print(f"\n{language}: {len(seen)} screens, {len(steps)} steps, heaviest answer {heaviest} bytes")
    print(f"a step usually {usual:.2f} s, the slowest {took:.2f} s ({where})")
    assert took < A_STEP
