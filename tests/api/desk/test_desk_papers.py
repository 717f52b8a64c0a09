"""Papers at the desk: the form for her thumb-print, its photo entered by one officer and confirmed by another."""

from __future__ import annotations

import re
import unicodedata

import pypdfium2
from sqlmodel import select

from cases.actions.filing import set_identity
from cases.rules.vocabulary import ConsentStatus, GivenBy
from cases.store.reads import READ
from cases.store.tables import Event, Referral
from locales import text
from tests.api.desk.officers import browser_of, forms
from tests.api.desk.test_desk_handing_over import photo, taken_on
from tests.api.world import STORY, World


def words_of(pdf: bytes) -> str:
    """The text layer of all pages, without the spaces that line breaks and letter forms add."""
    document = pypdfium2.PdfDocument(pdf)
    said = "".join(page.get_textpage().get_text_range() for page in document)
    return "".join(unicodedata.normalize("NFC", said).split())


async def looks_at(world: World) -> int:
    """How often somebody looked at any case."""
    async with world.store.reading() as unit:
        return len((await unit.session.exec(select(Event.id).where(Event.kind == READ))).all())


async def test_from_the_printed_form_to_what_was_sent(desk_world: World) -> None:
    """It says exactly what would go; the photo counts once a colleague has looked; then it is sent."""
    filed = await taken_on(desk_world)
    async with browser_of(desk_world, "dara") as dara, browser_of(desk_world, "sopheap") as sopheap:
        bfc = desk_world.party_ids["bfc"]
        await dara.act(filed.number, "propose-referral", party_id=bfc, parts=["what_happened"])
        consent = (await desk_world.consents(filed))["bfc"]
        printed = await dara.http.get(f"/desk/cases/{filed.number}/consents/{consent.id}/form")
        assert (printed.status_code, printed.headers["content-type"]) == (200, "application/pdf")
        assert printed.headers["cache-control"] == "no-store"
        assert "".join(STORY.split()) in words_of(printed.content)
        other = await sopheap.http.get(f"/desk/cases/{filed.number}/consents/{consent.id}/form")
        assert other.status_code == 200
        async with desk_world.store.reading() as unit:
            looked = (await unit.session.exec(select(Event.actor).where(Event.kind == READ).distinct())).all()
        assert len(looked) == 2, "the paper shows what she told, so it counts as a look"
        form = await dara.form(filed.number, f"consent-paper-{consent.id}")
        data = dict(form.values) | {"parts": "what_happened"}
        files = {"photo": ("paper.png", photo(), "image/png")}
        entered = await dara.http.post(form.action.partition("#")[0], data=data, files=files)
        assert entered.status_code == 303, entered.text
        page = await dara.page(f"/desk/cases/{filed.number}")
        assert text("en", "desk.handing.paper.other") in page
        assert f"second-consent-{consent.id}" not in forms(page)
        paper = (await desk_world.consents(filed))["bfc"].evidence_id
        assert f"/files/{paper}" in page and f"evidence:{paper}" not in page, "her yes is nothing to share"
        assert f'#second-consent-{consent.id}"' in await sopheap.page(f"/desk/cases/{filed.number}")
        where = await sopheap.act(filed.number, f"second-consent-{consent.id}")
        assert "#track-" in where
        consent = (await desk_world.consents(filed))["bfc"]
        assert (consent.status, consent.given_by) == (ConsentStatus.GIVEN, GivenBy.PAPER)
        assert text("en", "label.given_by.paper") in await sopheap.page(where)
        answered = await dara.http.get(f"/desk/cases/{filed.number}/consents/{consent.id}/form")
        assert answered.status_code == 409


async def test_nothing_ticked_is_no_yes_and_the_page_says_so(desk_world: World) -> None:
    filed = await taken_on(desk_world)
    async with browser_of(desk_world, "dara") as dara:
        await dara.act(filed.number, "propose-referral", party_id=desk_world.party_ids["bfc"], parts=["what_happened"])
        consent = (await desk_world.consents(filed))["bfc"]
        form = await dara.form(filed.number, f"consent-paper-{consent.id}")
        files = {"photo": ("paper.png", photo(), "image/png")}
        answer = await dara.http.post(form.action.partition("#")[0], data=dict(form.values), files=files)
        assert answer.status_code == 422
        assert text("en", "error.parts") in answer.text


