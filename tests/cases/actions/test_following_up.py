"""Asked again after 3, 30 and 90 days: once each, until she says that it holds no longer."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.actions import (
    colleagues,
    consents,
    delivering,
    elected,
    following_up,
    triage,
    upkeep,
    withdrawing,
    witnessed,
)
from cases.rules.errors import BadInput, NotAllowed, NotNow, NotThere
from cases.rules.vocabulary import CaseStatus, ClosingReason, RemedyKind, RemedyStatus
from cases.rules.workers import Workers
from cases.store.door import cases_for
from cases.store.follow_ups import Round, rounds_counted
from cases.store.tables import Evidence, FollowUp, ThreadMessage, WitnessedWord
from tests.cases.store.timeline_history import stored_paper
from tests.cases.world import Filed, World

BACK = {"back_at_work": "yes", "same_job_and_pay": "yes"}
GONE = {"still_at_work": "no"}


async def jobs(world: World) -> None:
    async with world.store.writing() as unit:
        await following_up.follow_up(unit)


async def delivered(world: World, filed: Filed) -> str:
    remedy_id = await world.agreed("dara", filed.number, RemedyKind.REINSTATEMENT, workers=Workers(women=1))
    await world.act("dara", filed.number, delivering.deliver_remedy, remedy_id, world.today)
    return remedy_id


async def say(world: World, filed: Filed, remedy_id: str, confirmed: bool, **facts: str) -> RemedyStatus:
    await world.her(filed, following_up.answer_about, remedy_id, confirmed=confirmed, facts=facts)
    return (await world.remedy(remedy_id)).status


async def asked(world: World) -> list[tuple[int, bool | None]]:
    rows = await world.rows(FollowUp)
    return sorted(((row.day, row.held) for row in rows), key=lambda row: row[0])


async def test_she_is_asked_again_and_her_no_reopens_what_was_closed(world: World) -> None:
    """Back at work, closed as confirmed, still there after 3 days; out again after 30: on her word it goes on."""
    filed = await world.active()
    remedy_id = await delivered(world, filed)
    assert await say(world, filed, remedy_id, True, **BACK) is RemedyStatus.CONFIRMED
    await world.act("dara", filed.number, triage.close, ClosingReason.CONFIRMED)
    world.clock.let_pass(days=3)
    for _ in range(2):
        await jobs(world)
    assert await asked(world) == [(3, None)]
    assert await say(world, filed, remedy_id, True, still_at_work="yes", same_pay="yes") is RemedyStatus.CONFIRMED
    world.clock.let_pass(days=27)
    await jobs(world)
    assert await say(world, filed, remedy_id, False, **GONE) is RemedyStatus.DISPUTED
    assert await asked(world) == [(3, True), (30, False)]
    case, remedy = await world.case(filed), await world.remedy(remedy_id)
    assert (case.status, case.closing_reason, case.closed_at) == (CaseStatus.ACTIVE, None, None)
    assert (remedy.confirmed_women, remedy.stands_at) == (0, None)
    world.clock.let_pass(days=60)
    await jobs(world)
    assert len(await asked(world)) == 2, "while it is disputed it is the office's turn"
    notices = [row.notice for row in await world.rows(ThreadMessage)]
    assert notices.count("remedy_again") == 2 and notices.count("case_reopened") == 1


async def test_a_first_word_may_come_late_and_silence_is_none(sqlite_world: World) -> None:
    """Not answered within 14 days it is unconfirmed; asked again after 30 she says that it came true."""
    world = sqlite_world
    filed = await world.active()
    remedy_id = await delivered(world, filed)
    world.clock.let_pass(days=14)
    async with world.store.writing() as unit:
        await upkeep.run_out(unit)
    assert (await world.remedy(remedy_id)).status is RemedyStatus.UNCONFIRMED
    with pytest.raises(NotNow):
        await say(world, filed, remedy_id, True, **BACK)
    world.clock.let_pass(days=16)
    await jobs(world)
    assert await asked(world) == [(30, None)], "of two rounds that nobody asked in time, the newest"
    (notice,) = [row for row in await world.rows(ThreadMessage) if row.notice == "remedy_ask"][1:]
    assert notice.complainant_id == filed.complainant_id, "the first question, since she never answered it"
    assert await say(world, filed, remedy_id, True, **BACK) is RemedyStatus.CONFIRMED
    remedy = await world.remedy(remedy_id)
    assert (remedy.confirmed_women, remedy.by_individuals, remedy.by_nobody) == (1, 1, 0)
    async with world.store.reading() as unit:
        held = cases_for(world.viewer("dara")).subquery()
        assert await rounds_counted(unit, held) == [Round(30, 1, 1, 0)]
        others = cases_for(world.viewer("vuthy")).subquery()
        assert await rounds_counted(unit, others) == []


async def test_nobody_is_asked_who_left_or_is_erased_or_took_her_word_back(sqlite_world: World) -> None:
    """Nor whoever joined later or has no way back; nor about a party that is out."""
    world = sqlite_world
    filed, gone = await world.active(), await world.active()
    leaves = await world.colleague(filed)
    await world.act("dara", filed.number, colleagues.add_listed, [colleagues.Listed("Sok Chan")])
    reference = await world.accepted(filed)
    by_bfc = await world.agreed("maly", reference, RemedyKind.APOLOGY)
    await world.act("maly", reference, delivering.deliver_remedy, by_bfc, world.today)
    for one in (filed, gone):
        await delivered(world, one)
    await world.her(gone, withdrawing.withdraw_case)
    await world.her(gone, withdrawing.erase_now)
    await world.her(leaves, withdrawing.withdraw_case)
    consent = await world.consent_of(filed, reference)
    await world.her(filed, consents.withdraw_consent, consent.id)
    world.clock.let_pass(minutes=1)
    await world.colleague(filed)
    world.clock.let_pass(days=3)
    await jobs(world)
    rows = await world.rows(FollowUp)
    assert {row.complainant_id for row in rows} == {filed.complainant_id}
    assert by_bfc not in {row.remedy_id for row in rows}


# ------------------------------------------------------------------------------------- on paper, and for others
async def test_a_paper_counts_once_somebody_else_has_seen_it_and_never_against_her_own_word(
    sqlite_world: World,
) -> None:
    """Of three who signed a no, one had said yes by her own number: that stands. With one erased the paper goes."""
    world = sqlite_world
    filed = await world.active()
    second, third = await world.colleague(filed), await world.colleague(filed)
    remedy_id = await world.agreed("dara", filed.number, RemedyKind.REINSTATEMENT, workers=Workers(women=3))
    paper = await stored_paper(world)
    enter = (witnessed.enter_words, remedy_id, [1, 2, 3], paper)
    with pytest.raises(NotNow, match="remedy_not_delivered"):
        await world.act("dara", filed.number, *enter, confirmed=False)
    await world.act("dara", filed.number, delivering.deliver_remedy, remedy_id, world.today)
    with pytest.raises(BadInput, match="not_asked_about") as refused:
        await world.act("dara", filed.number, witnessed.enter_words, remedy_id, [3, 4], paper, confirmed=False)
    assert refused.value.data["numbers"] == "4"
    assert await say(world, second, remedy_id, True, **BACK) is RemedyStatus.DELIVERED
    word = await world.act("dara", filed.number, *enter, confirmed=False)
    for alias, error in (("dara", NotAllowed), ("vuthy", NotThere)):
        with pytest.raises(error):
            await world.act(alias, filed.number, witnessed.second_words, word.id)
    assert (await world.remedy(remedy_id)).status is RemedyStatus.DELIVERED
    await world.act("sophea", filed.number, witnessed.second_words, word.id)
    remedy = await world.remedy(remedy_id)
    assert (remedy.status, remedy.by_individuals, remedy.by_nobody) == (RemedyStatus.DISPUTED, 1, 2)
    with pytest.raises(NotNow):
        await world.act("sophea", filed.number, witnessed.second_words, word.id)
    told = [row.complainant_id for row in await world.rows(ThreadMessage, ThreadMessage.notice == "remedy_paper")]
    assert sorted(told) == sorted([filed.complainant_id, third.complainant_id])
    await world.her(third, withdrawing.withdraw_case)
    await world.her(third, withdrawing.erase_now)
    assert await world.rows(Evidence, Evidence.id == paper.evidence_id) == []
    assert [row.evidence_id for row in await world.rows(WitnessedWord)] == [None]


async def test_who_is_elected_speaks_for_those_who_elected_her_and_for_nobody_else(sqlite_world: World) -> None:
    """Never more than elected her or are left; her yes confirms nothing, her no disputes; a worker's word first."""
    world = sqlite_world
    filed = await world.active()
    colleague = await world.colleague(filed)
    remedy_id = await world.agreed("dara", filed.number, RemedyKind.REINSTATEMENT, workers=Workers(women=4))
    await world.act("dara", filed.number, delivering.deliver_remedy, remedy_id, world.today)
    world.clock.let_pass(days=2)
    her = elected.Elected("Keo Mom", "by show of hands", world.today, 3)
    speaks = await world.act("dara", filed.number, elected.keep_representative, her)

    async def represent(workers: int, confirmed: bool = True) -> tuple[int, int, int]:
        said = (elected.keep_represented_word, remedy_id, speaks.id, workers, world.today)
        await world.act("dara", filed.number, *said, confirmed=confirmed)
        return await columns()

    async def columns() -> tuple[int, int, int]:
        row = await world.remedy(remedy_id)
        return row.by_individuals, row.by_representative, row.by_nobody

    with pytest.raises(BadInput, match="more_than_elected"):
        await represent(4)
    early = (remedy_id, speaks.id, 2, world.today - dt.timedelta(days=1))  # delivered, and she was not elected yet
    with pytest.raises(BadInput, match="date_order"):
        await world.act("dara", filed.number, elected.keep_represented_word, *early, confirmed=True)
    assert await represent(2) == (0, 2, 2)
    assert await represent(3) == (0, 3, 1), "a newer word counts in place of the earlier"
    assert (await world.remedy(remedy_id)).status is RemedyStatus.DELIVERED
    for one in (filed, colleague):
        await say(world, one, remedy_id, True, **BACK)
    assert await columns() == (2, 2, 0)
    assert (await world.remedy(remedy_id)).status is RemedyStatus.CONFIRMED
    with pytest.raises(BadInput, match="more_than_left"):
        await represent(3)
    assert await represent(1, confirmed=False) == (2, 0, 2)
    assert (await world.remedy(remedy_id)).status is RemedyStatus.DISPUTED
    await world.act("dara", filed.number, elected.end_representative, speaks.id)
    await world.act("dara", filed.number, delivering.deliver_remedy, remedy_id, world.today)
    assert await columns() == (0, 0, 4), "delivered anew, everybody is asked anew"
    with pytest.raises(NotNow, match="representative_ended"):
        await represent(1)


