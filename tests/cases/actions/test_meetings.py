"""Meetings planned, moved and held; offers compared; notes that the other side never sees; agreements and warnings."""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from cases.actions import (
    agreements,
    asking,
    direct,
    erasure,
    filing,
    handovers,
    meetings,
    minutes,
    offers,
    planning,
    referrals,
    remedies,
    withdrawing,
)
from cases.actions.agreements import Text
from cases.actions.papers import Paper
from cases.actions.planning import Invitation, Plan
from cases.rules.bargaining import Terms, compared
from cases.rules.errors import BadInput, ChangedMeanwhile, NotAllowed, NotNow, NotThere
from cases.rules.vocabulary import (
    Conclusion,
    Currency,
    Forum,
    InvitationAnswer,
    Language,
    MeetingRole,
    NoticeBy,
    OfferSide,
    Part,
    ReferralStatus,
    RemedyKind,
    RemedyStatus,
    StoryKind,
    Surrender,
    Worklist,
)
from cases.rules.workers import Workers
from cases.store import lockboxes
from cases.store.door import case_for
from cases.store.tables import Agreement, Evidence, Meeting, MeetingNote, ThreadMessage, new_id
from cases.store.track_views import Track
from cases.store.views import view_case
from cases.store.worklists import counts, meetings_today
from tests.cases.world import Filed, World

PLACE = "the office in Takhmao"


def plan(world: World, days: int = 4, **more: object) -> Plan:
    return replace(Plan(world.today + dt.timedelta(days=days), dt.time(14), PLACE, "back pay"), **more)


async def seen(world: World, number: str, alias: str) -> Track:
    """The one track of a case as somebody sees it."""
    async with world.store.reading() as unit:
        return (await view_case(unit, await case_for(unit, world.viewer(alias), number))).tracks[0]


async def told(world: World, filed: Filed) -> list[str]:
    rows = [row for row in await world.rows(ThreadMessage) if row.complainant_id == filed.complainant_id]
    return [row.notice for row in sorted(rows, key=lambda row: row.at) if "meeting" in row.notice]


async def minute(world: World) -> None:
    async with world.store.writing() as unit:
        await planning.remind_of_meetings(unit)


async def at_bfc(world: World) -> tuple[Filed, str]:
    """A referral that BFC works on."""
    filed = await world.active()
    return filed, await world.accepted(filed)


async def negotiated(world: World) -> tuple[Filed, str]:
    """The lead's own negotiation with management."""
    filed = await world.active()
    track = await world.act("dara", filed.number, asking.negotiate, Forum.MANAGEMENT, [Part.WHAT_HAPPENED])
    await world.answer(filed, track.reference)
    notice = direct.Notice(world.today, NoticeBy.LETTER, [Part.WHAT_HAPPENED], "Five were let go.")
    await world.act("dara", filed.number, direct.notify_employer, track.reference, notice)
    return filed, track.reference


