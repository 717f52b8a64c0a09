"""A case under its new lead: who opens what, what goes on, and what happens at the same moment."""

from __future__ import annotations

import asyncio
import dataclasses
from decimal import Decimal

import pytest

from cases.actions import (
    asking,
    consents,
    delivering,
    disclosing,
    filing,
    handovers,
    meetings,
    receipts,
    referrals,
    telling,
)
from cases.actions.remedies import Amount
from cases.rules.errors import ChangedMeanwhile, NotNow, NotThere
from cases.rules.vocabulary import (
    Conclusion,
    Currency,
    HandoverStatus,
    ReferralStatus,
    Relation,
    RemedyKind,
    StoryKind,
)
from cases.rules.workers import Workers
from cases.store import figures, lockboxes
from cases.store.door import case_for
from cases.store.lockboxes import HolderKeys
from cases.store.tables import (
    CaseHolder,
    Clock,
    Complainant,
    Event,
    Exclusion,
    Lockbox,
    LockboxKey,
    Party,
    PartyPublicKey,
    Referral,
    StoryEntry,
    ThreadMessage,
)
from cases.store.timeline import verify_cases
from cases.store.views import thread_of
from cases.store.waiting import waiting_for
from cases.store.worker_views import own_case
from cases.vault.party_keys import PartyKey, new_party_key
from cases.vault.sealing import DoesNotOpen
from tests.cases.actions.handing import (
    agreed,
    federation,
    handed,
    numbers,
    says,
    seen,
    status_of,
)
from tests.cases.world import STORY, World

WORDS = "the guard wrote down our names"


# ------------------------------------------------------------------------------------------------- carried out
async def test_the_new_lead_opens_everything_and_the_old_one_nothing(sqlite_world: World) -> None:
    """Same number; story, card, name, thread; the old lead has no door, no line, no count, no figure."""
    filed = await sqlite_world.active()
    await sqlite_world.her(filed, filing.set_identity, "Chan Sopheap", "012345678")
    await sqlite_world.her(filed, telling.write_to_case, WORDS)
    await sqlite_world.agreed("dara", filed.number, RemedyKind.COMPENSATION, Amount(Currency.USD, Decimal("100.00")))
    await handed(sqlite_world, filed)
    view = await seen(sqlite_world, "vuthy", filed.number)
    assert view.story[0].text == STORY and view.identities[0]["name"] == "Chan Sopheap"
    assert WORDS in [said.text for said in view.thread]
    assert view.remedies[0].details == "details"
    assert view.lead.id == sqlite_world.party["other"] and view.access.is_lead
    assert (await sqlite_world.case(filed)).lead_party_id == sqlite_world.party["other"]
    for alias in ("dara", "sophea"):
        with pytest.raises(NotThere):
            await seen(sqlite_world, alias, filed.number)
        assert await numbers(sqlite_world, alias) == []
        async with sqlite_world.store.reading() as unit:
            sums = await figures.figures_for(unit, sqlite_world.viewer(alias))
            assert sums.cases == 0 and not sums.money and not sums.by_issue
            assert (await waiting_for(unit, sqlite_world.viewer(alias))).cases == 0
    assert await numbers(sqlite_world, "vuthy") == [filed.number]
    async with sqlite_world.store.reading() as unit:
        theirs = await figures.figures_for(unit, sqlite_world.viewer("vuthy"))
        assert theirs.cases == 1 and theirs.money[0].agreed == 100
        assert await verify_cases(unit, [filed.case_id]) == []
        assert (await own_case(unit, filed.complainant_id)).lead.id == sqlite_world.party["other"]


