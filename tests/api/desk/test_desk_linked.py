"""Cases that belong together, at the desk: suggested, linked by a tap or by number, and their workers asked to join."""

from __future__ import annotations

import html

from cases.actions import filing
from cases.store.tables import Factory, JoinRequest
from locales import text
from tests.api.desk.officers import browser_of, forms
from tests.api.desk.test_desk_walk_in import rows
from tests.api.world import World


async def test_an_officer_links_what_is_suggested_and_asks_its_workers(desk_world: World) -> None:
    """A number that is not hers is refused above the very form and stays typed; then one tap each."""
    common, own, theirs = [await desk_world.file() for _ in range(2)] + [await desk_world.file(lead="catu")]
    (factory, *_) = await rows(desk_world.store, Factory)
    async with desk_world.store.writing() as unit:
        for filed in (common, own):
            await filing.set_factory(unit, filed.complainant_id, factory.id, "", "")
    path = f"/desk/cases/{common.number}"
    async with browser_of(desk_world, "dara") as dara:
        page = html.unescape(await dara.page(path))
        assert text("en", "desk.linked.similar") in page and f"link-case-{own.number}" in forms(page)
        for wrong in (theirs.number, "no number"):
            data = dict(forms(await dara.page(path))["link-case"].values) | {"case": wrong}
            refused = await dara.http.post(f"{path}/link-case?lang=en", data=data)
            assert refused.status_code == 422 and text("en", "error.case_unknown") in html.unescape(refused.text)
            assert dict(forms(refused.text)["link-case"].values)["case"] == wrong
        await dara.act(common.number, "link-case", case=own.number)
        await dara.act(common.number, f"ask-to-join-{own.number}")
        page = html.unescape(await dara.page(path))
        assert text("en", "desk.linked.worker_here", {"number": 1}) in page
        assert not {f"link-case-{own.number}", f"ask-to-join-{own.number}"} & set(forms(page))
        other = html.unescape(await dara.page(f"/desk/cases/{own.number}"))
        assert text("en", "desk.linked.worker_there", {"number": 1}) in other
        await dara.act(common.number, "unlink-case")
        assert text("en", "desk.linked.worker_here", {"number": 1}) not in html.unescape(await dara.page(path))
    assert len(await rows(desk_world.store, JoinRequest)) == 1
