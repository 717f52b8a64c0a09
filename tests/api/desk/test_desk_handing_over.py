"""A case is handed to another lead by people at browsers and by the JSON API, with her word from behind her receipt."""

from __future__ import annotations

import base64
import io
import itertools
import re

import httpx2
import pytest
from PIL import Image
from sqlmodel import select

from api.chat import receipt_routes
from api.routers import take_in
from bot import answers, effects
from bot.answers import Asker
from bot.dialogue.effects import AnswerHandover
from bot.dialogue.queries import CaseState, HandoverAsked
from cases.actions import handovers, receipts
from cases.rules.case_numbers import shown
from cases.rules.errors import NotThere
from cases.rules.vocabulary import ConsentStatus, GivenBy, HandoverStatus, Language
from cases.store import tables
from cases.store.door import case_for
from cases.store.viewers import Viewer
from locales import text
from tests.api.desk.officers import Officer, alerts, browser_of, forms
from tests.api.world import STORY, Client, Filed, World

_keys = itertools.count(1)


def photo(size: int = 40) -> bytes:
    output = io.BytesIO()
    Image.new("RGB", (size, size), (200, 190, 180)).save(output, "PNG")
    return output.getvalue()


async def taken_on(world: World) -> Filed:
    filed = await world.file()
    async with world.somebody("dara") as dara:
        await dara.act(filed.number, "activate")
    return filed


async def says(world: World, filed: Filed, handover_id: str, *, yes: bool = True) -> None:
    async with world.store.writing() as unit:
        await handovers.answer_handover(
            unit, filed.complainant_id, handover_id, yes=yes, language=Language.KHMER, wording_digest="seen"
        )


async def asked(client: Client, world: World, filed: Filed) -> str:
    made = await client.act(filed.number, "hand-over", party_id=world.party_ids["bfc"])
    assert made
    return made


# ---------------------------------------------------------------------------------------------------- JSON
async def test_json_shows_to_whom_it_may_go_and_what_has_become_of_it(desk_world: World) -> None:
    """Targets with kin and checked keys; then the open hand-over, then nothing of the case any more."""
    world = desk_world
    filed = await taken_on(world)
    async with world.somebody("dara") as dara, world.somebody("maly") as maly:
        case = await dara.see(filed.number)
        assert [(one["party"]["slug"], one["kin"], one["party"]["checked_by"]) for one in case["hand_over_to"]] == [
            ("catu", "other", 0),
            ("bfc", "other", 0),
        ]
        handover_id = await asked(dara, world, filed)
        case = await dara.see(filed.number)
        (open_one,) = case["handovers"]
        assert (open_one["id"], open_one["status"], open_one["new"]["slug"]) == (handover_id, "asked", "bfc")
        assert case["hand_over_to"] == [] and open_one["consents"][0]["status"] == "asked"
        early = await dara.try_act(filed.number, "carry-out-hand-over", seen=case["version"], handover_id=handover_id)
        assert (early.status_code, early.json()["error"]["code"]) == (409, "handover_not_agreed")
        assert (await maly.get(f"/cases/{filed.number}")).status_code == 404
        await says(world, filed, handover_id)
        seen = (await dara.see(filed.number))["version"]
        for repeated in (False, True):
            done = await dara.try_act(
                filed.number, "carry-out-hand-over", key="the-same-key", seen=seen, handover_id=handover_id
            )
            assert done.status_code == 200, done.text
            assert done.json() == {"result": None, "version": None, "repeated": repeated}
        assert (await dara.get(f"/cases/{filed.number}")).status_code == 404
        assert (await dara.get("/cases")).json()["cases"] == []
        assert (await dara.get("/figures")).json()["cases"] == 0
        theirs = await maly.see(filed.number)
        assert STORY in [piece["text"] for piece in theirs["story"]] and theirs["lead"]["slug"] == "bfc"
        assert theirs["handovers"][0]["status"] == "done"
        sound = await maly.get(f"/cases/{filed.number}/files/{filed.evidence_id}")
        assert sound.status_code == 200 and len(sound.content) > 1000


