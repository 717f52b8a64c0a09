"""Random answers through the real runner and a real database: no exception, no dead end, no case lost or doubled."""

from __future__ import annotations

import asyncio
import base64
import itertools
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from bot import conversations
from bot.dialogue.conversation import Conversation, new
from bot.dialogue.model import Answer, AnswerKind, StoryItem
from bot.dialogue.script import STEPS
from bot.intake import Stored
from bot.outbound import Outbound
from bot.rendering import Rendered
from bot.runner import Heard, Runner
from cases.actions import triage
from cases.actions.asking import propose_referral
from cases.actions.delivering import deliver_remedy
from cases.actions.telling import write_to_worker
from cases.rules.vocabulary import Channel, Part, RemedyKind
from cases.rules.workers import Workers
from cases.store.tables import Case, Factory, SiteCode, new_id
from tests.cases.world import Furniture, World, living
from tests.support.dialogue_world import start, tap
from tests.support.random_answers import BEGINNINGS, LATER, MOVES, Move

SOUND = b"OggS" + bytes(100)
CODES = ("abc123", "xyz789")
URL = "https://samleng.example"
_numbers = itertools.count(10**6)
_chats = itertools.count(1)


@dataclass
class Reached:
    """Where all the conversations of one test have been."""

    talks: int = 0
    turns: int = 0
    cases: set[str] = field(default_factory=set)
    steps: set[str] = field(default_factory=set)
    taps: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        counted = f"{self.talks:,} conversations, {self.turns:,} turns, {len(self.cases):,} cases"
        return f"{counted}; {len(self.steps)} of {len(STEPS)} steps, {len(self.taps)} kinds of buttons"


@dataclass
class Chat:
    """One chat with the runner; what it shows is what went out."""

    world: World
    reached: Reached
    screen: list[str] = field(default_factory=list)  # what can be tapped on the newest message with buttons
    seen: list[str] = field(default_factory=list)  # every button that stands in the chat, old ones too
    sent: int = 0
    heard: list[tuple[int, Heard]] = field(default_factory=list)

    state: Conversation = field(default_factory=lambda: new(Channel.TELEGRAM, URL))  # as it stands in the database

    def __post_init__(self) -> None:
        self.address = f"{next(_chats)}"
        self.runner, self.outbound = Runner(self.world.store, URL), Outbound(self.world.store, self._sent)

    async def _sent(self, _address: str, message: Rendered) -> Sequence[int] | None:
        self.sent += 1
        taps = [one.data for row in message.buttons for one in row if not one.opens_page]
        self.screen = taps or self.screen
        self.seen += taps
        return [next(_numbers)]

    async def hears(self, answer: Answer, update_id: int = 0) -> None:
        """An answer as a new update; `update_id` says it when it is no number that comes next."""
        heard = self._with_file(answer) if answer.kind is AnswerKind.EVIDENCE else Heard(answer)
        self.heard.append((update_id or next(_numbers), heard))
        await self.comes(*self.heard[-1])
        self.reached.turns += 1
        self.state = await self.kept()
        self.reached.steps.add(self.state.step)
        if answer.kind is AnswerKind.BUTTON:
            self.reached.taps[answer.text.partition(":")[0]] += 1

    async def comes(self, update_id: int, heard: Heard) -> None:
        await self.runner.hear_chat(update_id, self.address, heard, self.outbound)
        await self.empty()

    async def empty(self) -> None:
        """What waits for her goes out."""
        while await self.outbound.round():
            pass

    def _with_file(self, answer: Answer) -> Heard:
        """A file as the channel stores it before the turn."""
        assert answer.evidence is not None
        evidence_id, kind = new_id(), answer.evidence.kind
        key, size = self.world.store.files.store(evidence_id, SOUND)
        item = StoryItem(kind, "", evidence_id, base64.b64encode(key).decode(), answer.evidence.media_type, 12)
        return Heard(Answer(AnswerKind.EVIDENCE, answer.text, item), Stored(evidence_id, kind, size))

    async def kept(self) -> Conversation:
        async with self.world.store.writing() as unit:
            return (await conversations.of_chat(unit, self.address, URL)).state


async def cases(world: World) -> set[str]:
    async with world.store.reading() as unit:
        return set((await unit.session.exec(select(Case.id))).all())


