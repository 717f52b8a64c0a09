"""schemathesis plays everything that the OpenAPI document allows, and what it forbids, as everybody.

No answer is a server error, none has a status or a shape that the document does not promise, and what the document
forbids (a number for a boolean, a word for a count) is refused. Nothing that is written stays, so each example stands
for itself; examples are the same in each run.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest
import schemathesis
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.matrix import stage as stages
from tests.api.matrix.stage import PUBLIC_URL, Stage

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
PEOPLE = {"nobody": 2, "operator": 2, "officer": 5, "lead": 5, "recipient": 3}  # how many examples each plays
BOUNDS = settings(
    derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck), report_multiple_bugs=False
)


class Wire:
    """The app on a loop of its own, and requests to it from tests that are not asynchronous."""

    def __init__(self, portal: BlockingPortal, stage: Stage) -> None:
        self.portal, self.stage = portal, stage
        transport = httpx2.ASGITransport(stage.app, raise_app_exceptions=False)
        self.http = httpx2.AsyncClient(transport=transport, base_url=PUBLIC_URL)
        schema = schemathesis.openapi.from_dict(stage.app.openapi())
        self.operations: list[APIOperation[Any, Any, Any, Any]] = [one.ok() for one in schema.get_all_operations()]

    def send(self, case: Case, person: str) -> httpx2.Response:
        """One generated request as somebody; generated cookies are left out, since hers is what counts."""
        made = case.as_transport_kwargs(base_url=PUBLIC_URL)
        headers = {name: value for name, value in dict(made.get("headers") or {}).items() if name.lower() != "cookie"}
        wanted = {name: made[name] for name in ("params", "json") if made.get(name) is not None}
        if made.get("data") is not None:
            wanted["data" if isinstance(made["data"], dict) else "content"] = made["data"]

        async def ask() -> httpx2.Response:
            return await self.http.request(
                made["method"], made["url"], headers=headers | self.stage.headers(person), **wanted
            )

        return self.portal.call(ask)


@pytest.fixture(scope="module")
def wire(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    """One stage for all examples."""
    folder = tmp_path_factory.mktemp("schemathesis")
    url = f"sqlite:///{shutil.copy(_sqlite_template, folder / 'samleng.db')}"
    opened: AbstractContextManager[BlockingPortal] = start_blocking_portal()
    with opened as portal:
        stage = portal.call(stages.build, url, folder)
        made = Wire(portal, stage)
        yield made
        portal.call(made.http.aclose)
        portal.call(stage.store.engines.dispose)


def play(wire: Wire, person: str, mode: GenerationMode, checks: list[Any], own: bool) -> int:
    """How many requests were made; each must hold what the checks say."""
    number = wire.stage.values["reference" if person == "recipient" else "open"]
    made = 0
    for operation in wire.operations:
        places = {"number": number} if own and "{number}" in operation.path else {}
        made += play_one(wire, person, operation.as_strategy(generation_mode=mode), places, checks)
    return made


def play_one(wire: Wire, person: str, strategy: SearchStrategy[Case], places: dict[str, str], checks: list[Any]) -> int:
    """The same for one operation; `places` stand in its address."""
    made = 0

    @settings(BOUNDS, max_examples=PEOPLE[person])
    @given(strategy)
    def example(case: Case) -> None:
        nonlocal made
        case.path_parameters.update(places)
        answer = wire.send(case, person)
        made += 1
        case.validate_response(answer, checks=checks)

    with suppress(Unsatisfiable):  # nothing about it could be wrong
        example()
    return made


@pytest.mark.parametrize("person", PEOPLE)
def test_what_the_document_allows_is_answered_as_it_promises(wire: Wire, person: str) -> None:
    """With numbers of her own case, so that bodies are read behind the door."""
    assert play(wire, person, GenerationMode.POSITIVE, CHECKS, own=True) > 60


@pytest.mark.parametrize("person", ["nobody", "officer"])
def test_what_the_document_forbids_is_refused_as_it_promises(wire: Wire, person: str) -> None:
    """Wrong kinds, missing fields, fields that nobody knows, addresses that are none."""
    checks = [*CHECKS, negative_data_rejection]
    assert play(wire, person, GenerationMode.NEGATIVE, checks, own=False) > 40


@pytest.mark.parametrize("value", [1, 0, "true", "yes", "on", None, [], 1.0])
def test_a_boolean_is_true_or_false_and_nothing_else(wire: Wire, value: object) -> None:
    """In every body that has one; what looks like it is refused before anything is looked up."""
    document = wire.stage.app.openapi()
    places = [
        (path, field)
        for path, methods in document["paths"].items()
        for what in methods.values()
        if "requestBody" in what
        for name in [what["requestBody"]["content"]["application/json"]["schema"].get("$ref", "").rpartition("/")[2]]
        for field, row in document["components"]["schemas"].get(name, {}).get("properties", {}).items()
        if row.get("type") == "boolean"
    ]
    assert len(places) > 1
    for path, field in places:

        async def ask(path: str = path, field: str = field) -> httpx2.Response:
            return await wire.http.post(
                path.replace("{number}", wire.stage.values["open"]),
                json={field: value},
                headers={"Idempotency-Key": "strict-boolean"} | wire.stage.headers("officer"),
            )

        answer = wire.portal.call(ask)
        assert answer.status_code == 422
        assert field in {one["field"] for one in answer.json()["error"]["fields"]}, (path, field, value)
