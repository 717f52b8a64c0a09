"""Four union leaders dismissed during an election, back after 6 months and 15 days with full pay: over JSON alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import select

from cases.actions import consents, following_up
from cases.rules.vocabulary import Language
from cases.store import tables
from tests.api import world as worlds
from tests.api.world import START, Client, World

SHARED = ["what_happened"]
PAY = "5590.00"  # four times 215 USD a month, for six months and a half
BACK_AT_WORK = {"back_at_work": "yes", "same_job_and_pay": "yes"}
STEPS = (
    ("conciliator_appointed", "2024-11-06"),
    ("conciliation_failed", "2024-11-21"),
    ("report_sent", "2024-11-22"),
    ("council_received", "2024-11-25"),
    ("council_met", "2024-11-27"),
    ("award_given", "2024-12-10"),
    ("award_notified", "2024-12-10"),
)
OF_LAW = {  # by rule: when it ends, and whether it was kept
    "conciliator": ("2024-11-06 00:00", True),
    "collective_conciliation": ("2024-11-21 23:59", True),
    "report_to_minister": ("2024-11-23 00:00", True),
    "to_council": ("2024-11-25 23:59", True),
    "council_meeting": ("2024-11-28 23:59", True),
    "award": ("2024-12-10 23:59", True),
    "objection": ("2024-12-18 23:59", False),  # nobody objected, and the award stands
}
DISMISSED, BACK = "2024-11-04", "2025-05-19"


@pytest.fixture
async def world(furnished_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """The world on SQLite, in the week of the election."""
    built = await worlds.over(furnished_url, tmp_path)
    yield built
    await built.store.engines.dispose()


async def four_come_to_the_office(dara: Client) -> str:
    """One files, three are added to her case; each leaves with numbers of her own."""
    key = {"Idempotency-Key": "four-leaders"}
    told = "All four of us stood for the union election. The letters came three days before it."
    first = {"came_by": "office", "issue": "union", "words": told, "gender": "woman", "women": 2, "men": 2}
    filed = (await dara.http.post("/api/v1/cases", json=first, headers=key)).json()
    for count, gender in enumerate(("woman", "man", "man"), 2):
        more = {"came_by": "office", "words": "I was dismissed with her.", "gender": gender}
        key = {"Idempotency-Key": f"leader-{count}"}
        joined = await dara.http.post(f"/api/v1/cases/{filed['number']}/workers", json=more, headers=key)
        assert joined.status_code == 200 and joined.json()["receipt"], joined.text
    return str(filed["number"])


async def all_of_them(world: World) -> list[str]:
    async with world.store.reading() as unit:
        return [one.id for one in (await unit.session.exec(select(tables.Complainant))).all()]


async def each_says_yes_to_the_ministry(world: World) -> None:
    async with world.store.writing() as unit:
        for consent in (await unit.session.exec(select(tables.Consent))).all():
            await consents.answer_consent(
                unit,
                consent.complainant_id,
                consent.id,
                yes=True,
                parts=SHARED,
                language=Language.KHMER,
                wording_digest="0" * 64,
            )


async def clocks_of(client: Client, number: str) -> dict[str, tuple[str, bool]]:
    """By rule: the day on which it ends, and whether it was kept."""
    found = (await client.see(number))["clocks"]
    ends = {clock["rule"]: dt.datetime.fromisoformat(clock["due_at"]).astimezone(START.tzinfo) for clock in found}
    return {clock["rule"]: (str(ends[clock["rule"]])[:16], clock["met_at"] is not None) for clock in found}


async def test_four_leaders_are_back_after_six_months_and_fifteen_days_with_full_pay(world: World) -> None:
    """A collective dispute before the ministry and the council, with its limits of law; what each of four says."""
    async with world.somebody("dara") as dara:
        number = await four_come_to_the_office(dara)
        await dara.act(number, "correct", urgency="urgent")
        await dara.act(number, "activate")
        ministry = world.party_ids["ministry"]
        reference = await dara.act(number, "propose-referral", party_id=ministry, parts=SHARED)
        assert reference
        await each_says_yes_to_the_ministry(world)
        on_track = {"reference": reference}
        await dara.act(number, "send-referral", **on_track)
        received = on_track | {"filing_number": "K/117", "filed_on": DISMISSED, "collective": True}
        await dara.act(number, "receive-referral", **received)
        await dara.act(number, "accept-referral", **on_track)
        await dara.act(number, "start-referral", **on_track)
        assert (await clocks_of(dara, number))["conciliator"] == ("2024-11-06 00:00", False)
    world.clock.let_pass(days=46)
    async with world.somebody("dara") as dara:
        for step, day in STEPS:
            await dara.act(number, "keep-step", step=step, on=day, **on_track)
        assert {rule: end for rule, end in (await clocks_of(dara, number)).items() if rule in OF_LAW} == OF_LAW
    world.clock.let_pass(days=150)
    async with world.somebody("dara") as dara:
        back = await dara.act(number, "propose-remedy", kind="reinstatement", women=2, men=2, **on_track)
        pay = {"kind": "back_pay", "women": 2, "men": 2, "amount": PAY, "currency": "USD"}
        paid = await dara.act(number, "propose-remedy", **pay, **on_track)
        for remedy_id in (back, paid):
            await dara.act(number, "agree-remedy", remedy_id=remedy_id, agreed_on=BACK)
            await dara.act(number, "deliver-remedy", remedy_id=remedy_id, delivered_on=BACK)
        for person in await all_of_them(world):
            for remedy_id, facts in ((back, BACK_AT_WORK), (paid, {"received": "yes"})):
                async with world.store.writing() as unit:
                    await following_up.answer_about(unit, person, str(remedy_id), confirmed=True, facts=facts)
        await dara.act(number, "conclude-referral", conclusion="award", **on_track)
        await dara.act(number, "close", reason="confirmed", note="All four are back.")
        case = await dara.see(number)
        figures = (await dara.get("/figures")).json()
    four = {"women": 2, "men": 2, "not_recorded": 0}
    assert (case["status"], case["closing_reason"]) == ("closed", "confirmed"), "a limit of law blocks no closing"
    for remedy in case["remedies"]:
        assert (remedy["status"], remedy["delivered_on"], remedy["confirmed_by"]) == ("confirmed", BACK, 4)
        assert remedy["by_whom"] == {"individuals": 4, "representative": 0, "nobody": 0}
        assert remedy["agreed"] == remedy["delivered"] == remedy["confirmed"] == four
    assert figures["reinstated"] == {"agreed": four, "delivered": four, "confirmed": four}
    (money,) = figures["money"]
    assert (money["kind"], money["agreed"], money["delivered"], money["confirmed"]) == ("back_pay", PAY, PAY, PAY)