async def converse(world: World, opening: list[Answer], moves: list[Move], reached: Reached) -> None:
    """One chat from its first to its last answer, with what holds after each that was not foreseen."""
    chat = Chat(world, reached)
    reached.talks += 1
    for answer in opening:
        parties = [one for one in chat.screen if one == f"who:{world.party['union']}"]
        await chat.hears(tap(parties[0]) if parties and answer.text.startswith("who:") else answer)
    await questioned(chat)
    reached.cases = await cases(world)
    for move in moves:
        if move.number % 7 == 6 and chat.heard:
            await repeated(chat, move.number)
        if move.kind == "later":
            world.clock.let_pass(seconds=LATER[move.number % len(LATER)].total_seconds())
        early = move.number % 5 == 4  # an id below those that came before
        old = tap(chat.seen[move.number % len(chat.seen)]) if chat.seen and move.kind == "later" else None
        await checked(chat, old or move.answer(chat.screen), next(_numbers) - 500_000 if early else 0)
    await checked(chat, start("abc123_kmo"))
    assert chat.screen, "no dead end: a code always leads to a screen with buttons"


async def questioned(chat: Chat) -> None:
    """Her officer takes the case, asks for a consent, writes, and hands over what was agreed: she has it to answer."""
    world = chat.world
    for case in chat.state.own_cases():
        await world.act("dara", case.case_number, triage.activate)
        await world.act("dara", case.case_number, propose_referral, world.party["bfc"], [Part.WHAT_HAPPENED])
        await world.act("dara", case.case_number, write_to_worker, "words")
        agreed = await world.agreed("dara", case.case_number, RemedyKind.REINSTATEMENT, workers=Workers(women=1))
        await world.act("dara", case.case_number, deliver_remedy, agreed, world.today)
    await chat.empty()


async def checked(chat: Chat, answer: Answer, update_id: int = 0) -> None:
    """She is answered, her state can be read, and one case is made for each that she sent."""
    state, before, sent = chat.state, chat.reached.cases, chat.sent
    await chat.hears(answer, update_id)
    now = chat.reached.cases = await cases(chat.world)
    silent = answer.kind is AnswerKind.BUTTON and answer.text in (state.last_tap, "chat:bare", "chat:hide")
    assert chat.sent > sent or silent, answer
    assert chat.state.step in STEPS
    own = {one.complainant_id for one in chat.state.own_cases()} - {one.complainant_id for one in state.own_cases()}
    assert before <= now, "none is lost"
    assert len(now - before) == len(own) <= 1, answer


async def repeated(chat: Chat, number: int) -> None:
    """An update that was dealt with comes again: nothing is said and nothing is done."""
    sent = chat.sent
    await chat.comes(*chat.heard[number % len(chat.heard)])
    assert (await chat.kept(), await cases(chat.world), chat.sent) == (chat.state, chat.reached.cases, sent)


@pytest.mark.parametrize("groups", [1, pytest.param(15, marks=[pytest.mark.chaos, pytest.mark.timeout(3600)])])
@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.chaos)])
def test_random_turns_lose_and_double_nothing(
    request: pytest.FixtureRequest, database: str, groups: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Words, buttons old and new, files, edits, codes, both languages, repeats, and ids out of order: 300 chats."""
    reached = Reached()
    url, furniture = _furnished(request, database)
    folder = request.getfixturevalue("tmp_path")
    with asyncio.Runner() as loop:
        stack = AsyncExitStack()
        world = loop.run(stack.enter_async_context(living(url, folder, furniture)))
        loop.run(_with_codes(world))

        def holds(opening: list[Answer], moves: list[Move]) -> None:
            loop.run(converse(world, opening, moves, reached))

        for group in range(groups):
            _some(20 if groups > 1 else 4, st.sampled_from(BEGINNINGS[group::groups]), holds)
        loop.run(stack.aclose())  # where the timelines of all the cases are verified
    with capsys.disabled():
        print(f"\n{database}: {reached}")


def _some(
    examples: int, beginnings: st.SearchStrategy[list[Answer]], holds: Callable[[list[Answer], list[Move]], None]
) -> None:
    """All on one database, which nothing takes back: what fails is shown as it was, and not made smaller."""
    checks = settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate],
    )
    checks(given(beginnings, st.lists(MOVES, min_size=5, max_size=30))(holds))()


def _furnished(request: pytest.FixtureRequest, database: str) -> tuple[str, Furniture]:
    if database == "postgres":
        return request.getfixturevalue("_furnished_url"), request.getfixturevalue("_furnished_postgres")
    template, furniture = request.getfixturevalue("furnished_sqlite")
    return f"sqlite:///{shutil.copy(template, request.getfixturevalue('tmp_path') / 'samleng.db')}", furniture


async def _with_codes(world: World) -> None:
    """A poster at the factory's gate, and one at its back door."""
    async with world.store.writing() as unit:
        factory = (await unit.session.exec(select(Factory))).one()
        for code in CODES:
            unit.session.add(SiteCode(code=code, factory_id=factory.id, placement="gate", created_at=unit.now))