async def test_no_half_of_the_old_lead_is_left_and_nothing_new_opens_to_what_it_knew(sqlite_world: World) -> None:
    """Its halves are gone; a half that it opened before belongs to a generation that nothing is posted to any more."""
    filed = await sqlite_world.active()
    await sqlite_world.sent(filed)
    old = sqlite_world.viewer("dara").keys
    boxes = {
        (row.box, row.generation): row for row in await sqlite_world.rows(Lockbox, Lockbox.case_id == filed.case_id)
    }
    async with sqlite_world.store.reading() as unit:
        known = {place: await lockboxes.half_of(unit, old, *place) for place in boxes}
    await handed(sqlite_world, filed)
    await sqlite_world.her(filed, telling.write_to_case, WORDS)
    assert await sqlite_world.rows(LockboxKey, LockboxKey.holder == old.name) == []
    after = await sqlite_world.rows(Lockbox, Lockbox.case_id == filed.case_id)
    newest = {row.box: max(one.generation for one in after if one.box == row.box) for row in after}
    assert all(newest[box] > generation for box, generation in known)
    (said,) = [row for row in await sqlite_world.rows(ThreadMessage) if row.notice == ""]
    (person,) = await sqlite_world.rows(Complainant)
    remembered = HolderKeys(old.name, old.private, opened=dict(known))
    async with sqlite_world.store.reading() as unit:
        with pytest.raises(NotThere):
            await lockboxes.open_post(
                unit, remembered, person.thread_box, said.generation, "thread_messages", said.id, said.sealed
            )
    assert WORDS in [line.text for line in (await seen(sqlite_world, "vuthy", filed.number)).thread]


async def test_her_receipt_opens_the_whole_thread_before_and_after(sqlite_world: World) -> None:
    """What the old lead wrote, that it was handed over, and what the new one writes."""
    filed = await sqlite_world.active()
    await sqlite_world.act("dara", filed.number, telling.write_to_worker, "from the old lead")
    await handed(sqlite_world, filed)
    await sqlite_world.act("vuthy", filed.number, telling.write_to_worker, "from the new lead")
    keys = await sqlite_world.receipt_keys(filed)
    async with sqlite_world.store.reading() as unit:
        person = await unit.session.get_one(Complainant, filed.complainant_id)
        thread = await thread_of(unit, keys, person)
    assert [said.text for said in thread if said.text] == ["from the old lead", "from the new lead"]
    assert "handover_done" in [said.notice for said in thread]


async def test_a_track_goes_on_as_before_under_the_new_lead(sqlite_world: World) -> None:
    """The recipient reads its disclosure and works on; meetings, remedies, clocks, consent: all still there."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.accepted(filed)
    before = {row.id: (row.rule, row.due_at, row.met_at) for row in await sqlite_world.rows(Clock)}
    remedy_id = await sqlite_world.agreed("maly", reference, RemedyKind.REINSTATEMENT, workers=Workers(3, 2))
    await handed(sqlite_world, filed)
    view = await seen(sqlite_world, "maly", reference)
    assert view.lead.id == sqlite_world.party["other"] and view.tracks[0].disclosed
    assert view.tracks[0].meetings and view.remedies[0].row.id == remedy_id
    assert [line.kind for line in view.events][-1] == "lead_changed"
    assert {row.id: (row.rule, row.due_at, row.met_at) for row in await sqlite_world.rows(Clock)} == before
    minutes = meetings.Minutes("ministry", "both", "an offer")
    await sqlite_world.act("maly", reference, meetings.log_meeting, sqlite_world.today, minutes)
    await sqlite_world.act("vuthy", filed.number, delivering.deliver_remedy, remedy_id, sqlite_world.today)
    track = (await seen(sqlite_world, "vuthy", filed.number)).tracks[0]
    assert [held.offers for held in track.meetings] == ["", "an offer"] and track.disclosed
    await sqlite_world.act("maly", reference, referrals.conclude_referral, Conclusion.SETTLED)
    assert (await seen(sqlite_world, "vuthy", filed.number)).tracks[0].referral.status is ReferralStatus.CONCLUDED


async def test_the_new_lead_sends_and_revokes_what_the_old_one_had_asked(sqlite_world: World) -> None:
    """A consent that stood is a consent still; what was sent can be taken back before it is received."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.ask(filed, "bfc")
    await sqlite_world.answer(filed, reference)
    await handed(sqlite_world, filed)
    await sqlite_world.act("vuthy", filed.number, disclosing.send_referral, reference)
    assert (await seen(sqlite_world, "maly", reference)).tracks[0].disclosed
    await sqlite_world.act("vuthy", filed.number, referrals.revoke_referral, reference)
    (row,) = await sqlite_world.rows(Referral)
    assert row.status is ReferralStatus.REVOKED


