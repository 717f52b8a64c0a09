"""When she is heard: told at once as a card, told again on the day before, moved and cancelled, sealed to the lead."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.outbound import drawn
from cases.actions import handovers, hearings, withdrawing
from cases.actions.hearings import Appointment
from cases.actions.verifying import verify_complainant
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.vocabulary import Language, VerifiedBy
from cases.store.door import case_for
from cases.store.ministry_views import HearingView
from cases.store.tables import Hearing, ThreadMessage
from cases.store.views import view_case
from tests.cases.world import Filed, World

PLACE, PAPERS, CALL = "មន្ទីរការងារ ខេត្តកណ្ដាល", "អត្តសញ្ញាណប័ណ្ណ", "ដារ៉ា 012 345 678"


def planned(world: World, days: int) -> Appointment:
    return Appointment(world.today + dt.timedelta(days=days), dt.time(8, 30), PLACE, CALL, PAPERS)


async def known(world: World) -> Filed:
    """A case whose worker somebody has seen, so that a card may tell her whom to call."""
    filed = await world.active()
    await world.act("dara", filed.number, verify_complainant, 1, VerifiedBy.BADGE)
    return filed


async def kept(world: World, number: str, alias: str = "dara") -> list[HearingView]:
    async with world.store.reading() as unit:
        return list((await view_case(unit, await case_for(unit, world.viewer(alias), number))).hearings)


async def told(world: World, filed: Filed) -> list[str]:
    """The notices about hearings that she got."""
    rows = [row for row in await world.rows(ThreadMessage) if row.complainant_id == filed.complainant_id]
    return [row.notice for row in sorted(rows, key=lambda row: row.at) if row.notice.startswith("hearing")]


async def minute(world: World) -> None:
    async with world.store.writing() as unit:
        await hearings.remind_of_hearings(unit)


async def test_she_has_her_card_at_once_and_is_told_again_on_three_mornings(world: World) -> None:
    """Three days before, the day before, and early on the day; a card is the reminder of its own morning."""
    filed = await known(world)
    await world.act("dara", filed.number, hearings.keep_hearing, planned(world, 4))
    await minute(world)
    found = ["hearing"]
    assert await told(world, filed) == found
    for hours, notice in ((23, "hearing_soon"), (24, ""), (24, "hearing_tomorrow"), (20, ""), (3, "hearing_today")):
        world.clock.let_pass(hours=hours)
        for _ in range(2):
            await minute(world)
        found += [notice] if notice else []
        assert await told(world, filed) == found, hours
    await world.act("dara", filed.number, hearings.keep_hearing, planned(world, 1))
    await minute(world)
    assert await told(world, filed) == [*found, "hearing"]


async def test_it_is_moved_and_cancelled_and_she_hears_of_each(sqlite_world: World) -> None:
    """Moved, she is reminded of the new day; cancelled or begun, nothing changes any more."""
    filed = await known(sqlite_world)
    made = await sqlite_world.act("dara", filed.number, hearings.keep_hearing, planned(sqlite_world, 1))
    moved = replace(planned(sqlite_world, 6), place="Phnom Penh")
    await sqlite_world.act("dara", filed.number, hearings.change_hearing, made.id, moved)
    (view,) = await kept(sqlite_world, filed.number)
    assert (view.on, view.time, view.place, view.over) == (moved.on, "08:30", "Phnom Penh", False)
    sqlite_world.clock.let_pass(days=5)
    await minute(sqlite_world)
    await sqlite_world.act("dara", filed.number, hearings.cancel_hearing, made.id)
    assert await told(sqlite_world, filed) == ["hearing", "hearing_changed", "hearing_tomorrow", "hearing_cancelled"]
    with pytest.raises(NotNow, match="hearing_over"):
        await sqlite_world.act("dara", filed.number, hearings.change_hearing, made.id, planned(sqlite_world, 3))


async def test_a_hearing_of_a_track_is_told_to_whom_the_track_concerns(sqlite_world: World) -> None:
    """A colleague who said no to the ministry gets no card, change or cancelling; and for nobody none is kept."""
    filed, ahead = await known(sqlite_world), replace(planned(sqlite_world, 4), call="")
    colleague = await sqlite_world.colleague(filed, "They did it to me too.")
    reference = await sqlite_world.ask(filed)
    await sqlite_world.answer(colleague, reference, yes=False)
    with pytest.raises(NotNow, match="hearing_concerns_nobody"):
        await sqlite_world.act("dara", filed.number, hearings.keep_hearing, ahead, reference)
    await sqlite_world.answer(filed, reference)
    made = await sqlite_world.act("dara", filed.number, hearings.keep_hearing, ahead, reference)
    await sqlite_world.act("dara", filed.number, hearings.change_hearing, made.id, replace(ahead, place="Phnom Penh"))
    await sqlite_world.act("dara", filed.number, hearings.cancel_hearing, made.id)
    assert await told(sqlite_world, filed) == ["hearing", "hearing_changed", "hearing_cancelled"]
    assert await told(sqlite_world, colleague) == []


async def test_what_cannot_be_kept_is_refused(sqlite_world: World) -> None:
    """A moment that has passed or is years away, words that are missing or too many, another's case."""
    filed, other = await known(sqlite_world), await known(sqlite_world)
    good = planned(sqlite_world, 2)
    for wrong, code in (
        (planned(sqlite_world, -1), "hearing_past"),
        (planned(sqlite_world, 500), "date_far"),
        (replace(good, place=" "), "empty"),
        (replace(good, papers="a" * 401), "too_long"),
    ):
        with pytest.raises(BadInput, match=code):
            await sqlite_world.act("dara", filed.number, hearings.keep_hearing, wrong)
    made = await sqlite_world.act("dara", filed.number, hearings.keep_hearing, good)
    with pytest.raises(NotThere):
        await sqlite_world.act("dara", other.number, hearings.cancel_hearing, made.id)
    await sqlite_world.her(filed, withdrawing.withdraw_case)
    with pytest.raises(NotNow, match="case_withdrawn"):
        await sqlite_world.act("dara", filed.number, hearings.cancel_hearing, made.id)
    sqlite_world.clock.let_pass(days=1)
    await minute(sqlite_world)
    assert await told(sqlite_world, filed) == ["hearing"]


