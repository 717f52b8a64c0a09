"""BFC's findings: its own to say, sealed where they are words, replaced and never changed, and told to her gently."""

from __future__ import annotations

from typing import Any

import pytest

from bot.outbound import drawn
from cases.actions import findings, parties, referrals, withdrawing
from cases.actions.findings import Found
from cases.rules.clocks import BadRule
from cases.rules.critical_issues import critical_issues, load
from cases.rules.errors import BadInput, NotAllowed, NotNow, NotThere
from cases.rules.vocabulary import Conclusion, FindingResult, Language, PartyKind
from cases.store.door import case_for
from cases.store.figures import figures_for
from cases.store.finding_views import FindingView
from cases.store.tables import Event, Finding
from cases.store.views import CaseView, view_case
from tests.cases.world import World

F = FindingResult
DRILL, DOORS = 14, 15


def found(issue: int = DRILL, result: FindingResult = F.CONFIRMED, **more: Any) -> Found:
    return Found(issue, result, more.pop("month", "2024-10"), **more)


async def view(world: World, number: str, alias: str) -> CaseView:
    async with world.store.reading() as unit:
        return await view_case(unit, await case_for(unit, world.viewer(alias), number))


async def shown(world: World, number: str, alias: str) -> list[FindingView]:
    return [finding for track in (await view(world, number, alias)).tracks for finding in track.findings]


async def counted(world: World, alias: str) -> dict[FindingResult, int]:
    async with world.store.reading() as unit:
        return dict((await figures_for(unit, world.viewer(alias))).findings)


async def test_both_sides_read_what_bfc_found_and_nobody_else_does(world: World) -> None:
    """The note is sealed to lead and recipient; a finding is kept while the track runs and after it."""
    filed = await world.active()
    reference = await world.accepted(filed)
    await world.act("maly", reference, findings.keep_finding, found(note="gate 2 chained", published=True))
    await world.act("maly", reference, referrals.conclude_referral, Conclusion.SETTLED)
    await world.act("maly", reference, findings.keep_finding, found(DOORS, F.NOT_OBSERVABLE, month="២០២៤-១១"))
    for number, alias in ((filed.number, "dara"), (reference, "maly")):
        first, second = await shown(world, number, alias)
        assert (first.critical_issue, first.result, first.note, first.by) == (
            DRILL,
            F.CONFIRMED,
            "gate 2 chained",
            "maly",
        )
        assert (first.published, first.entered_by_lead, second.published) == (True, False, False)
        assert (second.critical_issue, second.month) == (DOORS, "2024-11")
        assert await counted(world, alias) == {F.CONFIRMED: 1, F.NOT_OBSERVABLE: 1}
    with pytest.raises(NotThere):
        await world.act("vuthy", reference, findings.keep_finding, found())
    assert await counted(world, "vuthy") == {}
    assert all(row.sealed is None or b"chained" not in row.sealed for row in await world.rows(Finding))


async def test_a_correction_counts_and_the_earlier_finding_stays(sqlite_world: World) -> None:
    """Counted once; she hears of what changed and not of the same again."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.accepted(filed)
    for result in (F.NOT_CONFIRMED, F.CONFIRMED, F.CONFIRMED):
        await sqlite_world.act("maly", reference, findings.keep_finding, found(result=result))
        sqlite_world.clock.let_pass(minutes=1)
    assert [(one.result, one.earlier) for one in await shown(sqlite_world, reference, "maly")] == [
        (F.CONFIRMED, False),
        (F.CONFIRMED, True),
        (F.NOT_CONFIRMED, True),
    ]
    assert await counted(sqlite_world, "dara") == {F.CONFIRMED: 1}
    thread = (await view(sqlite_world, filed.number, "dara")).thread
    told = [line.params["finding"]["label"] for line in thread if line.notice == "finding"]
    assert told == ["finding_result.not_confirmed", "finding_result.confirmed"]


async def test_she_is_told_which_issue_and_what_was_found(sqlite_world: World) -> None:
    """In her words, without the note and without a date."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.accepted(filed)
    await sqlite_world.act(
        "maly", reference, findings.keep_finding, found(result=F.NOT_CONFIRMED, note="gate 2 chained")
    )
    (line,) = [one for one in (await view(sqlite_world, filed.number, "dara")).thread if one.notice == "finding"]
    (message,) = drawn(Language.ENGLISH, {"notice": line.notice, "params": line.params})
    assert "Better Factories Cambodia" in message.text
    assert "No evacuation drill every 6 months" in message.text
    assert "does not mean that you are not believed" in message.text
    assert not {"chained", "2024"} & set(message.text.split())


async def test_the_lead_enters_it_for_a_bfc_off_the_platform(sqlite_world: World) -> None:
    """Marked as entered by the lead, on the row and in the timeline."""
    async with sqlite_world.store.writing() as unit:
        away = await parties.add_party(unit, "bfc-away", "BFC", "BFC", PartyKind.BFC, on_platform=False)
        sqlite_world.party["away"] = away.id
    filed = await sqlite_world.active()
    reference = await sqlite_world.sent(filed, "away")
    with pytest.raises(NotNow):
        await sqlite_world.act("dara", filed.number, findings.keep_finding, found(), reference)
    await sqlite_world.act("dara", filed.number, referrals.receive_referral, reference, "17", sqlite_world.today)
    await sqlite_world.act("dara", filed.number, findings.keep_finding, found(), reference)
    (kept,) = await shown(sqlite_world, filed.number, "dara")
    assert (kept.by, kept.entered_by_lead) == ("dara", True)
    (line,) = await sqlite_world.rows(Event, Event.kind == "finding_kept")
    assert line.data == {"critical_issue": DRILL, "result": "confirmed", "entered_by_lead": True}


async def test_what_cannot_be_is_refused(sqlite_world: World) -> None:
    """Before BFC has it, in its place, on somebody else's track, of a month to come, after she withdrew."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.sent(filed)
    with pytest.raises(NotNow):
        await sqlite_world.act("maly", reference, findings.keep_finding, found())
    await sqlite_world.act("maly", reference, referrals.receive_referral)
    with pytest.raises(NotAllowed):
        await sqlite_world.act("dara", filed.number, findings.keep_finding, found(), reference)
    for wrong, code in ((found(22), "critical_issue_unknown"), (found(month="2024-12"), "month_future"),
                        (found(month="2024-11-04"), "month_wrong")):  # fmt: skip
        with pytest.raises(BadInput, match=code):
            await sqlite_world.act("maly", reference, findings.keep_finding, wrong)
    ministry = await sqlite_world.sent(filed, "ministry")
    with pytest.raises(NotNow, match="finding_of_bfc_only"):
        await sqlite_world.act("dara", filed.number, findings.keep_finding, found(), ministry)
    await sqlite_world.her(filed, withdrawing.withdraw_case)
    with pytest.raises((NotNow, NotThere)):
        await sqlite_world.act("maly", reference, findings.keep_finding, found())
    assert await sqlite_world.rows(Finding) == []


def test_the_list_is_bfcs_and_says_where_it_is_from() -> None:
    """Twenty-one in order, every row with its source; a file with a gap is refused."""
    assert list(critical_issues()) == list(range(1, 22))
    row = '[[issue]]\nnumber = {}\nsource = "x"\ncertainty = "{}"\n'
    for text in (row.format(2, "text"), row.format(1, "sure"), "[[issue]]\nnumber = 1\n"):
        with pytest.raises(BadRule):
            load(text)
