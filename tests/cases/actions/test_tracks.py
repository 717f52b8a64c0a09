"""Tracks: a recipient acts on its own alone, and for a counter off the platform the lead's officer writes it down."""

from __future__ import annotations

import datetime as dt

import pytest

from cases.actions import asking, meetings, referrals, triage, upkeep
from cases.actions.meetings import Minutes
from cases.rules.errors import BadInput, NotAllowed, NotNow, NotThere
from cases.rules.vocabulary import ClosingReason, Conclusion, Part, ReferralStatus, RejectionReason
from cases.store.clocks import clocks_of, open_duties
from cases.store.door import case_for
from cases.store.tables import Case, CaseHolder, Event, Referral
from cases.store.views import view_case
from tests.cases.world import World


async def _referral(world: World, reference: str) -> Referral:
    return next(row for row in await world.rows(Referral) if row.reference == reference)


async def test_a_counter_off_the_platform_is_kept_by_the_officer_and_marked_so(world: World) -> None:
    """Filing number and date recorded, each step "entered by", and the ministry itself has no door."""
    filed = await world.active()
    reference = await world.sent(filed, "ministry")
    with pytest.raises(BadInput):
        await world.act("dara", filed.number, referrals.receive_referral, reference)
    tomorrow = world.today + dt.timedelta(days=1)
    with pytest.raises(BadInput):
        await world.act("dara", filed.number, referrals.receive_referral, reference, "112/24", tomorrow)
    await world.act("dara", filed.number, referrals.receive_referral, reference, "112/24", world.today)
    await world.act("sophea", filed.number, referrals.accept_referral, reference)
    referral = await _referral(world, reference)
    assert referral.status is ReferralStatus.ACCEPTED and referral.filed_on == world.today
    assert referral.sealed is not None and b"112/24" not in referral.sealed
    entered = [row for row in await world.rows(Event) if row.referral_id == referral.id and row.kind != "referral_sent"]
    assert entered and all(row.data["entered_by_lead"] for row in entered)
    assert {row.party_id for row in await world.rows(CaseHolder)} == {world.party["union"]}
    async with world.store.reading() as unit:
        view = await view_case(unit, await case_for(unit, world.viewer("sophea"), filed.number))
    assert view.tracks[0].filing_number == "112/24"


async def test_the_lead_cannot_act_in_the_place_of_who_is_on_the_platform(sqlite_world: World) -> None:
    """Accepting is the recipient's; sending is the lead's."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.sent(filed)
    with pytest.raises(NotAllowed):
        await sqlite_world.act("dara", filed.number, referrals.receive_referral, reference)
    await sqlite_world.act("maly", reference, referrals.receive_referral)
    with pytest.raises(NotAllowed):
        await sqlite_world.act("dara", filed.number, referrals.accept_referral, reference)
    for verb in (triage.activate, triage.open_case, triage.reopen):
        with pytest.raises(NotThere):
            await sqlite_world.act("maly", reference, verb)
    with pytest.raises(NotThere):
        await sqlite_world.act("maly", reference, triage.close, ClosingReason.SPAM)
    with pytest.raises(NotThere):
        await sqlite_world.act(
            "maly", reference, asking.propose_referral, sqlite_world.party["other"], [Part.WHAT_HAPPENED]
        )


async def test_what_happens_in_one_track_changes_no_other(sqlite_world: World) -> None:
    """One is concluded, the other runs on."""
    filed = await sqlite_world.active()
    one, two = await sqlite_world.accepted(filed), await sqlite_world.sent(filed, "other")
    before = await _referral(sqlite_world, two)
    await sqlite_world.act("maly", one, referrals.conclude_referral, Conclusion.SETTLED)
    after = await _referral(sqlite_world, two)
    assert (after.status, after.version) == (before.status, before.version)
    with pytest.raises(NotThere):
        await sqlite_world.act("maly", one, referrals.accept_referral, two)


async def test_the_duty_to_answer_starts_with_sending_and_ends_with_the_answer(sqlite_world: World) -> None:
    """Five working days from Monday: the Monday after, at midnight in Cambodia."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.sent(filed)
    async with sqlite_world.store.reading() as unit:
        case = await unit.session.get_one(Case, filed.case_id)
        (clock,) = [one for one in await clocks_of(unit, case) if one.rule == "referral_answer"]
        assert await open_duties(unit, case) == 1
    assert clock.due_at == dt.datetime(2024, 11, 11, 16, 59, 59, tzinfo=dt.UTC)
    with pytest.raises(NotNow) as refused:
        await sqlite_world.act("dara", filed.number, triage.close, ClosingReason.UNCONFIRMED)
    assert refused.value.data == {"blockers": ["track_open", "duty_open"]}
    await sqlite_world.act("maly", reference, referrals.receive_referral)
    await sqlite_world.act("maly", reference, referrals.reject_referral, RejectionReason.NOT_COVERED)
    async with sqlite_world.store.reading() as unit:
        assert await open_duties(unit, await unit.session.get_one(Case, filed.case_id)) == 0
    await sqlite_world.act("dara", filed.number, triage.close, ClosingReason.UNCONFIRMED)