async def test_a_card_for_a_stranger_tells_no_way_to_an_officer(sqlite_world: World) -> None:
    """Whoever files to learn who the union's people are gets a place and a time; a card without a number is sent."""
    filed = await sqlite_world.active()
    good = planned(sqlite_world, 2)
    for told in (good, replace(good, call="Dara"), replace(good, call="", place="012 345 678")):
        with pytest.raises(BadInput, match="unverified_contact"):
            await sqlite_world.act("dara", filed.number, hearings.keep_hearing, told)
    await sqlite_world.act("dara", filed.number, hearings.keep_hearing, replace(good, call=""))
    assert [view.call for view in await kept(sqlite_world, filed.number)] == [""]


async def test_only_the_lead_reads_it_and_a_new_lead_goes_on_with_it(sqlite_world: World) -> None:
    """A recipient sees nothing of it; the words are sealed, and open to whoever takes the case over."""
    filed = await known(sqlite_world)
    reference = await sqlite_world.accepted(filed)
    await sqlite_world.act("dara", filed.number, hearings.keep_hearing, planned(sqlite_world, 3), reference)
    assert [view.reference for view in await kept(sqlite_world, filed.number)] == [reference]
    assert await kept(sqlite_world, reference, "maly") == []
    with pytest.raises(NotThere):
        await sqlite_world.act("maly", reference, hearings.keep_hearing, planned(sqlite_world, 3))
    assert all(PLACE.encode() not in row.sealed for row in await sqlite_world.rows(Hearing))
    asked = await sqlite_world.act("dara", filed.number, handovers.ask_handover, sqlite_world.party["other"])
    said = {"yes": True, "language": Language.KHMER, "wording_digest": "0" * 64}
    await sqlite_world.her(filed, handovers.answer_handover, asked.id, **said)
    await sqlite_world.act("dara", filed.number, handovers.carry_out_handover, asked.id)
    assert [view.place for view in await kept(sqlite_world, filed.number, "vuthy")] == [PLACE]


@pytest.mark.parametrize("language", list(Language))
def test_the_card_says_everything_one_thought_a_message(language: Language) -> None:
    """When, where, papers, questions, what not to sign, whom to call; what is not there is left out."""
    params = {"date": {"date": "2024-12-04"}, "time": "08:30", "place": PLACE, "papers": PAPERS, "call": CALL}
    words = [one.text for one in drawn(language, {"notice": "hearing", "params": params})]
    assert len(words) == 7
    for said in ("08:30", PLACE, PAPERS, CALL):
        assert sum(said in one for one in words) == 1
    assert len(drawn(language, {"notice": "hearing", "params": params | {"papers": "", "call": ""}})) == 5
