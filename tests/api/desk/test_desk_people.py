"""Coming in, joining, opening a party, and checking keys."""

from __future__ import annotations

import re

from sqlmodel import select

from cases.actions import joining, parties, party_keys, second_steps, sessions
from cases.rules.vocabulary import PartyKind
from cases.store import tables
from locales import text
from tests.api.desk.officers import Officer, alerts, browser_of, forms
from tests.api.world import PASSPHRASE, World
from tests.support.authenticator import secret_of

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
            code = desk_world.code("dara")
            sent = {"alias": "Dara", "passphrase": PASSPHRASE, "code": code, "next": wanted}
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
        sent = {"alias": "kunthea", "name": "គន្ធា", "passphrase": NEW_PASSPHRASE, "language": "km"}
        page = (await kunthea.http.post(path, data=sent)).text
        assert '<html lang="km"' in page and "lang=" not in re.sub(r'<html lang="km"|lang="km"', "", page)
        assert path not in page
        assert '<html lang="km"' in await kunthea.page("/desk/recovery")


async def joined(somebody: Officer, path: str, alias: str) -> str:
    """Fill in the page behind an invitation; returns the recovery code that it shows."""
    sent = {"alias": alias, "name": f"Real {alias}", "passphrase": NEW_PASSPHRASE, "language": "en"}
    answer = await somebody.http.post(path, data=sent)
    assert answer.status_code == 200 and "no-store" in answer.headers["cache-control"]
    found = CODE.search(answer.text)
    assert found, alerts(answer.text)
    return found[0]


async def new_party(world: World) -> str:
    """An invited first lead of a party that is not open yet; returns the path of the link."""
    async with world.store.writing() as unit:
        await parties.add_party(unit, "newunion", "New Union", "សហជីពថ្មី", PartyKind.UNION)
        return f"/desk/join/{await joining.invite_first_lead(unit, 'newunion')}"


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
        await with_second_step(desk_world, "kunthea")
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
            ("kunthea", "newunion newunion", "passphrase_weak"),
            ("!", NEW_PASSPHRASE, "alias"),
            ("dara", NEW_PASSPHRASE, "taken"),
        ):
            sent = {"alias": alias, "name": "Real", "passphrase": passphrase, "language": "en"}
            answer = await kunthea.http.post(path, data=sent)
            assert answer.status_code == 422
            assert alerts(answer.text) == [text("en", f"error.{code}", {"least": 12})]
        assert await joined(kunthea, path, "kunthea")


async def with_second_step(world: World, alias: str) -> None:
    """She set up her authenticator app."""
    async with world.store.writing() as unit:
        staff = await sessions.account_of(unit, alias)
        assert staff is not None
        await second_steps.keep(unit, staff, secret_of(alias))


async def newcomer(world: World, lead: Officer, somebody: Officer, alias: str, role: str = "officer") -> None:
    """Somebody joins by a lead's link, up to where she waits."""
    answer = await lead.http.post("/desk/people/invite", data={"role": role})
    link = LINK.search(answer.text)
    assert link and link[1] not in await lead.page("/desk/people")
    await joined(somebody, link[1], alias)
    await with_second_step(world, alias)


def words(html: str) -> list[list[str]]:
    """Every list of words and numbers on a page."""
    lists = re.findall(r'<ol class="spoken"[^>]*>(.*?)</ol>', html, re.S)
    return [re.findall(r'<li lang="en">(\w+ <span>\d+)</span></li>', one) for one in lists]


async def test_who_joined_waits_and_opens_cases_once_her_lead_has_heard_her_words(desk_world: World) -> None:
    """Both see the same eight words; the desk leads to the waiting page, JSON says why; then everything opens."""
    filed = await desk_world.file()
    async with browser_of(desk_world, "sopheap") as sopheap, browser_of(desk_world) as rith:
        await newcomer(desk_world, sopheap, rith, "rith")
        answer = await rith.http.get(f"/desk/cases/{filed.number}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/waiting")
        refused = await rith.http.get("/api/v1/cases")
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "approval_awaited")
        page = await rith.page("/desk/waiting")
        people_page = await sopheap.page("/desk/people")
        assert "Real rith" in people_page
        (hers,) = words(page)
        assert len(hers) == 8 and hers in words(people_page)
        form = forms(people_page)["/desk/people/approve"]
        untouched = await sopheap.send(form)
        assert untouched.status_code == 422 and alerts(untouched.text) == [text("en", "error.words_not_read")]
        for _ in range(2):  # a double tap
            assert (await sopheap.send(form, read="yes")).status_code == 303
        await rith.page(f"/desk/cases/{filed.number}")
        assert (await rith.http.get("/desk/waiting")).headers["location"] == "/desk"
        await rith.page("/desk/people", 403)
        assert (await rith.http.post("/desk/people/invite", data={"role": "lead"})).status_code == 403
        assert (await rith.http.post("/desk/people/remove", data={"staff_id": "x"})).status_code == 403


