"""Not there and not yours are the same answer; lists and figures know no more than the door."""

from __future__ import annotations

import dataclasses

import pytest

from cases.actions import disclosing, erasure, withdrawing
from cases.rules.case_numbers import new_number
from cases.rules.errors import ChangedMeanwhile, NotNow, NotThere
from cases.rules.vocabulary import Relation
from cases.store import lists
from cases.store.door import case_for
from cases.store.figures import figures_for
from cases.store.lists import list_cases
from cases.store.tables import Exclusion
from cases.store.viewers import Viewer
from cases.store.views import view_case
from tests.cases.world import Filed, World


async def _opens(world: World, viewer: Viewer, number: str) -> bool:
    async with world.store.reading() as unit:
        try:
            access = await case_for(unit, viewer, number)
            await view_case(unit, access)
        except NotThere as refusal:
            refused = refusal
        else:
            return True
    assert refused.code == "not_there" and not refused.data, "nothing tells why"
    return False


async def _agree(world: World, alias: str) -> set[str]:
    """The references that list, door and figures all know; they must not differ."""
    async with world.store.reading() as unit:
        viewer = world.viewer(alias)
        listed = {row.reference for row in (await list_cases(unit, viewer)).rows}
        figures = await figures_for(unit, viewer)
    assert figures.cases == len(listed) == sum(count for _, count in figures.by_issue)
    for reference in listed:
        assert await _opens(world, world.viewer(alias), reference)
    return listed


async def test_a_case_opens_to_its_lead_and_to_nobody_else(world: World) -> None:
    """A number that was never given and one of somebody else's answer alike."""
    filed = await world.file()
    assert await _agree(world, "dara") == await _agree(world, "sophea") == {filed.number}
    for alias in ("vuthy", "maly"):
        assert not await _opens(world, world.viewer(alias), filed.number)
        assert await _agree(world, alias) == set()
    assert not await _opens(world, world.viewer("dara"), new_number())


async def test_a_recipients_door_opens_its_referral_under_its_own_reference(world: World) -> None:
    """Not before it was sent, never by the case's number, never another recipient's track."""
    filed = await world.active()
    reference = await world.ask(filed)
    assert not await _opens(world, world.viewer("maly"), reference)
    await world.answer(filed, reference)
    assert await _agree(world, "maly") == set()

    await world.act("dara", filed.number, disclosing.send_referral, reference)
    second = await world.sent(filed, "other")
    assert await _agree(world, "maly") == {reference}
    assert await _agree(world, "vuthy") == {second}
    for alias, number in (("maly", filed.number), ("maly", second), ("vuthy", reference), ("dara", reference)):
        assert not await _opens(world, world.viewer(alias), number)
    async with world.store.reading() as unit:
        access = await case_for(unit, world.viewer("maly"), reference)
        view = await view_case(unit, access)
    assert not access.is_lead and [track.referral.reference for track in view.tracks] == [reference]
    assert (view.story, view.thread, view.identities) == ((), (), ())
    shown = repr([vars(line) for line in view.events])
    assert filed.number not in shown and second not in shown


async def test_whom_she_excluded_has_no_door(world: World) -> None:
    """The party that she named cannot even be asked."""
    filed = await world.active(excluded=["bfc"])

    with pytest.raises(NotNow) as refused:
        await world.ask(filed)
    assert refused.value.code == "party_excluded"
    assert await _agree(world, "maly") == set()


async def test_a_conflict_closes_the_door_to_party_and_person(world: World) -> None:
    """One officer declared a conflict: she loses list, figures and door; her colleague does not."""
    filed = await world.active()
    reference = await world.sent(filed)
    sophea = world.staff["sophea"]
    async with world.store.writing() as unit:
        unit.session.add(Exclusion(case_id=filed.case_id, staff_id=sophea.staff_id))
        unit.session.add(Exclusion(case_id=filed.case_id, party_id=world.party["bfc"]))
    assert await _agree(world, "sophea") == await _agree(world, "maly") == set()
    assert not await _opens(world, world.viewer("sophea"), filed.number)
    assert not await _opens(world, world.viewer("maly"), reference)
    assert await _agree(world, "dara") == {filed.number}


async def test_an_operator_without_a_party_opens_nothing(world: World) -> None:
    """She runs the server and can open no case."""
    filed = await world.file()
    nobody = dataclasses.replace(world.viewer("dara"), party_id="", staff_id="x")
    assert not await _opens(world, nobody, filed.number)
    async with world.store.reading() as unit:
        assert (await list_cases(unit, nobody)).rows == []
        assert (await figures_for(unit, nobody)).cases == 0


async def test_an_erased_case_is_in_no_list_and_behind_no_door(world: World) -> None:
    """And it takes no list down with it; figures go on counting it."""
    stays, goes = await world.active(), await world.active()
    reference = await world.sent(goes)
    await world.her(goes, withdrawing.withdraw_case)
    world.clock.let_pass(days=7)
    await erasure.erase_due(world.store)
    assert not await _opens(world, world.viewer("dara"), goes.number)
    assert not await _opens(world, world.viewer("maly"), reference)
    async with world.store.reading() as unit:
        led = await list_cases(unit, world.viewer("dara"), Relation.LEAD)
        received = await list_cases(unit, world.viewer("maly"))
        figures = await figures_for(unit, world.viewer("dara"))
    assert [row.reference for row in led.rows] == [stays.number] and received.rows == []
    assert figures.cases == 2 and dict(figures.by_status) == {"active": 1, "closed": 1}


async def test_what_was_seen_must_still_stand(world: World) -> None:
    """A form drawn from an older version is refused with the newer one."""
    filed = await world.file()
    version = (await world.case(filed)).version
    async with world.store.reading() as unit:
        assert (await case_for(unit, world.viewer("dara"), filed.number, seen=version)).version == version
        with pytest.raises(ChangedMeanwhile) as refused:
            await case_for(unit, world.viewer("dara"), filed.number, seen=version - 1)
    assert refused.value.data == {"version": version}


async def test_pages_of_a_list_follow_each_other_without_gap_or_double(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Newest first, whatever was filed at the same moment."""
    monkeypatch.setattr(lists, "PAGE", 2)
    filed: list[Filed] = []
    for number in range(5):
        filed.append(await world.file())
        world.clock.let_pass(minutes=number % 2)
    seen: list[str] = []
    after = ""
    for _ in range(3):
        async with world.store.reading() as unit:
            page = await list_cases(unit, world.viewer("dara"), after=after)
        seen += [row.reference for row in page.rows]
        after = page.after
    assert after == "" and sorted(seen) == sorted(one.number for one in filed)
    assert seen[0] == filed[-1].number
