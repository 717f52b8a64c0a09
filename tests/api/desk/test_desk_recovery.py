"""A passphrase changed, a passphrase forgotten, and the sheet that helps then."""

from __future__ import annotations

import io

import pypdfium2
import pytest
import zxingcpp
from sqlmodel import select

from cases.store.tables import Staff
from locales import text
from tests.api.desk.officers import alerts, browser_of, forms
from tests.api.desk.test_desk_people import CODE, NEW_PASSPHRASE, joined, new_party, party_is_open, with_second_step
from tests.api.world import PASSPHRASE, World
from tests.support.authenticator import secret_of

NEW = "quilt harbor seven lemon"


async def signs_in(world: World, alias: str, passphrase: str) -> bool:
    """Whether this passphrase lets her in, with a fresh code."""
    async with browser_of(world) as somebody:
        typed = {"alias": alias, "passphrase": passphrase, "code": world.phone.code(secret_of(alias))}
        return (await somebody.http.post("/desk/login", data=typed)).status_code == 303


async def test_a_changed_passphrase_opens_the_same_key_and_ends_other_devices(desk_world: World) -> None:
    """This device goes on; the other is out; the old passphrase is no more, and the cases still open."""
    filed = await desk_world.file()
    async with browser_of(desk_world, "dara") as here, browser_of(desk_world, "dara") as there:
        for old, new, code in (
            ("wrong one", NEW, "passphrase_wrong"),
            (PASSPHRASE, "C.CAWDU C.CAWDU", "passphrase_weak"),
        ):
            refused = await here.http.post("/desk/passphrase", data={"old": old, "new": new})
            assert refused.status_code == 422 and alerts(refused.text) == [text("en", f"error.{code}")]
        answer = await here.http.post("/desk/passphrase", data={"old": PASSPHRASE, "new": NEW})
        assert answer.headers["location"] == "/desk/passphrase?done=yes"
        assert text("en", "desk.passphrase.done") in await here.page("/desk/passphrase?done=yes")
        await here.page(f"/desk/cases/{filed.number}")
        assert (await there.http.get("/desk/cases")).headers["location"].startswith("/desk/login")
    assert not await signs_in(desk_world, "dara", PASSPHRASE)
    assert await signs_in(desk_world, "dara", NEW)


async def test_who_forgot_comes_back_with_her_code_and_makes_a_new_one(desk_world: World) -> None:
    """Her logins end; the next sign-in leads to a new code, which she types; the old one opens nothing then."""
    path = await new_party(desk_world)
    async with browser_of(desk_world) as kunthea:
        code = await joined(kunthea, path, "kunthea")
        await kunthea.http.post("/desk/recovery", data={"code": code})
        assert await party_is_open(desk_world)
        await with_second_step(desk_world, "kunthea")
        async with browser_of(desk_world) as forgetful:
            sent = {"alias": "Kunthea", "code": code.lower().replace("-", " "), "passphrase": NEW}
            answer = await forgetful.http.post("/desk/recover", data=sent)
            assert (answer.status_code, answer.headers["location"]) == (303, "/desk/login?next=/desk/recovery")
            assert (await kunthea.http.get("/desk/cases")).headers["location"].startswith("/desk/login")
            await forgetful.sign_in("kunthea", NEW)
            assert (await forgetful.http.get("/desk/people")).headers["location"] == "/desk/recovery"
            made = CODE.search((await forgetful.http.post("/desk/recovery/new", data={"passphrase": NEW})).text)
            assert made and made[0] != code
            assert (await forgetful.http.post("/desk/recovery", data={"code": made[0]})).status_code == 303
            await forgetful.page("/desk/people")
            again = await forgetful.http.post("/desk/recover", data=sent | {"passphrase": "river tent olive moth"})
            assert again.status_code == 422


