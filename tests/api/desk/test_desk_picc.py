"""A pack for the bipartite committee at the desk, over JSON and on paper: made, printed, and its decisions kept."""

from __future__ import annotations

import base64
import io

from PIL import Image

from cases.actions import filing
from cases.rules.case_numbers import shown
from locales import text
from tests.api.desk.officers import Officer, browser_of, forms, says_yes
from tests.api.documents.test_bfc_list import text_of
from tests.api.world import STORY, Filed, World


async def hot(world: World, officer: Officer) -> Filed:
    """A case that is about heat, taken on."""
    filed = await world.file()
    await officer.act(filed.number, "activate")
    await officer.act(filed.number, "correct", issue="heat")
    return filed


def photo() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (1600, 1200), "#8899aa").save(file, "JPEG", exif=b"Exif\0\0GPS here")
    return file.getvalue()


async def test_a_pack_is_made_printed_and_comes_back_as_a_remedy(desk_world: World) -> None:
    """Refused words lose nothing that was typed; the paper has both languages, and nothing of any case."""
    world = desk_world
    async with browser_of(world, "dara") as dara:
        cases = [await hot(world, dara) for _ in range(3)]
        async with world.store.writing() as unit:
            await filing.set_identity(unit, cases[0].complainant_id, "Sok Dany", "012 345 678")
        await dara.act(cases[0].number, "propose-remedy-workplace_improvement", improvement="fans", details="secret")
        (remedy,) = (await dara.http.get(f"/api/v1/cases/{cases[0].number}")).json()["remedies"]
        await dara.act(cases[0].number, f"agree-remedy-{remedy['id']}", agreed_on="2024-11-04")
        where = await dara.act(cases[0].number, "negotiate", forum="picc", parts=["what_happened"])
        await says_yes(world, cases[0], "cawdu")
        reference = where.rpartition("-")[2]
        told = {"told_on": "2024-11-04", "by": "meeting", "parts": ["what_happened"], "words": "It is hot."}
        await dara.act(cases[0].number, f"notify-employer-{reference}", **told)
        assert 'href="/desk/picc"' in await dara.page("/desk/cases")
        assert text("en", "desk.picc.due_now") in await dara.page("/desk/picc")

        (line,) = (await dara.http.get("/api/v1/picc/factories")).json()["factories"]
        place = f"/desk/picc/factories/{line['factory']['id']}"
        key = f"remedy:{remedy['id']}"
        upload = forms(await dara.page(place))[f"{place}/add-spot-photo#add-spot-photo-{key}"]
        kept = await dara.http.post(
            upload.action,
            data=dict(upload.values) | {"moment": "before"},
            files={"photo": ("hall.jpg", photo(), "image/jpeg")},
        )
        assert kept.status_code == 303, kept.text
        page = await dara.page(place)
        form = forms(page)[f"freeze-pack-{line['factory']['id']}"]
        (picture,) = form.offered["photos"]
        seen = await dara.http.get(f"/desk/picc/photos/{picture}")
        assert max(Image.open(io.BytesIO(seen.content)).size) == 900 and b"GPS" not in seen.content
        typed = {f"what.{key}": "កង្ហារ ៦ ឲ្យ Dany", f"what_en.{key}": "Six fans", "photos": picture, "looked": "yes"}
        refused = await dara.send(form, **typed)
        assert refused.status_code == 422 and text("en", "error.picc_name") in refused.text
        again = forms(refused.text)[form.id]
        assert dict(again.values)[f"what.{key}"] == typed[f"what.{key}"] and ("photos", picture) in again.values
        frozen = await dara.send(again, **{f"what.{key}": "កង្ហារ ៦"})
        assert frozen.status_code == 303, frozen.text
        pack = frozen.headers["location"].partition("?")[0]

        paper = await dara.http.get(f"{pack}/paper")
        pages = text_of(paper.content)
        words = "".join(pages)
        assert "Sixfans" in words and "កង្ហារ" in words and "Heatattheworkplace" in words
        said = (await dara.http.get(pack.replace("/desk/", "/api/v1/"))).text
        for secret in ("SokDany", "012345678", "secret", STORY.replace(" ", ""), *(one.number for one in cases)):
            assert secret not in words
        for secret in ("Sok Dany", "secret", STORY):
            assert secret not in said and secret not in await dara.page(pack)

        form = forms(await dara.page(pack))[f"{pack}/keep-decision#keep-decision-{pack.rpartition('/')[2]}"]
        assert form.offered["cases"] == [cases[0].number]
        decided = await dara.send(form, words="Open the doors", theme="issue.heat", cases=cases[0].number)
        assert decided.status_code == 303, decided.text
        page = await dara.page(pack)
        assert shown(cases[0].number) in page and text("en", "desk.picc.state.promised") in page
        assert "workplace_improvement" in (await dara.http.get(f"/api/v1/cases/{cases[0].number}")).text


async def test_json_can_do_the_same_once_and_nobody_else_finds_any_of_it(desk_world: World) -> None:
    """The same key again changes nothing; another union gets the same 404 as for nothing."""
    world = desk_world
    async with browser_of(world, "dara") as dara, world.somebody("vuthy") as vuthy:
        for _ in range(3):
            await hot(world, dara)
        api = dara.http
        (line,) = (await api.get("/api/v1/picc/factories")).json()["factories"]
        place = f"/api/v1/picc/factories/{line['factory']['id']}"
        draft = (await api.get(place)).json()["draft"]
        assert draft["themes"] == [{"theme": "issue.heat", "count": 3, "oldest": None}] and draft["workers"] == "few"
        body = {"mark": draft["mark"], "themes": ["issue.heat"]}
        unread = await api.post(f"{place}/freeze-pack", json=body, headers={"Idempotency-Key": "picc-key-0"})
        assert (unread.status_code, unread.json()["error"]["code"]) == (422, "picc_look")
        body |= {"looked": True}
        first = await api.post(f"{place}/freeze-pack", json=body, headers={"Idempotency-Key": "picc-key-1"})
        again = await api.post(f"{place}/freeze-pack", json=body, headers={"Idempotency-Key": "picc-key-1"})
        assert first.json() | {"repeated": True} == again.json()
        stale = await api.post(f"{place}/freeze-pack", json=body, headers={"Idempotency-Key": "picc-key-2"})
        assert (stale.status_code, stale.json()["error"]["code"]) == (409, "changed_meanwhile")
        pack = f"/picc/packs/{first.json()['id']}"
        for path in (place.removeprefix("/api/v1"), pack, f"{pack}/paper"):
            assert (await vuthy.get(path)).status_code == 404
        decided = {"decided_on": "2024-11-04", "words": "Clean water", "due_on": "2024-12-01"}
        made = await api.post(f"/api/v1{pack}/keep-decision", json=decided, headers={"Idempotency-Key": "picc-key-3"})
        done = await api.post(
            f"/api/v1/picc/decisions/{made.json()['id']}/decision-done",
            json={"done_on": "2024-11-04"},
            headers={"Idempotency-Key": "picc-key-4"},
        )
        assert done.status_code == 200, done.text
        (decision,) = (await api.get(f"/api/v1{pack}")).json()["decisions"]
        assert (decision["state"], decision["done_by"], decision["cases"]) == ("done", "dara", [])
        bad = await api.post(
            f"{place}/add-spot-photo",
            json={
                "promise": f"decision:{decision['id']}",
                "moment": "after",
                "taken_on": "2024-11-04",
                "photo": base64.b64encode(b"no picture").decode(),
            },
            headers={"Idempotency-Key": "picc-key-5"},
        )
        assert bad.status_code == 422