async def test_json_takes_a_paper_answer_that_two_people_have_seen(desk_world: World) -> None:
    """A photo as base64, cleaned and sealed to the story; whoever entered it cannot confirm it."""
    world = desk_world
    filed = await taken_on(world)
    async with world.somebody("dara") as dara, world.somebody("sopheap") as sopheap:
        handover_id = await asked(dara, world, filed)
        word = (await dara.see(filed.number))["handovers"][0]["consents"][0]["id"]
        seen = (await dara.see(filed.number))["version"]
        bad = await dara.try_act(filed.number, "hand-over-paper", seen=seen, consent_id=word, photo="not base64!")
        assert (bad.status_code, bad.json()["error"]["field"]) == (422, "photo")
        nothing = base64.b64encode(b"MZ not a photo").decode()
        bad = await dara.try_act(filed.number, "hand-over-paper", seen=seen, consent_id=word, photo=nothing)
        assert (bad.status_code, bad.json()["error"]["code"]) == (422, "type_not_accepted")
        encoded = base64.b64encode(photo()).decode()
        await dara.act(filed.number, "hand-over-paper", consent_id=word, photo=encoded)
        same = await dara.try_act(
            filed.number, "second-paper", seen=(await dara.see(filed.number))["version"], consent_id=word
        )
        assert (same.status_code, same.json()["error"]["code"]) == (403, "paper_same_person")
        (said,) = (await sopheap.see(filed.number))["handovers"][0]["consents"]
        assert (said["entered_by"], said["seconded_by"], said["status"]) == ("dara", "", "asked")
        paper = await sopheap.get(f"/cases/{filed.number}/files/{said['paper']}")
        assert paper.status_code == 200 and paper.content[:2] == b"\xff\xd8"
        await sopheap.act(filed.number, "second-paper", consent_id=word)
        (said,) = (await sopheap.see(filed.number))["handovers"][0]["consents"]
        assert (said["given_by"], said["seconded_by"], said["status"]) == ("paper", "sopheap", "given")
        assert (await sopheap.see(filed.number))["thread"][-1]["notice"] == "handover_paper"
        await sopheap.act(filed.number, "revoke-hand-over", handover_id=handover_id)
        assert (await dara.see(filed.number))["handovers"][0]["status"] == "revoked"


async def test_a_paper_is_not_even_cleaned_for_whoever_has_no_door(desk_world: World) -> None:
    """404 before any work on the photo, and no row of it."""
    world = desk_world
    filed = await taken_on(world)
    async with world.somebody("dara") as dara, world.somebody("maly") as maly:
        await asked(dara, world, filed)
        word = (await dara.see(filed.number))["handovers"][0]["consents"][0]["id"]
        encoded = base64.b64encode(photo()).decode()
        refused = await maly.try_act(filed.number, "hand-over-paper", seen=1, consent_id=word, photo=encoded)
        assert refused.status_code == 404
    async with world.store.reading() as unit:
        rows = (await unit.session.exec(select(tables.Evidence))).all()
    assert [row.id for row in rows] == [filed.evidence_id]


# ---------------------------------------------------------------------------------------------------- desk
async def upload(officer: Officer, number: str, content: bytes) -> httpx2.Response:
    """Fill in and send the form with the photo, as a browser does."""
    found = forms(await officer.page(f"/desk/cases/{number}"))
    name = next(name for name in found if name.startswith("hand-over-paper-"))
    data = dict(found[name].values)
    data.pop("photo", None)
    files = {"photo": ("paper.png", content, "image/png")}
    return await officer.http.post(found[name].action.partition("#")[0], data=data, files=files)


async def test_the_whole_way_at_the_desk(desk_world: World) -> None:
    """Asked, a paper with its photo, confirmed by a colleague, handed over; then only the new lead has the page."""
    world = desk_world
    filed = await taken_on(world)
    async with browser_of(world, "dara") as dara, browser_of(world, "sopheap") as sopheap:
        page = await dara.page(f"/desk/cases/{filed.number}")
        assert text("en", "desk.handing.kin.other") in page and text("en", "desk.checked_by", {"count": 0}) in page
        where = await dara.act(filed.number, "hand-over", party_id=world.party_ids["bfc"])
        assert where.endswith("done=hand-over&at=handing-over#handing-over")
        page = await dara.page(f"/desk/cases/{filed.number}")
        assert "carry-out-hand-over" not in page
        refused = await upload(dara, filed.number, b"MZ nothing")
        assert refused.status_code == 422 and alerts(refused.text) == [text("en", "error.type_not_accepted")]
        assert (await upload(dara, filed.number, photo())).status_code == 303
        page = await dara.page(f"/desk/cases/{filed.number}")
        assert text("en", "desk.handing.paper.other") in page and "second-paper-" not in page
        page = await sopheap.page(f"/desk/cases/{filed.number}")
        second = next(name for name in forms(page) if name.startswith("second-paper-"))
        await sopheap.act(filed.number, second)
        where = await sopheap.act(filed.number, "carry-out-hand-over")
        gone = await sopheap.page(where)
        assert text("en", "desk.done.carry-out-hand-over") in gone
        for officer in (dara, sopheap):
            await officer.page(f"/desk/cases/{filed.number}", 404)
            assert shown(filed.number) not in await officer.page("/desk/cases")
    async with browser_of(world, "maly", Language.KHMER) as maly:
        page = await maly.page(f"/desk/cases/{filed.number}")
        assert STORY in page and text("km", "desk.event.handover_done") in page
        assert text("km", "label.handover_status.done") in page


async def test_a_question_is_taken_back_at_the_desk_and_another_asked(desk_world: World) -> None:
    """The form says what it means, and the earlier one stands below."""
    world = desk_world
    filed = await taken_on(world)
    async with browser_of(world, "dara") as dara:
        await dara.act(filed.number, "hand-over", party_id=world.party_ids["bfc"])
        await dara.act(filed.number, "revoke-hand-over")
        page = await dara.page(f"/desk/cases/{filed.number}")
        assert text("en", "label.handover_status.revoked") in page
        await dara.act(filed.number, "hand-over", party_id=world.party_ids["bfc"])