async def test_a_meeting_is_planned_moved_held_and_she_is_told_each_time(world: World) -> None:
    """By the recipient whose track it is; she comes herself, so three mornings remind her; history keeps the reason."""
    filed, reference = await at_bfc(world)
    made = await world.act("maly", reference, planning.plan_meeting, plan(world, 2, hers=True, papers="the letter"))
    with pytest.raises(NotAllowed):
        await world.act("dara", filed.number, planning.plan_meeting, plan(world), reference)
    asked = Invitation(MeetingRole.EMPLOYER, "the HR manager")
    invited = await world.act("maly", reference, planning.invite, made.id, asked)
    coming = replace(asked, answer=InvitationAnswer.COMING)
    await world.act("maly", reference, planning.invite, made.id, coming, invited)
    moved = plan(world, 4, hers=True)
    await world.act("maly", reference, planning.move_meeting, made.id, 3, moved, "the factory asked for it")
    found = ["meeting_planned", "meeting_moved"]
    for hours, notice in ((23, "meeting_soon"), (48, "meeting_tomorrow"), (23, "meeting_today")):
        world.clock.let_pass(hours=hours)
        for _ in range(2):
            await minute(world)
        found.append(notice)
        assert await told(world, filed) == found
    for alias in ("maly", "dara"):
        async with world.store.reading() as unit:
            assert (await counts(unit, world.viewer(alias)))[Worklist.DUE_TODAY] == 1
    async with world.store.reading() as unit:
        track = await unit.session.get_one(Meeting, made.id)
        for led, received in (([filed.case_id], []), ([], [track.referral_id])):
            assert await meetings_today(unit, led, received) == {(led + received)[0]: track.starts_at}
    world.clock.let_pass(hours=8)
    await world.act("maly", reference, minutes.hold_meeting, made.id, world.today, world.today + dt.timedelta(days=9))
    assert await told(world, filed) == [*found, "meeting_next"]
    (_, view) = (await seen(world, filed.number, "dara")).meetings
    assert [one.reason for one in view.moves] == ["the factory asked for it"]
    assert [(one.who, one.answer) for one in view.invited] == [("the HR manager", InvitationAnswer.COMING)]
    assert (view.held_on, view.is_planned) == (world.today, False)
    with pytest.raises(NotNow, match="meeting_over"):
        await world.act("maly", reference, planning.cancel_meeting, made.id, "too late")
    assert all(PLACE.encode() not in row.sealed for row in await world.rows(Meeting))


async def test_two_officers_at_one_meeting_lose_nothing(sqlite_world: World) -> None:
    """Each section by itself; a second tap is nothing; on the same section the later one sees that it changed."""
    filed, reference = await at_bfc(sqlite_world)
    made = await sqlite_world.act("maly", reference, planning.plan_meeting, plan(sqlite_world))
    for _ in range(2):
        await sqlite_world.act("maly", reference, minutes.save_minutes, made.id, 1, "They offer 300.")
    counts = {MeetingRole.WORKER: 5, MeetingRole.EMPLOYER: 2, MeetingRole.UNION: 0}
    await sqlite_world.act("maly", reference, minutes.save_attendance, made.id, 1, counts, "all five")
    with pytest.raises(ChangedMeanwhile, match="meeting_changed"):
        await sqlite_world.act("maly", reference, minutes.save_minutes, made.id, 1, "They offer 400.")
    await sqlite_world.act("maly", reference, minutes.save_minutes, made.id, 2, "They offer 300, then 400.")
    view = (await seen(sqlite_world, reference, "maly")).meetings[-1]
    assert (view.version, view.notes) == (4, "They offer 300, then 400.")
    assert view.attended == {MeetingRole.WORKER: 5, MeetingRole.EMPLOYER: 2}
    await sqlite_world.act("maly", reference, planning.cancel_meeting, made.id, "the factory did not come")
    with pytest.raises(NotNow, match="meeting_over"):
        await sqlite_world.act("maly", reference, minutes.save_minutes, made.id, 9, "more")
    assert (await told(sqlite_world, filed))[-1] == "meeting_cancelled"


