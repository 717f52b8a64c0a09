"""A worker at the office: an officer files for her, hands over a slip, and she takes numbers that nobody has seen."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping

import httpx2
import pytest
from sqlmodel import select

from api.chat import receipt_routes
from api.routers import take_in
from cases.rules.case_numbers import shown
from cases.rules.receipt_numbers import read_digits
from cases.rules.vocabulary import CaseStatus, Gender, Source, Urgency
from cases.store.tables import Case, Complainant, Evidence, Exclusion
from cases.store.unit import Store
from locales import text
from tests.api.desk.officers import Officer, browser_of, forms
from tests.api.desk.test_desk_handing_over import photo
from tests.api.world import World

TOLD = {
    "came_by": "mailbox",
    "issue": "heat",
    "danger": "yes",
    "for_woman": "yes",
    "factory": "what workers call the blue hall",
    "words": "Three of us fainted at the irons.",
    "gender": "woman",
    "women": "៣",
    "name": "Sok Dara",
    "phone": "012 345 678",
    "language": "km",
}
NUMBERS = re.compile(r'<p class="code"[^>]*>([0-9 ]+)<br>([0-9 ]+)</p>')


async def hand_in(dara: Officer, told: Mapping[str, object], key: str = "", **files: bytes) -> httpx2.Response:
    """The form as a browser sends it."""
    form = forms(await dara.page("/desk/walk-in"))["walk-in"]
    data = dict(form.values) | dict(told) | ({"form_key": key} if key else {})
    sent = [("files", (name, content)) for name, content in files.items()]
    return await dara.http.post("/desk/walk-in?lang=en", data=data, files=sent or [("files", ("", b""))])


async def rows(store: Store, table: type) -> list:
    async with store.reading() as unit:
        return list((await unit.session.exec(select(table))).all())


def digits_of(page: str) -> str:
    found = NUMBERS.search(page)
    assert found is not None
    return f"{found[1]} {found[2]}"


async def test_filed_at_the_counter_it_is_a_case_like_any_other(desk_world: World) -> None:
    """Words, photo, name and numbers are all there; who filed it stands in its history; her slip is shown once."""
    bfc = desk_world.party_ids["bfc"]
    async with browser_of(desk_world, "dara") as dara:
        answer = await hand_in(dara, TOLD | {"excluded_party_ids": bfc}, paper=photo())
        assert answer.status_code == 200, answer.text
        assert read_digits(digits_of(answer.text)) is not None
        assert text("km", "page.slip.older", {"lead": "x"})[:10] not in answer.text
        assert text("en", "desk.quiet.woman") in await dara.page("/desk/cases?lang=en")
        (case,) = await rows(desk_world.store, Case)
        assert (case.source, case.status, case.urgency, case.women) == (
            Source.OFFICER,
            CaseStatus.RECEIVED,
            Urgency.DANGER,
            3,
        )
        (person,) = await rows(desk_world.store, Complainant)
        assert (person.gender, person.receipt_handed_over, person.correspondent_id) == (Gender.WOMAN, True, None)
        page = await dara.page(f"/desk/cases/{case.number}")
        for words in ("Three of us fainted at the irons.", "what workers call the blue hall", "Sok Dara"):
            assert words in page
        assert text("en", "desk.event.filed_for_her") in page
        assert text("en", "label.came_by.mailbox") in page
    assert [row.party_id for row in await rows(desk_world.store, Exclusion)] == [bfc]
    assert [row.case_id for row in await rows(desk_world.store, Evidence)] == [case.id]


async def test_a_lost_connection_files_nothing_twice(desk_world: World) -> None:
    """The same form again: the case that is there, and no second slip."""
    async with browser_of(desk_world, "dara") as dara:
        first = await hand_in(dara, TOLD, key="one-walk-in")
        again = await hand_in(dara, TOLD, key="one-walk-in")
        assert NUMBERS.search(first.text)
        assert again.status_code == 200 and not NUMBERS.search(again.text)
        assert text("en", "desk.slip.given") in again.text
        other = await hand_in(dara, TOLD | {"words": "Something else."}, key="one-walk-in")
        assert other.status_code == 409 and "Something else." in other.text
    assert len(await rows(desk_world.store, Case)) == 1


async def test_the_same_in_a_fresh_form_is_filed_when_the_officer_says_it_is_another_worker(desk_world: World) -> None:
    """The answer was lost and she typed it again: she is led to the case that is there, and nothing typed is lost."""
    async with browser_of(desk_world, "dara") as dara:
        assert NUMBERS.search((await hand_in(dara, TOLD)).text)
        (case,) = await rows(desk_world.store, Case)
        again = await hand_in(dara, TOLD)
        assert again.status_code == 409 and "Three of us fainted at the irons." in again.text
        assert text("en", "error.filed_before", {"number": shown(case.number)}) in again.text
        assert len(await rows(desk_world.store, Case)) == 1
        assert NUMBERS.search((await hand_in(dara, TOLD | {"another": "yes"})).text)
    async with browser_of(desk_world, "sopheap") as sopheap:
        assert NUMBERS.search((await hand_in(sopheap, TOLD)).text), "somebody else's are no repetition of hers"
    assert len(await rows(desk_world.store, Case)) == 3


async def test_a_case_of_another_party_is_nothing_that_a_walk_in_touches_or_tells_of(desk_world: World) -> None:
    """The same worker, words and number: a case of the officer's own, and nothing about the one that another leads."""
    async with browser_of(desk_world, "vuthy") as vuthy:
        assert NUMBERS.search((await hand_in(vuthy, TOLD)).text)
        (theirs,) = await rows(desk_world.store, Case)
    async with browser_of(desk_world, "dara") as dara:
        page = (await hand_in(dara, TOLD)).text
        (mine,) = [case for case in await rows(desk_world.store, Case) if case.id != theirs.id]
        assert NUMBERS.search(page) and theirs.number not in page and shown(theirs.number) not in page
        assert (await dara.http.get(f"/desk/cases/{theirs.number}")).status_code == 404
        assert theirs.number not in await dara.page(f"/desk/cases/{mine.number}")
    assert {case.lead_party_id for case in (theirs, mine)} == {
        desk_world.party_ids["catu"],
        desk_world.party_ids["cawdu"],
    }


