"""The first pages as a phone and a desk see them: small, wide enough, quiet, and working without script."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, Request, Route

import locales
from api.look import EXIT
from api.look.static_files import files
from cases.rules.vocabulary import Language
from tests.api.look_preview import make_app, served
from tests.support import chromium
from tests.support.axe import violations

WIDTHS = (360, 1280)
PICTURES = os.environ.get("SAMLENG_PICTURES")  # a folder: every page that a test opens is kept there as a picture
PAGES = {
    "question": "/q/abcdefghij",
    "doors": "/q/abcdefghij?phone=mine",
    "doors_shared": "/q/abcdefghij?phone=shared",
    "doors_without_bot": "/q/nobot?phone=mine",
    "chat": "/chat",
    "receipt_open": "/receipt",
    "desk": "/desk",
}
NARROW = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.fixture
def site() -> Iterator[str]:
    """The preview application on a real port."""
    with served(make_app()) as port:
        yield f"http://127.0.0.1:{port}"


def complaints_of(page: Page) -> list[str]:
    """Everything that the browser complains about on this page, from now on."""
    seen: list[str] = []
    page.on("console", lambda message: seen.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.on("requestfailed", lambda request: seen.append(f"failed: {request.url}") if not _left(request) else None)
    return seen


def _left(request: Request) -> bool:
    """A page that is left stops asking for the icon of its tab; what is refused or breaks off says something else."""
    return request.failure == "net::ERR_ABORTED" and request.url.endswith("/icon.svg")


async def opened(context: BrowserContext, address: str) -> tuple[Page, list[str]]:
    page = await context.new_page()
    seen = complaints_of(page)
    await page.goto(address)
    await page.evaluate("document.fonts.ready.then(() => true)")
    return page, seen


async def leads_on(page: Page, pressed: Locator) -> None:
    """Press, and wait until what this leads to stands: another page, or the next step in this one."""
    async with chromium.next_screen(page):
        await pressed.click()


async def keep_picture(page: Page, name: str) -> None:
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", list(Language))
async def test_every_page_fits_its_screen_and_the_browser_has_nothing_to_complain_about(
    browser: Browser, site: str, language: Language, width: int
) -> None:
    """No sideways scroll, no console error, no refused style, script or picture, in both languages."""
    context = await browser.new_context(viewport={"width": width, "height": 800}, device_scale_factor=1)
    for name, path in PAGES.items():
        page, seen = await opened(context, f"{site}{path}{'&' if '?' in path else '?'}lang={language}")
        await keep_picture(page, f"{name}_{language}_{width}")
        assert seen == [], name
        assert await page.evaluate(NARROW), name
        assert await page.get_attribute("html", "lang") == language, name
        assert width > 360 or await violations(page) == [], name
        await page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", list(Language))
async def test_the_receipt_leads_through_its_two_steps_on_any_screen(
    browser: Browser, site: str, language: Language, width: int
) -> None:
    """Opening, sharing, and withdrawing: each second page names what will happen, and nothing scrolls sideways."""
    context = await browser.new_context(viewport={"width": width, "height": 800})
    for act in ("", "consent_check", "answer_remedy_check", "withdraw_consent_check", "withdraw_case_check"):
        page, seen = await opened(context, f"{site}/receipt?lang={language}")
        await page.fill("#receipt", "012 345 678 012 345 678")
        await leads_on(page, page.locator("main button"))
        if act:
            await page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
            await page.check("[name='fact.back'] >> nth=0")
            await leads_on(page, page.locator(f"button[value={act}]"))
        await keep_picture(page, f"receipt_{act or 'all'}_{language}_{width}")
        assert seen == [], act
        assert await page.evaluate(NARROW), act
        assert width > 360 or await violations(page) == [], act
        if act == "consent_check":
            assert "BFC (ILO)" in await page.inner_text("h1")
            assert await page.input_value("[name=part] >> nth=0") == "what_happened"
        await page.close()


async def test_a_lost_connection_loses_nothing_that_was_typed(browser: Browser, site: str) -> None:
    """The page stays and says so; what she pressed goes by itself, once, when there is a connection again."""
    context = await browser.new_context()
    page, _ = await opened(context, f"{site}/receipt?lang=km")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    await page.fill("#receipt", "012 345 678 012 345 678")
    await context.set_offline(True)
    await page.click("main button")
    assert "គ្មានអ៊ីនធឺណិត" in await page.inner_text("main [role=alert]")
    assert await page.input_value("#receipt") == "012 345 678 012 345 678"
    assert sent == []
    await chromium.back_online(page)
    await page.wait_for_selector("button[value=write]")
    assert len(sent) == 1


async def test_a_step_whose_answer_is_lost_goes_again_as_the_same_form_in_the_same_page(
    browser: Browser, site: str
) -> None:
    """It says so and waits; what was typed and not sent stays; nothing is loaded anew, and the answer is read first."""
    page, _ = await opened(await browser.new_context(), f"{site}/chat?lang=en")
    loads: list[str] = []
    page.on("load", lambda _: loads.append(page.url))
    sent: list[list[str]] = []

    async def lose_the_first(route: Route) -> None:
        sent.append(re.findall(r'name="(?:form_key|press)"\s+(\S+)', route.request.post_data or ""))
        await (route.abort("connectionreset") if len(sent) == 1 else route.continue_())

    await page.route("**/chat", lose_the_first)
    await page.fill("#text", "not sent yet")
    async with chromium.next_screen(page):
        await page.click("button[value='who:2']")
        await page.wait_for_selector("#now [role=alert]")
    assert sent == [["form-key", "who:2"]] * 2
    assert "who:2" in await page.locator(".her").all_inner_texts()
    assert await page.evaluate("document.activeElement.getAttribute('role')") == "alert"  # the preview refuses all
    assert loads == []


@pytest.mark.parametrize("path", ["", "?phone=mine", "?phone=shared&lang=en"])
async def test_the_page_behind_the_code_weighs_at_most_20_kilobytes(browser: Browser, site: str, path: str) -> None:
    """Headers, page, both sheets and the way out together, as sent over the wire, on a first visit."""
    context = await browser.new_context(viewport={"width": 360, "height": 640})
    page = await context.new_page()
    wire = await context.new_cdp_session(page)
    await wire.send("Network.enable")
    sizes: list[int] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    await page.goto(f"{site}/q/abcdefghij{path}", wait_until="networkidle")
    assert 4 <= len(sizes) <= 5
    assert sum(sizes) <= 20_000


async def test_khmer_comes_first_and_the_question_is_asked_before_any_door(browser: Browser, site: str) -> None:
    """Without an answer about the phone there is no way into a conversation."""
    page, _ = await opened(await browser.new_context(), f"{site}/q/abcdefghij")
    assert await page.inner_text("h1") == locales.text("km", "page.site.title")
    assert await page.locator("a[href*='t.me'], form[action='/chat']").count() == 0


async def test_a_phone_that_others_see_is_led_to_the_browser_door_first(browser: Browser, site: str) -> None:
    """The first door is the page itself; Telegram follows with a warning."""
    context = await browser.new_context(java_script_enabled=False)
    page, _ = await opened(context, f"{site}/q/abcdefghij?lang=en")
    await leads_on(page, page.get_by_role("link", name="Others too"))
    cards = page.locator(".card")
    assert await cards.nth(0).locator("form[action='/chat']").count() == 1
    assert "Whoever opens it can read them" in await cards.nth(1).inner_text()
    telegram = await cards.nth(1).locator("a").get_attribute("href")
    assert telegram == "https://t.me/SamlengBot?start=abcdefghij_ens"


async def test_without_a_bot_there_is_one_door(browser: Browser, site: str) -> None:
    """No link leads to a Telegram bot that does not exist."""
    page, _ = await opened(await browser.new_context(), f"{site}/q/nobot?phone=mine")
    assert await page.locator("a[href*='t.me']").count() == 0
    assert await page.locator("form[action='/chat'] button").count() == 1


@pytest.mark.parametrize(("code", "status"), [("old", 410), ("nobody", 404)])
@pytest.mark.parametrize("language", list(Language))
async def test_a_code_that_does_not_count_says_so_and_gives_the_true_address(
    browser: Browser, site: str, code: str, status: int, language: Language
) -> None:
    """A revoked or unknown code still leaves her the browser door, without the code."""
    page = await (await browser.new_context(viewport={"width": 360, "height": 800})).new_page()
    answer = await page.goto(f"{site}/q/{code}?phone=mine&lang={language}")
    await keep_picture(page, f"refused_{code}_{language}_360")
    assert answer is not None
    assert answer.status == status
    assert "https://samleng.example" in await page.inner_text("main")
    assert await page.locator("a[href*='t.me']").count() == 0
    assert await page.get_attribute("[name=site_code]", "value") == ""


async def test_the_conversation_works_with_script_switched_off(browser: Browser, site: str, tmp_path: Path) -> None:
    """A button, a text with a file, and the other language: plain forms, and the text comes back when refused."""
    context = await browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page, seen = await opened(context, f"{site}/q/abcdefghij?phone=mine&lang=en")
    await leads_on(page, page.get_by_role("button", name="Go on here"))
    assert {"abcdefghij", "o"} <= set(await page.locator(".her").all_inner_texts())
    await leads_on(page, page.get_by_role("button", name="CATU"))
    assert "who:2" in await page.locator(".her").all_inner_texts()
    photo = tmp_path / "payslip.jpg"
    photo.write_bytes(b"x" * 7)
    await page.fill("#text", "ខ្ញុំចង់ប្រាប់")
    await page.click("summary")
    await page.set_input_files("#files", photo)
    await leads_on(page, page.get_by_role("button", name="Send this too"))
    assert "payslip.jpg 7" in await page.locator(".her").all_inner_texts()
    assert await page.input_value("#text") == "ខ្ញុំចង់ប្រាប់"
    assert await page.get_by_role("button", name="Send this too").count() == 1
    assert await page.locator("#voice").is_hidden()
    assert seen == []


async def test_a_voice_note_is_recorded_heard_and_sent(site: str) -> None:
    """The recorder puts its sound into the form; a simulated microphone stands for hers."""
    chromium_flags = (*chromium.QUIET, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chromium, "QUIET", chromium_flags)
        async with chromium.launched() as browser:
            context = await browser.new_context(viewport={"width": 360, "height": 800})
            page, seen = await opened(context, f"{site}/chat?lang=en")
            await page.click("#record")
            await page.wait_for_selector("#stop:visible")
            await page.wait_for_timeout(1200)
            await page.click("#stop")
            await page.wait_for_selector("#listen:visible")
            await keep_picture(page, "chat_recorded_en_360")
            async with chromium.next_screen(page):
                await page.get_by_role("button", name="Send", exact=True).click()
            heard = [text for text in await page.locator(".her").all_inner_texts() if text.startswith("voice.webm")]
            assert len(heard) == 1
            assert int(heard[0].split()[1]) > 500
            assert seen == []


@pytest.mark.parametrize("desk", ["", "&desk"])
async def test_an_error_page_says_what_happened_and_where_to_go(browser: Browser, site: str, desk: str) -> None:
    """One sentence in her language and one link."""
    page = await (await browser.new_context(viewport={"width": 360, "height": 800})).new_page()
    await page.goto(f"{site}/trouble?lang=km{desk}")
    await keep_picture(page, f"error_{'desk' if desk else 'worker'}_km_360")
    assert "សារនេះបានផ្ញើរួចហើយ" in await page.inner_text("main")
    assert await page.locator("main a").count() == 1


async def test_a_part_of_a_desk_page_is_fetched_under_the_policy(browser: Browser, site: str) -> None:
    """The pinned htmx file swaps an answer in without any inline script, style or eval."""
    page, seen = await opened(await browser.new_context(), f"{site}/desk?lang=en")
    await page.click("#more")
    await page.wait_for_function("document.getElementById('part').textContent === 'taken'")
    assert seen == []


async def test_everything_that_is_tapped_is_large_enough_for_a_thumb(browser: Browser, site: str) -> None:
    """44 pixels high on a worker's phone; a checkbox counts with the label that it stands in."""
    context = await browser.new_context(viewport={"width": 360, "height": 800})
    for path in [*PAGES.values(), "/q/old"]:
        page, _ = await opened(context, f"{site}{path}{'&' if '?' in path else '?'}lang=km")
        small = await page.evaluate(
            """[...document.querySelectorAll("a, button, summary, select, textarea, input:not([type=hidden])")]
            .map((part) => part.closest("label.pick") || part)
            .filter((part) => part.checkVisibility() && part.getBoundingClientRect().height < 43.5)
            .filter((part) => !part.closest(".skip, figcaption"))
            .map((part) => part.outerHTML)"""
        )
        assert small == [], path
        await page.close()


