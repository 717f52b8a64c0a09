"""The page behind her two numbers, over HTTP and on a phone: open, read, answer, send, let go, withdraw, erase."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import re
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from html import unescape
from pathlib import Path

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI
from playwright.async_api import Browser, Page

from api.chat import page_tokens, receipt_routes
from api.look.static_files import routes
from api.routers import take_in
from cases.actions import agreeing, common_case, delivering, following_up, linking, planning, receipts, telling, triage
from cases.actions.planning import Plan
from cases.actions.remedies import Amount
from cases.rules.digits import two_numbers
from cases.rules.errors import NotNow
from cases.rules.particulars import Particulars
from cases.rules.vocabulary import ConsentStatus, Currency, Improvement, Issue, RemedyKind, RemedyStatus, StandingChoice
from cases.rules.workers import Workers
from cases.store.tables import (
    Case,
    Complainant,
    Consent,
    Correspondent,
    HeatReading,
    JoinRequest,
    LockboxKey,
    MinistryCall,
    OutboxMessage,
    StandingConsent,
    StoryEntry,
    ThreadMessage,
    TroubleWord,
)
from cases.vault.receipts import new_digits
from tests.cases.world import STORY, Filed, World
from tests.journeys.media import photo_with_gps
from tests.support import chromium

KHMER = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def app_over(world: World) -> FastAPI:
    app = FastAPI()
    app.state.store, app.state.demo, app.state.public_url = world.store, False, ""
    take_in(app.router, receipt_routes.router)
    app.router.routes.extend(routes)
    return app


class Pages:
    """A browser without cookies: it sends what the last page's form held."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self.http, self.text, self.status = http, "", 0
        self.hidden: dict[str, str] = {}

    async def fresh(self, language: str = "en") -> Pages:
        return self._read(await self.http.get("/receipt", params={"lang": language}))

    async def sends(self, **fields: str) -> Pages:
        return self._read(await self.http.post("/receipt", data=self.hidden | fields))

    def _read(self, answer: httpx2.Response) -> Pages:
        self.text, self.status = unescape(answer.text), answer.status_code
        self.hidden = {}
        for name, value in HIDDEN.findall(self.text):
            self.hidden.setdefault(name, value)
        self.hidden["language"] = "en"  # the first form of a page is the one that changes the language
        return self

    async def opens(self, filed: Filed) -> Pages:
        await self.fresh()
        return await self.sends(receipt=" ".join(two_numbers(filed.receipt)).translate(KHMER))


@pytest.fixture
async def pages(sqlite_world: World) -> AsyncIterator[Pages]:
    transport = httpx2.ASGITransport(app_over(sqlite_world))
    async with httpx2.AsyncClient(transport=transport, base_url="http://samleng.test") as http:
        yield Pages(http)


async def test_she_says_in_advance_who_may_see_it_and_stops_what_would_go(sqlite_world: World, pages: Pages) -> None:
    """In two steps, the second names the organisation; what waits stands there whole, with one button that stops it."""
    filed, bfc = await sqlite_world.active(), sqlite_world.party["bfc"]
    await pages.opens(filed)
    assert "Say in advance who may see it" in pages.text
    assert "What the law says" in pages.text and "Labour Law, Art. 333" in pages.text
    assert (await pages.sends(act="standing_check", party=bfc, choice="nothing")).status == 200
    assert "Better Factories Cambodia" in pages.text and await sqlite_world.rows(StandingConsent) == []
    await pages.sends(act="standing_check", party=bfc, choice="without_name")
    assert "Yes: Better Factories Cambodia" in pages.text and await sqlite_world.rows(StandingConsent) == []
    await pages.sends(act="standing_give")
    (word,) = await sqlite_world.rows(StandingConsent)
    assert (word.choice, word.language) == (StandingChoice.WITHOUT_NAME, "en")
    reference = await sqlite_world.ask(filed)
    await pages.opens(filed)
    assert STORY in pages.text and "Stop it" in pages.text
    consent = await sqlite_world.consent_of(filed, reference)
    await pages.sends(act="consent_stop", consent=consent.id)
    assert (await sqlite_world.consent_of(filed, reference)).status is ConsentStatus.DECLINED
    await pages.sends(act="standing_end_check", standing=word.id)
    assert "ask me each time" in pages.text
    await pages.sends(act="standing_end")
    assert [row.withdrawn_at is not None for row in await sqlite_world.rows(StandingConsent)] == [True]


