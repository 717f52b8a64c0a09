"""Cases that belong together: suggested among one's own, linked, and joined only by whoever says yes herself."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from cases.actions import common_case, conflicts, filing, handovers, linking, withdrawing
from cases.actions.filing import Piece
from cases.rules.errors import BadInput, ChangedMeanwhile, NotNow, NotThere
from cases.rules.vocabulary import (
    CaseStatus,
    ConflictReason,
    ConsentStatus,
    GivenBy,
    Language,
    Part,
    StoryKind,
)
from cases.store.door import case_for
from cases.store.join_requests import joins_asked
from cases.store.tables import Complainant, Exclusion, Factory, JoinRequest, LinkedCase
from cases.store.views import CaseView, view_case
from cases.vault.receipts import mint
from tests.cases.world import STORY, Filed, World

SAID = {"language": Language.KHMER, "wording_digest": "0" * 64}
HERS = "They locked the door on us too."


async def seen(world: World, number: str, alias: str = "dara") -> CaseView:
    async with world.store.reading() as unit:
        return await view_case(unit, await case_for(unit, world.viewer(alias), number))


async def similar(world: World, filed: Filed, alias: str = "dara") -> list[str]:
    return [other.case.number for other in (await seen(world, filed.number, alias)).similar]


async def at_the_factory(world: World, **kwargs: object) -> Filed:
    """A case at the one factory of the register."""
    filed = await world.active(**kwargs)
    (factory,) = await world.rows(Factory)
    await world.her(filed, filing.set_factory, factory.id, "", "")
    return filed


async def linked(world: World, **kwargs: object) -> tuple[Filed, Filed]:
    """A case, and another one that is linked with it."""
    common, own = await at_the_factory(world), await at_the_factory(world, **kwargs)
    await world.act("dara", common.number, linking.link_case, own.number)
    return common, own


async def asked(world: World, common: Filed, own: Filed) -> JoinRequest:
    await world.act("dara", common.number, common_case.ask_to_join, own.number)
    return (await world.rows(JoinRequest, JoinRequest.complainant_id == own.complainant_id))[-1]


async def join(world: World, own: Filed, request: JoinRequest) -> Filed:
    """She says yes, with numbers that were made for it; what is hers in the common case."""
    receipt = mint(world.store.keys.receipt_salt(), request.joins_as)
    await world.her(own, common_case.join, request.id, receipt, **SAID)
    (joined,) = await world.rows(Complainant, Complainant.id == request.joins_as)
    case = await world.case(Filed(joined.case_id, "", joined.id, ""))
    return Filed(joined.case_id, case.number, joined.id, receipt.digits)


async def test_cases_alike_are_suggested_among_ones_own_and_within_fourteen_days(world: World) -> None:
    """Same factory, same issue; not another party's, not one with a conflict, not what is linked already."""
    early = await at_the_factory(world)
    world.clock.let_pass(days=10)
    late, elsewhere = await at_the_factory(world), await world.active()
    theirs = await world.file(lead="other")
    (factory,) = await world.rows(Factory)
    await world.her(theirs, filing.set_factory, factory.id, "", "")
    assert await similar(world, late) == [early.number]
    assert await similar(world, elsewhere) == [] == await similar(world, theirs, "vuthy")
    (other,) = (await seen(world, late.number)).similar
    assert other.words == STORY
    await world.act("sophea", early.number, conflicts.declare_conflict, ConflictReason.RELATIVE)
    assert await similar(world, late, "sophea") == []
    world.clock.let_pass(days=5)
    latest = await at_the_factory(world)
    assert await similar(world, latest) == [late.number]
    await world.act("dara", latest.number, linking.link_case, late.number)
    assert await similar(world, latest) == [] and await similar(world, late) == [early.number]