async def test_a_demonstration_says_so_on_every_page() -> None:
    """The banner follows the application's own flag, on her pages too."""
    app = make_app()
    app.state.demo = True
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://samleng.test") as http:
        for path in ("/q/abcdefghij", "/chat", "/receipt", "/trouble"):
            assert "សាកល្បង៖" in (await http.get(path)).text


def luminance(colour: str) -> float:
    """WCAG 2's relative luminance of #rgb or #rrggbb."""
    digits = colour.removeprefix("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("front", "back"),
    [
        *[(front, back) for front in ("ink", "ink-soft", "teal", "red") for back in ("paper", "card", "teal-wash")],
        *[(f"{tone}", f"{tone}-wash") for tone in ("green", "amber", "red", "teal")],
        *[("card", back) for back in ("teal", "teal-deep")],
        ("ink", "accent"),
        ("ink", "amber-wash"),
        ("ink", "grey-wash"),
    ],
)
def test_the_palette_can_be_read_in_the_sun(front: str, back: str) -> None:
    """WCAG AA asks for 4.5 : 1 between words and what lies below them."""
    palette = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", files()["samleng.css"].read_text("utf-8")))
    dark, bright = sorted((luminance(palette[front]), luminance(palette[back])))
    assert (bright + 0.05) / (dark + 0.05) >= 4.5


