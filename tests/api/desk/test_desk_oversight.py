"""A conflict is declared in a form and is final for her; the lead sees who looked and who declared, and can lift it."""

from __future__ import annotations

from tests.api.desk.officers import browser_of, forms
from tests.api.world import World


async def test_a_conflict_is_declared_once_and_the_case_is_gone(desk_world: World) -> None:
    """Without the tick nothing happens; the same form twice leads to the same page, not to 404."""
    filed = await desk_world.file()
    async with browser_of(desk_world, "dara") as dara:
        form = await dara.form(filed.number, "declare-conflict")
        unticked = await dara.send(form, reason="relative")
        assert unticked.status_code == 422
        first, again = [await dara.send(form, reason="relative", sure="yes") for _ in range(2)]
        assert (first.status_code, again.status_code) == (303, 303)
        assert first.headers["location"] == again.headers["location"] == "/desk/gone?done=declare-conflict"
        assert "closed to you" in await dara.page("/desk/gone?done=declare-conflict")
        assert filed.number not in (await dara.page("/desk/cases")).replace(" ", "")
        await dara.page(f"/desk/cases/{filed.number}", 404)
        await dara.page("/desk/conflicts", 403)


async def test_a_lead_sees_looks_and_conflicts_and_lifts_one(desk_world: World) -> None:
    """By alias; afterwards the case is there for her again."""
    filed = await desk_world.file()
    async with browser_of(desk_world, "dara") as dara, browser_of(desk_world, "sopheap") as lead:
        await dara.act(filed.number, "declare-conflict", reason="other", sure="yes")
        looks = await lead.page(f"/desk/cases/{filed.number}/reads")
        assert looks.count("<li>dara<") == 1 and "<li>sopheap<" not in looks, "looking at the looks is none"
        page = await lead.page("/desk/conflicts")
        (form,) = [form for action, form in forms(page).items() if action.endswith("/lift-conflict")]
        assert (await lead.send(form)).status_code == 303
        await dara.page(f"/desk/cases/{filed.number}")
        await dara.page(f"/desk/cases/{filed.number}/reads", 403)


async def test_the_last_of_a_party_is_told_to_hand_the_case_over(desk_world: World) -> None:
    """CATU has one person: her form comes back with the reason."""
    filed = await desk_world.file(lead="catu")
    async with browser_of(desk_world, "vuthy") as vuthy:
        form = await vuthy.form(filed.number, "declare-conflict")
        answer = await vuthy.send(form, reason="involved", sure="yes")
    assert answer.status_code == 409 and "hand the case over" in answer.text
