"""Headers on every answer, and forms that another site sends in her browser's name."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest
from playwright.async_api import Browser
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from api.look.static_files import static
from api.security import CSP
from tests.api.look_preview import make_app, served
from tests.support import chromium


def client(base_url: str = "http://samleng.test", public_url: str | None = None) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=make_app(public_url)), base_url=base_url)


async def test_every_answer_carries_the_policy() -> None:
    """Pages, static files, errors and refusals alike."""
    async with client() as http:
        answers = [
            await http.get("/chat"),
            await http.get(static("samleng.css")),
            await http.get("/nowhere"),
            await http.post("/chat", headers={"Sec-Fetch-Site": "cross-site"}),
        ]
    for answer in answers:
        assert answer.headers["content-security-policy"] == CSP
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "strict-transport-security" not in answer.headers


async def test_the_microphone_is_for_the_chat_alone_and_hsts_for_https() -> None:
    """A header that promises more than the page needs is not sent."""
    async with client("https://samleng.test") as http:
        chat, receipt = await http.get("/chat"), await http.get("/receipt")
    assert "microphone=(self)" in chat.headers["permissions-policy"]
    assert "microphone=()" in receipt.headers["permissions-policy"]
    assert chat.headers["strict-transport-security"].startswith("max-age=")


async def test_pages_are_not_kept_and_static_files_are() -> None:
    """A page holds a one-time key; a sheet's address changes with its content."""
    async with client() as http:
        page = await http.get("/chat")
        sheet = await http.get(static("desk.css"))
        old = await http.get("/static/x/desk.css")
        font = await http.get(static("noto-sans-khmer-5.3.0.woff2"))
        missing = await http.get("/static/x/%2e%2e%2fsecurity.py")
    assert page.headers["cache-control"] == "no-store"
    assert "immutable" in sheet.headers["cache-control"]
    assert old.headers["cache-control"] == "no-cache"
    assert font.headers["content-type"] == "font/woff2"
    assert missing.status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://samleng.test"}, 403),
        ({"Origin": "http://samleng.test"}, 200),
        ({"Origin": "https://samleng.test"}, 200),
        ({"Origin": "http://samleng.test:81"}, 403),
        ({"Origin": "http://samleng.test.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
    ],
)
@pytest.mark.parametrize("path", ["/chat", "/api/v1/x"])
async def test_only_our_own_pages_may_send_forms(path: str, headers: dict[str, str], status: int) -> None:
    """Sec-Fetch-Site decides, else Origin; JSON with a login cookie is checked like a form."""
    async with client() as http:
        answer = await http.post(path, headers=headers | {"Cookie": "login=x"})
    assert answer.status_code == status


async def test_a_proxy_that_changes_the_host_is_named_by_the_public_address() -> None:
    """Behind it the Host header is the machine's own."""
    async with client("http://10.0.0.5:8000", public_url="https://samleng.example/") as http:
        assert (await http.post("/chat", headers={"Origin": "https://samleng.example"})).status_code == 200
        assert (await http.post("/chat", headers={"Origin": "https://evil.example"})).status_code == 403


async def test_telegram_and_reading_are_never_refused() -> None:
    """The webhook proves itself by its secret token; a link from elsewhere may open any page."""
    async with client() as http:
        assert (await http.post("/telegram/hook", headers={"Sec-Fetch-Site": "cross-site"})).status_code == 200
        assert (await http.get("/chat", headers={"Sec-Fetch-Site": "cross-site"})).status_code == 200


async def test_a_refusal_reads_in_both_languages_and_as_json_for_programs() -> None:
    """Whoever was led astray learns that nothing was taken."""
    async with client() as http:
        page = await http.post("/chat", headers={"Sec-Fetch-Site": "cross-site"})
        json = await http.post("/api/v1/x", headers={"Sec-Fetch-Site": "cross-site"})
    assert "nothing was taken" in page.text
    assert "មិនបានទទួលអ្វីទេ" in page.text
    assert json.json()["error"]["code"] == "cross_site"


def hostile(target: str) -> Starlette:
    """Another site whose page sends a form to ours."""

    async def trap(request: Request) -> HTMLResponse:
        return HTMLResponse(
            f'<form method="post" action="{target}/chat"><button name="press" value="x">win</button></form>'
        )

    return Starlette(routes=[Route("/", trap)])


@pytest.fixture
def ports() -> Iterator[tuple[int, int]]:
    """Our site, and a hostile one that aims at it over plain http."""
    with served(make_app()) as ours, served(hostile(f"http://samleng.test:{ours}")) as theirs:
        yield ours, theirs


async def test_over_plain_http_a_real_browser_posts_our_forms_and_not_a_strangers(
    ports: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """There Chromium sends no Sec-Fetch-Site, so Origin alone must tell the two apart."""
    ours, theirs = ports
    monkeypatch.setattr(chromium, "QUIET", (*chromium.QUIET, "--host-resolver-rules=MAP *.test 127.0.0.1"))
    async with chromium.launched() as browser:
        page = await browser.new_page()
        await page.goto(f"http://samleng.test:{ours}/chat?lang=en")
        async with page.expect_response("**/chat") as sent:
            await page.get_by_role("button", name="CATU").click()
        request = (await sent.value).request
        headers = await request.all_headers()
        assert "sec-fetch-site" not in headers
        assert headers["origin"] == f"http://samleng.test:{ours}"
        assert (await sent.value).status == 200
        await page.goto(f"http://evil.test:{theirs}/")
        async with page.expect_response("**/chat") as refused:
            await page.click("button")
        assert (await refused.value).status == 403


async def test_on_this_machine_a_real_browser_posts_our_forms_and_not_a_strangers(
    browser: Browser, ports: tuple[int, int]
) -> None:
    """On a trustworthy origin Sec-Fetch-Site is sent and decides."""
    ours, _ = ports
    with served(hostile(f"http://127.0.0.1:{ours}")) as theirs:
        page = await browser.new_page()
        await page.goto(f"http://127.0.0.1:{ours}/chat?lang=en")
        async with page.expect_response("**/chat") as sent:
            await page.get_by_role("button", name="CATU").click()
        assert (await (await sent.value).request.all_headers())["sec-fetch-site"] == "same-origin"
        assert (await sent.value).status == 200
        await page.goto(f"http://localhost:{theirs}/")
        async with page.expect_response("**/chat") as refused:
            await page.click("button")
        assert (await refused.value).status == 403
