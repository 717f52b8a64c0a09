"""The Outdoor Gear case in English through plain pages: no Telegram, no JavaScript, no cookie."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser as Chromium
from playwright.async_api import Page

from tests.journeys.conftest import SignIn
from tests.journeys.media import photo_with_gps, place_in, voice_note
from tests.journeys.outdoor_gear import (
    AFTERWARDS,
    MEETING,
    SETTLED,
    kept_by_the_officer,
    received,
    referred,
    remedies_delivered,
    the_figures,
)
from tests.journeys.pages import Browser
from tests.journeys.people import AtDesk
from tests.journeys.server import Server, over_a_copy
from tests.support import chromium
from tests.support.postgres import Postgres

STORY = "Five of us founded a union. They made us sign letters: “no work”."
TWO_NUMBERS = re.compile(r"(0\d\d \d{3} \d{3})")
CASE_NUMBER = re.compile(r"case number: ([\d -]+\d)")


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def web(
    request: pytest.FixtureRequest, furnished: Path, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A server without a bot, after the meeting at the ministry, on each database."""
    folder = tmp_path_factory.mktemp("web")
    if request.param == "sqlite":
        with over_a_copy(furnished, folder, DEMO_NOW=AFTERWARDS) as server:
            yield server.start()
        return
    server = Server(folder, {"DEMO_NOW": AFTERWARDS, "DATABASE_URL": postgres.create("web")})
    try:
        yield server.start()
    finally:
        server.kill9()


@pytest.fixture
def browser_page(web: Server) -> Iterator[Browser]:
    page = Browser(web.base_url)
    yield page
    page.client.close()


def test_the_outdoor_gear_case_through_the_browser_alone(web: Server, browser_page: Browser, at_desk: SignIn) -> None:
    """Filed, shared, confirmed and withdrawn from two pages; the figures say the same as over Telegram."""
    page = browser_page
    number, receipt = she_files(web, page)
    dara, maly = at_desk(web, "Dara"), at_desk(web, "Maly")
    case = dara.case(number)
    assert [item["text"] for item in case["story"] if item["kind"] == "text" and not item["question"]] == [STORY]
    assert (case["women"], case["men"]) == (3, 2)
    photo = next(item["file_id"] for item in case["story"] if item["kind"] == "photo")
    assert place_in(dara.client.get(f"/cases/{number}/files/{photo}").content) == {}

    dara.does(number, "activate")
    dara.does(number, "write", text="Do you still have a copy of the letter?")
    ministry = referred(dara, number, "molvt", ["what_happened"])
    bfc = referred(dara, number, "bfc", ["what_happened", f"evidence:{photo}"])
    she_answers(page, receipt)
    assert "Yes, at my mother's house." in [line["text"] for line in dara.case(number)["thread"]]
    bfc_settles(dara, maly, number, bfc, ministry)

    she_confirms(page, receipt)
    maly.does(bfc, "conclude-referral", conclusion="settled")
    dara.does(number, "conclude-referral", reference=ministry, conclusion="settled")
    dara.does(number, "close", reason="confirmed")
    expected = SETTLED | {"by_month": [{"value": "2024-11", "count": 1}]}
    assert the_figures(dara.get("/figures")) == expected
    assert the_figures(maly.get("/figures")) == received(expected)
    she_takes_her_word_back(page, receipt)
    assert maly.case(bfc)["disclosed"] == {}
    web.kept_quiet(STORY, number, receipt)


def she_files(web: Server, page: Browser) -> tuple[str, str]:
    """From the code to the receipt, then the questions; the case number and her sixteen digits."""
    page.open(f"/q/{web.site_code()}", lang="en")
    assert "phone" in page.text
    page.follow("phone=mine").press()
    for value in ("danger:no", "issue:union"):
        page.press("press", value)
    words = page.form("text")
    files = [("voice.ogg", voice_note(), "audio/ogg"), ("letter.jpg", photo_with_gps(), "image/jpeg")]
    page.send(words, files=files)
    page.send(page.form("text"), text=STORY)
    page.press("press", "story:done")
    page.press(*page.labelled("C.CAWDU"))
    page.press("press", "send:go")
    found = CASE_NUMBER.search(page.text)
    assert found, page.text
    receipt = " ".join(TWO_NUMBERS.findall(page.text)[:2])
    page.press("press", "receipt:have")
    page.press("press", "q_union_what:dismissed").press("press", "q_union_what:done")
    page.press("press", "q_union_role:founder")
    while not page.has("press", "women:3"):
        step = next(value for name, value, _ in page.form("press").buttons if ":skip" in value)
        page.press("press", step)
    page.send(page.form("text"), text="3").press("press", "men:2").press("press", "name:none")
    page.form("press", "home:status")
    return re.sub(r"\D", "", found[1]), receipt


