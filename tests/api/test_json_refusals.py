"""What the JSON API says no to, and how: sign-in, cookies, malformed requests, languages, health."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.errors import install_errors
from cases.rules.errors import NotNow, SamlengError
from cases.store import tables
from cases.store.clock import WallClock
from tests.api import world as worlds
from tests.api.world import START, Client, World


@pytest.fixture
async def world(furnished_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """The world on SQLite; what is said here does not depend on the database."""
    built = await worlds.over(furnished_url, tmp_path)
    yield built
    await built.store.engines.dispose()


def error_of(answer: httpx2.Response, status: int) -> dict[str, Any]:
    """The problem of an answer with this status."""
    assert answer.status_code == status, answer.text
    assert answer.headers["cache-control"] == "no-store"
    found = answer.json()["error"]
    assert found["message"] and found["next"]
    return dict(found)


async def test_nothing_opens_without_a_login(world: World) -> None:
    """Every address but sign-in and health wants the cookie."""
    async with world.somebody() as nobody:
        for path in ("/cases", "/cases/123456782", "/figures", "/parties"):
            assert error_of(await nobody.get(path), 401)["code"] == "not_signed_in"
        refused = await nobody.try_act("123456782", "write", text="hello")
        assert error_of(refused, 401)["next"] == "sign_in"


async def test_unknown_accounts_and_wrong_passphrases_are_answered_alike(world: World) -> None:
    """Nobody learns which accounts exist."""
    async with world.somebody() as nobody:
        tries = [{"account": "dara", "passphrase": "wrong"}, {"account": "nobody", "passphrase": "wrong"}]
        answers = [await nobody.http.post("/api/v1/session", json=body) for body in tries]
        assert answers[0].json() == answers[1].json()
        assert error_of(answers[0], 401)["code"] == "sign_in_failed"


async def test_signing_out_ends_the_login(world: World) -> None:
    """The same cookie opens nothing afterwards, even when a client keeps it."""
    async with world.somebody("dara") as officer:
        cookie = officer.http.cookies["samleng"]
        assert (await officer.get("/cases")).status_code == 200
        assert (await officer.http.delete("/api/v1/session")).status_code == 204
        assert "samleng" not in officer.http.cookies
        officer.http.cookies.set("samleng", cookie)
        assert (await officer.get("/cases")).status_code == 401


async def test_after_five_failures_programs_are_told_how_long_to_wait(world: World) -> None:
    """Whether the account exists or not."""
    async with world.somebody() as nobody:
        for account in ("dara", "nobody"):
            body = {"account": account, "passphrase": "wrong", "code": "000000"}
            answers = [await nobody.http.post("/api/v1/session", json=body) for _ in range(6)]
            assert [answer.status_code for answer in answers] == [401] * 5 + [429]
            found = error_of(answers[-1], 429)
            assert (found["code"], found["next"], found["minutes"]) == ("tries_wait", "later", 1)
            assert answers[-1].headers["retry-after"] == str(found["seconds"]) and 50 < found["seconds"] <= 60


async def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(furnished_url: str, tmp_path: Path) -> None:
    """On https it is bound to this host and to https; so is the one by which the device is known."""
    built = await worlds.over(furnished_url, tmp_path, public_url="https://samleng.test")
    async with built.somebody() as nobody:
        body = {"account": "Dara", "passphrase": worlds.PASSPHRASE, "code": None}
        assert error_of(await nobody.http.post("/api/v1/session", json=body), 401)["code"] == "sign_in_failed"
        answer = await nobody.http.post("/api/v1/session", json=body | {"code": built.code("dara")})
        cookies = answer.headers.get_list("set-cookie")
        assert [cookie.partition("=")[0] for cookie in cookies] == ["__Host-samleng", "__Host-samleng-device"]
        for cookie in cookies:
            flags = {flag.strip().lower() for flag in cookie.split(";")[1:]}
            assert {"httponly", "secure", "samesite=strict", "path=/"} <= flags
            assert not any(flag.startswith("domain") for flag in flags)
        assert (await nobody.get("/cases")).status_code == 200
    await built.store.engines.dispose()


async def test_a_login_lasts_while_somebody_is_there(world: World) -> None:
    """Each look begins the idle time anew; half an hour of silence ends it."""
    clock = world.store.clock
    assert isinstance(clock, WallClock)
    async with world.somebody("dara") as officer:
        for minutes in (20, 40, 60):
            clock.__init__(START + dt.timedelta(minutes=minutes))  # type: ignore[misc]
            assert (await officer.get("/cases")).status_code == 200
        clock.__init__(START + dt.timedelta(minutes=95))  # type: ignore[misc]
        assert (await officer.get("/cases")).status_code == 401


@pytest.mark.parametrize(
    ("verb", "body", "field", "code"),
    [
        ("write", {"text": "  "}, "text", "empty"),
        ("write", {"text": "x" * 3001}, "text", "too_long"),
        ("write", {}, "text", "missing"),
        ("write", {"text": "a", "txet": "b"}, "txet", "unknown_field"),
        ("activate", {}, "seen", "missing"),
        ("activate", {"seen": "1"}, "seen", "whole_number"),
        ("activate", {"seen": True}, "seen", "whole_number"),
        ("close", {"reason": "because"}, "reason", "unknown_word"),
        ("close", {"reason": "withdrawn"}, "reason", "only_she_withdraws"),
        ("correct", {"factory_id": "none"}, "factory_id", "factory_unknown"),
        ("propose-remedy", {"kind": "compensation", "amount": 6000}, "amount", "bad_input"),
        ("propose-remedy", {"kind": "compensation", "amount": "6000.001"}, "amount", "amount"),
        ("propose-remedy", {"kind": "compensation", "amount": "6000.00"}, "currency", "currency_missing"),
        ("propose-remedy", {"kind": "compensation", "amount": "0.50", "currency": "KHR"}, "amount", "amount"),
        ("propose-remedy", {"kind": "reinstatement"}, "women", "headcount_missing"),
        ("propose-remedy", {"kind": "reinstatement", "women": -1}, "women", "whole_number"),
        ("propose-remedy", {"kind": "apology", "due_on": "4/11/2024"}, "due_on", "date_iso"),
        ("propose-remedy", {"kind": "apology", "due_on": 1730678400}, "due_on", "date_iso"),
        ("propose-referral", {"party_id": "x", "parts": "what_happened"}, "parts", "bad_input"),
    ],
)
async def test_a_value_that_cannot_be_taken_is_named(
    world: World, verb: str, body: dict[str, Any], field: str, code: str
) -> None:
    """422 with the field, and nothing was written."""
    filed = await world.file()
    async with world.somebody("dara") as officer:
        version = (await officer.see(filed.number))["version"]
        seen = {} if verb in ("write", "activate") else {"seen": version}
        answer = await officer.try_act(filed.number, verb, **seen, **body)
        found = error_of(answer, 422)
        assert (found.get("field"), found["code"]) == (field, code)
        assert (await officer.see(filed.number))["version"] == version


async def test_an_act_needs_an_idempotency_key(world: World) -> None:
    """400 with what to do, for none, a short one and one with blanks."""
    async with world.somebody("dara") as officer:
        path = "/api/v1/cases/123456782/write"
        missing = await officer.http.post(path, json={"text": "hello"})
        assert error_of(missing, 400)["code"] == "once_key_missing"
        for key in ("short", "with some blanks", "x" * 65):
            answer = await officer.http.post(path, json={"text": "hello"}, headers={"Idempotency-Key": key})
            assert error_of(answer, 400)["code"] == "once_key_malformed"


async def test_a_body_that_is_no_json_is_a_bad_request(world: World) -> None:
    """Broken JSON, a list, nothing at all."""
    async with world.somebody("dara") as officer:
        for content in (b"{", b""):
            answer = await officer.http.post(
                "/api/v1/cases/123456782/write",
                content=content,
                headers={"Idempotency-Key": "some-key-1", "Content-Type": "application/json"},
            )
            assert error_of(answer, 400)["code"] == "no_json"


async def test_a_body_larger_than_any_act_needs_is_refused(world: World) -> None:
    """Before anybody is looked up, so strangers cannot fill the memory."""
    async with world.somebody() as nobody:
        announced = await nobody.http.post("/api/v1/session", json={"account": "x", "passphrase": "x" * 300_000})
        assert announced.status_code == 413

        async def pieces() -> AsyncIterator[bytes]:
            for _ in range(100):
                yield b"[" * 10_000

        poured = await nobody.http.post(
            "/api/v1/session", content=pieces(), headers={"Content-Type": "application/json"}
        )
        assert error_of(poured, 413)["code"] == "body_too_large"


async def test_addresses_and_methods_that_are_not_there_are_problems_too(world: World) -> None:
    """404 and 405 have the same shape as everything else."""
    async with world.somebody() as nobody:
        assert error_of(await nobody.get("/nothing"), 404)["code"] == "not_there"
        answer = await nobody.http.put("/api/v1/figures")
        assert error_of(answer, 405)["code"] == "method_not_allowed"


async def test_a_refusal_speaks_the_readers_language(world: World) -> None:
    """Accept-Language first, then the signed-in person's own, then Khmer."""
    async with world.somebody("dara") as officer:
        english = (await officer.get("/cases/1")).json()["error"]["message"]
        del officer.http.headers["accept-language"]
        for header in ({}, {"Accept-Language": "fr, de;q=0.5"}, {"Accept-Language": "km-KH"}):
            khmer = (await officer.get("/cases/1", headers=header)).json()["error"]["message"]
            assert khmer != english and "រកមិនឃើញ" in khmer


