"""The system's Chromium, driven by Playwright, talking to nobody but the page under test.

python -m tests.support.chromium --find   prints the program, or ends with 1
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator, Iterator

from anyio.from_thread import start_blocking_portal
from playwright.async_api import Browser, Page, async_playwright

MISSING = "A browser is missing: install one (apt-get install chromium), or set CHROMIUM to its program."
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-features=MediaRouter,OptimizationHints,Translate",
    "--disable-gpu",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
)


class NoChromium(RuntimeError):
    """No Chromium on this machine."""


def find() -> str | None:
    """The program: CHROMIUM, or the first of the usual names on the PATH."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)


@contextlib.asynccontextmanager
async def launched(*more: str) -> AsyncIterator[Browser]:
    """A fresh headless browser, with further flags.

    Raises:
        NoChromium: none was found.
    """
    program = find()
    if program is None:
        raise NoChromium(MISSING)
    # Chromium's sandbox refuses to start for root.
    flags = [*QUIET, *more, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=flags)
        try:
            yield browser
        finally:
            await browser.close()


@contextlib.asynccontextmanager
async def next_screen(page: Page) -> AsyncIterator[None]:
    """What is pressed inside leads to another page, or to the next step in this one; afterwards it stands there."""
    await page.evaluate("document.body.dataset.left = ''")
    yield
    await page.wait_for_selector("body:not([data-left])", state="attached")
    await page.wait_for_load_state()


@contextlib.contextmanager
def kept() -> Iterator[str]:
    """A browser that outlives the loops of single tests: the address at which each may join it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(launched(f"--remote-debugging-port={port}")),
    ):
        yield f"http://127.0.0.1:{port}"


@contextlib.asynccontextmanager
async def joined(address: str) -> AsyncIterator[Browser]:
    """The browser at this address, with windows of one's own, which are closed in the end."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(address)
        try:
            yield browser
        finally:
            await browser.close()


async def back_online(page: Page) -> None:
    """The connection is there again, and the page has noticed: until then it refuses to send."""
    await page.context.set_offline(False)
    while not await page.evaluate("navigator.onLine"):
        await asyncio.sleep(0.01)


if __name__ == "__main__":
    found = find()
    print(found or MISSING)
    sys.exit(found is None)