def opened(page: Browser, receipt: str) -> Browser:
    """Type the two numbers."""
    page.open("/receipt", lang="en")
    return page.send(page.form("receipt"), receipt=receipt)


def she_answers(page: Browser, receipt: str) -> None:
    """Behind the receipt: she reads, writes, leaves the photo out for BFC, and says yes to both in two steps each."""
    opened(page, receipt)
    assert "Do you still have a copy of the letter?" in page.text
    assert STORY in page.text  # the preview is what would go
    page.send(page.form("act", "write"), ("act", "write"), text="Yes, at my mother's house.")
    for _ in ("ministry", "bfc"):
        files = [pair for pair in page.form("act", "consent_check").fields if pair[1].startswith("evidence:")]
        page.press("act", "consent_check", without=files)
        page.press("act", "consent_yes")
    assert page.text.count("You agreed; not yet sent.") == 2
    assert "We are waiting for your answer" not in page.text
    assert not page.has("act", "consent_check")


def bfc_settles(dara: AtDesk, maly: AtDesk, number: str, bfc: str, ministry: str) -> None:
    """Both tracks run; the remedies are delivered."""
    for reference in (bfc, ministry):
        dara.does(number, "send-referral", reference=reference)
    kept_by_the_officer(dara, number, ministry)
    assert set(maly.case(bfc)["disclosed"]) == {"what_happened"}
    for verb in ("receive-referral", "accept-referral", "start-referral"):
        maly.does(bfc, verb)
    maly.does(bfc, "log-meeting", held_on=MEETING, place="Ministry", present="all")
    remedies_delivered(maly, bfc, bfc)


def she_confirms(page: Browser, receipt: str) -> None:
    """Fact by fact, on the page behind her receipt."""
    opened(page, receipt)
    said = {"back_at_work": "yes", "women": "3", "men": "2", "same_job_and_pay": "yes"}
    paid = {"received": "yes", "amount": "6000"}
    she_looks_before_she_sends(page)
    for _ in range(2):
        form = page.form("act", "answer_remedy_check")
        facts = said if form.has("fact.women") else paid
        page.send(form, ("act", "answer_remedy_check"), **{f"fact.{name}": value for name, value in facts.items()})
        assert "This counts as: it came true." in page.text
        page.press("act", "answer_remedy")
    assert not page.has("act", "answer_remedy_check")
    assert page.text.count("You said that it came true") == 2
    assert re.search("^Compensation, .*\\$6,000.00$", page.text, re.MULTILINE)
    assert re.search("^Job back, women: 3, men: 2$", page.text, re.MULTILINE)
    assert "Amount: $6,000.00" in page.text


def she_looks_before_she_sends(page: Browser) -> None:
    """What does not add up says so before it counts; [Go back] keeps all that she filled in, and nothing is sent."""
    form = next(one for one in page.page.forms if one.has("fact.amount"))
    said = {"fact.received": "part", "fact.amount": "1,200", "comment": "The rest next month."}
    page.send(form, ("act", "answer_remedy_check"), **said)
    assert "Amount: $1,200.00" in page.text
    assert "This counts as: not as agreed." in page.text
    assert "The rest next month." in page.text
    page.press("act", "show")
    assert set(said.items()) <= set(page.form("fact.amount").fields)
    page.send(page.form("fact.amount"), ("act", "answer_remedy_check"), **{"fact.amount": "a lot"})
    assert ("fact.amount", "a lot") in page.form("fact.amount").fields
    assert page.text.count("They say it is done; we wait for your word") == 2


def she_takes_her_word_back(page: Browser, receipt: str) -> None:
    """In two taps, for each organisation."""
    opened(page, receipt)
    while page.has("act", "withdraw_consent_check"):
        page.press("act", "withdraw_consent_check").press("act", "withdraw_consent")