async def test_offers_are_compared_and_an_agreed_point_becomes_a_remedy(sqlite_world: World) -> None:
    """Who offered what at which meeting, the last positions and the gap; its sum goes over into the remedy."""
    filed, reference = await negotiated(sqlite_world)
    logged = meetings.Minutes("gate", "all", "they want 900")
    first = await sqlite_world.act(
        "dara", filed.number, meetings.log_meeting, sqlite_world.today, logged, None, reference
    )
    second = await sqlite_world.act("dara", filed.number, planning.plan_meeting, plan(sqlite_world), reference)
    money = Terms(OfferSide.WORKERS, RemedyKind.BACK_PAY, currency=Currency.USD, amount=Decimal("900.00"))
    kept = {}
    for meeting, side, amount in (
        (first, OfferSide.WORKERS, "900.00"),
        (first, OfferSide.EMPLOYER, "300.00"),
        (second, OfferSide.EMPLOYER, "650.50"),
    ):
        terms = replace(money, side=side, amount=Decimal(amount))
        kept[amount] = await sqlite_world.act("dara", filed.number, offers.keep_offer, meeting.id, terms)
    fans = Terms(OfferSide.EMPLOYER, point="Fans in hall 2", words="by May")
    other = await sqlite_world.act("dara", filed.number, offers.keep_offer, second.id, fans)
    mistaken = await sqlite_world.act("dara", filed.number, offers.keep_offer, second.id, replace(fans, words="June"))
    await sqlite_world.act("dara", filed.number, offers.cancel_offer, mistaken.id)
    pay, hall = compared((await seen(sqlite_world, filed.number, "dara")).offers)
    assert pay.gap is not None
    assert (pay.gap.amount, len(pay.by_meeting[first.id]), hall.gap) == (Decimal("249.50"), 2, None)
    agreed = await sqlite_world.act(
        "dara", filed.number, offers.agree_offer, kept["650.50"].id, sqlite_world.today, Workers()
    )
    remedy = await sqlite_world.remedy(agreed)
    assert (remedy.amount, remedy.status) == (65050, RemedyStatus.AGREED)
    with pytest.raises(NotNow, match="offer_over"):
        await sqlite_world.act("dara", filed.number, offers.agree_offer, kept["650.50"].id, None, Workers())
    with pytest.raises(BadInput, match="empty"):
        await sqlite_world.act("dara", filed.number, offers.agree_offer, other.id, None, Workers())
    improvement = await sqlite_world.act(
        "dara", filed.number, offers.agree_offer, other.id, None, Workers(), RemedyKind.WORKPLACE_IMPROVEMENT
    )
    view = (await seen(sqlite_world, filed.number, "dara")).remedies[-1]
    assert (view.row.id, view.row.status, view.details) == (
        improvement,
        RemedyStatus.PROPOSED,
        "Fans in hall 2: by May",
    )
    for wrong, code in (
        (replace(fans, words=" "), "offer_empty"),
        (replace(fans, point=" "), "empty"),
        (replace(money, currency=None), "currency_missing"),
    ):
        with pytest.raises(BadInput, match=code):
            await sqlite_world.act("dara", filed.number, offers.keep_offer, first.id, wrong)


async def test_a_note_for_oneself_opens_for_its_own_side_alone(sqlite_world: World) -> None:
    """Neither page data nor the rows of the database give it to the other side, whoever leads afterwards."""
    filed, reference = await at_bfc(sqlite_world)
    made = (await seen(sqlite_world, reference, "maly")).meetings[0]
    versions = [(await sqlite_world.case(filed)).version]
    for alias, number, text in (("maly", reference, "they will go to 700"), ("dara", filed.number, "accept from 500")):
        await sqlite_world.act(alias, number, minutes.keep_note, made.id, text)
    versions.append((await sqlite_world.case(filed)).version)
    assert len(set(versions)) == 1
    for alias, number, own in (("maly", reference, "they will go to 700"), ("dara", filed.number, "accept from 500")):
        (meeting,) = (await seen(sqlite_world, number, alias)).meetings
        assert [note.text for note in meeting.private] == [own]
    rows = {row.side.value: row for row in await sqlite_world.rows(MeetingNote)}
    asked = await sqlite_world.act("dara", filed.number, handovers.ask_handover, sqlite_world.party["other"])
    said = {"yes": True, "language": Language.KHMER, "wording_digest": "0" * 64}
    await sqlite_world.her(filed, handovers.answer_handover, asked.id, **said)
    await sqlite_world.act("dara", filed.number, handovers.carry_out_handover, asked.id)
    for alias, number, own in (
        ("maly", reference, "they will go to 700"),
        ("vuthy", filed.number, "accept from 500"),
    ):
        (meeting,) = (await seen(sqlite_world, number, alias)).meetings
        assert [note.text for note in meeting.private] == [own]
    for alias, side in (("maly", "lead"), ("vuthy", "recipient")):
        row = rows[side]
        async with sqlite_world.store.reading() as unit:
            with pytest.raises(NotThere):
                await lockboxes.half_of(unit, sqlite_world.viewer(alias).keys, row.box, row.generation)
    await sqlite_world.act("maly", reference, referrals.conclude_referral, Conclusion.NOT_SETTLED)
    asked = await sqlite_world.act("vuthy", filed.number, handovers.ask_handover, sqlite_world.party["bfc"])
    await sqlite_world.her(filed, handovers.answer_handover, asked.id, **said)
    await sqlite_world.act("vuthy", filed.number, handovers.carry_out_handover, asked.id)
    (meeting,) = (await seen(sqlite_world, filed.number, "maly")).meetings
    assert not meeting.private, "whom it sat across from leads the case now, and reads nothing of it"


