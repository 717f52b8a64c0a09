"""Readings of heat at the desk and over JSON: kept, seen with what they come to, taken out, and a factory's month."""

from __future__ import annotations

import csv
import io

from sqlmodel import select

import locales
from api.documents.spreadsheets import harmful
from cases.rules.vocabulary import Language
from cases.store import tables
from tests.api.desk.officers import alerts, browser_of
from tests.api.desk.test_desk_case import bring_in, taken_on
from tests.api.world import World

HOT = {"place": "ironing", "celsius": "៣៥", "humidity": "60", "on": "2024-11-04", "time": "08:00"}


async def factory_of(world: World) -> str:
    async with world.store.reading() as unit:
        return (await unit.session.exec(select(tables.Factory.id))).one()


async def test_an_officer_keeps_readings_and_looks_at_the_factorys_month(desk_world: World) -> None:
    """Refused with everything typed; shown as an estimate and no limit; in both languages, to save and to print."""
    async with browser_of(desk_world, "sopheap") as sopheap:
        filed = await taken_on(desk_world, sopheap)
        await sopheap.act(filed.number, "correct", issue="heat")
        form = await sopheap.form(filed.number, "keep-reading")
        refused = await sopheap.send(form, **HOT | {"celsius": "97"})
        assert refused.status_code == 422 and "36.1" in "".join(alerts(refused.text)) and 'value="97"' in refused.text
        assert (await sopheap.act(filed.number, "keep-reading", **HOT)).endswith("#heat")
        await sopheap.act(filed.number, "keep-reading", **HOT | {"humidity": "", "time": "07:30", "celsius": "33.5"})
        page = await sopheap.page(f"/desk/cases/{filed.number}")
        for words in ("45.1 °C · Danger", "30.6 °C · above 28", "estimates"):
            assert words in page
        month = f"/desk/factories/{await factory_of(desk_world)}/heat"
        assert month in page and month in await sopheap.page("/desk/figures")
        shown = await sopheap.page(month)
        for words in (
            "07:30-08:00 · readings: 2, persons: 1",
            "35.0 °C · 08:00",
            "45.1 °C · Danger",
            "above 28",
            "ISO 7243",
            "unverified",
        ):
            assert words in shown
        assert "Neither is a legal limit" in shown and filed.number not in shown
        saved = list(csv.reader(io.StringIO((await sopheap.page(f"{month}.csv")).removeprefix("\ufeff"))))
        assert saved[1][1:9] == ["Ironing or boiler", "2024-11-04", "07:30", "08:00", "2", "1", "35.0", "08:00"]
        assert not any(harmful(cell) for row in saved for cell in row)
        assert "Nothing was measured" in await sopheap.page(f"{month}?month=2024-10")
        assert alerts(await sopheap.page(f"{month}?month=13", 422))
        async with browser_of(desk_world, "sopheap", Language.KHMER) as khmer:
            assert locales.text("km", "desk.heat.higher") in await khmer.page(month)
        form = await sopheap.form(filed.number, "cancel-reading")
        _, newest, oldest = form.offered["reading_id"]
        await sopheap.act(filed.number, "cancel-reading", reading_id=newest)
        page = await sopheap.page(f"/desk/cases/{filed.number}")
        assert newest not in page and oldest in page


async def test_json_says_the_same_and_a_recipient_what_was_shared(desk_world: World) -> None:
    """A case shows its readings to the lead alone; the month of somebody without a case there is not there."""
    path = f"/factories/{await factory_of(desk_world)}/heat"
    async with browser_of(desk_world, "sopheap") as sopheap, desk_world.somebody("maly") as maly:
        filed = await taken_on(desk_world, sopheap)
        async with desk_world.somebody("dara") as dara:
            assert (await dara.get(path)).json()["places"] == []
            kept = await dara.act(filed.number, "keep-reading", **HOT)
            (reading,) = (await dara.see(filed.number))["readings"]
            assert (reading["id"], reading["celsius"], reading["by"], reading["worker"]) == (kept, "35.0", "dara", 0)
            assert reading["estimate"]["wbgt"] == "30.6" and reading["estimate"]["against"] == "above"
            assert (await maly.get(path)).status_code == 404
            reference = await bring_in(desk_world, sopheap, filed, "bfc", ["what_happened"])
            hers, theirs = (await dara.get(path)).json(), (await maly.get(path)).json()
        assert hers == theirs and theirs["places"][0]["days"][0]["worst"]["band"] == "danger"
        assert "readings" not in await maly.see(reference)
        async with browser_of(desk_world, "maly") as bfc:
            page = await bfc.page(f"/desk/cases/{reference}")
            assert "Ironing or boiler, 4 November 2024 08:00: 35.0 °C, humidity 60 of 100" in page
            assert f"/desk{path}" in page and f"/desk{path}" not in await bfc.page("/desk/figures")
