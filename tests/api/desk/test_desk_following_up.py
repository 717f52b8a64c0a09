"""A group at the desk: a signed list, a paper that two officers saw, an elected representative, three columns."""

from __future__ import annotations

import html

from sqlmodel import select

from cases.actions import following_up
from cases.store.tables import Remedy, WitnessedWord
from locales import text
from tests.api.desk.officers import alerts, browser_of, forms
from tests.api.desk.test_desk_handing_over import photo, taken_on
from tests.api.world import World


async def test_a_group_confirms_by_paper_and_by_whom_it_elected(desk_world: World) -> None:
    """What is wrong comes back with what was typed; the second officer's tap counts; the page shows three columns."""
    filed, today = await taken_on(desk_world), "2024-11-04"
    number = filed.number
    async with browser_of(desk_world, "dara") as dara, browser_of(desk_world, "sopheap") as sopheap:
        wrong = await dara.send(await dara.form(number, "list-workers"), workers="Sok Chan, perhaps")
        assert wrong.status_code == 422 and "Sok Chan, perhaps" in wrong.text
        assert alerts(wrong.text) == [text("en", "error.listed_gender")]
        await dara.act(number, "list-workers", workers="សុខ ចាន់, ស្រី\nKeo Mom; m\n\nLy Sophea")
        await dara.act(number, "propose-remedy-reinstatement", women="6", men="2")
        async with desk_world.store.reading() as unit:
            remedy = (await unit.session.exec(select(Remedy))).one()
        await dara.act(number, f"agree-remedy-{remedy.id}", agreed_on=today)
        assert f"remedy-paper-{remedy.id}" not in forms(await dara.page(f"/desk/cases/{number}"))
        await dara.act(number, f"deliver-remedy-{remedy.id}", delivered_on=today, whole="yes")
        form = await dara.form(number, f"remedy-paper-{remedy.id}")
        data = dict(form.values) | {"workers": "2-៤", "confirmed": "yes"}
        files = {"photo": ("paper.png", photo(), "image/png")}
        entered = await dara.http.post(form.action.partition("#")[0], data=data, files=files)
        assert entered.status_code == 303, entered.text
        assert entered.headers["location"].endswith(f"#remedy-{remedy.id}")
        async with desk_world.store.reading() as unit:
            paper = (await unit.session.exec(select(WitnessedWord))).one()
        page = await dara.page(f"/desk/cases/{number}")
        assert f"/files/{paper.evidence_id}" in page and f"second-remedy-paper-{paper.id}" not in forms(page)
        waits = f"?at=remedy-{remedy.id}#remedy-{remedy.id}"  # on top of the page of whoever can second it
        assert waits not in page and waits in await sopheap.page(f"/desk/cases/{number}")
        await sopheap.act(number, f"second-remedy-paper-{paper.id}")
        told = {"name": "Keo Mom", "how": "by show of hands", "elected_on": today, "workers": "3"}
        await dara.act(number, "keep-representative", **told)
        form = await dara.form(number, f"represent-{remedy.id}")
        speaks = next(value for value in form.offered["representative_id"] if value)
        word = {"representative_id": speaks, "confirmed": "yes", "said_on": today}
        over = await dara.send(form, **word, workers="4")
        assert over.status_code == 422 and alerts(over.text) == [text("en", "error.more_than_elected", {"most": 3})]
        await dara.act(number, f"represent-{remedy.id}", **word, workers="3")
        async with desk_world.store.reading() as unit:
            row = await unit.session.get_one(Remedy, remedy.id)
        assert (row.by_individuals, row.by_representative, row.by_nobody) == (3, 3, 2)
    desk_world.clock.let_pass(days=3)
    async with desk_world.store.writing() as unit:
        await following_up.follow_up(unit)
    async with browser_of(desk_world, "sopheap") as sopheap:
        page = html.unescape(await sopheap.page(f"/desk/cases/{number}"))
        for key in ("desk.by_whom.representative", "desk.follow_up", "desk.event.representative_said"):
            assert text("en", key) in page
        figures = await sopheap.page("/desk/figures")
        for column in ("nobody", "unanswered"):
            assert text("en", f"figures.column.{column}") in figures
