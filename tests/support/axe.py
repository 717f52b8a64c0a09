"""axe-core over the page that is open: what keeps somebody out who hears it, zooms it or has no mouse."""

from __future__ import annotations

from collections.abc import Sequence

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


async def violations(page: Page) -> Sequence[str]:
    """Each rule that is broken, with the first element that breaks it. WCAG 2.2 A and AA, and best practice."""
    found = await Axe().run(page, options={"runOnly": list(TAGS)})
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found.response["violations"]]