async def test_linking_keeps_each_case_and_shows_only_what_opens(sqlite_world: World) -> None:
    """A third joins the two; what is not one's own cannot be linked; out of them with one act."""
    common, own = await linked(sqlite_world)
    third, theirs = await sqlite_world.active(), await sqlite_world.file(lead="other")
    before = await sqlite_world.case(own)
    for wrong in (theirs.number, "123-456-789", "case"):
        with pytest.raises(BadInput, match="case_unknown"):
            await sqlite_world.act("dara", common.number, linking.link_case, wrong)
    with pytest.raises(BadInput, match="case_same"):
        await sqlite_world.act("dara", common.number, linking.link_case, common.number)
    await sqlite_world.act("dara", third.number, linking.link_case, own.number)
    await sqlite_world.act("dara", third.number, linking.link_case, common.number)  # twice is once
    assert {one.case.id for one in (await seen(sqlite_world, common.number)).linked} == {own.case_id, third.case_id}
    assert (before.status, before.lead_party_id) == ((await sqlite_world.case(own)).status, before.lead_party_id)
    await sqlite_world.act("sophea", third.number, conflicts.declare_conflict, ConflictReason.RELATIVE)
    assert [one.case.id for one in (await seen(sqlite_world, common.number, "sophea")).linked] == [own.case_id]
    with pytest.raises(BadInput, match="case_unknown"):
        await sqlite_world.act("sophea", common.number, linking.link_case, third.number)
    fourth, fifth = await sqlite_world.active(), await sqlite_world.active()
    await sqlite_world.act("dara", fourth.number, linking.link_case, fifth.number)
    with pytest.raises(NotNow, match="case_linked_elsewhere"):
        await sqlite_world.act("dara", fourth.number, linking.link_case, own.number)
    await sqlite_world.act("dara", own.number, linking.unlink_case)
    await sqlite_world.act("dara", own.number, linking.unlink_case)
    assert [one.case.id for one in (await seen(sqlite_world, common.number)).linked] == [third.case_id]
    reference = await sqlite_world.accepted(common)
    with pytest.raises(NotThere):
        await sqlite_world.act("maly", reference, linking.link_case, own.number)


async def test_she_joins_by_her_own_channel_with_numbers_and_consents_of_her_own(world: World) -> None:
    """Her own case stays; nothing shared of the common one is hers until she is asked; what she told comes along."""
    common, own = await linked(world, story=[Piece(StoryKind.TEXT, HERS)], correspondent_id=await world.chat())
    await world.her(own, filing.set_identity, "Sok Dara", "012 345 678")
    reference = await world.sent(common)
    request = await asked(world, common, own)
    with pytest.raises(NotNow, match="join_not_given"):
        await world.act("dara", common.number, common_case.bring_along, request.id)
    world.clock.let_pass(seconds=1)
    with pytest.raises(NotNow, match="join_asked_already"):
        await world.act("dara", common.number, common_case.ask_to_join, own.number)
    hers = await join(world, own, request)
    with pytest.raises(NotNow, match="join_over"):
        await join(world, own, request)
    (row,) = await world.rows(JoinRequest)
    assert (row.status, row.given_by, row.brought_at) == (ConsentStatus.GIVEN, GivenBy.OWN_CHANNEL, None)
    assert await world.receipt_keys(hers) and hers.receipt != own.receipt
    view = await seen(world, common.number)
    assert [line.text for line in view.story] == [STORY] and view.workers[1].identity == {}
    assert view.workers[1].row.correspondent_id == own.correspondent_id
    for _ in range(2):
        await world.act("dara", common.number, common_case.bring_along, request.id)
    view = await seen(world, common.number)
    assert [(line.text, line.worker) for line in view.story] == [(STORY, 1), (HERS, 2)]
    assert view.workers[1].identity == {"name": "Sok Dara", "phone": "012 345 678"}
    assert (await world.case(own)).status is CaseStatus.ACTIVE and view.linked[0].asked_here[0].row.brought_at
    shown = await seen(world, reference, "maly")
    assert HERS not in repr(shown) and own.number not in repr(shown)
    await world.her(hers, withdrawing.withdraw_case)
    assert (await world.case(own)).status is CaseStatus.ACTIVE
    assert [worker.in_case for worker in (await seen(world, common.number)).workers] == [True, False]


async def test_no_is_no_and_silence_can_be_asked_again(sqlite_world: World) -> None:
    """Whoever declines is not asked again; nobody is asked for what has run out or was unlinked or closed to her."""
    common, own = await linked(sqlite_world)
    other = await at_the_factory(sqlite_world)
    await sqlite_world.act("dara", common.number, linking.link_case, other.number)
    request = await asked(sqlite_world, common, own)
    await sqlite_world.her(own, common_case.decline_to_join, request.id, **SAID)
    with pytest.raises(NotNow, match="join_asked_already"):
        await sqlite_world.act("dara", common.number, common_case.ask_to_join, own.number)
    with pytest.raises(NotThere):
        await sqlite_world.her(other, common_case.decline_to_join, request.id, **SAID)
    late = await asked(sqlite_world, common, other)
    sqlite_world.clock.let_pass(days=15)
    with pytest.raises(NotNow, match="join_over"):
        await join(sqlite_world, other, late)
    again = await asked(sqlite_world, common, other)
    async with sqlite_world.store.reading() as unit:
        assert await joins_asked(unit, other.complainant_id) == (again.id,)
    await sqlite_world.act("dara", common.number, linking.unlink_case)
    async with sqlite_world.store.reading() as unit:
        assert await joins_asked(unit, other.complainant_id) == ()
    with pytest.raises(NotNow, match="not_linked"):
        await sqlite_world.act("dara", common.number, common_case.ask_to_join, other.number)


