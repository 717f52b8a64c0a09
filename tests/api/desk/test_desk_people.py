"""Coming in, joining, opening a party, and checking keys."""

from __future__ import annotations

import re

from sqlmodel import select

from cases.actions import parties
from cases.rules.vocabulary import PartyKind
from cases.store import tables
from locales import text
from tests.api.desk.officers import Officer, alerts, browser_of
from tests.api.world import PASSPHRASE, World

NEW_PASSPHRASE = "rice basket moon ladder"
CODE = re.compile(r"(?:[A-Z2-7]{4}-){5}[A-Z2-7]{4}")
LINK = re.compile(r"http://samleng\.test(/desk/join/[\w-]+)")


async def test_every_wrong_sign_in_says_the_same(desk_world: World) -> None:
    """Wrong passphrase and unknown alias cannot be told apart; the alias stays in its field."""
    said = []
    async with browser_of(desk_world) as somebody:
        for alias in ("dara", "nobody at all"):
            answer = await somebody.http.post("/desk/login", data={"alias": alias, "passphrase": "wrong"})
            assert answer.status_code == 401 and f'value="{alias}"' in answer.text
            said.append(alerts(answer.text))
    assert said == [[text("en", "error.sign_in_failed")]] * 2


async def test_signing_in_leads_back_to_the_page_and_nowhere_else(desk_world: World) -> None:
    """`next` is a page of the desk or nothing; signing out closes every page."""
    async with browser_of(desk_world) as dara:
        answer = await dara.http.get("/desk/figures")
        assert answer.headers["location"] == "/desk/login?next=%2Fdesk%2Ffigures"
        for wanted, leads in (("/desk/figures", "/desk/figures"), ("//evil.example", "/desk"), ("/q/x", "/desk")):
            sent = {"alias": "Dara", "passphrase": PASSPHRASE, "next": wanted}
            answer = await dara.http.post("/desk/login", data=sent)
            assert answer.headers["location"] == leads
        assert "HttpOnly" in answer.headers["set-cookie"]
        await dara.page("/desk/figures")
        await dara.http.post("/desk/logout")
        await dara.page("/desk/figures", 303)


async def test_a_form_of_another_site_does_nothing(desk_world: World) -> None:
    filed = await desk_world.file()
    async with browser_of(desk_world, "dara") as dara:
        await dara.page(f"/desk/cases/{filed.number}")
        form = await dara.form(filed.number, "write")
        elsewhere = {"Sec-Fetch-Site": "cross-site"}
        answer = await dara.http.post(f"/desk/cases/{filed.number}/write", data=dict(form.values), headers=elsewhere)
        assert answer.status_code == 403


async def test_the_chosen_language_stays(desk_world: World) -> None:
    """Her own language first; the switch is remembered on this device."""
    async with browser_of(desk_world, "dara") as dara:
        dara.http.cookies.delete("lang")
        assert '<html lang="km"' in await dara.page("/desk/cases")
        assert '<html lang="en"' in await dara.page("/desk/cases?lang=en")
        assert '<html lang="en"' in await dara.page("/desk/cases")


async def test_the_code_is_shown_in_the_chosen_language_on_a_page_that_leads_nowhere_else(desk_world: World) -> None:
    """She joins in Khmer from an English page: the code's page is Khmer, and no switch could lose the code."""
    path = await new_party(desk_world)
    async with browser_of(desk_world) as kunthea:
        kunthea.http.cookies.clear()
        assert '<html lang="en"' in await kunthea.page(f"{path}?lang=en")
        sent = {"alias": "kunthea", "passphrase": NEW_PASSPHRASE, "language": "km"}
        page = (await kunthea.http.post(path, data=sent)).text
        assert '<html lang="km"' in page and "lang=" not in re.sub(r'<html lang="km"|lang="km"', "", page)
        assert path not in page
        assert '<html lang="km"' in await kunthea.page("/desk/recovery")


async def joined(somebody: Officer, path: str, alias: str) -> str:
    """Fill in the page behind an invitation; returns the recovery code that it shows."""
    sent = {"alias": alias, "passphrase": NEW_PASSPHRASE, "language": "en"}
    answer = await somebody.http.post(path, data=sent)
    assert answer.status_code == 200 and "no-store" in answer.headers["cache-control"]
    found = CODE.search(answer.text)
    assert found, alerts(answer.text)
    return found[0]


async def new_party(world: World) -> str:
    """An invited first lead of a party that is not open yet; returns the path of the link."""
    async with world.store.writing() as unit:
        await parties.add_party(unit, "newunion", "New Union", "សហជីពថ្មី", PartyKind.UNION)
        return f"/desk/join/{await parties.invite_first_lead(unit, 'newunion')}"