async def test_asked_again_behind_her_numbers_she_says_whether_it_holds(sqlite_world: World, pages: Pages) -> None:
    """The question is another than the first; she sees her answer before it counts, and what she said afterwards."""
    world = sqlite_world
    filed = await world.active()
    remedy_id = await world.agreed("dara", filed.number, RemedyKind.REINSTATEMENT, workers=Workers(women=1))
    await world.act("dara", filed.number, delivering.deliver_remedy, remedy_id, world.today)
    await pages.opens(filed)
    assert "Did it come true?" in pages.text
    facts = {"fact.back_at_work": "yes", "fact.same_job_and_pay": "yes"}
    await pages.sends(act="answer_remedy_check", remedy=remedy_id, comment="", **facts)
    await pages.sends(act="answer_remedy", **facts)
    assert (await world.remedy(remedy_id)).status is RemedyStatus.CONFIRMED
    world.clock.let_pass(days=30)
    async with world.store.writing() as unit:
        await following_up.follow_up(unit)
    await pages.opens(filed)
    assert "Is it still so?" in pages.text and "Did it come true?" not in pages.text
    assert "Are you still at work there?" in pages.text and "Back at work?" not in pages.text
    facts = {"fact.still_at_work": "no"}
    await pages.sends(act="answer_remedy_check", remedy=remedy_id, comment="moved", **facts)
    assert "This counts as: not as agreed" in pages.text and "still at work: " in pages.text
    await pages.sends(act="answer_remedy", **facts)
    assert (await world.remedy(remedy_id)).status is RemedyStatus.DISPUTED
    assert "Are you still at work there?" not in pages.text, "the round is answered"
    assert "still at work: " in pages.text and "moved" in pages.text


async def test_she_is_asked_about_what_was_agreed_and_not_about_what_somebody_says_came(
    sqlite_world: World, pages: Pages
) -> None:
    """Called done with less, it is asked about with the sum agreed; which improvement, and until when, is said."""
    world = sqlite_world
    filed = await world.active()
    sum_agreed = Amount(Currency.USD, Decimal("250.50"))
    paid = await world.agreed("dara", filed.number, RemedyKind.COMPENSATION, sum_agreed, Workers(women=1))
    await world.act("dara", filed.number, delivering.deliver_remedy, paid, world.today, None, Decimal(10))
    fans, kind = Particulars(improvement=Improvement.FANS), RemedyKind.WORKPLACE_IMPROVEMENT
    day = world.today + dt.timedelta(days=7)
    better = await world.act("dara", filed.number, agreeing.propose_remedy, kind, Workers(), None, day, "", None, fans)
    await world.act("dara", filed.number, agreeing.agree_remedy, better.id, world.today)
    await world.act("dara", filed.number, delivering.deliver_remedy, better.id, world.today)
    await pages.opens(filed)
    assert "Have you received the money? Agreed: $250.50" in pages.text
    assert "They say this is done: Better workplace · Fans." in pages.text
    assert "They promise to have it done by 11 November 2024." in pages.text
    facts = {"fact.received": "yes", "fact.amount": "10"}
    await pages.sends(act="answer_remedy_check", remedy=paid, comment="", **facts)
    assert "This counts as: not as agreed" in pages.text
    await pages.opens(filed)
    check = {"act": "answer_remedy_check", "remedy": better.id, "comment": ""}
    await pages.sends(**check, **{"fact.done": "yes"})
    assert "This is needed." in pages.text and "counts as" not in pages.text
    await pages.sends(**check, **{"fact.done": "no"})
    assert "Still works: –" in pages.text, "what her no says already is not asked"