async def test_the_complaint_is_written_printed_and_nothing_of_ours_stands_in_it(desk_world: World) -> None:
    """Her name given for the ministry, the claims ticked: one page that can be printed again."""
    filed = await taken_on(desk_world)
    async with desk_world.store.writing() as unit:
        await set_identity(unit, filed.complainant_id, "Sok Dara", "012345678")
    async with browser_of(desk_world, "dara") as dara, browser_of(desk_world, "sopheap") as sopheap:
        ministry = desk_world.party_ids["ministry"]
        await dara.act(filed.number, "propose-referral", party_id=ministry, parts=["what_happened", "identity"])
        consent = (await desk_world.consents(filed))["ministry"]
        form = await dara.form(filed.number, f"consent-paper-{consent.id}")
        data = dict(form.values) | {"parts": ["what_happened", "identity"]}
        files = {"photo": ("paper.png", photo(), "image/png")}
        assert (await dara.http.post(form.action.partition("#")[0], data=data, files=files)).status_code == 303
        await sopheap.act(filed.number, f"second-consent-{consent.id}")
        async with desk_world.store.reading() as unit:
            reference = (await unit.session.get_one(Referral, consent.referral_id)).reference
        form = f"write-complaint-{reference}"
        typed = {"claims": ["unpaid_wages"], "amounts.overtime": "១,២០០.៥០", "annexes": "កិច្ចសន្យា"}
        refused = await dara.send(await dara.form(filed.number, form), facts="ត្រូវបានបញ្ឈប់", **typed)
        assert refused.status_code == 422
        kept = dict(forms(refused.text)[form].values)
        assert all(kept[name] == (said if isinstance(said, str) else said[0]) for name, said in typed.items())
        typed["claims"].append("overtime")
        await dara.act(filed.number, form, facts="ត្រូវបានបញ្ឈប់", **typed)
        page = await dara.page(f"/desk/cases/{filed.number}")
        (address,) = set(re.findall(r'href="(/desk/cases/[^"]+/letters/[^"]+)"', page))
        desk_world.clock.let_pass(minutes=20)
        looks = await looks_at(desk_world)
        printed = await dara.http.get(address)
        assert (printed.status_code, printed.headers["content-type"]) == (200, "application/pdf")
        assert await looks_at(desk_world) == looks + 1
        assert len(pypdfium2.PdfDocument(printed.content)) == 1
        words = words_of(printed.content)
        assert "SokDara" in words and "១,២០០.៥០" in words
        await dara.act(filed.number, f"write-representation-{reference}", name="ហេង សុខា", position="ប្រធានសហជីព")
        page = await dara.page(f"/desk/cases/{filed.number}")
        both = re.findall(r'href="(/desk/cases/[^"]+/letters/[^"]+)"', page)
        assert len(both) == 2 and "ហេងសុខា" in words_of((await dara.http.get(both[0])).content)
        assert not any(sign in words for sign in (filed.number, reference, "Samleng", "សំឡេង", "012345678"))


async def test_the_same_papers_and_new_numbers_over_json(desk_world: World) -> None:
    """The form and the card as PDF; numbers come once for one request, and for a worker of this case alone."""
    filed = await taken_on(desk_world)
    path = f"/api/v1/cases/{filed.number}"
    async with browser_of(desk_world, "dara") as dara:
        await dara.act(filed.number, "propose-referral", party_id=desk_world.party_ids["bfc"], parts=["what_happened"])
    consent = (await desk_world.consents(filed))["bfc"]
    async with desk_world.somebody("dara") as dara:
        form = await dara.http.get(f"{path}/consents/{consent.id}/form")
        assert "".join(STORY.split()) in words_of(form.content)
        made = await dara.act(filed.number, "keep-hearing", on="2024-11-20", time="08:30", place="Takhmao")
        card = await dara.http.get(f"{path}/hearings/{made}/card")
        assert (card.status_code, "Takhmao" in words_of(card.content)) == (200, True)
        given = [
            await dara.http.post(
                f"{path}/new-receipt", json={"complainant": n}, headers={"Idempotency-Key": "first-receipt"}
            )
            for n in (1, 1)
        ]
        assert [len(one.json()["receipt"] or ()) for one in given] == [2, 0]
        wrong = await dara.http.post(
            f"{path}/new-receipt", json={"complainant": 2}, headers={"Idempotency-Key": "second-receipt"}
        )
        assert wrong.status_code == 422
