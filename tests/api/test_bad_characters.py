"""Signs that PostgreSQL has no place for, and marks of pages that nobody handed out: 422, never 500."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api import world as worlds
from tests.api.desk import officers
from tests.api.world import PASSPHRASE, World

MARKS = (
    "2024-01-01_x",
    "0001-01-01T00:00:00+14:00_x",
    "9999-12-31T23:59:59-14:00_x",
    "2024-01-01T00:00:00+00:00_\0",
    "nonsense",
)


@pytest.fixture
async def strict_world(postgres_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """On PostgreSQL, which is strict where SQLite is not."""
    world = officers.with_desk(await worlds.build(postgres_url, tmp_path))
    yield world
    await world.store.engines.dispose()


async def test_a_nul_is_refused_wherever_it_stands(strict_world: World) -> None:
    """Path, query, form and JSON; each answer is a sentence."""
    filed = await strict_world.file()
    async with strict_world.somebody() as nobody, strict_world.somebody("dara") as officer:
        for address in ("/q/%00", "/desk/cases?after=x%00", f"/api/v1/cases/{filed.number}/files/%00"):
            assert (await officer.http.get(address)).status_code == 422, address
        form = await nobody.http.post("/desk/login", data={"alias": "da\0ra", "passphrase": PASSPHRASE})
        assert (form.status_code, form.json()["error"]["field"]) == (422, "alias")
        session = await nobody.http.post("/api/v1/session", json={"account": "da\0ra", "passphrase": PASSPHRASE})
        assert (session.status_code, session.json()["error"]["code"]) == (422, "bad_characters")
        seen = (await officer.see(filed.number))["version"]
        wrong = [
            ("correct", {"factory_id": "\0", "seen": seen}, "factory_id"),
            ("drop-remedy", {"remedy_id": "a\0", "seen": seen}, "remedy_id"),
            ("propose-referral", {"party_id": "a", "parts": ["\0"], "seen": seen}, "parts"),
        ]
        for verb, body, field in wrong:
            answer = await officer.try_act(filed.number, verb, **body)
            assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)
            assert answer.json()["error"]["code"] == "bad_characters"


@pytest.mark.parametrize("mark", MARKS)
async def test_a_foreign_mark_of_a_page_is_refused_by_the_api(strict_world: World, mark: str) -> None:
    """A program is told that it is none of ours."""
    packed = base64.urlsafe_b64encode(mark.encode()).decode().rstrip("=")
    async with strict_world.somebody("dara") as officer:
        answer = await officer.get("/cases", params={"after": packed})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "page_mark")


@pytest.mark.parametrize("mark", MARKS[:3])
async def test_with_a_foreign_mark_the_desk_begins_at_the_top(strict_world: World, mark: str) -> None:
    """A person gets the list that she wanted."""
    await strict_world.file()
    async with officers.browser_of(strict_world, "dara") as officer:
        for page in ("/desk/cases", "/desk/referrals"):
            answer = await officer.http.get(page, params={"after": mark})
            assert answer.status_code == 200, (page, answer.text[-300:])


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 25, "-1", "1e3"])
async def test_a_number_that_no_place_holds_is_refused_in_words(strict_world: World, number: str) -> None:
    """In a form or an address: never a fault of ours."""
    filed = await strict_world.file()
    async with strict_world.somebody("dara") as officer:
        form = {"form_key": "0123456789", "seen": number, "complainant": number}
        answers = [
            await officer.http.get(f"/desk/people/log?before={number}"),
            await officer.http.post(f"/desk/cases/{filed.number}/activate", data=form),
            await officer.http.post(f"/desk/cases/{filed.number}/new-receipt", data=form),
        ]
    assert {answer.status_code for answer in answers} <= {403, 409, 422}


async def test_a_party_that_nobody_knows_cannot_be_excluded(strict_world: World) -> None:
    """The same party twice is excluded once."""
    told = {"came_by": "office", "issue": "pay", "words": "not paid"}
    async with strict_world.somebody("dara") as officer:
        answers = [
            await officer.http.post(
                "/api/v1/cases", json=told | {"excluded_party_ids": ids}, headers={"Idempotency-Key": f"exclude-{n}"}
            )
            for n, ids in enumerate((["nobody"], [strict_world.party_ids["bfc"]] * 2))
        ]
    unknown, twice = answers
    assert (unknown.status_code, unknown.json()["error"]["field"]) == (422, "excluded_party_ids")
    assert twice.status_code == 200