@pytest.mark.parametrize(
    ("told", "files", "code"),
    [
        ({"words": " "}, {}, "empty"),
        ({"issue": ""}, {}, "missing"),
        ({}, {"paper": b"MZ nothing"}, "type_not_accepted"),
        ({"women": "many"}, {}, "whole_number"),
    ],
)
async def test_what_cannot_be_taken_comes_back_whole(
    desk_world: World, told: dict[str, str], files: dict[str, bytes], code: str
) -> None:
    """Nothing is filed, and everything that was typed stands in the form again."""
    async with browser_of(desk_world, "dara") as dara:
        answer = await hand_in(dara, TOLD | told, **files)
        assert answer.status_code == 422
        assert text("en", f"error.{code}") in answer.text
        assert "Sok Dara" in answer.text
    assert await rows(desk_world.store, Case) == []


async def test_at_her_first_look_she_takes_numbers_that_nobody_has_seen(desk_world: World) -> None:
    """Shown first, kept by a press: then the slip opens nothing, and her thread is whole without any officer."""
    async with browser_of(desk_world, "dara") as dara:
        slip = digits_of((await hand_in(dara, TOLD)).text)
        (case,) = await rows(desk_world.store, Case)
        await dara.act(case.number, "write", text="We have your paper.")
    async with desk_world.somebody() as her:
        page = await opened(her.http, slip)
        assert "We have your paper." in page
        shown = await press(her.http, page, "own_numbers")
        new = digits_of(shown)
        assert new != slip
        assert "We have your paper." in await opened(her.http, slip)  # not kept yet: the old ones hold
        kept = await press(her.http, shown, "own_numbers_kept")
        assert text("en", "page.own.kept") in kept
        page = await opened(her.http, new)
        assert "We have your paper." in page
        assert "own_numbers" not in page
        assert text("en", "error.receipt_unknown") in await opened(her.http, slip)
    async with browser_of(desk_world, "dara") as dara:
        await dara.act(case.number, "write", text="And this is new.")
    async with desk_world.somebody() as her:
        assert "And this is new." in await opened(her.http, new)


@pytest.fixture(autouse=True)
def _her_page(desk_world: World) -> None:
    """Beside the desk stands the page behind her numbers."""
    take_in(desk_world.app.router, receipt_routes.router)


async def opened(http: httpx2.AsyncClient, digits: str) -> str:
    form = forms((await http.get("/receipt?lang=en")).text)["/receipt"]
    typed = dict(form.values) | {"receipt": digits}
    return (await http.post("/receipt", data=typed)).text


async def press(http: httpx2.AsyncClient, page: str, act: str) -> str:
    """Press a button of her page."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    known = {name: value for name, value in fields if name in ("token", "form_key", "language", "version")}
    return (await http.post("/receipt", data=known | {"act": act})).text


async def test_nobody_else_gets_numbers_by_holding_a_number(desk_world: World) -> None:
    """Numbers that she got by herself are not renewed on the page, whatever is sent to it."""
    filed = await desk_world.file()
    async with desk_world.store.writing() as unit:
        person = await unit.session.get_one(Complainant, filed.complainant_id)
        assert not person.receipt_handed_over
    async with browser_of(desk_world, "dara") as dara:
        slip = digits_of((await hand_in(dara, TOLD)).text)
    async with desk_world.somebody() as her:
        page = await opened(her.http, slip)
        new = digits_of(await press(her.http, page, "own_numbers"))
        kept = await press(her.http, page, "own_numbers_kept")
        assert text("en", "page.own.kept") in kept
        page = await opened(her.http, new)
        refused = await press(her.http, page, "own_numbers")
        assert not NUMBERS.search(refused)


async def test_over_json_with_the_numbers_said_once(desk_world: World) -> None:
    body = {
        "came_by": "phone",
        "issue": "pay",
        "words": "Overtime was not paid.",
        "files": [base64.b64encode(photo()).decode()],
    }
    async with desk_world.somebody("dara") as dara:
        headers = {"Idempotency-Key": "walk-in-json-1"}
        first = await dara.http.post("/api/v1/cases", json=body, headers=headers)
        again = await dara.http.post("/api/v1/cases", json=body, headers=headers)
        assert first.status_code == 200, first.text
        assert len(first.json()["receipt"]) == 2
        assert again.json() == {"number": first.json()["number"], "receipt": None}
        seen = await dara.see(first.json()["number"])
        assert seen["status"] == "in_review"
