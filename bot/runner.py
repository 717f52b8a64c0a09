"""One answer at a time: load with lock, step, carry out, write, commit, send. The same for every channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from bot import conversations
from bot.answers import Asker, Slow, answer
from bot.conversations import Open
from bot.dialogue.aloud import is_loudspeaker
from bot.dialogue.conversation import Conversation
from bot.dialogue.effects import ForgetChat, HideChat, Turn
from bot.dialogue.model import Answer, AnswerKind, Prompt
from bot.dialogue.queries import CaseOpened, Need, Query
from bot.dialogue.script import show, step
from bot.effects import Teller, carry_out
from bot.intake import Stored
from bot.outbound import Outbound, prompt_contents
from bot.rendering import Rendered, labels, render
from bot.slow import answer_slowly
from cases.actions.filing import keep_evidence, withdraw_from_draft
from cases.actions.forgetting import forget_chat
from cases.rules.errors import SamlengError
from cases.rules.vocabulary import Language
from cases.store import chat_messages, once, outbox
from cases.store.chat_messages import InChat
from cases.store.tables import TelegramUpdate
from cases.store.unit import Outgoing, Store, Unit, insert_into
from locales import recordings


@dataclass(frozen=True)
class Heard:
    """An answer, with the file that came with it and still needs its row, or why that file was not taken."""

    answer: Answer
    stored: Stored | None = None
    refused: str = ""  # a key below `refused.`; the answer is then the words that came with the file
    message_id: int = 0  # of a message that stands in her chat now; 0 for a tap


@dataclass(frozen=True)
class Page:
    """What a browser page shows after a turn."""

    language: Language
    messages: Sequence[Rendered]
    state: Conversation


class Runner:
    """Runs conversations over one store. `public_url` is where the browser door is."""

    def __init__(self, store: Store, public_url: str) -> None:
        self._store, self._public_url = store, public_url

    # ------------------------------------------------------------------------------------------ Telegram
    async def hear_chat(self, update_id: int, address: str, heard: Heard, outbound: Outbound) -> str:
        """Deal with one Telegram update: committed, then answered. The same update again does nothing.

        Returns the correspondent whose chat she has just hidden, or "".
        """
        given: dict[Query, Any] = {}
        hidden = ""
        while True:
            try:
                leased, hidden = await self._chat_turn(update_id, address, heard, outbound, given)
            except Slow as slow:
                given[slow.query] = await answer_slowly(self._store, slow.asker, slow.query)
            except SamlengError as problem:
                leased = await self._chat_problem(update_id, address, heard, problem, outbound)
                break
            else:
                break
        if leased:
            await outbound.send_leased(leased)
        return hidden

    async def _chat_turn(
        self,
        update_id: int,
        address: str,
        heard: Heard,
        outbound: Outbound,
        given: dict[Query, Any],
    ) -> tuple[list[Outgoing], str]:
        async with self._store.writing() as unit:
            if not await _is_new(unit, update_id):
                return [], ""
            opened = await conversations.of_chat(unit, address, self._public_url, outbound.sent)
            await _stands_in_chat(unit, opened, heard)
            turn = await self._turn(unit, opened, heard, given)
            hides = HideChat() in turn.effects
            if hides and opened.correspondent:
                await outbound.settle(unit)
                await chat_messages.hide(unit, opened.correspondent.id)
            else:
                await outbound.settle_some(unit, opened.correspondent.id if opened.correspondent else "")
            if opened.held and opened.correspondent and not opened.state.covered:
                await outbound.open_held(unit, opened.correspondent, lease=not opened.in_line)
            why = (Prompt(f"refused.{heard.refused}"),) if heard.refused else ()
            if ForgetChat() in turn.effects:
                await _say_last(unit, opened, turn.prompts)
            else:
                await _enqueue(unit, opened, (*why, *turn.prompts))
        return unit.leased, opened.correspondent.id if hides and opened.correspondent else ""

    async def _chat_problem(
        self, update_id: int, address: str, heard: Heard, problem: SamlengError, outbound: Outbound
    ) -> list[Outgoing]:
        """The turn was undone: say why, and show where she is."""
        async with self._store.writing() as unit:
            if not await _is_new(unit, update_id):
                return []
            opened = await conversations.of_chat(unit, address, self._public_url, outbound.sent)
            await _stands_in_chat(unit, opened, heard)
            screen = await self._screen(unit, opened)
            await _enqueue(unit, opened, (_problem_prompt(problem), *screen))
        return unit.leased

    async def poisoned(self, update_id: int) -> None:
        """Record an update that could not be dealt with, so that it never comes again."""
        async with self._store.writing() as unit:
            if await unit.session.get(TelegramUpdate, update_id) is None:
                unit.session.add(TelegramUpdate(id=update_id, at=unit.now, poisoned=True))

    # ------------------------------------------------------------------------------------------- browser
    async def begin_page(self, state: Conversation, first: Answer) -> tuple[str, Page]:
        """A new conversation in a browser page: the page's secret, and its first screen."""
        given: dict[Query, Any] = {}
        while True:
            try:
                async with self._store.writing() as unit:
                    secret, opened = await conversations.begin_in_browser(unit, state)
                    turn = await self._turn(unit, opened, Heard(first), given)
                return secret, _page(opened, turn.prompts)
            except Slow as slow:
                given[slow.query] = await answer_slowly(self._store, slow.asker, slow.query)

    async def hear_page(self, secret: str, form_key: str, heard: Heard) -> Page:
        """One answer from a browser page. The same form again only shows where she is.

        Raises:
            NotThere: the conversation ran out.
            AlreadySent: the same form with other words.
        """
        given: dict[Query, Any] = {}
        while True:
            try:
                return await self._page_turn(secret, form_key, heard, given)
            except Slow as slow:
                given[slow.query] = await answer_slowly(self._store, slow.asker, slow.query)

    async def _page_turn(self, secret: str, form_key: str, heard: Heard, given: dict[Query, Any]) -> Page:
        said = heard.answer
        body = f"{said.kind}|{said.text}|{heard.stored.digest if heard.stored else ''}".encode()
        async with self._store.writing() as unit:
            opened = await conversations.of_page(unit, secret)
            if await once.done_before(unit, opened.row.id, "chat", form_key, body) is not None:
                return _page(opened, await self._screen(unit, opened))
            turn = await self._turn(unit, opened, heard, given)
            prompts = await self._with_a_way_on(unit, opened, heard.answer, turn.prompts)
        return _page(opened, prompts)

    async def _with_a_way_on(
        self, unit: Unit, opened: Open, answer: Answer, said: Sequence[Prompt]
    ) -> Sequence[Prompt]:
        """What was said, and below it where she is: a page keeps none of the buttons that a chat leaves standing.

        What asks something of its own stands alone, unless it is an overview from her menu.
        """
        asks = any(not is_loudspeaker(button) for prompt in said for row in prompt.buttons for button in row)
        if asks and not answer.text.startswith("home:"):
            return said
        screen = tuple(await self._screen(unit, opened))
        return said if tuple(said[-len(screen) :]) == screen else (*said, *screen)

    async def show_page(self, secret: str, problem: SamlengError | None = None) -> Page:
        """Where she is, once more, with what went wrong above it. Raises NotThere."""
        async with self._store.writing() as unit:
            opened = await conversations.of_page(unit, secret)
            screen = await self._screen(unit, opened)
        return _page(opened, ((_problem_prompt(problem),) if problem else ()) + tuple(screen))

    # ---------------------------------------------------------------------------------------------- both
    async def _turn(self, unit: Unit, opened: Open, heard: Heard, given: dict[Query, Any]) -> Turn:
        """One step with everything that it asks for; the conversation is saved with it.

        Raises:
            Slow: a receipt is needed first.
        """
        asker = _asker(opened, given)
        known = dict(given)
        while True:
            found = step(opened.state, heard.answer, unit.now, known, labels, recordings.names())
            if not isinstance(found, Need):
                break
            known[found.query] = await answer(unit, asker, found.query)
        before = {*opened.state.evidence_ids(), *((heard.stored.evidence_id,) if heard.stored else ())}
        teller, told_before = Teller(asker, asker.correspondent_id), opened.state
        await conversations.save(unit, opened, found.conversation)
        if heard.stored is not None:
            stored = heard.stored
            await keep_evidence(unit, stored.evidence_id, stored.kind, stored.size, conversation_id=opened.row.id)
        await carry_out(unit, teller, found.effects)
        await conversations.keep_questions(unit, told_before, found.conversation)
        if not found.effects:
            await withdraw_from_draft(unit, sorted(before - set(found.conversation.evidence_ids())))
        return found

    async def _screen(self, unit: Unit, opened: Open) -> Sequence[Prompt]:
        asker = _asker(opened)
        known: dict[Query, Any] = {}
        while True:
            found = show(opened.state, known, recordings.names())
            if not isinstance(found, Need):
                return found
            known[found.query] = await answer(unit, asker, found.query)


