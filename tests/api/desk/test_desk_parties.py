"""The operator's desk: parties and the links for their first leads, and nothing of any case."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest

from cases.actions import accounts, second_steps
from cases.rules.vocabulary import Language
from locales import text
from tests.api.desk.officers import Officer, alerts, browser_of, forms
from tests.api.desk.test_desk_people import LINK, joined
from tests.api.world import PASSPHRASE, World
from tests.support.authenticator import secret_of


@pytest.fixture
async def operator(desk_world: World) -> AsyncIterator[Officer]:
    """Who runs the server, signed in."""
    person = accounts.prepare_person("visal", PASSPHRASE)
    async with desk_world.store.writing() as unit:
        staff = await accounts.add_operator(unit, person, Language.ENGLISH)
        await second_steps.keep(unit, staff, secret_of("visal"))
    async with browser_of(desk_world, "visal") as found:
        yield found


async def test_the_operator_adds_a_party_and_invites_its_lead(desk_world: World, operator: Officer) -> None:
    """The form twice adds it once; the link is shown once, a new one ends it; none is given once somebody joined."""
    assert (await operator.http.get("/desk")).headers["location"] == "/desk/parties"
    form = forms(await operator.page("/desk/parties"))["/desk/parties"]
    typed = {"slug": "unit", "name_en": "Gate union", "name_km": "សហជីពទ្វារ", "kind": "union", "parent": "cawdu"}
    for _ in range(2):
        assert (await operator.send(form, **typed)).status_code == 303
    page = await operator.page("/desk/parties")
    assert page.count('id="unit"') == 1 and text("en", "desk.party_state.never_invited") in page
    assert text("en", "desk.parties.under", {"party": "C.CAWDU"}) in page
    links = []
    for _ in range(2):
        answer = await operator.http.post("/desk/parties/unit/invite")
        found = LINK.search(answer.text)
        assert found and "no-store" in answer.headers["cache-control"]
        links.append(found[1])
        assert links[-1] not in await operator.page("/desk/parties")
    async with browser_of(desk_world) as kunthea:
        await kunthea.page(links[0], 404)
        await joined(kunthea, links[1], "kunthea")
    page = await operator.page("/desk/parties")
    assert text("en", "desk.party_state.joined") in page and "/desk/parties/unit/invite" not in page
    refused = await operator.http.post("/desk/parties/unit/invite")
    assert alerts(refused.text) == [text("en", "error.party_has_lead")]


async def test_what_cannot_be_added_is_said_and_keeps_what_was_typed(operator: Officer) -> None:
    """A short name that is taken; the rest of the form stays."""
    form = forms(await operator.page("/desk/parties"))["/desk/parties"]
    answer = await operator.send(form, slug="bfc", name_en="Another", name_km="ផ្សេង", kind="bfc")
    assert answer.status_code == 422 and alerts(answer.text) == [text("en", "error.taken")]
    assert 'value="Another"' in answer.text


async def test_the_operator_sees_no_case_and_no_people(desk_world: World, operator: Officer) -> None:
    """Neither a case nor that it exists; nor a party's people, names or log. And nobody else sees her desk."""
    filed = await desk_world.file()
    await operator.page(f"/desk/cases/{filed.number}", 404)
    for path in ("/desk/people", "/desk/people/log"):
        await operator.page(path, 403)
    page = await operator.page("/desk/parties")
    assert filed.number not in page and not re.search(r"dara|sopheap", page)
    for alias in ("sopheap", "dara"):
        async with browser_of(desk_world, alias) as somebody:
            await somebody.page("/desk/parties", 403)
            assert (await somebody.http.post("/desk/parties/bfc/invite")).status_code == 403