async def staff_id_of(world: World, alias: str) -> str:
    async with world.store.reading() as unit:
        staff = await sessions.account_of(unit, alias)
    assert staff is not None
    return staff.id


async def test_a_suspended_officer_is_out_at_once_and_comes_back(desk_world: World) -> None:
    """Her open browser shows nothing more, and her passphrase does not let her in; then she is let in again."""
    async with browser_of(desk_world, "sopheap") as sopheap, browser_of(desk_world, "dara") as dara:
        person = {"staff_id": await staff_id_of(desk_world, "dara")}
        assert (await sopheap.http.post("/desk/people/suspend", data=person)).status_code == 303
        assert (await dara.http.get("/desk/cases")).headers["location"].startswith("/desk/login")
        tried = {"alias": "dara", "passphrase": PASSPHRASE, "code": desk_world.code("dara")}
        assert (await dara.http.post("/desk/login", data=tried)).status_code == 401
        assert text("en", "desk.people.suspended") in await sopheap.page("/desk/people")
        assert (await sopheap.http.post("/desk/people/resume", data=person)).status_code == 303
        await dara.sign_in("dara")
        await dara.page("/desk/cases")


async def test_removing_renews_the_key_which_others_see_as_renewed(desk_world: World) -> None:
    """The lead goes on as before; another party's lead reads that the key before was checked; the log tells it all."""
    filed = await desk_world.file()
    async with browser_of(desk_world, "sopheap") as sopheap, browser_of(desk_world, "chenda") as chenda:
        await chenda.send(forms(await chenda.page("/desk/people"))["confirm-cawdu"], read="yes")
        (before,) = [one for one in words(await sopheap.page("/desk/people")) if len(one) == 12][-1:]
        person = {"staff_id": await staff_id_of(desk_world, "dara")}
        for _ in range(2):
            assert (await sopheap.http.post("/desk/people/remove", data=person)).status_code == 303
        await sopheap.page(f"/desk/cases/{filed.number}")
        assert before not in words(await sopheap.page("/desk/people"))
        assert text("en", "desk.renewed_checked_by", {"count": 1}) in await chenda.page("/desk/people")
        log = await sopheap.page("/desk/people/log")
        for line in ("removed", "approved"):
            assert text("en", f"desk.party_log.{line}", {"whom": "dara"}) in log
        assert text("en", "desk.party_log.key_made", {"generation": 2}) in log
        assert "sopheap" in log and "Real" not in log
        last = await sopheap.http.post(
            "/desk/people/remove", data={"staff_id": await staff_id_of(desk_world, "sopheap")}
        )
        assert last.status_code == 409 and alerts(last.text) == [text("en", "error.last_lead")]
        assert (await sopheap.http.post("/desk/people/promote", data=person)).status_code == 404


async def test_a_lead_confirms_a_key_that_both_see_alike(desk_world: World) -> None:
    """Twelve words with their numbers; nothing is signed without the tick; the confirmation is signed and counted."""
    async with browser_of(desk_world, "sopheap") as sopheap, browser_of(desk_world, "chenda") as chenda:
        theirs, ours = [
            sorted(one for one in words(await lead.page("/desk/people")) if len(one) == 12)
            for lead in (sopheap, chenda)
        ]
        assert theirs == ours and len(ours) == 3
        form = forms(await sopheap.page("/desk/people"))["confirm-bfc"]
        assert (await sopheap.send(form)).status_code == 422
        assert (await sopheap.send(form, read="yes")).status_code == 303
        assert text("en", "desk.people.confirmed") in await sopheap.page("/desk/people")
    async with desk_world.store.reading() as unit:
        bfc = (await unit.session.exec(select(tables.Party).where(tables.Party.slug == "bfc"))).one()
        assert await party_keys.checked_by(unit, bfc) == 1
