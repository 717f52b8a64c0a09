"""The estimate is the workers' side's own: sealed, hers where it is shown, and no recipient's or mediator's ever."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from bot.answers import Asker
from bot.dialogue.queries import CaseOpened, OpenByNumber
from bot.outbound import drawn
from bot.slow import answer_slowly
from cases.actions import estimates, filing, handovers, withdrawing
from cases.actions.remedies import Amount
from cases.rules.errors import BadInput, NotNow, NotThere
from cases.rules.estimate_facts import Span
from cases.rules.vocabulary import Currency, Language, Part
from cases.store.door import case_for
from cases.store.estimate_views import WorkerEstimate, compared, estimates_of, range_for
from cases.store.sharing import collect
from cases.store.tables import Disclosure, EstimateSheet, Event, Letter, OutboxMessage
from cases.store.views import view_case
from tests.cases.world import Filed, World

KNOWN = {
    "contract": "open",
    "started": "2021-11-01",
    "ending": "dismissed",
    "reason": "none",
    "ended": "2024-10-31",
    "wage": "777.77",
    "notice_days": "0",
    "unpaid_half_years": "0",
    "paid": "0",
}
CANARIES = ("777.77", "2333.31", "2348.27")  # her wage, and the range of it


async def found(world: World, number: str, alias: str = "dara") -> list[WorkerEstimate]:
    async with world.store.reading() as unit:
        return await estimates_of(unit, await case_for(unit, world.viewer(alias), number))


async def behind_her_number(world: World, filed: Filed) -> CaseOpened:
    opened = await answer_slowly(world.store, Asker([], Language.ENGLISH, None, "page"), OpenByNumber(filed.receipt))
    assert isinstance(opened, CaseOpened)
    return opened


async def test_what_she_told_and_an_officer_entered_becomes_a_range(world: World) -> None:
    """Computed afresh, whoever of the lead looks; beside what was agreed in money; each worker by herself."""
    filed = await world.active()
    await world.her(filed, filing.answer_fact, "union_what", ["dismissed"])
    await world.her(filed, filing.answer_fact, "union_punished_date", ["2024-10"])
    (first,) = await found(world, filed.number)
    assert first.facts.ended and first.facts.ended.last.isoformat() == "2024-10-31" and not first.entered
    await world.act("dara", filed.number, estimates.keep_facts, 1, KNOWN)
    await world.agreed("dara", filed.number, amount=Amount(Currency.USD, Decimal(6000)))
    await world.colleague(filed)
    both = await found(world, filed.number, "sophea")
    assert [one.number for one in both] == [1, 2] and both[0].entered == KNOWN
    assert [str(both[0].found.left.low), str(both[0].found.left.high)] == list(CANARIES[1:])
    async with world.store.reading() as unit:
        access = await case_for(unit, world.viewer("dara"), filed.number)
        (beside,) = await compared(unit, access, both[:1])
    assert beside.about == both[0].found.left == range_for(both[:1], Currency.USD)
    assert beside.agreed == Decimal(6000) and isinstance(beside.about, Span)
    sheets = await world.rows(EstimateSheet)
    assert [row.sealed is not None and b"777" not in row.sealed for row in sheets] == [True]
    with pytest.raises(BadInput):
        await world.act("dara", filed.number, estimates.keep_facts, 3, KNOWN)
    for alias in ("maly", "vuthy"):
        with pytest.raises(NotThere):
            await world.act(alias, filed.number, estimates.keep_facts, 1, KNOWN)


async def test_she_sees_it_only_while_it_is_shown(sqlite_world: World) -> None:
    """Behind her number and once in her chat, never in her thread; taken back, nothing of it is kept."""
    world = sqlite_world
    filed = await world.active(correspondent_id=await world.chat())
    with pytest.raises(NotNow):
        await world.act("dara", filed.number, estimates.show_estimate, 1)
    await world.act("dara", filed.number, estimates.keep_facts, 1, KNOWN)
    assert not (await behind_her_number(world, filed)).owed
    world.clock.let_pass(minutes=1)
    await world.act("dara", filed.number, estimates.show_estimate, 1)
    opened = await behind_her_number(world, filed)
    assert opened.owed["high"] == {"money": ["USD", CANARIES[2]]} and opened.owed_more
    notices = [line.notice for line in opened.lines]
    assert notices[-1] == "estimate_there" and not any(word in repr(opened.lines) for word in CANARIES)
    words = " ".join(
        one.text for language in Language for one in drawn(language, {"notice": "estimate", "params": _sums(opened)})
    )
    assert "$2,348.27" in words and "no promise" in words and "មិនមែនសន្យា" in words
    assert len(await world.rows(OutboxMessage)) >= 1
    world.clock.let_pass(minutes=1)
    await world.act("dara", filed.number, estimates.take_back_estimate, 1)
    after = await behind_her_number(world, filed)
    assert not after.owed and after.lines[-1].notice == "estimate_taken_back"
    (sheet,) = await world.rows(EstimateSheet)
    assert sheet.sealed_shown is None and sheet.shown_at is None and sheet.sealed is not None
    with pytest.raises(NotNow):
        await world.act("dara", filed.number, estimates.take_back_estimate, 1)


def _sums(opened: CaseOpened) -> dict[str, object]:
    return {name: opened.owed[name] for name in ("party", "low", "high")}


async def test_no_recipient_and_no_mediator_ever_learns_of_it(sqlite_world: World) -> None:
    """Not on its page, in what is shared, in a letter or in the timeline; handed to BFC, the sheets are gone."""
    world = sqlite_world
    filed = await world.active()
    await world.act("dara", filed.number, estimates.keep_facts, 1, KNOWN)
    await world.act("dara", filed.number, estimates.show_estimate, 1)
    reference = await world.accepted(filed)
    async with world.store.reading() as unit:
        viewer = world.viewer("dara")
        shared = await collect(unit, viewer.keys, (await case_for(unit, viewer, filed.number)).case)
        theirs = await view_case(unit, await case_for(unit, world.viewer("maly"), reference))
    told = json.dumps(shared.items) + repr(theirs)
    assert not any(word in told for word in (*CANARIES, "estimate")) and Part.WHAT_HAPPENED.value in told
    with pytest.raises(NotThere):
        await found(world, reference, "maly")
    for verb in (estimates.show_estimate, estimates.take_back_estimate):
        with pytest.raises(NotThere):
            await world.act("maly", reference, verb, 1)
    lines = repr(await world.rows(Event))
    assert not any(word in lines for word in CANARIES)
    assert await world.rows(Disclosure) and not await world.rows(Letter)


async def test_a_lead_that_mediates_has_no_estimates_and_keeps_none(sqlite_world: World) -> None:
    """BFC as the lead is refused, and reads nowhere that there was one; whoever leaves a case takes her sheet along."""
    world = sqlite_world
    by_bfc = await world.file(lead="bfc")
    with pytest.raises(NotNow):
        await found(world, by_bfc.number, "maly")
    with pytest.raises(NotNow):
        await world.act("maly", by_bfc.number, estimates.keep_facts, 1, KNOWN)
    filed = await world.active()
    await world.act("dara", filed.number, estimates.keep_facts, 1, KNOWN)
    await world.act("dara", filed.number, estimates.show_estimate, 1)
    await world.act("dara", filed.number, estimates.take_back_estimate, 1)
    asked = await world.act("dara", filed.number, handovers.ask_handover, world.party["bfc"])
    said = {"yes": True, "language": Language.KHMER, "wording_digest": "0" * 64}
    await world.her(filed, handovers.answer_handover, asked.id, **said)
    await world.act("dara", filed.number, handovers.carry_out_handover, asked.id)
    assert await world.rows(EstimateSheet) == []
    async with world.store.reading() as unit:
        read = await view_case(unit, await case_for(unit, world.viewer("maly"), filed.number))
    lines = [line.notice for line in read.thread] + [line.kind for line in read.events]
    assert "handover_done" in lines and not [line for line in lines if line.startswith("estimate")]


async def test_who_withdraws_takes_her_sheet_along(sqlite_world: World) -> None:
    """A withdrawn case is not estimated; one worker's sheet goes when what is hers is erased."""
    world = sqlite_world
    filed = await world.active()
    hers = await world.colleague(filed)
    for number in (1, 2):
        await world.act("dara", filed.number, estimates.keep_facts, number, KNOWN)
    await world.her(hers, withdrawing.withdraw_case)
    await world.her(hers, withdrawing.erase_now)
    (left,) = await world.rows(EstimateSheet)
    assert left.complainant_id == filed.complainant_id
    await world.her(filed, withdrawing.withdraw_case)
    with pytest.raises(NotNow):
        await world.act("dara", filed.number, estimates.keep_facts, 1, KNOWN)
