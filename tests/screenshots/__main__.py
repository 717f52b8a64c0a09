"""python -m tests.screenshots [folder]: pages and papers as pictures, 360 and 1280 px, both languages, in a story."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pypdfium2
from playwright.async_api import Browser, BrowserContext, Page, StorageState, ViewportSize

from tests.journeys.people import Worker
from tests.journeys.server import TOKEN, Server
from tests.screenshots.story import LATER, Told, play
from tests.support import bot_api, chromium

FOLDER = Path("var/screenshots")
WIDTHS = (360, 1280)
LANGUAGES = ("km", "en")
UNFOLD = "document.querySelectorAll('details').forEach((one) => { one.open = true })"
PAPERS = {"bfc-list-paper": "/desk/bfc-list/bfc/paper"}
PATIENCE = 180_000.0  # milliseconds
SHARP = 1.3  # of a paper: pixels a point


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, bot_api.running() as telegram:
        server = Server(Path(place), {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API": telegram.base_url}).start()
        try:
            told = play(server, Worker(telegram, 855))
            asyncio.run(_pictures(folder, server, told))
            server.restart(DEMO_NOW=LATER)
            asyncio.run(_a_month_later(folder, server, told))
        finally:
            server.kill9()
        for sheet in (server.var / "posters").glob("*.png"):
            sheet.rename(folder / sheet.name)
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")


async def _pictures(folder: Path, server: Server, told: Told) -> None:
    server.command("qr", "print", "--factory", "Olive")
    code, case = server.site_code(), f"/desk/cases/{told.number}"
    anybody = {
        "front": "/",
        "site": f"/q/{code}",
        "doors": f"/q/{code}?phone=mine",
        "doors-shared": f"/q/{code}?phone=shared",
        "unknown-code": "/q/nosuchcode",
        "receipt": "/receipt",
        "public-figures": "/figures",
        "login": "/desk/login",
    }
    desks = {
        "Dara": {
            "cases": "/desk/cases",
            "case": case,
            "case-walk-in": f"/desk/cases/{told.walk_in}",
            "bfc-list": "/desk/bfc-list",
            "picc": "/desk/picc",
            "picc-factory": f"/desk/picc/factories/{told.committee}",
            "picc-pack": f"/desk/picc/packs/{told.pack}",
            "figures": "/desk/figures",
            "walk-in": "/desk/walk-in",
            "import": "/desk/import",
            "overdue-none": "/desk/overdue",
        },
        "Maly": {"referrals": "/desk/referrals", "bfcs-list": "/desk/bfc-list", "referral": f"/desk/cases/{told.bfc}"}
        | {"referral-meeting": f"/desk/cases/{told.bfc}/meetings/{told.meeting}"},
        "Bopha": {"referral-new": f"/desk/cases/{told.catu}"},
        "Sophea": {"case-lead": case}
        | {name: f"/desk/{name}" for name in ("people", "devices", "openings", "again", "second-step")},
    }
    papers = {name: f"{case}/letters/{letter}" for name, letter in told.letters.items()}
    papers |= {"hearing": f"{case}/hearings/{told.hearing}/card", "consent": f"{case}/consents/{told.asked}/form"}
    async with chromium.launched() as browser:
        await _visit(browser, folder, server, anybody)
        for number, receipt in enumerate(told.receipts, start=1):
            await _behind_her_numbers(browser, folder, server, f"her-page-{number}", receipt)
        for account, pages in desks.items():
            await _visit(browser, folder, server, pages, account)
        dara = await _signed_in(browser, server, "Dara")
        for name, path in (papers | PAPERS | {"picc-pack": f"/desk/picc/packs/{told.pack}/paper"}).items():
            await _paper(dara, folder, name, path)
        await _slip(await dara.new_page(), folder, told)
        await _calendar(await dara.new_page(), folder)


async def _a_month_later(folder: Path, server: Server, told: Told) -> None:
    """What is overdue by then, and what she is asked again."""
    async with chromium.launched() as browser:
        await _behind_her_numbers(browser, folder, server, "her-page-later", told.receipts[0])
        await _visit(browser, folder, server, {"overdue": "/desk/overdue", "cases-later": "/desk/cases"}, "Sophea")


async def _opened(
    browser: Browser, server: Server, width: int = 1280, cookies: StorageState | None = None
) -> BrowserContext:
    """A browser of one person, with patience: a long page takes its time on a machine that does other work."""
    size: ViewportSize = {"width": width, "height": 800}
    context = await browser.new_context(viewport=size, base_url=server.base_url, storage_state=cookies)
    context.set_default_timeout(PATIENCE)
    return context


async def _signed_in(browser: Browser, server: Server, account: str) -> BrowserContext:
    context = await _opened(browser, server)
    page = await context.new_page()
    await page.goto("/desk/login")
    await page.fill("[name=alias]", account)
    for name, value in server.proof(account).items():
        await page.fill(f"[name={name}]", value)
    await _press(page, "main form button")
    assert "/login" not in page.url, f"{account} is not signed in"
    return context


async def _visit(browser: Browser, folder: Path, server: Server, pages: Mapping[str, str], account: str = "") -> None:
    """Each page as it opens, and the pages of cases once more with everything unfolded."""
    cookies = await (await _signed_in(browser, server, account)).storage_state() if account else None
    for width, language in _each():
        context = await _opened(browser, server, width, cookies)
        page = await context.new_page()
        for name, path in pages.items():
            answer = await page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
            assert answer and answer.status in (200, 404), (path, answer and answer.status)
            await _shoot(page, folder, f"{name}-{language}-{width}")
            if name.startswith(("case-", "referral-")) or name in ("case", "referral"):
                await page.evaluate(UNFOLD)
                await _shoot(page, folder, f"{name}-unfolded-{language}-{width}")
        await context.close()


async def _behind_her_numbers(browser: Browser, folder: Path, server: Server, name: str, receipt: str) -> None:
    """Her page, everything unfolded, and the second tap of a yes, of an end and of a word in advance."""
    for width, language in _each():
        context = await _opened(browser, server, width)
        page = await context.new_page()
        await page.goto(f"/receipt?lang={language}")
        await page.fill("#receipt", receipt)
        await _press(page, "form button.main")
        await _shoot(page, folder, f"{name}-{language}-{width}")
        await page.evaluate(UNFOLD)
        await _shoot(page, folder, f"{name}-unfolded-{language}-{width}")
        for act in ("consent_check", "withdraw_consent_check", "standing_check"):
            button = f"button[value={act}]"
            if await page.locator(button).count():
                await page.evaluate(UNFOLD)
                await _press(page, button)
                await _shoot(page, folder, f"{name}-{act.removesuffix('_check')}-{language}-{width}")
                await _press(page, "main button[value=show]")
        await context.close()


async def _paper(context: BrowserContext, folder: Path, name: str, path: str) -> None:
    for language in LANGUAGES:
        answer = await context.request.get(f"{path}?lang={language}")
        assert answer.ok, path
        for number, sheet in enumerate(pypdfium2.PdfDocument(await answer.body()), start=1):
            sheet.render(scale=SHARP).to_pil().save(folder / f"paper-{name}-{language}-{number}.png")


async def _slip(page: Page, folder: Path, told: Told) -> None:
    """A colleague joins: her numbers, shown once."""
    await page.goto(f"/desk/cases/{told.walk_in}")
    await page.evaluate(UNFOLD)
    await page.fill("#add-worker [name=name]", "សុខ ចាន់ធូ")
    await _press(page, "#add-worker button")
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        await _shoot(page, folder, f"slip-{width}")


async def _calendar(page: Page, folder: Path) -> None:
    """The address for the calendar of a phone, shown once."""
    for width, language in _each():
        await page.set_viewport_size({"width": width, "height": 800})
        await page.goto(f"/desk/devices?lang={language}")
        await _press(page, "form[action='/desk/calendar'] button")
        await _shoot(page, folder, f"calendar-{language}-{width}")


async def _press(page: Page, button: str) -> None:
    """The next page is there before anything looks at it, however busy the machine is."""
    async with chromium.next_screen(page):
        await page.locator(button).first.click()


def _each() -> list[tuple[int, str]]:
    return [(width, language) for width in WIDTHS for language in LANGUAGES]


async def _shoot(page: Page, folder: Path, name: str) -> None:
    await page.screenshot(path=folder / f"{name}.png", full_page=True)


if __name__ == "__main__":
    main()