async def test_what_was_not_foreseen_tells_nothing(world: World) -> None:
    """500 with a sentence, no class and no words of the fault."""

    async def broken() -> None:
        raise RuntimeError("the secret 012 345 678")

    world.app.add_api_route("/api/v1/broken", broken)
    async with world.somebody() as nobody:
        answer = await nobody.get("/broken")
        assert error_of(answer, 500)["code"] == "unexpected"
        assert "012" not in answer.text and "RuntimeError" not in answer.text


async def test_a_person_at_a_browser_gets_the_page_that_the_desk_draws() -> None:
    """Only below pages, only when a page was asked for; programs get JSON."""
    app = FastAPI()
    install_errors(app)

    def draw(_request: Request, error: SamlengError, status: int) -> HTMLResponse:
        return HTMLResponse(f"<p>{error.code}</p>", status)

    app.state.html_error = draw

    async def refusing() -> None:
        raise NotNow("party_is_lead")

    for path in ("/desk/x", "/api/v1/x"):
        app.add_api_route(path, refusing)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://samleng.test") as http:
        page = await http.get("/desk/x", headers={"Accept": "text/html"})
        assert (page.status_code, page.text) == (409, "<p>party_is_lead</p>")
        for path, accept in (("/desk/x", "application/json"), ("/api/v1/x", "text/html")):
            answer = await http.get(path, headers={"Accept": accept})
            assert answer.json()["error"]["code"] == "party_is_lead"