async def test_a_worker_files_on_a_small_phone_in_a_real_browser(web: Server, browser: Chromium) -> None:
    """Chromium at 360 px, in Khmer: nothing is wider than the phone, and the receipt stands there at the end."""
    context = await browser.new_context(viewport={"width": 360, "height": 740}, locale="km-KH")
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    await page.goto(f"{web.base_url}/q/{web.site_code('Olive')}")
    await page.locator("a[href*='phone=mine']").click()
    await page.locator("form[action='/chat'] button").first.click()
    for value in ("danger:no", "issue:heat"):
        await pressed(page, value)
    assert await page.locator("button.main").all_inner_texts() == ["ថែម"]
    await page.locator("textarea[name=text]").fill("ក្តៅណាស់ មានគេសន្លប់បីនាក់។")
    async with chromium.next_screen(page):
        await page.locator("form[enctype] button.main").click()
    await page.reload()  # the phone had no room for it while the camera was open
    await pressed(page, "story:done")
    async with chromium.next_screen(page):
        await page.get_by_role("button", name="C.CAWDU").click()
    assert await page.locator("button.main").evaluate_all("all => all.map((one) => one.value)") == ["send:go"]
    await pressed(page, "send:go")
    await page.locator("button[value^='receipt:have']").wait_for()
    assert await is_narrow(page)
    assert len(TWO_NUMBERS.findall(await page.inner_text("main"))) == 2
    assert TWO_NUMBERS.findall("\n".join(await page.locator("b.digits").all_inner_texts())) == TWO_NUMBERS.findall(
        await page.inner_text("main")
    )
    assert await page.locator("form[enctype] > button").all_inner_texts() == ["ផ្ញើ"]
    await pressed(page, "receipt:have")
    await page.locator("button[value^='q_heat_when']").first.wait_for()
    assert await context.cookies() == []
    assert complaints == []
    await context.close()


@pytest.mark.parametrize("script", [True, False])
async def test_what_she_typed_stays_when_she_presses_something_else(
    web: Server, browser: Chromium, *, script: bool
) -> None:
    """With script and without: words that she has not sent are in the text box of the next step, and nowhere else."""
    context = await browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=script)
    page = await context.new_page()
    await page.goto(f"{web.base_url}/q/{web.site_code()}?lang=km&phone=mine")
    await page.click("form[action='/chat'] button")
    for button in ("[value='danger:no']", "[name=switch_language]", "[name=switch_language]", "[value='issue:heat']"):
        await page.fill("#text", STORY)
        await page.click(f"button{button}")
        await page.locator(f"button{button}").wait_for(state="detached" if "value" in button else "visible")
        assert await page.input_value("#text") == STORY
        assert await page.locator(".bubble.her").count() == 0
    await context.close()


def test_a_code_typed_in_large_letters_leads_to_the_same_factory(web: Server, browser_page: Browser) -> None:
    """On the page behind the code, and in the form that begins a conversation."""
    code = web.site_code()
    page = browser_page.open(f"/q/{code.upper()}", lang="en", phone="mine")
    assert "Outdoor Gear" in page.text
    page.send(page.form("site_code"), site_code=code.upper())
    page.press("press", "danger:no").press("press", "issue:union")
    page.send(page.form("text"), text=STORY).press("press", "story:done").press(*page.labelled("C.CAWDU"))
    assert "Outdoor Gear" in page.text


def test_a_look_at_the_conversation_shows_the_front_page_in_her_language(browser_page: Browser) -> None:
    """The address of the conversation holds nothing, but it keeps the language and has the door."""
    assert browser_page.open("/chat", lang="en").form("language", "en").action == "/chat"
    assert "Tell it here" in browser_page.text
    assert "ប្រាប់នៅទីនេះ" in browser_page.open("/chat").text


def test_an_empty_press_is_answered_kindly_and_changes_nothing(web: Server, browser_page: Browser) -> None:
    """She pressed the text box's button with nothing in it."""
    page = browser_page.open(f"/q/{web.site_code()}", lang="en", phone="mine").press()
    before = page.form("press").buttons
    page.send(page.form("text"))
    assert "Nothing is written yet." in page.text
    assert page.form("press").buttons == before


def test_the_other_language_is_one_press_at_any_step_and_back(web: Server, browser_page: Browser) -> None:
    """The same screen in it, however often; nothing that was told is lost."""
    page = browser_page.open(f"/q/{web.site_code()}", lang="km", phone="mine").press()
    for step in ("danger", "issue"):
        for _ in range(2):
            page.press("switch_language", "en")
            assert page.has("press", f"{step}:{'no' if step == 'danger' else 'union'}")
            page.press("switch_language", "km")
        page.press("press", "danger:no" if step == "danger" else "issue:union")
    page.send(page.form("text"), text=STORY).press("switch_language", "en")
    assert page.has("press", "story:done") and "Nothing has been sent" in page.text


def test_no_page_after_filing_is_without_a_way_on(web: Server, browser_page: Browser) -> None:
    """Each look from her menu shows the menu again, and so does a press that says nothing new."""
    she_files(web, browser_page)
    browser_page.press("press", "home:status")
    for _ in range(2):
        for look in ("status", "consents", "message", "evidence"):
            browser_page.press("press", f"home:{look}")
            assert browser_page.has("press", "home:withdraw"), look


async def pressed(page: Page, value: str) -> None:
    button = page.locator(f"button[value='{value}'], button[value^='{value}@']")
    await button.wait_for()
    assert await is_narrow(page)
    async with chromium.next_screen(page):
        await button.click()


async def is_narrow(page: Page) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
