"""What time reminds of: her of a question, twice and no more; both leads of an answer that did not come."""

from __future__ import annotations

from cases.actions import referrals, reminding, upkeep
from cases.rules.vocabulary import ContactHours, Relation
from cases.store import announcing
from cases.store.clocks import overdue_duties
from cases.store.door import case_for
from cases.store.lists import list_cases
from cases.store.tables import Clock, Correspondent, Event
from cases.store.views import view_case
from cases.store.waiting import waiting_for
from tests.cases.world import Filed, World
from tests.support.chat_line import ChatLine, chat_line
from tests.support.phone import Control


async def pass_days(world: World, days: int) -> None:
    """So many days, time's work done on each."""
    for _ in range(days):
        world.clock.let_pass(days=1)
        await remind(world)


async def remind(world: World) -> None:
    for work in (upkeep.run_out, reminding.remind, reminding.escalate):
        async with world.store.writing() as unit:
            await work(unit)


async def told(world: World, filed: Filed) -> list[str]:
    async with world.store.reading() as unit:
        thread = (await view_case(unit, await case_for(unit, world.viewer("dara"), filed.number))).thread
    return [said.notice for said in thread]


async def test_she_is_reminded_on_the_second_and_the_fifth_day(world: World) -> None:
    """Never again before the question runs out; once she has answered, not at all."""
    silent, answered = await world.active(), await world.active()
    await world.ask(silent)
    reference = await world.ask(answered)
    await pass_days(world, 1)
    assert "consent_reminder" not in await told(world, silent)
    await world.answer(answered, reference)
    await pass_days(world, 1)
    assert (await told(world, silent)).count("consent_reminder") == 1
    await remind(world)
    await pass_days(world, 11)
    assert (await told(world, silent)).count("consent_reminder") == 2
    assert "consent_reminder" not in await told(world, answered)
    lines = await world.rows(Event, Event.kind == "consent_reminded")
    assert [line.actor for line in lines] == ["system", "system"]


async def test_days_without_a_server_are_made_up_by_one_reminder(sqlite_world: World) -> None:
    """Six days at once are one word too many, not two."""
    filed = await sqlite_world.active()
    await sqlite_world.ask(filed)
    sqlite_world.clock.let_pass(days=6)
    for _ in range(2):
        await remind(sqlite_world)
    assert (await told(sqlite_world, filed)).count("consent_reminder") == 1


async def test_an_answer_that_did_not_come_is_brought_before_both_leads_once(sqlite_world: World) -> None:
    """It stands on their lists until it comes; nobody else's list has it."""
    filed = await sqlite_world.active()
    reference = await sqlite_world.sent(filed)
    await pass_days(sqlite_world, 10)
    (line,) = await sqlite_world.rows(Event, Event.kind == "referral_overdue")
    assert line.actor == "system" and line.referral_id is not None
    for alias, number, relation in (("dara", filed.number, Relation.LEAD), ("maly", reference, Relation.RECIPIENT)):
        async with sqlite_world.store.reading() as unit:
            viewer = sqlite_world.viewer(alias)
            (row,) = (await list_cases(unit, viewer, overdue=True)).rows
            assert (row.reference, row.relation) == (number, relation)
            ((_, party),) = await overdue_duties(unit, [filed.case_id])
            assert party.id == sqlite_world.party["bfc"], "the lead is told whose answer it is"
            assert (await waiting_for(unit, viewer)).overdue == 1
    async with sqlite_world.store.reading() as unit:
        assert (await waiting_for(unit, sqlite_world.viewer("sophea"))).overdue == 0, "told to leads"
        assert (await list_cases(unit, sqlite_world.viewer("vuthy"), overdue=True)).rows == []
    await sqlite_world.act("maly", reference, referrals.receive_referral)
    await sqlite_world.act("maly", reference, referrals.accept_referral, "")
    (clock,) = await sqlite_world.rows(Clock, Clock.rule == "referral_answer")
    assert clock.met_at is not None
    async with sqlite_world.store.reading() as unit:
        for alias in ("dara", "maly"):
            assert (await list_cases(unit, sqlite_world.viewer(alias), overdue=True)).rows == []


async def test_who_told_something_and_did_not_send_it_is_reminded_once(sqlite_world: World, bot_api: Control) -> None:
    """A day later, with no word of it in the chat; not again when she has looked, and not once it ran out."""
    async with chat_line(sqlite_world.store, bot_api) as line:
        await line.say("/start")
        await line.say("គេមិនបើកប្រាក់ខែ")
        (chat,) = await sqlite_world.rows(Correspondent)
        async with sqlite_world.store.writing() as unit:
            await announcing.set_hours(unit, chat.id, ContactHours.ANY_TIME)
        assert await _a_day_passes(sqlite_world, line) == ["ព័ត៌មានថ្មី៖ 1"]
        opened = await line.tap("open:")
        assert "មិនទាន់ផ្ញើទៅអ្នកណា" in opened[0]
        assert await _a_day_passes(sqlite_world, line) == []
        assert await _a_day_passes(sqlite_world, line) == []


async def _a_day_passes(world: World, line: ChatLine) -> list[str]:
    """What the bot says by itself."""
    before = len(await line.texts())
    world.clock.let_pass(hours=24, minutes=1)
    async with world.store.writing() as unit:
        await reminding.remind_of_drafts(unit)
    await line.jobs()
    return (await line.texts())[before:]