# --------------------------------------------------------------------------------------------------- any order
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 45), st.sampled_from([None, True, False])), min_size=3, max_size=8))
async def test_in_any_order_each_round_is_asked_once_and_a_no_reopens(
    sqlite_world: World, days: list[tuple[int, bool | None]]
) -> None:
    """The job runs when it runs, she answers when she likes: her no alone disputes and opens the case again."""
    world = sqlite_world
    filed = await world.active()
    remedy_id = await delivered(world, filed)
    await say(world, filed, remedy_id, True, **BACK)
    await world.act("dara", filed.number, triage.close, ClosingReason.CONFIRMED)
    disputed = False
    for gap, answer in days:
        world.clock.let_pass(days=gap)
        await jobs(world)
        rows = await world.rows(FollowUp, FollowUp.remedy_id == remedy_id)
        assert len({row.day for row in rows}) == len(rows)
        newest = max(rows, key=lambda row: row.day, default=None)
        if answer is not None and newest is not None and newest.answered_at is None and not disputed:
            await say(world, filed, remedy_id, answer, still_at_work="yes" if answer else "no")
            disputed = not answer
        row, case = await world.remedy(remedy_id), await world.case(filed)
        assert row.by_individuals + row.by_representative + row.by_nobody == 1
        assert (row.status is RemedyStatus.DISPUTED) is disputed
        assert (case.status is CaseStatus.ACTIVE) is disputed
        assert row.confirmed_women == row.by_individuals == (0 if disputed else 1)
