"""Every route of the app, everybody who may knock, every situation of a case: what they get is what the table says."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from fastapi import FastAPI

from api.verbs import VERBS
from cases.rules.roles import Permission, may
from tests.api.matrix import stage as stages
from tests.api.matrix.stage import Stage
from tests.api.matrix.table import (
    ACTS,
    FILLED,
    OF_A_CASE,
    PUBLIC,
    ROLES,
    ROUTES,
    SIGNED_IN,
    STANDS,
    UNKNOWN,
    OfCase,
    Row,
)

OF_VERBS = {"POST /desk/cases/{number}/{verb}"} | {f"POST /api/v1/cases/{{number}}/{name}" for name in ACTS}
EACH = 4
ON_THE_STAGE = pytest.mark.asyncio(loop_scope="module")
Asked = tuple[str, str, int, int]  # the request, who asked, expected, got


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Everybody and everything, on a database that no request changes and that all tests of this file share."""
    folder = tmp_path_factory.mktemp("matrix")
    url = f"sqlite:///{shutil.copy(_sqlite_template, folder / 'samleng.db')}"
    built = await stages.build(url, folder)
    yield built
    await built.store.engines.dispose()


def routes_of(app: FastAPI) -> Iterator[str]:
    """`GET /address` of everything that the app answers to."""

    def walk(candidates: Any) -> Iterator[Any]:
        for one in candidates:
            if hasattr(one, "effective_candidates"):
                yield from walk(one.effective_candidates())
                yield from one.effective_low_priority_routes()
            else:
                yield one

    for route in walk(app.router.routes):
        known = route if getattr(route, "path", None) else route.starlette_route
        address = re.sub(r":\w+}", "}", known.path)
        yield from (f"{method} {address}" for method in known.methods or () if method != "HEAD")


def filled(stage: Stage, words: Any) -> Any:
    """Words with `{names}` put in."""
    if isinstance(words, str):
        return re.sub(r"{(\w+)}", lambda found: stage.values[found[1]], words)
    return [filled(stage, one) for one in words] if isinstance(words, list) else words


def said(wrong: list[Asked]) -> str:
    """Every answer that is not the table's, a line each."""
    lines = [f"{what}: {who} should get {expected}, got {got}" for what, who, expected, got in wrong]
    return "\n".join(["not as tests/api/matrix/table.py says:", *lines])


# --------------------------------------------------------------------------------------------- no route is missing
@ON_THE_STAGE
async def test_every_route_has_a_row_and_every_row_a_route(stage: Stage) -> None:
    """Add what is missing to tests/api/matrix/table.py; its first lines say how."""
    there = set(routes_of(stage.app))
    rows = {*ROUTES, *OF_A_CASE, *OF_VERBS}
    assert sorted(there - rows) == [], "routes without a row in tests/api/matrix/table.py"
    assert sorted(rows - there) == [], "rows without a route"
    assert set(ACTS) == set(VERBS), "acts without a line in ACTS of tests/api/matrix/table.py, or lines without an act"
    assert len(there) > 60


# ------------------------------------------------------------------------------------------------------ of a case
def expected_of(row: OfCase, person: str, number: str) -> int:
    """What the table says to somebody who is known."""
    stands = STANDS[person, number]
    answer = getattr(row, stands) if stands else 404
    return answer if isinstance(answer, int) else answer[ROLES[person]]


def _as_form(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: "yes" if value is True else value for name, value in body.items()}


async def _act(stage: Stage, http: httpx2.AsyncClient, desk: bool, verb: str, person: str, number: str) -> int:
    body = {name: filled(stage, value) for name, value in ACTS[verb].body.items()}
    if "reference" in body and STANDS.get((person, number), "").startswith("recipient"):
        del body["reference"]  # a recipient may leave it out, and knows no other
    if VERBS[verb].checks_version:
        body["seen"] = stage.versions.get(number, 1)
    typed, headers = stage.values[number], stage.headers(person)
    if desk:
        form = _as_form(body) | {"form_key": "matrix-form", "seen": str(body.get("seen", ""))}
        answer = await http.post(f"/desk/cases/{typed}/{verb}", data=form, headers={"Accept": "text/html", **headers})
        return 200 if answer.status_code == 303 else answer.status_code
    key = {"Idempotency-Key": "matrix-key"}
    return (await http.post(f"/api/v1/cases/{typed}/{verb}", json=body, headers=key | headers)).status_code


