"""The register at the desk: her name for a factory becomes one of its names, and two entries become one."""

from __future__ import annotations

from cases.rules.vocabulary import Province
from cases.store.tables import Factory
from tests.api.desk.officers import alerts, browser_of, forms
from tests.api.world import World


async def test_an_officer_says_which_factory_she_means_and_what_is_one(desk_world: World) -> None:
    """From what a worker said to the register, in the page's own forms."""
    async with desk_world.store.writing() as unit:
        hen = Factory(name="Hen 7 Garment Co., Ltd.", province=Province.KANDAL, roads=["Veng Sreng Road"])
        twin = Factory(name="Hoeun Seven", province=Province.KANDAL)
        unit.session.add_all([hen, twin])
    said = {"came_by": "office", "issue": "heat", "words": "ក្ដៅណាស់", "factory_words": "ហេន ៧ ហ្គាម៉ិន"}
    async with desk_world.somebody("dara") as client:
        filed = await client.http.post("/api/v1/cases", json=said, headers={"Idempotency-Key": "key-hen-7"})
        [waiting] = (await client.get("/factories/unlisted")).json()["cases"]
        assert filed.status_code < 300 and waiting["candidates"][0]["id"] == hen.id
    async with browser_of(desk_world, "dara") as officer:
        page = await officer.page("/desk/register")
        assert "ហេន ៧ ហ្គាម៉ិន" in page and "Veng Sreng Road" in page
        settle = forms(page)[f"/desk/cases/{waiting['number']}/correct"]
        assert (await officer.send(settle, factory_id=hen.id)).status_code == 303
        entry = await officer.page(f"/desk/register/{hen.id}")
        assert "ហេន ៧ ហ្គាម៉ិន" in entry
        assert "Every open case has its factory" in await officer.page("/desk/register?factory=hen")
        merge = forms(await officer.page(f"/desk/register/{twin.id}"))["merge-factory"]
        refused = await officer.send(merge, factory="nobody knows")
        assert refused.status_code == 422 and alerts(refused.text)
        assert (await officer.send(merge, factory=hen.name)).status_code == 303
        assert "Hoeun Seven" in await officer.page(f"/desk/register/{hen.id}")
        assert "the same factory as" in await officer.page(f"/desk/register/{twin.id}?done=merge-factory")
        new = forms(await officer.page("/desk/register?factory=Olive+Knit"))["/desk/register"]
        unnamed = await officer.send(new, name="", province="takeo")
        assert unnamed.status_code == 422 and alerts(unnamed.text)
        made = await officer.send(new, name="Olive Knit", province="takeo", form_key="another-key")
        assert made.status_code == 303 and made.headers["location"].endswith("?done=add-factory")
        assert "Olive Knit" in await officer.page(made.headers["location"])