async def test_withdrawing_consent_still_ends_the_disclosure(sqlite_world: World) -> None:
    """The recipient's halves of every generation go."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.sent(filed)
    await handed(sqlite_world, filed)
    consent = await sqlite_world.consent_of(filed, reference)
    await sqlite_world.her(filed, consents.withdraw_consent, consent.id)
    assert (await seen(sqlite_world, "maly", reference)).tracks[0].disclosed == {}
    view = await seen(sqlite_world, "vuthy", filed.number)
    assert view.tracks[0].referral.status is ReferralStatus.WITHDRAWN
    kinds = {row.box: row.kind for row in await sqlite_world.rows(Lockbox)}
    held = await sqlite_world.rows(LockboxKey, LockboxKey.holder == lockboxes.party_holder(sqlite_world.party["bfc"]))
    assert "disclosure" not in {kinds[row.box] for row in held}


async def test_an_earlier_recipient_that_becomes_the_lead_has_the_case_once(world: World) -> None:
    """Its ended referral is a track of what it leads now; nothing is listed or counted twice."""
    filed = await world.active()
    reference = await world.accepted(filed)
    await world.act("maly", reference, referrals.conclude_referral, Conclusion.NOT_SETTLED)
    await handed(world, filed, "bfc")
    assert await numbers(world, "maly") == [filed.number]
    with pytest.raises(NotThere):
        await seen(world, "maly", reference)
    view = await seen(world, "maly", filed.number)
    assert view.tracks[0].meetings and view.tracks[0].disclosed and view.story
    async with world.store.reading() as unit:
        assert (await figures.figures_for(unit, world.viewer("maly"))).cases == 1
    (holder,) = await world.rows(CaseHolder)
    assert (holder.relation, holder.reference) == (Relation.LEAD, filed.number)


async def test_the_old_lead_can_be_given_it_back_or_brought_in(sqlite_world: World) -> None:
    """By her word both times; as a recipient it sees its disclosure and no more."""
    filed = await sqlite_world.active()
    await handed(sqlite_world, filed)
    made = await sqlite_world.act(
        "vuthy", filed.number, asking.propose_referral, sqlite_world.party["union"], ["what_happened"]
    )
    await sqlite_world.answer(filed, made.reference)
    await sqlite_world.act("vuthy", filed.number, disclosing.send_referral, made.reference)
    assert (await seen(sqlite_world, "dara", made.reference)).story == ()
    with pytest.raises(NotThere):
        await seen(sqlite_world, "dara", filed.number)
    await sqlite_world.act("vuthy", filed.number, referrals.revoke_referral, made.reference)
    back = await sqlite_world.act("vuthy", filed.number, handovers.ask_handover, sqlite_world.party["union"])
    await says(sqlite_world, filed, back.id)
    await sqlite_world.act("vuthy", filed.number, handovers.carry_out_handover, back.id)
    assert (await seen(sqlite_world, "dara", filed.number)).story[0].text == STORY
    with pytest.raises(NotThere):
        await seen(sqlite_world, "vuthy", filed.number)


async def test_a_target_that_may_no_longer_lead_is_refused_at_the_last_moment(world: World) -> None:
    """She excluded it, or it became a recipient, after she had said yes."""
    filed = await world.active()
    handover_id = await agreed(world, filed)
    reference = await world.ask(filed, "other")
    with pytest.raises(NotNow) as refused:
        await world.act("dara", filed.number, handovers.carry_out_handover, handover_id)
    assert refused.value.code == "party_has_referral"
    await world.act("dara", filed.number, referrals.revoke_referral, reference)
    async with world.store.writing() as unit:
        unit.session.add(Exclusion(case_id=filed.case_id, party_id=world.party["other"]))
    with pytest.raises(NotNow) as refused:
        await world.act("dara", filed.number, handovers.carry_out_handover, handover_id)
    assert refused.value.code == "party_excluded"


async def test_halves_of_several_generations_of_the_old_party_key_go_along(sqlite_world: World) -> None:
    """Whoever holds all of them hands on; whoever holds only the newest is told so, and nothing is half done."""
    world = sqlite_world
    filed = await world.active()
    renewed = await _new_party_generation(world)
    await world.her(filed, telling.write_to_case, WORDS)
    handover_id = await agreed(world, filed)
    dara = world.viewer("dara")

    async def carry_out(private: dict[int, bytes]) -> None:
        viewer = dataclasses.replace(dara, keys=HolderKeys(dara.keys.name, private))
        async with world.store.writing() as unit:
            access = await case_for(unit, viewer, filed.number)
            await handovers.carry_out_handover(unit, access, handover_id)

    with pytest.raises(NotNow) as refused:
        await carry_out({2: renewed.box})
    assert refused.value.code == "handover_keys"
    assert await world.rows(LockboxKey, LockboxKey.holder == dara.keys.name) != []
    await carry_out({**dara.keys.private, 2: renewed.box})
    view = await seen(world, "vuthy", filed.number)
    assert view.story[0].text == STORY and WORDS in [said.text for said in view.thread]


async def _new_party_generation(world: World) -> PartyKey:
    """The union's key has a second generation, as after a removal."""
    public, key = new_party_key()
    async with world.store.writing() as unit:
        party = await unit.session.get_one(Party, world.party["union"])
        party.generation = 2
        unit.session.add_all(
            [party, PartyPublicKey(party_id=party.id, generation=2, box_public=public.box, sign_public=public.sign)]
        )
    return key


