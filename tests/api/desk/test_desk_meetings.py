"""A meeting at the desk by pages and forms alone: planned, written down, offers, an agreement that warns, signed."""

from __future__ import annotations

import base64
import html
from dataclasses import dataclass

import pypdfium2
from playwright.async_api import Browser

from cases.actions.filing import set_identity
from cases.rules.vocabulary import Language
from locales import text
from tests.api.desk.officers import Officer, alerts, browser_of, forms
from tests.api.desk.test_desk_case import bring_in, taken_on
from tests.api.desk.test_desk_look import served, signs_in
from tests.api.matrix.stage import PHOTO
from tests.api.test_look_pages import opened
from tests.api.world import Filed, World
from tests.support import chromium

AGENDA, MINUTES, OTHERS = "Back pay of five workers", "The factory offers 300.", "The factory offers 400."
NAME = "Sok Phally"
OURS, THEIRS = "we would take 500", "they can go to 700"


@dataclass(frozen=True)
class Met:
    filed: Filed
    reference: str
    meeting: str  # its page, below the case


async def planned(world: World, dara: Officer, maly: Officer, parts: list[str]) -> Met:
    """BFC works on a referral, and plans a meeting to which she comes herself."""
    filed = await taken_on(world, dara)
    async with world.store.writing() as unit:
        await set_identity(unit, filed.complainant_id, NAME, "012 345 678")
    reference = await bring_in(world, dara, filed, "bfc", parts)
    for act in ("receive", "accept"):
        await maly.act(reference, f"{act}-referral-{reference}")
    place = {"on": "2024-11-08", "time": "១៤:០០", "place": "Factory, meeting room 2", "agenda": AGENDA}
    address = await maly.act(reference, f"plan-meeting-{reference}", hers="yes", papers="The letter", **place)
    return Met(filed, reference, address.partition("?")[0].rpartition("/")[2])


async def fill(officer: Officer, number: str, meeting: str, form_id: str, **typed: str) -> str:
    """A form of the meeting's page, sent; the page that answers."""
    page = forms(await officer.page(f"/desk/cases/{number}/meetings/{meeting}"))
    assert form_id in page, (form_id, sorted(page))
    answer = await officer.send(page[form_id], **typed)
    assert answer.status_code == 303, (form_id, alerts(answer.text))
    assert f"/meetings/{meeting}" in answer.headers["location"]
    return await officer.page(answer.headers["location"])


async def offered(officer: Officer, met: Met, side: str, **typed: str) -> str:
    return await fill(officer, met.reference, met.meeting, f"keep-offer-{met.meeting}", side=side, **typed)


async def test_two_officers_write_the_same_minutes_and_both_see_both(desk_world: World) -> None:
    """What the later one typed stands on the page beside what was saved meanwhile, and can be saved from there."""
    async with (
        browser_of(desk_world, "sopheap") as sopheap,
        browser_of(desk_world, "maly") as maly,
        browser_of(desk_world, "chenda") as chenda,
    ):
        met = await planned(desk_world, sopheap, maly, ["what_happened"])
        form = f"save-minutes-{met.meeting}"
        early = forms(await chenda.page(f"/desk/cases/{met.reference}/meetings/{met.meeting}"))[form]
        await fill(maly, met.reference, met.meeting, form, notes=MINUTES)
        refused = await chenda.send(early, notes=OTHERS)
        assert refused.status_code == 409
        assert MINUTES in refused.text
        assert alerts(refused.text) == [text("en", "error.meeting_changed")]
        again = forms(refused.text)[form]
        assert dict(again.values)["notes"] == OTHERS
        saved = await chenda.send(again)
        assert saved.status_code == 303
        page = await sopheap.page(f"/desk/cases/{met.filed.number}/meetings/{met.meeting}")
        assert OTHERS in page
        assert AGENDA in page
        assert form not in forms(page)  # BFC keeps them; the union reads