async def test_whoever_she_shut_out_stays_shut_out(sqlite_world: World) -> None:
    """A party of the common case that she excluded bars the question; a conflict in hers holds in the common one."""
    common, own = await linked(sqlite_world, excluded=["bfc"])
    free = await at_the_factory(sqlite_world, excluded=["other"])
    await sqlite_world.act("dara", common.number, linking.link_case, free.number)
    await sqlite_world.act("sophea", free.number, conflicts.declare_conflict, ConflictReason.RELATIVE)
    request = await asked(sqlite_world, common, own)
    await sqlite_world.sent(common)
    with pytest.raises(NotNow, match="join_over"):
        await join(sqlite_world, own, request)
    with pytest.raises(NotNow, match="join_excluded"):
        await sqlite_world.act("dara", common.number, common_case.ask_to_join, own.number)
    await join(sqlite_world, free, await asked(sqlite_world, common, free))
    with pytest.raises(NotThere):
        await seen(sqlite_world, common.number, "sophea")
    rows = await sqlite_world.rows(Exclusion, Exclusion.case_id == common.case_id)
    assert {row.party_id for row in rows if row.party_id} == {sqlite_world.party["other"]}


async def test_links_end_with_a_hand_over_and_with_erasure(sqlite_world: World) -> None:
    """A new lead learns of no other case, and an erased one is linked with none."""
    common, own = await linked(sqlite_world)
    third = await at_the_factory(sqlite_world)
    await sqlite_world.act("dara", common.number, linking.link_case, third.number)
    request = await asked(sqlite_world, common, own)
    handover = await sqlite_world.act("dara", own.number, handovers.ask_handover, sqlite_world.party["other"])
    await sqlite_world.her(own, handovers.answer_handover, handover.id, yes=True, **SAID)
    await sqlite_world.act("dara", own.number, handovers.carry_out_handover, handover.id)
    view = await seen(sqlite_world, own.number, "vuthy")
    assert view.linked == view.similar == [] and common.number not in repr(view.events)
    with pytest.raises(NotNow, match="join_over"):
        await join(sqlite_world, own, request)
    await asked(sqlite_world, common, third)
    await sqlite_world.her(third, withdrawing.withdraw_case)
    await sqlite_world.her(third, withdrawing.erase_now)
    assert [row.case_id for row in await sqlite_world.rows(LinkedCase)] == [common.case_id]
    assert await sqlite_world.rows(JoinRequest, JoinRequest.case_id == third.case_id) == []


async def test_a_joined_worker_is_asked_for_herself(sqlite_world: World) -> None:
    """What the first one gave does not count for her: with her words in it, she is asked too."""
    common, own = await linked(sqlite_world, story=[Piece(StoryKind.TEXT, HERS)])
    request = await asked(sqlite_world, common, own)
    hers = await join(sqlite_world, own, request)
    await sqlite_world.act("dara", common.number, common_case.bring_along, request.id)
    reference = await sqlite_world.ask(common, parts=[Part.WHAT_HAPPENED])
    assert (await sqlite_world.consent_of(hers, reference)).status is ConsentStatus.ASKED
    sqlite_world.clock.let_pass(seconds=1)
    await sqlite_world.answer(hers, reference)
    assert (await sqlite_world.consent_of(hers, reference)).answered_at == sqlite_world.clock.now().replace(
        tzinfo=dt.UTC
    )


async def test_at_the_same_moment_nobody_waits_for_ever(world: World) -> None:
    """Two officers link from either side, she joins while she withdraws: each act is whole or was told to try again."""
    common, own = await at_the_factory(world), await at_the_factory(world)
    found = await asyncio.gather(
        world.act("dara", common.number, linking.link_case, own.number),
        world.act("sophea", own.number, linking.link_case, common.number),
        return_exceptions=True,
    )
    assert all(one is None or isinstance(one, ChangedMeanwhile) for one in found)
    await world.act("dara", common.number, linking.link_case, own.number)
    assert len({row.group_id for row in await world.rows(LinkedCase)}) == 1
    request = await asked(world, common, own)
    found = await asyncio.gather(
        join(world, own, request),
        world.her(own, withdrawing.withdraw_case),
        world.act("dara", common.number, linking.unlink_case),
        return_exceptions=True,
    )
    joined = await world.rows(Complainant, Complainant.id == request.joins_as)
    assert len(joined) == (0 if isinstance(found[0], NotNow) else 1)
    assert (await world.case(own)).status is CaseStatus.CLOSED
