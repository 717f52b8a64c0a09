"""The ministry called or sent a paper: told in one act, first in the lead's list until an officer has seen it."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.outbound import drawn
from cases.actions import ministry_calls, telling, withdrawing
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.reading import appointed
from cases.rules.vocabulary import Language
from cases.store import lists
from cases.store.door import case_for
from cases.store.tables import Event, MinistryCall, OutboxMessage
from cases.store.views import CaseView, view_case
from cases.store.worker_views import own_thread
from tests.cases.world import Filed, World

PLACE = "មន្ទីរការងារ ខេត្តកណ្ដាល"


async def listed(
    world: World, alias: str = "dara", after: str = "", *, overdue: bool = False
) -> tuple[list[tuple[str, bool]], str]:
    async with world.store.reading() as unit:
        page = await lists.list_cases(unit, world.viewer(alias), overdue=overdue, after=after)
    return [(row.reference, row.ministry_called) for row in page.rows], page.after


async def view(world: World, filed: Filed) -> CaseView:
    async with world.store.reading() as unit:
        return await view_case(unit, await case_for(unit, world.viewer("dara"), filed.number))


async def test_her_case_stands_first_and_marked_until_an_officer_has_seen_it(world: World) -> None:
    """Neither a newer act elsewhere nor a page's end moves it down; the acknowledging is told to her."""
    called, *others = [await world.active() for _ in range(3)]
    await world.her(called, ministry_calls.tell_of_call, world.today + dt.timedelta(days=2), PLACE)
    for other in others:
        world.clock.let_pass(minutes=1)
        await world.her(other, telling.write_to_case, "is there news?")
    assert (await listed(world))[0] == [
        (called.number, True),
        (others[1].number, False),
        (others[0].number, False),
    ]
    assert (await listed(world, overdue=True))[0] == [], "no answer is overdue there"
    (call,) = (await view(world, called)).ministry_calls
    assert (call.due_on, call.place, call.acknowledged_at) == (world.today + dt.timedelta(days=2), PLACE, None)
    await world.act("dara", called.number, ministry_calls.acknowledge)
    assert all(not marked for _, marked in (await listed(world))[0])
    (call,) = (await view(world, called)).ministry_calls
    assert call.acknowledged_by == "dara"
    with pytest.raises(NotNow, match="nothing_to_acknowledge"):
        await world.act("dara", called.number, ministry_calls.acknowledge)
    kinds = [event.kind for event in await world.rows(Event) if event.case_id == called.case_id]
    assert kinds[-2:] == ["ministry_called", "ministry_acknowledged"]


async def test_pages_miss_and_repeat_nothing_when_some_stand_on_top(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What does not fit on top stands in its place, with the mark."""
    monkeypatch.setattr(lists, "PAGE", 3)
    monkeypatch.setattr(lists, "MOST_ON_TOP", 2)
    filed = [await sqlite_world.file() for _ in range(7)]
    for one in (filed[0], filed[3], filed[6]):
        sqlite_world.clock.let_pass(minutes=1)
        await sqlite_world.her(one, ministry_calls.tell_of_call, None, "")
    seen, mark = await listed(sqlite_world)
    assert [marked for _, marked in seen] == [True, True, True]
    while mark:
        more, mark = await listed(sqlite_world, after=mark)
        seen += more
    assert len(seen) == 7 and {number for number, _ in seen} == {one.number for one in filed}


async def test_what_she_told_stands_in_her_thread_and_is_no_news_to_her_chat(sqlite_world: World) -> None:
    """Place and day are sealed where they tell where she will be; the chat hears only that it was seen."""
    filed = await sqlite_world.active(correspondent_id=await sqlite_world.chat())
    before = len(await sqlite_world.rows(OutboxMessage))
    await sqlite_world.her(filed, ministry_calls.tell_of_call, sqlite_world.today, PLACE)
    assert len(await sqlite_world.rows(OutboxMessage)) == before
    keys = await sqlite_world.receipt_keys(filed)
    async with sqlite_world.store.reading() as unit:
        complainant, _ = await telling.own(unit, filed.complainant_id)
        lines = (await own_thread(unit, keys, complainant)).lines
        (said,) = (line for line in lines if line.notice == "ministry_told")
    words = "\n".join(one.text for one in drawn(Language.KHMER, {"notice": said.notice, "params": said.params}))
    assert PLACE in words and "ក្រសួង" in words
    assert all(PLACE.encode() not in row.sealed for row in await sqlite_world.rows(MinistryCall))
    await sqlite_world.act("dara", filed.number, ministry_calls.acknowledge)
    assert len(await sqlite_world.rows(OutboxMessage)) == before + 1


async def test_what_cannot_be_is_refused_and_nobody_else_learns_of_it(sqlite_world: World) -> None:
    """A day years away, a novel as a place, a withdrawn case; a recipient sees no mark and may not acknowledge."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.accepted(filed)
    far = sqlite_world.today + dt.timedelta(days=400)
    for day, place, code in ((far, "", "date_far"), (None, "a" * 301, "too_long")):
        with pytest.raises(BadInput, match=code):
            await sqlite_world.her(filed, ministry_calls.tell_of_call, day, place)
    await sqlite_world.her(filed, ministry_calls.tell_of_call, None, "")
    assert (await listed(sqlite_world, "maly"))[0] == [(reference, False)]
    with pytest.raises(NotThere):
        await sqlite_world.act("maly", reference, ministry_calls.acknowledge)
    await sqlite_world.her(filed, withdrawing.withdraw_case)
    with pytest.raises(NotNow, match="case_withdrawn"):
        await sqlite_world.her(filed, ministry_calls.tell_of_call, None, "")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ស្អែក", "2024-12-31"),
        ("today", "2024-12-30"),
        ("4/1", "2025-01-04"),
        ("28/12", "2024-12-28"),
        ("ថ្ងៃទី៤ ខែ១ ឆ្នាំ២០២៥", "2025-01-04"),
        ("2025-01-04", "2025-01-04"),
        ("4/1/2568", "2025-01-04"),
    ],
)
def test_a_day_that_was_set_is_read_forwards_as_well(typed: str, meant: str) -> None:
    """Without a year it is the nearest such day, so that January follows December."""
    assert appointed(typed, dt.date(2024, 12, 30)).isoformat() == meant


@pytest.mark.parametrize(("typed", "code"), [("4/1/2031", "date_far"), ("31/2", "date_unreadable"), ("x", "date_un")])
def test_a_day_that_cannot_be_is_asked_again(typed: str, code: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(BadInput, match=code):
        appointed(typed, dt.date(2024, 12, 30))