@ON_THE_STAGE
@pytest.mark.parametrize("desk", [False, True], ids=["json", "desk"])
async def test_acts_are_open_to_those_alone_whose_they_are(stage: Stage, desk: bool) -> None:
    """Every verb, by JSON and by form: the same answer on both.

    Form and JSON go through one door, so at the desk whoever may goes through each, and whoever may not knocks at each
    fourth verb: a refusal draws the whole page again.
    """
    wrong: list[Asked] = []
    async with stage.client() as http:
        for turn, (verb, row) in enumerate(ACTS.items()):
            some = slice(turn % EACH, None, EACH) if desk else slice(None)
            answers = {one: expected_of(row, *one) for one in STANDS}
            let_in = [one for one, expected in answers.items() if expected == 200]
            refused = [one for one, expected in answers.items() if expected != 200]
            for person, number in (*let_in, *refused[some]):
                expected = answers[person, number]
                got = await _act(stage, http, desk, verb, person, number)
                wrong += [(verb, f"{person} on {number}", expected, got)] if got != expected else []
            for person in UNKNOWN[some]:
                got = await _act(stage, http, desk, verb, person, "open")
                wrong += [(verb, person, 401, got)] if got != 401 else []
    assert not wrong, said(wrong)


@ON_THE_STAGE
async def test_what_a_case_holds_is_open_to_those_alone_whose_it_is(stage: Stage) -> None:
    """Pages, JSON, files and reads."""
    wrong: list[Asked] = []
    async with stage.client() as http:
        for name, row in OF_A_CASE.items():
            method, _, address = name.partition(" ")
            desk = address.startswith("/desk")
            for person, number in (*STANDS, *((person, "open") for person in UNKNOWN)):
                expected = (303 if desk else 401) if person in UNKNOWN else expected_of(row, person, number)
                places = {**FILLED, "number": f"{{{number}}}"}
                path = filled(stage, re.sub(r"{(\w+)}", lambda found, to=places: to[found[1]], address))
                headers = {"Accept": "text/html" if desk else "*/*"} | stage.headers(person)
                headers |= {} if desk or method == "GET" else {"Idempotency-Key": "matrix-key"}
                sent = {"data" if desk else "json": dict(row.body)} if row.body else {}
                got = (await http.request(method, path, headers=headers, **sent)).status_code
                got = 200 if method == "POST" and got == 303 else got
                wanted = 401 if person in UNKNOWN and method == "POST" else expected
                wrong += [(name, f"{person} on {number}", wanted, got)] if got != wanted else []
    assert not wrong, said(wrong)


@ON_THE_STAGE
async def test_not_yours_and_not_there_are_the_same_answer(stage: Stage) -> None:
    """To the letter, on page and in JSON: an existing case of others and a number that nobody has."""
    async with stage.client() as http:
        for address in ("/api/v1/cases/{}", "/api/v1/cases/{}/reads", "/api/v1/cases/{}/files/x", "/desk/cases/{}"):
            for person in ("other", "parent", "excluded", "conflicted", "operator", "recipient"):
                seen = set()
                for number in ("open", "closed", "erased", "unknown"):
                    headers = {"Accept": "text/html"} | stage.headers(person)
                    answer = await http.get(address.format(stage.values[number]), headers=headers)
                    seen.add((answer.status_code, answer.text.replace(stage.values[number], "")))
                assert len(seen) == 1, (address, person)


# ------------------------------------------------------------------------------------------------- everything else
def expected_status(name: str, row: Row, person: str) -> int:
    """What the table says about a route without a case."""
    if person in row.instead:
        return row.instead[person]
    if row.who == PUBLIC:
        return row.status
    if person in UNKNOWN:
        return 303 if name.startswith("GET /desk") else 401
    if row.who == SIGNED_IN:
        return row.status
    return row.status if isinstance(row.who, Permission) and may(ROLES[person], row.who) else 403


async def _knock(stage: Stage, http: httpx2.AsyncClient, name: str, row: Row, person: str) -> int:
    method, _, address = name.partition(" ")
    path = filled(stage, re.sub(r"{(\w+)}", lambda found: row.path[found[1]], address))
    headers = {"Accept": "*/*" if address.startswith("/api") else "text/html"} | stage.headers(person)
    content: dict[str, Any] = {}
    if row.json is not None:
        content["json"] = dict(row.json)
        headers["Idempotency-Key"] = "matrix-key"
    elif row.form is not None:
        content["data"] = {key: filled(stage, value) for key, value in row.form.items()}
    return (await http.request(method, path, headers=headers, **content)).status_code


@ON_THE_STAGE
async def test_every_other_route_is_open_to_those_alone_whose_it_is(stage: Stage) -> None:
    """As roles and permissions say."""
    wrong: list[Asked] = []
    async with stage.client() as http:
        for name, row in ROUTES.items():
            for person in (*UNKNOWN, *ROLES):
                expected = expected_status(name, row, person)
                got = await _knock(stage, http, name, row, person)
                wrong += [(name, person, expected, got)] if got != expected else []
    assert not wrong, said(wrong)


def test_the_table_walks_every_situation() -> None:
    """Own, other, parent, excluded, conflicted, recipient; open, closed, erased, unknown."""
    people, numbers = Counter(person for person, _ in STANDS), Counter(number for _, number in STANDS)
    assert people.keys() == ROLES.keys()
    assert {
        "open",
        "closed",
        "erased",
        "reference",
        "closed_reference",
        "erased_reference",
        "barred",
        "unknown",
    } == set(numbers)
