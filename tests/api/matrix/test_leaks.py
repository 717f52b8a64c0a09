"""What everybody sees stays byte for byte the same when another organisation is given cases."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.matrix import stage as stages
from tests.api.matrix.stage import Stage

SEEN = (
    "/desk",
    "/desk/cases",
    "/desk/cases?status=received",
    "/desk/referrals",
    "/desk/bfc-list/bfc",
    "/desk/overdue",
    "/desk/picc",
    "/desk/figures",
    "/desk/people",
    "/desk/conflicts",
    "/desk/openings",
    "/desk/parties",
    "/desk/factories?factory=out",
    "/desk/cases/{open}",
    "/desk/cases/{reference}",
    "/desk/cases/{open}/reads",
    "/api/v1/cases",
    "/api/v1/cases?relation=lead",
    "/api/v1/cases?relation=recipient",
    "/api/v1/cases/{open}",
    "/api/v1/cases/{reference}",
    "/api/v1/cases/{open}/reads",
    "/api/v1/figures",
    "/api/v1/parties",
    "/api/v1/conflicts",
    "/api/v1/bursts",
    "/api/v1/picc/factories",
    "/api/v1/bfc-lists",
    "/api/v1/bfc-lists/bfc",
)
# What is random on each rendering, and when figures were counted.
CHANCE = (r'name="form_key" value="[^"]*"', r'class="stamp[^<]*<', r'"as_of":"[^"]*"')


@pytest.fixture
async def stage(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    """The stage of the matrix."""
    built = await stages.build(sqlite_url, tmp_path)
    yield built
    await built.store.engines.dispose()


async def everything(stage: Stage, person: str) -> dict[str, str]:
    """Every answer that she gets, without what is random in it."""
    found = {}
    async with stage.client() as http:
        for address in SEEN:
            path = re.sub(r"{(\w+)}", lambda place: stage.values[place[1]], address)
            accept = "application/json" if path.startswith("/api") else "text/html"
            answer = await http.get(path, headers={"Accept": accept} | stage.headers(person))
            said = answer.text
            for chance in CHANCE:
                said = re.sub(chance, "", said)
            found[address] = f"{answer.status_code} {said}"
    return found


async def test_another_partys_new_cases_change_nothing_that_anybody_else_sees(stage: Stage) -> None:
    """Lists, counts in the navigation, figures, suggestions, refusals: to the letter."""
    people = ("officer", "lead", "recipient", "recipient_lead", "parent", "excluded", "conflicted", "operator")
    before = {person: await everything(stage, person) for person in people}
    assert (
        before["officer"]["/desk/cases"].startswith("200")
        and stage.values["open"] in before["officer"]["/api/v1/cases"]
    )
    hers = await everything(stage, "other")

    for _ in range(3):
        await stage.world.file(lead="catu")

    for person in people:
        after = await everything(stage, person)
        changed = [address for address in SEEN if after[address] != before[person][address]]
        assert changed == [], person
    now = await everything(stage, "other")
    assert {"/desk/cases", "/desk/figures", "/api/v1/cases", "/api/v1/figures"} <= {
        address for address in SEEN if now[address] != hers[address]
    }, "the comparison would have seen it"


async def test_a_parent_sees_nothing_of_its_units_cases(stage: Stage) -> None:
    """The federation's lists and figures before and after its unit is given cases; handing up is an act, not a view."""
    before = await everything(stage, "parent")
    await stage.world.file(lead="cawdu")
    assert await everything(stage, "parent") == before
