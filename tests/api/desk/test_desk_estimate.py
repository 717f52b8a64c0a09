"""What a worker may be owed, at the desk and over JSON: entered, computed, shown to her and taken back."""

from __future__ import annotations

import pytest

import locales
from cases.rules.entitlements import Because, Line
from cases.rules.estimate_facts import Contract, Ending, EndReason, Fact
from cases.rules.vocabulary import Language
from tests.api.desk.officers import alerts, browser_of
from tests.api.world import World

KNOWN = {
    "contract": "open",
    "started": "2021-11-01",
    "ending": "dismissed",
    "reason": "none",
    "ended": "2024-10-31",
    "wage": "260",
    "notice_days": "0",
    "unpaid_half_years": "0",
    "leave_days": "6.5",
}


@pytest.mark.parametrize("language", Language)
def test_every_line_and_fact_has_words(language: Language) -> None:
    """What it is, how it is computed, why it may be less, and what is missing."""
    keys = [f"estimate.{group}.{line.value}" for line in Line for group in ("line", "why")]
    keys += [f"estimate.because.{one.value}" for one in Because] + [f"estimate.fact.{fact.value}" for fact in Fact]
    for name, kind in {"contract": Contract, "ending": Ending, "reason": EndReason}.items():
        keys += [f"estimate.{name}.{one.value}" for one in kind]
    assert all(locales.text(language, key) for key in keys)


async def test_an_officer_completes_the_facts_and_shows_the_range(desk_world: World) -> None:
    """Each line with its article; a refused form keeps what was typed; one tap shows it, another takes it back."""
    filed = await desk_world.file()
    number = filed.number
    async with browser_of(desk_world, "dara") as dara:
        assert f"/desk/cases/{number}/estimate" in await dara.page(f"/desk/cases/{number}")
        path = f"{number}/estimate"
        page = await dara.page(f"/desk/cases/{path}")
        assert locales.text("en", "desk.estimate.no_advice") in page and 'id="show-estimate-1"' not in page
        form = await dara.form(path, "keep-estimate-facts-1")
        refused = await dara.send(form, **KNOWN | {"wage": "260 or so"})
        assert refused.status_code == 422 and "260 or so" in refused.text and alerts(refused.text)
        await dara.act(path, "keep-estimate-facts-1", **KNOWN)
        page = await dara.page(f"/desk/cases/{path}")
        for words in ("$845.00 to $850.00", "LL Arts. 75 and 77", "$450.00", "Art. 91", "$65.00", "Overtime"):
            assert words in page
        await dara.act(path, "show-estimate-1")
        page = await dara.page(f"/desk/cases/{path}")
        assert "about $845.00 to $850.00" in page and 'id="take-back-estimate-1"' in page
        async with browser_of(desk_world, "dara", Language.KHMER) as khmer:
            assert "ច្បាប់ការងារ មាត្រា 75 និង 77" in await khmer.page(f"/desk/cases/{path}")
        await dara.act(path, "take-back-estimate-1")
        assert 'id="take-back-estimate-1"' not in await dara.page(f"/desk/cases/{path}")


async def test_json_says_the_same_and_bfc_nothing(desk_world: World) -> None:
    """The lead's alone: a recipient's case is not there under this address, and a BFC lead is refused."""
    filed = await desk_world.file()
    by_bfc = await desk_world.file(lead="bfc")
    async with desk_world.somebody("dara") as dara, desk_world.somebody("maly") as maly:
        await dara.act(filed.number, "keep-estimate-facts", **KNOWN)
        await dara.act(filed.number, "show-estimate")
        found = (await dara.get(f"/cases/{filed.number}/estimates")).json()["estimates"][0]
        assert found["left"] == {"low": "845.00", "high": "850.00"} and found["entered"]["wage"] == "260"
        notice = next(line for line in found["lines"] if line["line"] == "notice")
        assert notice["span"] == {"low": "260.00", "high": "260.00"} and "75" in notice["rules"][0]["source"]
        assert found["shown"]["high"] == "850.00" and found["shown"]["more"]
        assert (await maly.get(f"/cases/{filed.number}/estimates")).status_code == 404
        assert (await maly.get(f"/cases/{by_bfc.number}/estimates")).status_code == 409
        assert "estimate" not in (await maly.get(f"/cases/{by_bfc.number}")).text
