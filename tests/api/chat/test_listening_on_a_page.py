"""The browser chat has a player beside what somebody has spoken, and fetches nothing before she plays it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from api.chat.routes import router
from api.look.recordings import routes
from bot.runner import Runner
from tests.cases.world import World
from tests.support.spoken import spoken

SOURCE = re.compile(r'<source src="([^"]+)" type="([^"]+)">')


@pytest.fixture(autouse=True)
def danger(tmp_path: Path) -> Iterator[None]:
    with spoken(tmp_path, "danger.browser", "front"):
        yield


def app_over(world: World) -> FastAPI:
    app = FastAPI()
    app.state.store, app.state.demo, app.state.public_url = world.store, False, ""
    app.state.runner = Runner(world.store, "")
    app.include_router(router)
    app.router.routes.extend(routes)
    return app


async def test_the_page_plays_what_is_spoken_and_asks_for_no_byte_before(sqlite_world: World) -> None:
    """Ogg first, which is smaller; M4A for iPhones, which ask for a part. No button, no cookie, kept for a year."""
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app_over(sqlite_world)), base_url="http://t") as http:
        assert (await http.get("/chat", params={"lang": "km"})).text.count('preload="none"') == 1
        shown = await http.post("/chat", data={"language": "km", "shared": "o"})
        assert shown.text.count('preload="none"') == 1
        assert 'value="aloud:' not in shown.text
        found = SOURCE.findall(unescape(shown.text))
        assert [kind for _, kind in found] == ["audio/ogg; codecs=opus", "audio/mp4"]
        for address, kind in found:
            whole = await http.get(address)
            part = await http.get(address, headers={"Range": "bytes=0-1"})
            assert whole.headers["content-type"] == kind.partition(";")[0]
            assert "immutable" in whole.headers["cache-control"] and "set-cookie" not in whole.headers
            assert (part.status_code, part.content) == (206, whole.content[:2])
            later = await http.get(address.partition("?")[0])
            assert (later.status_code, later.headers["cache-control"]) == (200, "no-cache")
        english = await http.post("/chat", data={"language": "en", "shared": "o"})
        assert "<source" not in english.text


async def test_nothing_but_a_recording_is_served() -> None:
    """Neither the words beside it nor anything above it."""
    app = FastAPI(routes=routes)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://t") as http:
        for path in ("km/phone.ogg", "en/danger.browser.ogg", "km/danger.browser.txt", "km/..%2Fx.ogg", "../km/x.ogg"):
            assert (await http.get(f"/voice/{path}")).status_code == 404, path