# ------------------------------------------------------------------------------------------------------ swaps
async def test_a_handed_half_opens_nowhere_else(sqlite_world: World) -> None:
    """Moved to another lockbox, generation or case it is refused: the new holder's halves are bound as all are."""
    first, second = await sqlite_world.active(), await sqlite_world.active()
    await handed(sqlite_world, first)
    await handed(sqlite_world, second)
    keys = sqlite_world.viewer("vuthy").keys
    held = await sqlite_world.rows(LockboxKey, LockboxKey.holder == keys.name)
    places = [(row.box, row.generation) for row in held]
    assert len(places) == len(set(places)) and len({box for box, _ in places}) == 8
    async with sqlite_world.store.writing() as unit:
        rows = [await unit.session.get_one(LockboxKey, (*place, keys.name)) for place in places]
        halves = [row.sealed_half for row in rows]
        for row, sealed in zip(rows, halves[1:] + halves[:1], strict=True):
            row.sealed_half = sealed
            unit.session.add(row)
    async with sqlite_world.store.reading() as unit:
        for place in places:
            with pytest.raises(DoesNotOpen):
                await lockboxes.half_of(unit, sqlite_world.viewer("vuthy").keys, *place)


# ------------------------------------------------------------------------------------------------------ races
async def test_two_officers_carry_it_out_at_once_and_it_is_done_once(world: World) -> None:
    """The second finds no case any more."""
    filed = await world.active()
    handover_id = await agreed(world, filed)
    found = await asyncio.gather(
        *(world.act(alias, filed.number, handovers.carry_out_handover, handover_id) for alias in ("dara", "sophea")),
        return_exceptions=True,
    )
    assert sum(isinstance(one, NotThere) for one in found) == 1 and found.count(None) == 1
    assert [row.kind for row in await world.rows(Event)].count("handover_done") == 1
    assert len(await world.rows(CaseHolder)) == 1
    assert (await seen(world, "vuthy", filed.number)).story[0].text == STORY


async def test_her_no_and_the_carrying_out_at_once_leave_one_truth(world: World) -> None:
    """Either it was declined and stays, or it was done and her no came too late; never both."""
    filed = await world.active()
    handover_id = await agreed(world, filed)
    await asyncio.gather(
        says(world, filed, handover_id, yes=False),
        world.act("dara", filed.number, handovers.carry_out_handover, handover_id),
        return_exceptions=True,
    )
    status, lead = await status_of(world, handover_id), (await world.case(filed)).lead_party_id
    assert (status, lead) in {
        (HandoverStatus.DECLINED, world.party["union"]),
        (HandoverStatus.DONE, world.party["other"]),
    }
    alias = "dara" if status is HandoverStatus.DECLINED else "vuthy"
    assert (await seen(world, alias, filed.number)).story[0].text == STORY


async def test_messages_posted_meanwhile_all_reach_the_new_lead(world: World) -> None:
    """Whatever was faster, she is read; an officer of the old lead writes before it, or not at all."""
    filed = await world.active()
    handover_id = await agreed(world, filed)
    await asyncio.gather(
        *(world.her(filed, telling.write_to_case, f"line {n}") for n in range(4)),
        world.act("sophea", filed.number, telling.write_to_worker, "from the old lead"),
        world.act("dara", filed.number, handovers.carry_out_handover, handover_id),
        world.her(filed, telling.write_to_case, "line 4"),
        return_exceptions=True,
    )
    view = await seen(world, "vuthy", filed.number)
    assert {said.text for said in view.thread if said.by_worker} == {f"line {n}" for n in range(5)}
    kinds = [line.kind for line in view.events]
    assert "message_written" not in kinds[kinds.index("handover_done") :]
    assert await world.rows(LockboxKey, LockboxKey.holder == world.viewer("dara").keys.name) == []


