"""The lead's own negotiation: the factory hears what she allowed, and she hears at once that it was told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from cases.actions import asking, consents, direct, disclosing, filing, meetings, referrals
from cases.actions.direct import Notice
from cases.actions.meetings import Minutes
from cases.rules.errors import BadInput, NotNow
from cases.rules.vocabulary import Conclusion, Forum, NoticeBy, Part, ReferralStatus
from cases.store.tables import EmployerNotice, Referral, ThreadMessage
from tests.cases.actions.handing import handed
from tests.cases.actions.test_disclosures import say_yes, track_of
from tests.cases.world import Filed, World


async def negotiation(world: World, filed: Filed, parts: Sequence[str] = (Part.WHAT_HAPPENED,)) -> str:
    """Asked, and agreed to whole."""
    referral = await world.act("dara", filed.number, asking.negotiate, Forum.MANAGEMENT, parts)
    await world.answer(filed, referral.reference)
    return str(referral.reference)


def notice(world: World, *parts: str, words: str = "Two workers were dismissed for joining the union.") -> Notice:
    return Notice(world.today, NoticeBy.MEETING, parts or (Part.WHAT_HAPPENED,), words)


async def told(world: World) -> list[str]:
    return [row.notice for row in await world.rows(ThreadMessage) if row.notice.startswith("employer_")]


async def test_the_factory_is_told_only_after_her_yes_and_she_hears_of_it_at_once(world: World) -> None:
    """Asked, agreed, told: the words lie sealed in the track's lockbox, and no name was said."""
    filed = await world.active()
    referral = await world.act("dara", filed.number, asking.negotiate, Forum.MANAGEMENT, [Part.WHAT_HAPPENED])
    with pytest.raises(NotNow):
        await world.act("dara", filed.number, direct.notify_employer, referral.reference, notice(world))
    await world.answer(filed, referral.reference)
    await world.act("dara", filed.number, direct.notify_employer, referral.reference, notice(world))
    track = await track_of(world, "dara", filed.number)
    assert track.referral.status is ReferralStatus.IN_PROGRESS
    (view,) = track.notices
    assert (view.row.named, view.row.parts, view.by) == (False, [Part.WHAT_HAPPENED], "dara")
    assert view.words == "Two workers were dismissed for joining the union."
    assert await told(world) == ["employer_told"]


async def test_nobody_is_named_without_having_given_her_name(sqlite_world: World) -> None:
    """What she did not give cannot even be written down as told; given, it says that she was named."""
    filed = await sqlite_world.active()
    await sqlite_world.her(filed, filing.set_identity, "Sok Dara", "012345678")
    reference = await negotiation(sqlite_world, filed)
    with pytest.raises(NotNow) as refused:
        await sqlite_world.act(
            "dara",
            filed.number,
            direct.notify_employer,
            reference,
            notice(sqlite_world, Part.WHAT_HAPPENED, Part.IDENTITY),
        )
    assert (refused.value.code, refused.value.data["parts"]) == ("parts_not_given", [Part.IDENTITY])
    assert await sqlite_world.rows(EmployerNotice) == []
    await sqlite_world.act("dara", filed.number, asking.ask_parts, reference, [Part.IDENTITY])
    await say_yes(sqlite_world, filed)
    await sqlite_world.act("dara", filed.number, direct.notify_employer, reference, notice(sqlite_world, Part.IDENTITY))
    assert await told(sqlite_world) == ["employer_named"]


@pytest.mark.parametrize(
    ("parts", "day", "words", "code"),
    [
        ([], 0, "Told.", "parts"),
        ([Part.WHAT_HAPPENED], 1, "Told.", "date_future"),
        ([Part.WHAT_HAPPENED], 0, "  ", "empty"),
    ],
)
async def test_a_notice_says_what_when_and_in_which_words(
    world: World, parts: list[str], day: int, words: str, code: str
) -> None:
    """Nothing half is written down."""
    filed = await world.active()
    reference = await negotiation(world, filed)
    bad = Notice(world.today + dt.timedelta(days=day), NoticeBy.PHONE, parts, words)
    with pytest.raises(BadInput) as refused:
        await world.act("dara", filed.number, direct.notify_employer, reference, bad)
    assert refused.value.code == code


async def test_it_has_meetings_and_an_end_like_every_track_but_is_never_sent(sqlite_world: World) -> None:
    filed = await sqlite_world.active()
    reference = await negotiation(sqlite_world, filed)
    with pytest.raises(NotNow):
        await sqlite_world.act("dara", filed.number, disclosing.send_referral, reference)
    with pytest.raises(NotNow):
        await sqlite_world.act("dara", filed.number, referrals.receive_referral, reference)
    await sqlite_world.act("dara", filed.number, direct.notify_employer, reference, notice(sqlite_world))
    await sqlite_world.act(
        "dara", filed.number, meetings.log_meeting, sqlite_world.today, Minutes("office", "HR, Dara"), None, reference
    )
    await sqlite_world.act("dara", filed.number, referrals.conclude_referral, Conclusion.SETTLED, reference)
    track = await track_of(sqlite_world, "dara", filed.number)
    assert (track.referral.status, len(track.meetings)) == (ReferralStatus.CONCLUDED, 1)


async def test_each_forum_is_negotiated_in_once_at_a_time(sqlite_world: World) -> None:
    filed = await sqlite_world.active()
    await negotiation(sqlite_world, filed)
    with pytest.raises(NotNow) as refused:
        await sqlite_world.act("dara", filed.number, asking.negotiate, Forum.MANAGEMENT, [Part.WHAT_HAPPENED])
    assert refused.value.code == "negotiating_already"
    await sqlite_world.act("dara", filed.number, asking.negotiate, Forum.PICC, [Part.WHAT_HAPPENED])


async def test_her_withdrawal_ends_it_and_nothing_more_is_told(sqlite_world: World) -> None:
    filed = await sqlite_world.active()
    reference = await negotiation(sqlite_world, filed)
    await sqlite_world.act("dara", filed.number, direct.notify_employer, reference, notice(sqlite_world))
    await sqlite_world.her(filed, consents.withdraw_consent, (await sqlite_world.consent_of(filed, reference)).id)
    (track,) = await sqlite_world.rows(Referral)
    assert track.status is ReferralStatus.WITHDRAWN
    with pytest.raises(NotNow):
        await sqlite_world.act("dara", filed.number, direct.notify_employer, reference, notice(sqlite_world))


async def test_a_new_lead_goes_on_with_it(sqlite_world: World) -> None:
    """Handed over, the negotiation is the new lead's, with everything that was told so far."""
    filed = await sqlite_world.active()
    reference = await negotiation(sqlite_world, filed)
    await sqlite_world.act("dara", filed.number, direct.notify_employer, reference, notice(sqlite_world))
    await handed(sqlite_world, filed)
    track = await track_of(sqlite_world, "vuthy", filed.number)
    assert [view.words for view in track.notices] == ["Two workers were dismissed for joining the union."]
    await sqlite_world.act(
        "vuthy", filed.number, direct.notify_employer, reference, notice(sqlite_world, words="Told again.")
    )
