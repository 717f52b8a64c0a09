"""python -m tests.screenshots [folder]: every page as pictures, 360 and 1280 px, both languages, with a case in it."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser

from tests.journeys.people import AtDesk, Worker
from tests.journeys.server import TOKEN, Server
from tests.support import bot_api, chromium

FOLDER = Path("var/screenshots")
WIDTHS = (360, 1280)
STORY = "គេឲ្យខ្ញុំឈប់ ព្រោះខ្ញុំបង្កើតសហជីព។ គេឲ្យផ្ដិតមេដៃលើក្រដាស «គ្មានការងារ»។"


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, bot_api.running() as telegram:
        server = Server(Path(place), {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API": telegram.base_url}).start()
        try:
            worker = Worker(telegram, 855)
            worker.tells(server.site_code(), "dismissal", STORY)
            number = worker.files()
            reference = _referred(AtDesk(server, "Dara"), worker, number)
            asyncio.run(_pictures(folder, server, number, reference))
        finally:
            server.kill9()
        for sheet in (server.var / "posters").glob("*.png"):
            sheet.rename(folder / sheet.name)
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")


def _referred(dara: AtDesk, worker: Worker, number: str) -> str:
    """BFC is brought in with her consent, so that both sides of a referral can be looked at."""
    dara.does(number, "activate")
    reference = dara.does(number, "propose-referral", party_id=dara.party("bfc"), parts=["what_happened"])
    worker.play(("consent:", "consent_yes:"), ("consent_yes:", "consent_sure:"), ("consent_sure:", ""))
    dara.until(number, lambda case: case["tracks"][0]["status"] == "ready")
    dara.does(number, "send-referral", reference=reference)
    return reference


async def _pictures(folder: Path, server: Server, number: str, reference: str) -> None:
    server.command("qr", "print", "--factory", "Olive")
    code = server.site_code()
    worker_pages = {
        "front": "/",
        "site": f"/q/{code}",
        "doors": f"/q/{code}?phone=mine",
        "doors-shared": f"/q/{code}?phone=shared",
        "unknown-code": "/q/nosuchcode",
        "receipt": "/receipt",
    }
    desks = {
        "Dara": {
            "cases": "/desk/cases",
            "bfc-list": "/desk/bfc-list",
            "case": f"/desk/cases/{number}",
            "figures": "/desk/figures",
        },
        "Maly": {"referrals": "/desk/referrals", "bfcs-list": "/desk/bfc-list", "referral": f"/desk/cases/{reference}"},
        "Sophea": {name: f"/desk/{name}" for name in ("people", "devices", "openings", "again", "second-step")},
    }
    async with chromium.launched() as browser:
        await _visit(browser, folder, server, worker_pages | {"login": "/desk/login"}, None)
        for account, pages in desks.items():
            await _visit(browser, folder, server, pages, account)


async def _visit(browser: Browser, folder: Path, server: Server, pages: dict[str, str], account: str | None) -> None:
    for width in WIDTHS:
        for language in ("km", "en"):
            context = await browser.new_context(viewport={"width": width, "height": 800}, base_url=server.base_url)
            page = await context.new_page()
            if account:
                await page.goto("/desk/login")
                await page.fill("[name=alias]", account)
                for name, value in server.proof(account).items():
                    await page.fill(f"[name={name}]", value)
                await page.click("main form button")
            for name, path in pages.items():
                await page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
                await page.screenshot(path=folder / f"{name}-{language}-{width}.png", full_page=True)
            await context.close()


if __name__ == "__main__":
    main()
