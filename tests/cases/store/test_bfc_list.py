"""The list for the meeting of a union and BFC: both read the same lines, and only what runs with a standing word."""

from __future__ import annotations

import pytest

from cases.actions import agreeing, consents, findings, meetings, referrals
from cases.actions.conflicts import declare_conflict
from cases.actions.findings import Found
from cases.rules.errors import BadInput, NotThere
from cases.rules.vocabulary import Conclusion, ConflictReason, FindingResult, RemedyKind, RemedyStatus
from cases.rules.workers import Workers
from cases.store import bfc_list as bfc_lists
from cases.store.bfc_list import BfcList, bfc_list, others_of
from tests.cases.world import World


async def read(world: World, alias: str, slug: str, after: str = "") -> BfcList:
    async with world.store.reading() as unit:
        return await bfc_list(unit, world.viewer(alias), slug, after)


async def references(world: World, alias: str, slug: str) -> list[str]:
    return [line.referral.reference for line in (await read(world, alias, slug)).lines]


async def test_union_and_bfc_read_the_same_lines(world: World) -> None:
    """What is asked and not settled, what was found, when they met; the oldest first, each by its own door."""
    first = await world.active()
    reference = await world.accepted(first)
    world.clock.let_pass(hours=1)
    second = await world.active()
    later = await world.sent(second)
    for kind in (RemedyKind.REINSTATEMENT, RemedyKind.APOLOGY):
        made = await world.act("maly", reference, agreeing.propose_remedy, kind, Workers(women=1), None, None, "")
        await world.act("maly", reference, meetings.log_meeting, world.today, meetings.Minutes("hall", "all"))
    await world.act("maly", reference, agreeing.drop_remedy, made.id)
    await world.act("maly", reference, findings.keep_finding, Found(8, FindingResult.CONFIRMED, "2024-10"))
    for alias, slug, numbers in (("dara", "bfc", [first.number, second.number]), ("maly", "union", [reference, later])):
        found = await read(world, alias, slug)
        assert [line.referral.reference for line in found.lines] == [reference, later]
        assert [line.own_number for line in found.lines] == numbers
        line = found.lines[0]
        assert line.asked == [(RemedyKind.REINSTATEMENT, RemedyStatus.PROPOSED)]
        assert [one.critical_issue for one in line.findings] == [8]
        assert (line.met_on, line.meets_on) == (world.today, None)
        assert found.lines[1].asked == () and found.after == ""


async def test_what_is_over_or_taken_back_leaves_the_list(sqlite_world: World) -> None:
    """Concluded, withdrawn, or closed to somebody who declared a conflict."""
    over, back, closed = [await sqlite_world.active() for _ in range(3)]
    concluded, withdrawn = await sqlite_world.accepted(over), await sqlite_world.sent(back)
    conflicted = await sqlite_world.sent(closed)
    assert len(await references(sqlite_world, "dara", "bfc")) == 3
    await sqlite_world.act("maly", concluded, referrals.conclude_referral, Conclusion.SETTLED)
    consent = await sqlite_world.consent_of(back, withdrawn)
    await sqlite_world.her(back, consents.withdraw_consent, consent.id)
    await sqlite_world.act("dara", closed.number, declare_conflict, ConflictReason.FRIEND)
    assert await references(sqlite_world, "dara", "bfc") == []
    assert (
        await references(sqlite_world, "sophea", "bfc")
        == await references(sqlite_world, "maly", "union")
        == [conflicted]
    )


async def test_nobody_reads_a_list_that_is_not_hers(sqlite_world: World) -> None:
    """BFC sees the unions that brought it in and no other; a union's list is nothing to another union."""
    await sqlite_world.sent(await sqlite_world.active())
    async with sqlite_world.store.reading() as unit:
        assert [one.slug for one in await others_of(unit, sqlite_world.viewer("maly"))] == ["union"]
    assert await references(sqlite_world, "vuthy", "bfc") == []
    for alias, slug in (("maly", "other"), ("maly", "bfc"), ("dara", "other"), ("dara", "nobody")):
        with pytest.raises(NotThere):
            await read(sqlite_world, alias, slug)
    with pytest.raises(BadInput):
        await read(sqlite_world, "dara", "bfc", "no mark")


async def test_a_long_list_comes_page_by_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line once, in order, also where two were sent at the same moment."""
    monkeypatch.setattr(bfc_lists, "PAGE", 2)
    sent = {await world.sent(await world.active()) for _ in range(5)}
    seen, after = [], ""
    while True:
        page = await read(world, "dara", "bfc", after)
        seen += [line.referral.reference for line in page.lines]
        after = page.after
        if not after:
            break
    assert set(seen) == sent and len(seen) == 5