async def test_who_rejects_reads_no_longer(sqlite_world: World) -> None:
    """What it was shown is not its own to keep."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.sent(filed)
    await sqlite_world.act("maly", reference, referrals.receive_referral)
    await sqlite_world.act("maly", reference, referrals.reject_referral, RejectionReason.NOT_COVERED)
    async with sqlite_world.store.reading() as unit:
        view = await view_case(unit, await case_for(unit, sqlite_world.viewer("maly"), reference))
    assert view.tracks[0].disclosed == {}


async def test_one_party_is_asked_once_at_a_time_and_again_after_a_rejection(sqlite_world: World) -> None:
    """At most one live referral per party; each has a reference of its own."""
    filed = await sqlite_world.active()
    first = await sqlite_world.sent(filed)
    with pytest.raises(NotNow) as refused:
        await sqlite_world.ask(filed)
    assert refused.value.code == "party_asked_already"
    with pytest.raises(NotNow) as refused:
        await sqlite_world.ask(filed, "union")
    assert refused.value.code == "party_is_lead"
    await sqlite_world.act("maly", first, referrals.receive_referral)
    await sqlite_world.act("maly", first, referrals.reject_referral, RejectionReason.INSUFFICIENT_INFO)
    assert await sqlite_world.sent(filed) != first


async def test_only_parts_that_the_case_has_can_be_asked_for(sqlite_world: World) -> None:
    """An empty part would make her agree to nothing."""
    filed = await sqlite_world.active()
    for parts in ([], [Part.IDENTITY], [Part.WHAT_HAPPENED, "evidence:none"]):
        with pytest.raises(BadInput):
            await sqlite_world.ask(filed, parts=parts)
    assert await sqlite_world.rows(Referral) == []


async def test_a_pause_ends_on_its_day_by_itself(sqlite_world: World) -> None:
    """And not a day before."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.accepted(filed)
    for days in (0, 31):
        with pytest.raises(BadInput):
            await sqlite_world.act(
                "maly", reference, referrals.hold_referral, sqlite_world.today + dt.timedelta(days=days)
            )
    await sqlite_world.act("maly", reference, referrals.hold_referral, sqlite_world.today + dt.timedelta(days=3))
    for status in (ReferralStatus.ON_HOLD, ReferralStatus.ON_HOLD, ReferralStatus.IN_PROGRESS):
        sqlite_world.clock.let_pass(days=1)
        async with sqlite_world.store.writing() as unit:
            await upkeep.resume_held(unit)
        assert (await _referral(sqlite_world, reference)).status is status


async def test_meetings_are_seen_by_both_sides_of_their_track_and_by_nobody_else(sqlite_world: World) -> None:
    """The words are sealed to the track's work; the other recipient has its own."""
    filed = await sqlite_world.active()
    one, two = await sqlite_world.accepted(filed), await sqlite_world.sent(filed, "other")
    minutes = Minutes("labour office", "factory, union, BFC", "six thousand dollars", "they will answer")
    tomorrow = sqlite_world.today + dt.timedelta(days=1)
    far = sqlite_world.today + dt.timedelta(days=400)  # she would be told of it
    for held, after in ((tomorrow, None), (sqlite_world.today, sqlite_world.today), (sqlite_world.today, far)):
        with pytest.raises(BadInput):
            await sqlite_world.act("maly", one, meetings.log_meeting, held, minutes, after)
    await sqlite_world.act("maly", one, meetings.log_meeting, sqlite_world.today, minutes, tomorrow)
    for alias, number, seen in (("maly", one, True), ("dara", filed.number, True), ("vuthy", two, False)):
        async with sqlite_world.store.reading() as unit:
            view = await view_case(unit, await case_for(unit, sqlite_world.viewer(alias), number))
        offers = [meeting.offers for track in view.tracks for meeting in track.meetings]
        assert ("six thousand dollars" in offers) is seen


async def test_a_referral_taken_back_before_it_was_received_opens_nothing(sqlite_world: World) -> None:
    """The disclosure is closed; after receipt it cannot be taken back."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.sent(filed)
    await sqlite_world.act("dara", filed.number, referrals.revoke_referral, reference)
    async with sqlite_world.store.reading() as unit:
        view = await view_case(unit, await case_for(unit, sqlite_world.viewer("maly"), reference))
    assert view.tracks[0].disclosed == {}
    again = await sqlite_world.sent(filed)
    await sqlite_world.act("maly", again, referrals.receive_referral)
    with pytest.raises(NotNow):
        await sqlite_world.act("dara", filed.number, referrals.revoke_referral, again)
