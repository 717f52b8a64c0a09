"""The revocation drill: whoever is out opens nothing that is written afterwards, whatever she kept.

Removed people stand in test_people_of_a_party, old leads in test_handing_over, old receipts in test_receipt_renewal.
"""

from __future__ import annotations

import pytest

from cases.actions import consents, filing, meetings, referrals, telling
from cases.actions.filing import Piece
from cases.rules.errors import NotNow, NotThere
from cases.rules.vocabulary import Part, StoryKind
from cases.store.lockboxes import half_of
from cases.store.tables import Case, Complainant, Disclosure, Lockbox, LockboxKey, Referral, StoryEntry, ThreadMessage
from tests.cases.world import World


async def test_a_party_whose_consent_was_withdrawn_opens_nothing_written_after(world: World) -> None:
    """Not the disclosure, not what its track and the case say later; with the halves of its dump only the old ones."""
    filed = await world.active()
    reference = await world.accepted(filed)
    await world.act("maly", reference, meetings.log_meeting, world.today, meetings.Minutes("office", "all"))
    [disclosure] = await world.rows(Disclosure)
    [track] = await world.rows(Referral)
    maly = world.viewer("maly")
    async with world.store.reading() as unit:
        dumped = {box: await half_of(unit, maly.keys, box, 1) for box in (disclosure.box, track.work_box)}
    await world.her(filed, consents.withdraw_consent, (await world.consent_of(filed, reference)).id)
    for act in (referrals.start_referral, referrals.receive_referral):
        with pytest.raises((NotNow, NotThere)):
            await world.act("maly", reference, act)
    with pytest.raises(NotNow):
        await world.act("dara", filed.number, meetings.log_meeting, world.today, _minutes(), None, reference)
    await world.act("dara", filed.number, telling.write_to_worker, "after")
    await world.her(filed, filing.add_to_story, Piece(StoryKind.TEXT, "her addition"))
    again = await world.sent(filed, "bfc", [Part.WHAT_HAPPENED])
    await world.her(filed, consents.withdraw_consent, (await world.consent_of(filed, again)).id)
    await _holds_nothing_but(world, maly.keys.name, await world.rows(Lockbox, Lockbox.kind == "work"))
    [case], [her] = await world.rows(Case), await world.rows(Complainant)
    later = await world.rows(Disclosure, Disclosure.id != disclosure.id)
    written = [
        (her.thread_box, max(row.generation for row in await world.rows(ThreadMessage))),
        (case.story_box, max(row.generation for row in await world.rows(StoryEntry))),
        *((row.box, row.generation) for row in [disclosure, *later]),
    ]
    async with world.store.reading() as unit:
        for box, generation in written:
            with pytest.raises(NotThere):
                await half_of(unit, world.viewer("maly").keys, box, generation)
    assert not {box for box, _ in written if box in dumped} - {disclosure.box}, "its dump opens what it had, no more"


def _minutes() -> meetings.Minutes:
    return meetings.Minutes("gate", "all", "said after it was withdrawn")


async def _holds_nothing_but(world: World, holder: str, boxes: list[Lockbox]) -> None:
    held = await world.rows(LockboxKey, LockboxKey.holder == holder)
    assert {row.box for row in held} <= {box.box for box in boxes}
