"""Until an officer knows a complainant, she is told the organisation's name and no person of it."""

from __future__ import annotations

import pytest

from cases.actions import names, telling, verifying
from cases.rules.errors import BadInput, NotThere
from cases.rules.vocabulary import VerifiedBy
from cases.store.lockboxes import open_post
from cases.store.tables import Complainant, Event, Staff, ThreadMessage
from tests.cases.world import World


async def test_a_message_with_a_number_or_an_alias_is_refused_until_she_is_known(world: World) -> None:
    """Whoever files to learn who the officers are learns nothing."""
    filed = await world.active()
    for words in ("Call 012 345 678.", "Ask for Sophea at the gate."):
        with pytest.raises(BadInput, match="unverified_contact"):
            await world.act("dara", filed.number, verifying.refuse_contact, words)
    async with world.store.writing() as unit:
        viewer = world.viewer("dara")
        staff = await unit.session.get_one(Staff, viewer.staff_id)
        await names.seal_name(unit, staff, "Chan Thu")
    with pytest.raises(BadInput, match="unverified_contact"):
        await world.act("dara", filed.number, verifying.refuse_contact, "chan thu waits at the gate")
    await world.act("dara", filed.number, verifying.refuse_contact, "We read it and will write on 04.11.2024.")
    await world.act("sophea", filed.number, verifying.verify_complainant, 1, VerifiedBy.PAYSLIP)
    await world.act("dara", filed.number, verifying.refuse_contact, "Call 012 345 678, ask for Sophea.")


async def test_marking_her_is_one_event_however_often_it_is_tapped(world: World) -> None:
    """Another reason replaces the first."""
    filed = await world.active()
    for by in (VerifiedBy.VOUCHED, VerifiedBy.VOUCHED, VerifiedBy.BADGE):
        await world.act("dara", filed.number, verifying.verify_complainant, 1, by)
    [person] = await world.rows(Complainant)
    assert person.verified_by is VerifiedBy.BADGE
    marked = [event.data["by"] for event in await world.rows(Event, Event.kind == "complainant_verified")]
    assert marked == ["vouched", "badge"]


async def test_nobody_marks_a_person_who_is_not_in_the_case(sqlite_world: World) -> None:
    """Nor does a recipient mark anybody."""
    filed = await sqlite_world.active()
    for number in (0, 2):
        with pytest.raises(BadInput):
            await sqlite_world.act("dara", filed.number, verifying.verify_complainant, number, VerifiedBy.BADGE)
    reference = await sqlite_world.sent(filed)
    with pytest.raises(NotThere):
        await sqlite_world.act("maly", reference, verifying.verify_complainant, 1, VerifiedBy.BADGE)


async def test_what_she_is_told_carries_the_organisation_and_no_alias(sqlite_world: World) -> None:
    """Also once she is known: an alias reaches her only in an officer's own words."""
    filed = await sqlite_world.active()
    await sqlite_world.act("dara", filed.number, telling.write_to_worker, "We read your case.")
    keys = await sqlite_world.receipt_keys(filed)
    [person] = await sqlite_world.rows(Complainant)
    async with sqlite_world.store.reading() as unit:
        said = [
            await open_post(unit, keys, person.thread_box, row.generation, "thread_messages", row.id, row.sealed)
            for row in await sqlite_world.rows(ThreadMessage)
        ]
    assert {"params"} == {key for line in said for key in line}
    assert not any("dara" in str(line).casefold() for line in said)