def _asker(opened: Open, given: Mapping[Query, Any] | None = None) -> Asker:
    """A chat is told apart by its address, so that forgetting it gives no new guesses; a page by its secret's id.

    A case that was opened by its number in this very turn is hers already.
    """
    correspondent = opened.correspondent
    found = [known.complainant_id for known in (given or {}).values() if isinstance(known, CaseOpened)]
    who = f"chat|{correspondent.address_digest}" if correspondent else f"page|{opened.row.id}"
    return Asker((*opened.mine, *found), opened.state.language, correspondent.id if correspondent else None, who)


async def _is_new(unit: Unit, update_id: int) -> bool:
    """Claim an update id for this transaction; False when it was dealt with before."""
    claimed = await unit.run(_claiming(unit.dialect), {"id": update_id, "at": unit.now, "poisoned": False})
    return claimed.first() is not None


@cache
def _claiming(dialect: str) -> sa.Executable:
    insert = insert_into(dialect, TelegramUpdate)
    return insert.on_conflict_do_nothing(index_elements=["id"]).returning(col(TelegramUpdate.id))


async def _stands_in_chat(unit: Unit, opened: Open, heard: Heard) -> None:
    """Her own message can be deleted too, from the moment that it counts."""
    if heard.message_id and opened.correspondent:
        await chat_messages.record(unit, [InChat(opened.correspondent.id, heard.message_id, unit.now)])