async def test_a_form_drawn_before_a_change_is_refused(sqlite_world: World) -> None:
    """She has written since: the officer looks again before handing on."""
    filed = await sqlite_world.active()
    handover_id = await agreed(sqlite_world, filed)
    version = (await sqlite_world.case(filed)).version
    await sqlite_world.her(filed, telling.write_to_case, WORDS)

    async def carry_out() -> None:
        async with sqlite_world.store.writing() as unit:
            access = await case_for(unit, sqlite_world.viewer("dara"), filed.number, seen=version)
            await handovers.carry_out_handover(unit, access, handover_id)

    with pytest.raises(ChangedMeanwhile):
        await carry_out()
    assert await status_of(sqlite_world, handover_id) is HandoverStatus.ASKED


# ------------------------------------------------------------------------------------------------------ units
async def test_a_federation_sees_nothing_of_its_units_cases(sqlite_world: World) -> None:
    """The case opens to the unit that it was given to, and to nobody above: no door, line, count or figure."""
    await federation(sqlite_world)
    filed = await sqlite_world.file(lead="unit")
    with pytest.raises(NotThere):
        await seen(sqlite_world, "dara", filed.number)
    assert await numbers(sqlite_world, "dara") == []
    async with sqlite_world.store.reading() as unit:
        assert (await figures.figures_for(unit, sqlite_world.viewer("dara"))).cases == 0
        assert (await waiting_for(unit, sqlite_world.viewer("dara"))).cases == 0
    assert await numbers(sqlite_world, "sreymom") == [filed.number]


async def test_up_to_the_federation_and_down_again(sqlite_world: World) -> None:
    """Handing up is an act; afterwards the unit sees nothing, until it is handed down by her word."""
    await federation(sqlite_world)
    filed = await sqlite_world.file(lead="unit")
    up = await sqlite_world.act("sreymom", filed.number, handovers.ask_handover, sqlite_world.party["union"])
    await says(sqlite_world, filed, up.id)
    await sqlite_world.act("sreymom", filed.number, handovers.carry_out_handover, up.id)
    assert (await seen(sqlite_world, "dara", filed.number)).story[0].text == STORY
    assert await numbers(sqlite_world, "sreymom") == []
    await handed(sqlite_world, filed, "unit")
    assert await numbers(sqlite_world, "dara") == [] and await numbers(sqlite_world, "sreymom") == [filed.number]


async def test_the_story_of_a_handed_case_is_added_to_and_read(sqlite_world: World) -> None:
    """A later piece goes to the new generation and stands beside the earlier ones."""
    filed = await sqlite_world.active()
    await handed(sqlite_world, filed)
    await sqlite_world.her(filed, filing.add_to_story, filing.Piece(StoryKind.TEXT, WORDS))
    assert [line.text for line in (await seen(sqlite_world, "vuthy", filed.number)).story] == [STORY, WORDS]
    assert {row.generation for row in await sqlite_world.rows(StoryEntry)} == {1, 2}


async def test_a_renewed_receipt_that_waits_for_older_messages_gets_them_from_the_new_lead(sqlite_world: World) -> None:
    """Halves that nobody had filled before the case went are filled by whoever leads it now."""
    filed = await sqlite_world.active()
    await sqlite_world.act("dara", filed.number, telling.write_to_worker, "before")
    made = await receipts.mint(sqlite_world.store, filed.complainant_id, 1)
    await sqlite_world.act("dara", filed.number, receipts.renew_at_office, filed.complainant_id, made)
    await handed(sqlite_world, filed)
    await sqlite_world.act("vuthy", filed.number, receipts.fill_pending)
    renewed = dataclasses.replace(filed, receipt=made.receipt.digits)
    async with sqlite_world.store.reading() as unit:
        person = await unit.session.get_one(Complainant, filed.complainant_id)
        thread = await thread_of(unit, await sqlite_world.receipt_keys(renewed), person)
    assert "before" in [said.text for said in thread]
