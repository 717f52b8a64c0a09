"""Many at once on one case: nobody's words are lost, and nobody overwrites what somebody else has just changed."""

from __future__ import annotations

import asyncio

import pytest

from cases.actions import disclosing, filing, telling, triage
from cases.actions.filing import Piece
from cases.rules.case_numbers import new_number
from cases.rules.errors import ChangedMeanwhile, NotNow
from cases.rules.vocabulary import ClosingReason, Issue, Language, StoryKind, Urgency
from cases.store.door import case_for
from cases.store.tables import Case, Event, OutboxMessage, Referral, StoryEntry, ThreadMessage, new_id
from cases.vault.lockboxes import new_pair
from tests.cases.world import World


async def test_eight_writers_on_one_case_lose_nothing(world: World) -> None:
    """She and her officers, all at once: every line is there, numbered without gap, and the chain holds."""
    chat = await world.chat()
    filed = await world.active(correspondent_id=chat)
    before = (await world.case(filed)).version
    words = [f"line {n}" for n in range(3)]
    await asyncio.gather(
        *(world.her(filed, telling.write_to_case, said) for said in words),
        *(world.act("dara", filed.number, telling.write_to_worker, said) for said in words),
        world.her(filed, filing.add_to_story, Piece(StoryKind.TEXT, "one thing more")),
        world.her(filed, filing.set_headcount, 3, 2),
    )
    case = await world.case(filed)
    assert case.version == before + 8 and (case.women, case.men) == (3, 2)
    seqs = sorted(row.seq for row in await world.rows(Event, Event.case_id == filed.case_id))
    assert seqs == list(range(1, len(seqs) + 1))
    assert len(await world.rows(StoryEntry)) == 2
    said = [row for row in await world.rows(ThreadMessage) if row.notice in ("", "message")]
    assert len(said) == 6
    queued = sorted(row.seq for row in await world.rows(OutboxMessage))
    assert queued == list(range(1, len(queued) + 1))
    assert await world.findings() == []


async def test_of_two_officers_who_saw_the_same_one_is_told_that_it_changed(world: World) -> None:
    """The second form was drawn from a version that is no longer the newest."""
    filed = await world.active()
    seen = (await world.case(filed)).version

    async def correct(alias: str, issue: Issue) -> str:
        try:
            async with world.store.writing() as unit:
                access = await case_for(unit, world.viewer(alias), filed.number, seen=seen)
                await triage.correct(unit, access, issue=issue, urgency=Urgency.URGENT)
        except ChangedMeanwhile:
            return "changed"
        return issue.value

    done = await asyncio.gather(correct("dara", Issue.PAY), correct("sophea", Issue.HEAT))
    assert sorted(done).count("changed") == 1
    case = await world.case(filed)
    assert case.issue.value in done and case.version == seen + 1


async def test_a_party_is_asked_once_even_by_two_officers_at_once(world: World) -> None:
    """At most one live referral per party, whoever was faster."""
    filed = await world.active()
    found = await asyncio.gather(world.ask(filed), world.ask(filed), return_exceptions=True)
    assert sum(isinstance(one, NotNow) for one in found) == 1
    assert len(await world.rows(Referral)) == 1


async def test_sending_twice_at_once_discloses_once(world: World) -> None:
    """Two taps on the same button."""
    filed = await world.active()
    reference = await world.ask(filed)
    await world.answer(filed, reference)
    send = [world.act(alias, filed.number, disclosing.send_referral, reference) for alias in ("dara", "sophea")]
    found = await asyncio.gather(*send, return_exceptions=True)
    assert sum(isinstance(one, NotNow) for one in found) == 1
    assert sum(row.kind == "referral_sent" for row in await world.rows(Event)) == 1


async def test_closing_and_proposing_at_once_never_leaves_a_closed_case_with_an_open_track(world: World) -> None:
    """Either it closed first, or the new track blocks it."""
    filed = await world.active()
    await asyncio.gather(
        world.act("dara", filed.number, triage.close, ClosingReason.UNCONFIRMED),
        world.ask(filed),
        return_exceptions=True,
    )
    case = await world.case(filed)
    open_tracks = len(await world.rows(Referral))
    assert (case.closing_reason is ClosingReason.UNCONFIRMED) is (open_tracks == 0)


async def test_the_same_filing_again_is_one_case(world: World) -> None:
    """The update came twice: one case, one story."""
    filing_wanted = filing.Filing(
        case_id=new_id(),
        number=new_number(),
        complainant_id=new_id(),
        receipt_lookup=new_id(),
        receipt_public=new_pair()[0],
        receipt_wrapped=b"",
        language=Language.KHMER,
        issue=Issue.PAY,
        danger=True,
        lead_party_id=world.party["union"],
        excluded_party_ids=(),
        factory_id="",
        factory_words="x",
        province="",
        story=(Piece(StoryKind.TEXT, "not paid"),),
        correspondent_id=None,
    )
    for _ in range(2):
        async with world.store.writing() as unit:
            await filing.file_case(unit, filing_wanted)
    assert len(await world.rows(Case)) == len(await world.rows(StoryEntry)) == len(await world.rows(Event)) == 1


@pytest.mark.parametrize("lead", ["bfc", "ministry"])
async def test_only_an_open_party_that_may_lead_is_filed_with(sqlite_world: World, lead: str) -> None:
    """The ministry's counter leads nothing; BFC may; whom she excluded may not."""
    if lead == "bfc":
        await sqlite_world.file(lead=lead)
        with pytest.raises(NotNow) as refused:
            await sqlite_world.file(lead=lead, excluded=[lead])
        assert refused.value.code == "party_excluded"
    else:
        with pytest.raises(NotNow) as refused:
            await sqlite_world.file(lead=lead)
        assert refused.value.code == "party_not_open"
    assert len(await sqlite_world.rows(Case)) == (lead == "bfc")