def test_the_worker_sheet_stays_under_four_kilobytes() -> None:
    """What a phone on a slow line downloads besides the page."""
    assert files()["worker.css"].stat().st_size <= 4096


LEFT = ["/q/abcdefghij", "/chat", "/receipt"]


async def harmless(route: Route) -> None:
    await route.fulfill(body="<title>weather</title>", content_type="text/html")


@pytest.mark.parametrize("path", LEFT)
async def test_leaving_takes_the_page_out_of_the_history(browser: Browser, site: str, path: str) -> None:
    """Back leads past it, to where she was before."""
    context = await browser.new_context()
    await context.route(f"{EXIT}**", harmless)
    page = await context.new_page()
    await page.goto(f"{site}/desk")
    await page.goto(f"{site}{path}")
    await page.click("a.exit")
    await page.wait_for_url(f"{EXIT}**")
    await page.go_back()
    assert page.url == f"{site}/desk"
    await context.close()


@pytest.mark.parametrize("path", LEFT)
async def test_leaving_works_without_script(browser: Browser, site: str, path: str) -> None:
    """A link like any other."""
    context = await browser.new_context(java_script_enabled=False)
    await context.route(f"{EXIT}**", harmless)
    page = await context.new_page()
    await page.goto(f"{site}{path}")
    await page.click("a.exit")
    await page.wait_for_url(f"{EXIT}**")
    await context.close()


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("path", LEFT)
async def test_the_tab_says_nothing_and_the_page_says_what_stays(
    browser: Browser, site: str, path: str, language: Language
) -> None:
    """A neutral title, and that the browser may remember the page."""
    context = await browser.new_context(viewport={"width": 360, "height": 800})
    page = await context.new_page()
    await page.goto(f"{site}{path}?lang={language}")
    assert await page.title() == locales.text(language, "bot.name")
    assert locales.text(language, "page.stays") in await page.inner_text("footer")
    await context.close()