async def test_an_agreement_is_written_once_the_question_is_answered(sqlite_world: World) -> None:
    """What it takes away is asked, warned of, and told to her; nothing agreed is nothing to write."""
    filed, reference = await negotiated(sqlite_world)
    text = Text(sqlite_world.today, PLACE, "the director", [Surrender.NOTHING])
    with pytest.raises(NotNow, match="nothing_agreed"):
        await sqlite_world.act("dara", filed.number, agreements.write_agreement, text, reference)
    amount = remedies.Amount(Currency.USD, Decimal(600))
    await sqlite_world.agreed("dara", filed.number, RemedyKind.COMPENSATION, amount, reference=reference)
    for takes, code in (
        ([], "surrender_missing"),
        ([Surrender.NOTHING, Surrender.WAIVER], "surrender_missing"),
        ([Surrender.WAIVER], "surrender_warning"),
    ):
        with pytest.raises(BadInput, match=code):
            await sqlite_world.act(
                "dara", filed.number, agreements.write_agreement, replace(text, takes=takes), reference
            )
    await sqlite_world.her(filed, filing.set_identity, "Sok Phally", "")
    named = replace(text, present="with Sok Phally")
    with pytest.raises(BadInput, match="letter_says_hidden"):
        await sqlite_world.act("dara", filed.number, agreements.write_agreement, named, reference)
    warned = replace(text, takes=[Surrender.WAIVER], warned=True)
    await sqlite_world.act("dara", filed.number, agreements.write_agreement, warned, reference)
    (view,) = (await seen(sqlite_world, filed.number, "dara")).agreements
    assert (view.warned_of, view.things[0].amount) == ([Surrender.WAIVER], Decimal("600.00"))
    evidence_id = new_id()
    key, size = sqlite_world.store.files.store(evidence_id, b"the signed paper")
    paper = Paper(evidence_id, StoryKind.PHOTO, size, base64.b64encode(key).decode(), "image/jpeg")
    await sqlite_world.act("dara", filed.number, agreements.keep_signed, view.id, sqlite_world.today, paper)
    rows = await sqlite_world.rows(ThreadMessage, ThreadMessage.notice == "agreement_written")
    assert len(rows) == 1
    track = (await seen(sqlite_world, filed.number, "dara")).referral
    assert track.status is ReferralStatus.IN_PROGRESS
    await sqlite_world.her(filed, withdrawing.withdraw_case)
    sqlite_world.clock.let_pass(days=8)
    assert await erasure.erase_due(sqlite_world.store) == 1
    (row,) = await sqlite_world.rows(Agreement)
    assert (row.evidence_id, await sqlite_world.rows(Evidence)) == (None, [])


async def test_a_signed_copy_shows_a_recipient_no_name_that_nobody_gave(sqlite_world: World) -> None:
    """The lead may not lay a paper with her name before BFC while she has not said yes to that."""
    filed, reference = await at_bfc(sqlite_world)
    amount = remedies.Amount(Currency.USD, Decimal(600))
    await sqlite_world.agreed("maly", reference, RemedyKind.COMPENSATION, amount)
    text = Text(sqlite_world.today, PLACE, "the director", [Surrender.NOTHING])
    made = await sqlite_world.act("maly", reference, agreements.write_agreement, text)
    paper = Paper(new_id(), StoryKind.PHOTO, 1, "", "image/jpeg")
    with pytest.raises(NotNow, match="identity_not_given"):
        await sqlite_world.act("dara", filed.number, agreements.keep_signed, made.id, sqlite_world.today, paper)
    await sqlite_world.her(filed, withdrawing.withdraw_case)
    track = await seen(sqlite_world, reference, "maly")
    assert (list(track.agreements), list(track.offers)) == ([], [])
