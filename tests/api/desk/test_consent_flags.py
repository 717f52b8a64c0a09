"""Whoever sends a flag that says she agreed shares nothing by it: the stored word alone counts."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from cases.store.tables import Disclosure, EmployerNotice, Letter
from locales import text
from tests.api.desk.officers import Officer, alerts, browser_of, says_yes
from tests.api.world import Filed, World

FLAGS = {"consent": True, "consented": True, "given_by": "own_channel", "status": "given", "force": True}
SHARING: dict[str, dict[str, Any]] = {
    "send-referral": {},
    "write-letter": {"language": "en", "told": "She was dismissed.", "asked": "Please help."},
    "write-complaint": {"facts": "ត្រូវបានបញ្ឈប់", "claims": ["unpaid_wages"]},
    "write-representation": {"name": "Dara"},
    "notify-employer": {"told_on": "2024-11-04", "by": "phone", "parts": ["what_happened"], "words": "Dismissed."},
}


async def asked(world: World, dara: Officer, party: str) -> tuple[Filed, str]:
    filed = await world.file()
    await dara.act(filed.number, "activate")
    where = await dara.act(filed.number, "propose-referral", party_id=world.party_ids[party], parts=["what_happened"])
    return filed, where.rpartition("-")[2]


async def shared(world: World) -> list[object]:
    async with world.store.reading() as unit:
        tables = (Disclosure, Letter, EmployerNotice)
        return [row for table in tables for row in (await unit.session.exec(select(table))).all()]


@pytest.mark.parametrize("verb", SHARING)
async def test_a_flag_in_a_request_shares_nothing(desk_world: World, verb: str) -> None:
    """As JSON it is refused by name, in a form it is not read; either way nothing goes while she is only asked."""
    party = "bfc" if verb in ("send-referral", "write-letter", "notify-employer") else "ministry"
    async with browser_of(desk_world, "dara") as dara:
        filed, reference = await asked(desk_world, dara, party)
        seen = (await dara.http.get(f"/api/v1/cases/{filed.number}")).json()["version"]
        body = {"reference": reference, "seen": seen} | SHARING[verb]
        for name, value in FLAGS.items():
            answer = await dara.http.post(
                f"/api/v1/cases/{filed.number}/{verb}",
                json=body | {name: value},
                headers={"Idempotency-Key": f"{verb}-{name}", "Accept": "application/json"},
            )
            assert answer.status_code == 422, answer.text
        form = {name: str(value) for name, value in FLAGS.items()} | {"form_key": "flags"} | body
        answer = await dara.http.post(f"/desk/cases/{filed.number}/{verb}", data=form)
        assert answer.status_code in (409, 422), (answer.status_code, alerts(answer.text))
        assert await shared(desk_world) == []


async def test_the_stored_word_alone_lets_it_go(desk_world: World) -> None:
    """The same form without any flag, once she has said yes."""
    async with browser_of(desk_world, "dara") as dara:
        filed, reference = await asked(desk_world, dara, "bfc")
        form = {"form_key": "plain", "reference": reference, "seen": "1"}
        stale = await dara.http.post(f"/desk/cases/{filed.number}/send-referral", data=form)
        assert stale.status_code == 409 and await shared(desk_world) == []
        await says_yes(desk_world, filed, "bfc")
        await dara.act(filed.number, f"send-referral-{reference}")
        assert len(await shared(desk_world)) == 1
        assert text("en", "desk.shared") in await dara.page(f"/desk/cases/{filed.number}")