async def test_readiness_names_what_is_wrong(world: World, tmp_path: Path) -> None:
    """Well, then with another keys folder, then with a database that cannot be reached."""
    async with world.somebody() as nobody:
        assert (await nobody.http.get("/healthz")).json()["ok"] is True
        well = await nobody.http.get("/readyz")
        assert (well.status_code, [check["code"] for check in well.json()["checks"]]) == (200, ["database", "keys"])
        async with world.store.writing() as unit:
            installation = await unit.session.get_one(tables.Installation, 1)
            installation.keys_check = bytes(32)
            unit.session.add(installation)
        foreign = await nobody.http.get("/readyz")
        assert (foreign.status_code, foreign.json()["checks"][-1]["code"]) == (503, "keys_mismatch")
        empty = f"sqlite:///{tmp_path / 'empty.db'}"
        world.app.state.settings = world.app.state.settings.model_copy(update={"database_url": empty})
        bare = await nobody.http.get("/readyz")
        assert bare.json()["checks"][0]["code"] == "database_not_migrated"
        nowhere = f"sqlite:///{tmp_path / 'no' / 'such' / 'place.db'}"
        world.app.state.settings = world.app.state.settings.model_copy(update={"database_url": nowhere})
        gone = await nobody.http.get("/readyz")
        assert gone.json()["checks"][0]["code"] == "database_unreachable" and str(tmp_path) not in gone.text


async def test_requests_at_the_same_time_carry_an_act_out_once(postgres_url: str, tmp_path: Path) -> None:
    """Ten copies of one request, really in parallel: one message, ten equal answers."""
    built = await worlds.build(postgres_url, tmp_path)
    filed = await built.file()
    async with built.somebody("dara") as officer:
        await officer.see(filed.number)
        copies = [officer.try_act(filed.number, "write", key="parallel-1", text="once") for _ in range(10)]
        answers = await asyncio.gather(*copies)
        assert [answer.status_code for answer in answers] == [200] * 10
        assert sorted(answer.json()["repeated"] for answer in answers) == [False] + [True] * 9
        thread = (await officer.see(filed.number))["thread"]
        assert len([said for said in thread if said["notice"] == "message"]) == 1
        await _in_line(officer, "cases", {"came_by": "office", "issue": "heat", "words": "told twice"}, "filed_before")
        line = b"own_number,filed_on,issue,status\nC-1,2024-01-02,pay,active"
        await _in_line(officer, "import", {"file": base64.b64encode(line).decode()}, "import_refused")
    await built.store.engines.dispose()


async def _in_line(officer: Client, path: str, body: dict[str, str], code: str) -> None:
    """The same under two keys at the same moment: one is taken, the other is told so."""
    both = [{"Idempotency-Key": f"parallel-{path}-{number}"} for number in (1, 2)]
    answers = await asyncio.gather(*(officer.http.post(f"/api/v1/{path}", json=body, headers=key) for key in both))
    said = sorted(answer.json().get("error", {}).get("code", "") for answer in answers)
    assert said == ["", code], said