async def test_from_offers_to_a_signed_agreement_and_each_side_sees_its_own(desk_world: World) -> None:
    """One tap makes a remedy of an offer; a waiver warns before it is printed; notes stay on their own side."""
    async with browser_of(desk_world, "sopheap") as sopheap, browser_of(desk_world, "maly") as maly:
        met = await planned(desk_world, sopheap, maly, ["what_happened", "identity"])
        await offered(maly, met, "workers", kind="back_pay", amount="900", currency="USD")
        page = await offered(maly, met, "employer", kind="back_pay", amount="650.50", currency="USD")
        assert "$249.50" in page
        for officer, number, words in ((sopheap, met.filed.number, OURS), (maly, met.reference, THEIRS)):
            await fill(officer, number, met.meeting, f"keep-note-{met.meeting}", text=words)
        *_, form_id = (name for name in forms(page) if name.startswith("agree-offer-"))  # the employer's, the later one
        assert {"women", "men", "not_recorded"} <= {name for name, _ in forms(page)[form_id].values}  # whom it is for
        await fill(maly, met.reference, met.meeting, form_id)
        writing = {"place": "Factory", "employer": "Mr Lim, director", "takes": ["waiver"]}
        form = await maly.form(met.reference, f"write-agreement-{met.reference}")
        refused = await maly.send(form, **writing)
        assert refused.status_code == 422
        assert "Labour Law, Art. 119" in refused.text
        again = forms(refused.text)[f"write-agreement-{met.reference}"]
        written = await maly.send(again, warned="yes")
        assert written.status_code == 303, alerts(written.text)
        agreement = written.headers["location"].rpartition("#agreement-")[2]
        photo = {"photo": ("signed.png", base64.b64decode(PHOTO), "image/png")}
        signing = await maly.form(met.reference, f"agreement-signed-{agreement}")
        data = dict(signing.values) | {"signed_on": "2024-11-04"}
        signed = await maly.http.post(signing.action.partition("#")[0], data=data, files=photo)
        assert signed.status_code == 303, alerts(signed.text)
        for officer, number, own, other in (
            (sopheap, met.filed.number, OURS, THEIRS),
            (maly, met.reference, THEIRS, OURS),
        ):
            shown = [await officer.page(f"/desk/cases/{number}/meetings/{met.meeting}")]
            assert own in shown[0]
            shown.append(await officer.page(f"/desk/cases/{number}"))
            shown.append((await officer.http.get(f"/api/v1/cases/{number}")).text)
            assert text("en", "desk.surrender.waiver") in html.unescape(shown[1])
            below = f"/desk/cases/{number}/agreements/{agreement}"
            for language in Language:
                paper = await officer.http.get(f"{below}/paper?language={language.value}")
                assert paper.headers["content-type"] == "application/pdf"
                document = pypdfium2.PdfDocument(paper.content)
                shown.append("".join(page.get_textpage().get_text_range() for page in document))
            assert "650.50" in shown[-1]
            assert NAME in shown[-1]
            assert "Art. 119" in shown[-1]
            over_json = await officer.http.get(f"/api/v1{below.removeprefix('/desk')}/paper?language=en")
            assert over_json.headers["content-type"] == "application/pdf"
            assert (await officer.http.get(f"{below}/copy")).headers["content-type"] == "image/jpeg"
            assert all(other not in one for one in shown)
        assert met.filed.number not in "".join(shown)
    async with browser_of(desk_world, "vuthy") as vuthy:
        await vuthy.page(f"/desk/cases/{met.reference}/agreements/{agreement}/paper", 404)
        await vuthy.page(f"/desk/cases/{met.reference}/meetings/{met.meeting}", 404)


async def test_a_lost_line_keeps_every_word_and_two_taps_are_one(desk_world: World, browser: Browser) -> None:
    """On a phone in Khmer: without a connection the page stays with what was typed; with one again it is saved once."""
    async with browser_of(desk_world, "sopheap") as sopheap, browser_of(desk_world, "maly") as maly:
        met = await planned(desk_world, sopheap, maly, ["what_happened"])
    async with served(desk_world) as site:
        context = await browser.new_context(viewport={"width": 360, "height": 800})
        await signs_in(context, site, desk_world, "maly")
        page, _ = await opened(context, f"{site}/desk/cases/{met.reference}/meetings/{met.meeting}?lang=km")
        save = f"#save-minutes-{met.meeting} button"
        await page.fill("[name=notes]", MINUTES)
        await context.set_offline(True)
        await page.click(save)
        await page.wait_for_selector(".lost")
        assert await page.input_value("[name=notes]") == MINUTES
        await chromium.back_online(page)
        async with page.expect_navigation():
            await page.dblclick(save)
        await page.wait_for_url("**/*done=save-minutes*")
        assert await page.input_value("[name=notes]") == MINUTES
        assert await page.input_value(f"#save-minutes-{met.meeting} [name=meeting_version]") == "2"
        await context.close()
