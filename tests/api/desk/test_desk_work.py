"""The desk by what is to be done, whose work a case is, and steps of a dispute that move its limits."""

from __future__ import annotations

import datetime as dt
import html

from api.desk.drawing import clock_shown
from cases.rules.facts import Step
from cases.rules.vocabulary import ClockKind, Language
from cases.store.tables import Clock, DisputeStep
from locales import text
from tests.api.desk.officers import browser_of, forms
from tests.api.desk.test_desk_walk_in import rows
from tests.api.world import World


async def test_an_officer_works_from_her_lists(desk_world: World) -> None:
    """A list leads to its cases, an empty one says what next; she takes a case and it is hers."""
    filed = await desk_world.file()
    async with browser_of(desk_world, "dara") as dara:
        page = html.unescape(await dara.page("/desk/cases"))
        assert "/desk/cases?work=new" in page and "/desk/cases?work=mine" not in page
        assert filed.number in (await dara.page("/desk/cases?work=new")).replace(" ", "")
        seen = await dara.http.get("/desk?at=reminders")
        assert seen.headers["location"] == "/desk/cases?at=reminders"
        empty = html.unescape(await dara.page("/desk/cases?work=mine"))
        assert text("en", "desk.work.none.mine") in empty
        await dara.act(filed.number, "assign")
        assert filed.number in (await dara.page("/desk/cases?work=mine")).replace(" ", "")
        await dara.act(filed.number, "assign")
        assert text("en", "desk.work.none.mine") in html.unescape(await dara.page("/desk/cases?work=mine"))
    async with desk_world.somebody("dara") as dara:
        found = await dara.http.get("/api/v1/cases?worklist=due_today")
        assert found.json()["cases"] == []
        assert (await dara.http.get("/api/v1/worklists")).json()["counts"]["mine"] == 0


def test_a_clock_of_hours_says_its_moment_and_one_of_days_its_day_and_both_say_of_what() -> None:
    """Two hours after a threat is a time of day; what was agreed names the thing and the party."""
    now = dt.datetime(2024, 11, 4, 2, tzinfo=dt.UTC)
    threat = Clock(rule="retaliation", kind=ClockKind.DUTY, started_at=now, due_at=now + dt.timedelta(hours=2))
    assert (shown := clock_shown(Language.ENGLISH, threat, now)).at == threat.due_at and shown.state == "due_soon"
    end = dt.datetime(2024, 11, 15, 16, 59, 59, tzinfo=dt.UTC)
    promise = Clock(rule="remedy_due", kind=ClockKind.DUTY, started_at=now, due_at=end)
    shown = clock_shown(Language.ENGLISH, promise, now, "Back pay", "BFC")
    assert (shown.at, shown.day) == (None, dt.date(2024, 11, 15)) and shown.words.endswith(" · Back pay · BFC")


async def test_a_step_of_the_case_moves_a_limit_and_can_be_taken_back(desk_world: World) -> None:
    """Entered with its day, it shows its limit with source and doubt; taken back, nothing of it runs."""
    filed = await desk_world.file()
    async with browser_of(desk_world, "dara") as dara:
        await dara.act(filed.number, "keep-step", step=Step.WAGE_DUE.value, on="2024-02-29")
        page = html.unescape(await dara.page(f"/desk/cases/{filed.number}"))
        assert text("en", "desk.clock.wage_claim") in page and text("en", "desk.unverified") in page
        (step,) = await rows(desk_world.store, DisputeStep)
        assert f"cancel-step-{step.id}" in forms(page)
        await dara.act(filed.number, f"cancel-step-{step.id}")
        assert text("en", "desk.clock.wage_claim") not in html.unescape(await dara.page(f"/desk/cases/{filed.number}"))
    assert [clock.rule for clock in await rows(desk_world.store, Clock) if clock.rule == "wage_claim"] == []