async def test_the_day_on_which_she_is_expected_stands_first_with_place_and_papers(
    sqlite_world: World, pages: Pages
) -> None:
    """Moved, its new card alone; cancelled or over, no more. A meeting to which she need not come is none."""
    world = sqlite_world
    filed = await world.active()
    reference = await world.accepted(filed)
    plan = Plan(world.today + dt.timedelta(days=4), dt.time(14), "BFC, Street 271", papers="the letter", hers=True)
    made = await world.act("maly", reference, planning.plan_meeting, plan)
    await world.act("maly", reference, planning.plan_meeting, replace(plan, hers=False, place="the factory"))
    moved = replace(plan, time=dt.time(9), place="the hall in Takhmao")
    await world.act("maly", reference, planning.move_meeting, made.id, 1, moved, "asked for")
    await pages.opens(filed)
    first, rest = pages.text.split("A day for you to be there: meeting with Better Factories Cambodia", 1)
    assert "8 November 2024 at 09:00" in rest.partition("</section>")[0] and "at 14:00" not in first
    assert "the hall in Takhmao" in rest.partition("</section>")[0] and "A day for you" not in rest
    await world.act("maly", reference, planning.cancel_meeting, made.id, "no time")
    await pages.opens(filed)
    assert "A day for you to be there" not in pages.text


async def test_five_wrong_numbers_make_one_page_wait_and_no_other(sqlite_world: World, pages: Pages) -> None:
    """The page is told apart by the token in its form; the wait is said with what else to do."""
    filed = await sqlite_world.file()
    await pages.fresh()
    for _ in range(5):
        assert (await pages.sends(receipt=new_digits())).status == 422
    assert (await pages.sends(receipt=filed.receipt)).status == 429
    assert "please wait 15 minutes" in pages.text
    assert "office" in pages.text
    assert (await Pages(pages.http).opens(filed)).status == 200
    sqlite_world.clock.let_pass(minutes=16)
    assert (await pages.sends(receipt=filed.receipt)).status == 200