async def test_a_sheet_that_somebody_has_seen_opens_nothing_after_a_new_one(desk_world: World) -> None:
    """Anybody at the desk makes one with her passphrase, whenever she likes."""
    path = await new_party(desk_world)
    async with browser_of(desk_world) as kunthea:
        old = await joined(kunthea, path, "kunthea")
    await with_second_step(desk_world, "kunthea")
    async with browser_of(desk_world) as kunthea, browser_of(desk_world) as thief:
        await kunthea.sign_in("kunthea", NEW_PASSPHRASE)
        assert (await kunthea.http.post("/desk/recovery", data={"code": old})).status_code == 303
        form = forms(await kunthea.page("/desk/devices"))["/desk/recovery/new"]
        refused = await kunthea.send(form, passphrase="not hers at all")
        assert refused.status_code == 422
        made = CODE.search((await kunthea.send(form, passphrase=NEW_PASSPHRASE)).text)
        assert made and made[0] != old
        assert (await kunthea.http.post("/desk/recovery", data={"code": made[0]})).status_code == 303
        sent = {"alias": "kunthea", "code": old, "passphrase": NEW}
        assert (await thief.http.post("/desk/recover", data=sent)).status_code == 422


@pytest.mark.parametrize("gone", [True, False])
async def test_her_second_step_goes_only_when_her_phone_is_gone_too(desk_world: World, gone: bool) -> None:
    """Which codes were used stays known."""
    path = await new_party(desk_world)
    async with browser_of(desk_world) as kunthea:
        code = await joined(kunthea, path, "kunthea")
    await with_second_step(desk_world, "kunthea")
    async with browser_of(desk_world) as kunthea:
        ticked = {"phone_gone": "yes"} if gone else {}
        await kunthea.http.post("/desk/recover", data={"alias": "kunthea", "code": code, "passphrase": NEW} | ticked)
    async with desk_world.store.reading() as unit:
        staff = (await unit.session.exec(select(Staff).where(Staff.account == "kunthea"))).one()
    assert (staff.sealed_totp is None) is gone


async def test_a_wrong_code_and_an_unknown_alias_say_the_same(desk_world: World) -> None:
    """And what cannot be a passphrase is refused before, whoever asks."""
    said = set()
    async with browser_of(desk_world) as somebody:
        for alias in ("dara", "nobody at all"):
            sent = {"alias": alias, "code": "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF", "passphrase": NEW}
            answer = await somebody.http.post("/desk/recover", data=sent)
            assert answer.status_code == 422
            said.update(alerts(answer.text))
            weak = await somebody.http.post("/desk/recover", data=sent | {"passphrase": "aaaaaaaaaaaaaaa"})
            assert alerts(weak.text) == [text("en", "error.passphrase_weak")]
    assert said == {text("en", "error.recovery_failed")}


async def test_the_sheet_carries_the_code_in_words_and_as_a_square(desk_world: World) -> None:
    """In both languages on one page; nothing is kept by the browser; what is no code makes no sheet."""
    path = await new_party(desk_world)
    async with browser_of(desk_world) as kunthea:
        code = await joined(kunthea, path, "kunthea")
        answer = await kunthea.http.post("/desk/recovery/sheet", data={"code": code})
        assert answer.headers["content-type"] == "application/pdf"
        assert "no-store" in answer.headers["cache-control"]
        pdf = pypdfium2.PdfDocument(io.BytesIO(answer.content))
        assert len(pdf) == 1
        printed = pdf[0].get_textpage().get_text_range()
        for words in (*code.split("-"), "kunthea", "New Union", text("en", "desk.sheet.title")):
            assert words in printed
        (square,) = zxingcpp.read_barcodes(pdf[0].render(scale=2).to_pil().convert("L"))
        assert square.text == code
        assert (await kunthea.http.post("/desk/recovery/sheet", data={"code": "no code"})).status_code == 422
    async with browser_of(desk_world) as stranger:
        answer = await stranger.http.post("/desk/recovery/sheet", data={"code": code})
        assert answer.headers["content-type"] != "application/pdf"