async def party_is_open(world: World) -> bool:
    async with world.store.reading() as unit:
        found = await parties.party_by_slug(unit, "newunion")
    return found is not None and found.opened_at is not None


async def test_a_first_lead_joins_types_her_code_and_the_party_is_open(desk_world: World) -> None:
    """The code is shown once; until it was typed every page leads back to it; the link works once."""
    path = await new_party(desk_world)
    async with browser_of(desk_world) as kunthea:
        assert "New Union" in await kunthea.page(path)
        code = await joined(kunthea, path, "kunthea")
        assert (await kunthea.http.get("/desk/cases")).headers["location"] == "/desk/recovery"
        page = await kunthea.page("/desk/recovery")
        assert code not in page
        wrong = await kunthea.http.post("/desk/recovery", data={"code": "AAAA-BBBB"})
        assert wrong.status_code == 422 and alerts(wrong.text) == [text("en", "desk.recovery.wrong")]
        assert not await party_is_open(desk_world)
        answer = await kunthea.http.post("/desk/recovery", data={"code": code.lower().replace("-", " ")})
        assert answer.headers["location"] == "/desk"
        assert await party_is_open(desk_world)
        await kunthea.page("/desk/cases")
        assert text("en", "desk.join.over") in await kunthea.page(path, 404)


async def test_a_lead_who_lost_her_code_makes_a_new_one(desk_world: World) -> None:
    """Her passphrase makes it; the old code fits no more."""
    path = await new_party(desk_world)
    async with browser_of(desk_world) as kunthea:
        old = await joined(kunthea, path, "kunthea")
        refused = await kunthea.http.post("/desk/recovery/new", data={"passphrase": "not this"})
        assert refused.status_code == 422
        answer = await kunthea.http.post("/desk/recovery/new", data={"passphrase": NEW_PASSPHRASE})
        found = CODE.search(answer.text)
        assert found and found[0] != old
        assert (await kunthea.http.post("/desk/recovery", data={"code": old})).status_code == 422
        assert (await kunthea.http.post("/desk/recovery", data={"code": found[0]})).status_code == 303
        assert await party_is_open(desk_world)


async def test_what_cannot_be_taken_at_joining_is_said_and_the_link_still_works(desk_world: World) -> None:
    path = await new_party(desk_world)
    async with browser_of(desk_world) as kunthea:
        for alias, passphrase, code in (
            ("kunthea", "short", "passphrase_short"),
            ("!", NEW_PASSPHRASE, "alias"),
            ("dara", NEW_PASSPHRASE, "taken"),
        ):
            answer = await kunthea.http.post(path, data={"alias": alias, "passphrase": passphrase, "language": "en"})
            assert answer.status_code == 422
            assert alerts(answer.text) == [text("en", f"error.{code}", {"least": 12})]
        assert await joined(kunthea, path, "kunthea")


async def test_a_lead_invites_an_officer_who_then_reads_the_cases(desk_world: World) -> None:
    """The link is shown once and in no other page; an officer is not held up by her code."""
    filed = await desk_world.file()
    async with browser_of(desk_world, "sopheap") as sopheap, browser_of(desk_world) as rith:
        answer = await sopheap.http.post("/desk/people/invite", data={"role": "officer"})
        link = LINK.search(answer.text)
        assert link and link[1] not in await sopheap.page("/desk/people")
        await joined(rith, link[1], "rith")
        assert "rith" in await sopheap.page("/desk/people")
        await rith.page(f"/desk/cases/{filed.number}")
        await rith.page("/desk/people", 403)
        assert (await rith.http.post("/desk/people/invite", data={"role": "lead"})).status_code == 403


async def test_a_lead_confirms_a_key_that_both_see_alike(desk_world: World) -> None:
    """Eight groups of four; the confirmation is signed and counted."""
    async with browser_of(desk_world, "sopheap") as sopheap, browser_of(desk_world, "chenda") as chenda:
        groups = re.compile(r"(?:[0-9a-f]{4} ){7}[0-9a-f]{4}")
        theirs, ours = (
            groups.findall(await sopheap.page("/desk/people")),
            groups.findall(await chenda.page("/desk/people")),
        )
        assert set(theirs) == set(ours) and len(set(theirs)) == 3
        answer = await sopheap.http.post("/desk/people/confirm", data={"party_id": desk_world.party_ids["bfc"]})
        assert answer.status_code == 303
        assert text("en", "desk.people.confirmed") in await sopheap.page("/desk/people")
    async with desk_world.store.reading() as unit:
        bfc = (await unit.session.exec(select(tables.Party).where(tables.Party.slug == "bfc"))).one()
        assert await parties.checked_by(unit, bfc) == 1