async def test_a_form_without_a_token_of_ours_is_handed_one_and_guesses_nothing(
    sqlite_world: World, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither none nor an invented one: nothing is hashed, what she typed stays, and the next press works."""
    filed = await sqlite_world.file()
    with monkeypatch.context() as patched:
        patched.setattr("cases.vault.receipts.find", lambda *_: pytest.fail("hashed"))
        for token in ("", "abc", "abc.def"):
            pages.hidden = {"page": token, "language": "en"}
            assert (await pages.sends(receipt=filed.receipt)).status == 422
            assert filed.receipt in pages.text
    assert page_tokens.is_ours(sqlite_world.store.keys, pages.hidden["page"])
    assert (await pages.sends(receipt=filed.receipt)).status == 200


async def test_a_mistyped_digit_is_no_guess(sqlite_world: World, pages: Pages) -> None:
    """The check digit tells it; she may try as often as she needs."""
    filed = await sqlite_world.file()
    wrong = filed.receipt[:-1] + str((int(filed.receipt[-1]) + 1) % 10)
    await pages.fresh()
    for _ in range(8):
        assert (await pages.sends(receipt=wrong)).status == 422
    assert (await pages.sends(receipt=filed.receipt)).status == 200


async def test_a_page_opened_with_the_old_number_closes_when_there_is_a_new_one(
    sqlite_world: World, pages: Pages
) -> None:
    """Also what it tries to write or withdraw; the new number says that older messages wait."""
    filed = await sqlite_world.active()
    await sqlite_world.act("dara", filed.number, telling.write_to_worker, "an older line")
    await pages.opens(filed)
    assert "an older line" in pages.text
    made = await receipts.mint(sqlite_world.store, filed.complainant_id, 1)
    await sqlite_world.act("dara", filed.number, receipts.renew_at_office, filed.complainant_id, made)
    for act in ("show", "write", "withdraw_case", "erase"):
        page = Pages(pages.http)
        page.hidden = dict(pages.hidden)
        assert (await page.sends(act=act, text="not from her")).status == 422
        assert "closed by itself" in page.text
    assert (await Pages(pages.http).opens(filed)).status == 422
    (case,) = await sqlite_world.rows(Case)
    assert case.closed_at is None
    assert await sqlite_world.rows(ThreadMessage, ThreadMessage.notice == "") == []
    await pages.fresh()
    await pages.sends(receipt=made.receipt.digits)
    assert "an older line" not in pages.text
    assert "do not open yet" in pages.text
    await sqlite_world.act("sophea", filed.number, receipts.fill_pending)
    await pages.sends(act="show")
    assert "an older line" in pages.text
    assert "do not open yet" not in pages.text


async def test_from_the_number_alone_no_new_one_is_given(sqlite_world: World, pages: Pages) -> None:
    """The page says where she gets it."""
    filed = await sqlite_world.active()
    await pages.opens(filed)
    assert "This page cannot give new numbers" in pages.text
    assert "renew" not in pages.text


async def test_a_chat_is_let_go_in_two_steps(sqlite_world: World, pages: Pages) -> None:
    """Offered only where one is linked; nothing is said to the chat."""
    filed = await sqlite_world.file(correspondent_id=await sqlite_world.chat())
    await pages.opens(filed)
    await pages.sends(act="unlink_check")
    assert len(await sqlite_world.rows(Correspondent)) == 1
    await pages.sends(act="unlink")
    assert await sqlite_world.rows(Correspondent) == []
    assert "Let that chat go" not in pages.text


async def test_withdrawn_then_erased_at_once_in_two_steps(sqlite_world: World, pages: Pages) -> None:
    """What it means is said first; nothing is asked of her any more; the same form again finds an erased case."""
    filed = await sqlite_world.active()
    remedy_id = await sqlite_world.agreed("dara", filed.number, RemedyKind.APOLOGY)
    await sqlite_world.act("dara", filed.number, delivering.deliver_remedy, remedy_id, sqlite_world.today)
    await pages.opens(filed)
    assert "Did it come true?" in pages.text
    await pages.sends(act="withdraw_case_check")
    await pages.sends(act="withdraw_case")
    assert "Erase it now" in pages.text and "Did it come true?" not in pages.text
    with pytest.raises(NotNow):
        await sqlite_world.her(filed, following_up.answer_about, remedy_id, confirmed=True, facts={})
    await pages.sends(act="erase_check")
    assert "figures without a name" in pages.text
    last = dict(pages.hidden)
    for _ in range(2):
        pages.hidden = dict(last)
        assert (await pages.sends(act="erase")).status == 200
        assert "Nobody can open what you told" in pages.text
    assert await sqlite_world.rows(LockboxKey) == []
    assert (await Pages(pages.http).opens(filed)).status == 422


async def test_among_others_she_leaves_and_only_hers_is_erased(sqlite_world: World, pages: Pages) -> None:
    """The page says both times that the case goes on; her colleague's page is as before."""
    first = await sqlite_world.active()
    second = await sqlite_world.colleague(first, "They locked the door.")
    await pages.opens(second)
    await pages.sends(act="withdraw_case_check")
    assert "The case goes on for the others" in pages.text
    await pages.sends(act="withdraw_case")
    assert "You have left this case" in pages.text and "withdraw_case_check" not in pages.text
    await pages.sends(act="write", text="one more")
    assert "nobody reads" in pages.text
    await pages.sends(act="erase_check")
    assert "The case goes on for the others" in pages.text
    await pages.sends(act="erase")
    assert "Nobody can open what you told" in pages.text
    assert (await pages.opens(second)).status == 422
    await pages.opens(first)
    assert "withdraw_case_check" in pages.text and pages.status == 200


# ------------------------------------------------------------------------------------------------ on a phone
@contextlib.asynccontextmanager
async def served(world: World) -> AsyncIterator[str]:
    """The page on a loopback port."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app_over(world), log_level="error", lifespan="off"))
        task = asyncio.create_task(server.serve(sockets=[held]))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"
        server.should_exit = True
        await task


async def fits(page: Page) -> bool:
    """Nothing stands out to the right of a narrow screen."""
    return bool(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


async def press(page: Page, act: str) -> None:
    async with chromium.next_screen(page):
        await page.click(f"button[name=act][value={act}]")
    assert await fits(page)


async def test_on_a_360_px_phone_in_khmer(sqlite_world: World, browser: Browser, tmp_path: Path) -> None:
    """The number in Khmer digits; status, a consent, a new message, a photo; withdrawn and erased."""
    world = sqlite_world
    filed = await world.active()
    await world.act("dara", filed.number, telling.write_to_worker, "តើបងមានក្រដាសទេ?")
    await world.ask(filed)
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(photo_with_gps())
    async with served(world) as address:
        context = await browser.new_context(viewport={"width": 360, "height": 740}, base_url=address)
        page = await context.new_page()
        await page.goto("/receipt")
        assert await fits(page)
        await page.fill("#receipt", " ".join(two_numbers(filed.receipt)).translate(KHMER))
        async with chromium.next_screen(page):
            await page.click("form.card button")
        assert "តើបងមានក្រដាសទេ?" in await page.inner_text("main")
        assert await fits(page)
        await press(page, "consent_check")
        await press(page, "consent_yes")
        await page.fill("#text", "មាន នៅផ្ទះម្តាយខ្ញុំ")
        await page.set_input_files("#files", str(photo))
        await press(page, "write")
        assert "មាន នៅផ្ទះម្តាយខ្ញុំ" in await page.inner_text("main")
        await page.click("details:has(button[value=withdraw_case_check]) summary")
        await press(page, "withdraw_case_check")
        await press(page, "withdraw_case")
        await press(page, "erase_check")
        await press(page, "erase")
        assert "លុបហើយ" in await page.inner_text("h1")
        await context.close()
    (consent,) = await world.rows(Consent)
    assert consent.status is ConsentStatus.WITHDRAWN
    assert len(await world.rows(StoryEntry)) == 2
    assert len(await world.rows(ThreadMessage, ThreadMessage.notice == "")) == 1
    (case,), (person,) = await world.rows(Case), await world.rows(Complainant)
    assert (case.erased_at is not None, person.receipt_lookup) == (True, None)


async def test_on_her_phone_a_chat_is_let_go_and_nothing_is_left_of_it(sqlite_world: World, browser: Browser) -> None:
    """Two taps in Khmer; the case stays with whom she chose, her number still opens it, and no chat is known."""
    world = sqlite_world
    filed = await world.active(correspondent_id=await world.chat())
    await world.act("dara", filed.number, telling.write_to_worker, "យើងបានអាន")
    async with served(world) as address:
        context = await browser.new_context(viewport={"width": 360, "height": 740}, base_url=address)
        page = await context.new_page()
        await page.goto("/receipt")
        await page.fill("#receipt", " ".join(two_numbers(filed.receipt)).translate(KHMER))
        await page.click("form.card button")
        await page.click("details:has(button[value=unlink_check]) summary")
        await press(page, "unlink_check")
        await press(page, "unlink")
        assert "យើងបានអាន" in await page.inner_text("main")
        assert await page.locator("button[value=unlink_check]").count() == 0
        await context.close()
    assert await world.rows(Correspondent) == []
    assert [row for row in await world.rows(OutboxMessage) if row.sealed_content] == []
    assert len(await world.rows(Case)) == 1


async def test_she_tells_that_the_ministry_called_with_a_photo_of_the_paper(sqlite_world: World, pages: Pages) -> None:
    """Sent twice it is told once; a day that cannot be keeps what she typed; the thread shows it."""
    filed = await sqlite_world.active()
    await pages.opens(filed)
    await pages.sends(act="ministry", due_on="2031-01-01", place="Takhmao")
    assert pages.status == 422 or "more than a year away" in pages.text
    assert 'value="Takhmao"' in pages.text and await sqlite_world.rows(MinistryCall) == []
    form = pages.hidden | {"act": "ministry", "due_on": sqlite_world.today.isoformat(), "place": "Takhmao"}
    for _ in range(2):
        files = {"files": ("paper.jpg", photo_with_gps(), "image/jpeg")}
        answer = await pages.http.post("/receipt", data=form, files=files)
        assert "has been told" in unescape(answer.text) and "Place: Takhmao" in unescape(answer.text)
    assert len(await sqlite_world.rows(MinistryCall)) == 1
    assert len([entry for entry in await sqlite_world.rows(StoryEntry) if entry.kind == "photo"]) == 1


async def test_she_measures_the_heat_behind_her_numbers_and_next_time_from_the_same_place(
    sqlite_world: World, pages: Pages
) -> None:
    """What may be Fahrenheit is asked back with all that she typed; sent twice it is told once, with its photo."""
    filed = await sqlite_world.active()
    await pages.opens(filed)
    assert "Measure the heat" not in pages.text
    await sqlite_world.act("dara", filed.number, triage.correct, issue=Issue.HEAT)
    await pages.opens(filed)
    hot = {"act": "heat", "place": "ironing", "humidity": "៦០", "on": "2024-11-04", "time": "08:30"}
    await pages.sends(celsius="95", **hot)
    assert "35.0 °C" in pages.text and 'value="95"' in pages.text
    form = pages.hidden | hot | {"celsius": "៣៥"}
    for _ in range(2):
        files = {"files": ("thermometer.jpg", photo_with_gps(), "image/jpeg")}
        answer = await pages.http.post("/receipt", data=form, files=files)
        assert "tell the nurse" in answer.text and "35.0 degrees, 4 November 2024 at 08:30" in answer.text
    assert len(await sqlite_world.rows(HeatReading)) == 1
    assert len([entry for entry in await sqlite_world.rows(StoryEntry) if entry.kind == "photo"]) == 1
    assert '<option value="ironing" selected>' in answer.text


async def test_one_button_says_whether_anybody_makes_trouble_since_the_factory_was_told(
    sqlite_world: World, pages: Pages
) -> None:
    """A threat tells her at once what to do; sent twice it is told once, and nothing is asked any more."""
    filed = await sqlite_world.active()
    async with sqlite_world.store.writing() as unit:
        word = TroubleWord(
            case_id=filed.case_id, complainant_id=filed.complainant_id, asked_for=sqlite_world.today, asked_at=unit.now
        )
        unit.session.add(word)
    sqlite_world.tampered = True
    await pages.opens(filed)
    assert "has anybody made trouble for you?" in pages.text
    form = dict(pages.hidden)
    for _ in range(2):
        pages.hidden = dict(form)
        await pages.sends(act="trouble_threatened", trouble=word.id)
        assert "Police: 117" in pages.text and "has anybody made trouble for you?" not in pages.text
    assert [row.said for row in await sqlite_world.rows(TroubleWord)] == ["threatened"]
    assert (await sqlite_world.case(filed)).urgency == "danger"


async def test_she_joins_a_common_case_with_numbers_that_she_has_written_down(
    sqlite_world: World, pages: Pages
) -> None:
    """The second step names the organisation and shows them; before it counts they open nothing; no is one press."""
    common, own, other = [await sqlite_world.active() for _ in range(3)]
    for one in (own, other):
        await sqlite_world.act("dara", common.number, linking.link_case, one.number)
        await sqlite_world.act("dara", common.number, common_case.ask_to_join, one.number)
    (hers,) = await sqlite_world.rows(JoinRequest, JoinRequest.complainant_id == own.complainant_id)
    await pages.opens(own)
    assert "in one common case?" in pages.text
    assert (await pages.sends(act="join_yes", join=hers.id)).status == 422, "no numbers were shown"
    await pages.opens(own)
    await pages.sends(act="join_check", join=hers.id)
    assert "join with C.CAWDU" in pages.text and len(await sqlite_world.rows(Complainant)) == 3
    digits = "".join(re.findall(r"0(\d\d \d{3} \d{3})", pages.text)).replace(" ", "")
    await pages.sends(act="join_yes")
    assert "You have joined" in pages.text and "in one common case?" not in pages.text
    await pages.sends(act="join_yes", join=hers.id)
    assert len(await sqlite_world.rows(Complainant)) == 4
    assert common.number[:3] in (await pages.opens(replace(common, receipt=digits))).text
    (asked,) = await sqlite_world.rows(JoinRequest, JoinRequest.complainant_id == other.complainant_id)
    await pages.opens(other)
    await pages.sends(act="join_no", join=asked.id)
    assert "in one common case?" not in pages.text and len(await sqlite_world.rows(Complainant)) == 4