async def _enqueue(unit: Unit, opened: Open, prompts: Sequence[Prompt]) -> None:
    assert opened.correspondent is not None
    await outbox.enqueue(unit, opened.correspondent, *prompt_contents(prompts), lease=not opened.in_line)


async def _say_last(unit: Unit, opened: Open, prompts: Sequence[Prompt]) -> None:
    """What is said to a chat that this very transaction forgets: sent after the commit, and kept nowhere."""
    assert opened.correspondent is not None
    await outbox.enqueue(unit, opened.correspondent, *prompt_contents(prompts), lease=True)
    await unit.session.flush()
    await forget_chat(unit, opened.correspondent.id)


def _problem_prompt(problem: SamlengError) -> Prompt:
    shown = {name: value for name, value in problem.data.items() if isinstance(value, str | int)}
    return Prompt(f"error.{problem.code}", shown)


def _page(opened: Open, prompts: Sequence[Prompt]) -> Page:
    language = opened.state.language
    return Page(language, [render(language, prompt) for prompt in prompts], opened.state)


def start_answer(site_code: str, language: str = "", shared: bool | None = None) -> Answer:
    """What the page behind the code has asked already, as the first answer of a conversation."""
    flag = "" if shared is None else "s" if shared else "o"
    return Answer(AnswerKind.START, f"{site_code}_{language}{flag}" if language or flag else site_code)