async def test_nothing_of_a_hand_over_stands_on_a_recipients_page(desk_world: World) -> None:
    """It sees its own track, and later who leads now."""
    world = desk_world
    filed = await taken_on(world)
    async with world.somebody("dara") as dara, world.somebody("maly") as maly:
        case = await dara.see(filed.number)
        reference = await dara.act(
            filed.number, "propose-referral", party_id=world.party_ids["bfc"], parts=["what_happened"]
        )
        assert reference and [one["party"]["slug"] for one in case["hand_over_to"]] == ["catu", "bfc"]
        now = (await dara.see(filed.number))["hand_over_to"]
        assert [one["party"]["slug"] for one in now] == ["catu"]
        refused = await dara.try_act(
            filed.number,
            "hand-over",
            seen=(await dara.see(filed.number))["version"],
            party_id=world.party_ids["bfc"],
        )
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "party_has_referral")
        assert (await maly.get(f"/cases/{reference}")).status_code == 404


# ------------------------------------------------------------------------------------------------- receipt
async def test_behind_her_receipt_she_says_yes_in_two_steps_and_takes_it_back(desk_world: World) -> None:
    """In Khmer: the question, the second step that names the organisation, her word, and her change of mind."""
    world = desk_world
    take_in(world.app.router, receipt_routes.router)
    filed = await taken_on(world)
    async with world.somebody("dara") as dara:
        handover_id = await asked(dara, world, filed)
    digits = await _new_receipt(world, filed)
    async with browser_of(world, language=Language.KHMER) as her:
        opening = await her.page("/receipt?lang=km")
        hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', opening))
        page = (await her.http.post("/receipt", data=hidden | {"receipt": digits, "language": "km"})).text
        named = {"party": "រោងចក្រកាន់តែប្រសើរនៅកម្ពុជា (BFC)"}
        assert text("km", "page.receipt.handover_title", named) in page
        page = await _press(her, page, "handover_check")
        assert text("km", "page.sure.handover_yes.title", named) in page
        assert await _status(world, handover_id) is HandoverStatus.ASKED
        page = await _press(her, page, "handover_yes")
        assert text("km", "page.receipt.handover_said", named) in page
        page = await _press(her, page, "handover_no")
        assert text("km", "page.receipt.handover_title", named) not in page
    assert await _status(world, handover_id) is HandoverStatus.DECLINED


async def test_her_chat_asks_the_store_and_carries_her_word_there(desk_world: World) -> None:
    """The question as the dialogue gets it, her yes, and nothing for somebody whose case it is not."""
    world = desk_world
    filed = await taken_on(world)
    async with world.somebody("dara") as dara:
        handover_id = await asked(dara, world, filed)
    hers, another = (Asker((owner,), Language.KHMER) for owner in (filed.complainant_id, "another"))
    async with world.store.reading() as unit:
        question = await answers.answer(unit, hers, HandoverAsked(handover_id))
        assert (question.party_en, question.lead_en) == ("Better Factories Cambodia", "C.CAWDU")
        assert question.status is ConsentStatus.ASKED
        assert await answers.answer(unit, another, HandoverAsked(handover_id)) is None
        report = await answers.answer(unit, hers, CaseState(filed.complainant_id))
        assert report.handovers_asked == (handover_id,)
    yes = AnswerHandover(handover_id, True, "km")
    async with world.store.writing() as unit:
        with pytest.raises(NotThere):
            await effects.carry_out(unit, effects.Teller(another, None), [yes])
        await effects.carry_out(unit, effects.Teller(hers, None), [yes])
    async with world.store.reading() as unit:
        question = await answers.answer(unit, hers, HandoverAsked(handover_id))
        word = (await unit.session.exec(select(tables.HandoverConsent))).one()
    assert question.status is ConsentStatus.GIVEN and len(word.wording_digest) == 64
    assert (word.given_by, word.language) == (GivenBy.OWN_CHANNEL, Language.KHMER)


async def _press(her: Officer, page: str, act: str) -> str:
    """Press the button of the form that it stands in, with that form's hidden fields."""
    form = next(part for part in page.split("<form")[1:] if f'value="{act}"' in part.partition("</form>")[0])
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form.partition("</form>")[0]))
    answer = await her.http.post("/receipt", data=hidden | {"act": act})
    assert answer.status_code == 200, answer.text[-300:]
    return answer.text


async def _new_receipt(world: World, filed: Filed) -> str:
    """The digits of a receipt that her union's office gave her."""
    async with world.store.reading() as unit:
        row = await unit.session.get_one(tables.Complainant, filed.complainant_id)
        dara = (await unit.session.exec(select(tables.Staff).where(tables.Staff.alias == "dara"))).one()
    made = await receipts.mint(world.store, row.id, row.receipt_generation)
    async with world.store.writing() as unit:
        lead = Viewer(dara.id, "", dara.alias, dara.role, dara.language, world.party_ids["cawdu"])
        await receipts.renew_at_office(unit, await case_for(unit, lead, filed.number), row.id, made)
    return made.receipt.digits


async def _status(world: World, handover_id: str) -> HandoverStatus:
    async with world.store.reading() as unit:
        return (await unit.session.get_one(tables.Handover, handover_id)).status
