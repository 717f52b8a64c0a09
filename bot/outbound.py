"""Messages go out: rendered in her language at the last moment, in order per correspondent.

What a turn says is sent by its writer right after the commit. Everything else, and whatever was left behind,
is claimed from the outbox by the jobs. Each message that Telegram took is remembered by its number in the chat, so
that it can be deleted there.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.channel import ChannelError, Refused, TryLater, Unreachable
from bot.dialogue.model import Button, Prompt
from bot.dialogue.notices import notice, of_case
from bot.rendering import Rendered, render
from cases.rules.vocabulary import Language
from cases.store import announcing, chat_messages, claiming, outbox
from cases.store.chat_messages import InChat
from cases.store.tables import Correspondent
from cases.store.unit import Outgoing, Store, Unit

Send = Callable[[str, Rendered], Awaitable[Sequence[int] | None]]  # the messages' numbers in her chat
FLEETING = dt.timedelta(minutes=5)  # so long does a message stand that goes by itself
SETTLE = 0.05  # seconds that a sent message may wait for the next commit to be written down
PER_SECOND = 25  # Telegram takes about 30 a second from one bot, and her own answers come first
REFUSED_TRIES = 3
IDLE = 1.0  # seconds between two looks when nothing is sent
HANDFUL = 12

log = logging.getLogger(__name__)


def prompt_contents(prompts: Sequence[Prompt]) -> list[dict[str, Any]]:
    """A turn's prompts as the outbox keeps them. What leads up to the question stands in one message with it."""
    together = 2 if len(prompts) > 1 and not prompts[-2].buttons and not any(one.voice for one in prompts[-2:]) else 1
    messages = [[prompt] for prompt in prompts[:-together]] + [list(prompts[-together:])]
    return [{"prompts": [asdict(prompt) for prompt in message]} for message in messages if message]


def drawn(language: Language, content: Mapping[str, Any]) -> list[Rendered]:
    """What the outbox keeps, as messages in a language."""
    if "notice" in content:
        prompts = of_case(content.get("of"), content["notice"], notice(content["notice"], content["params"]))
        return [render(language, prompt) for prompt in prompts]
    drawn_prompts = [render(language, _prompt(kept)) for kept in content["prompts"]]
    last = drawn_prompts[-1]
    return [Rendered("\n\n".join(one.text for one in drawn_prompts), last.buttons, last.voice)]


def _prompt(kept: Mapping[str, Any]) -> Prompt:
    rows = tuple(tuple(Button(**button) for button in row) for row in kept["buttons"])
    return Prompt(kept["key"], kept["params"], rows, kept.get("fleeting", False), kept.get("voice", ""))


@dataclass
class Sent:
    """A message that went out and is not written down yet."""

    message_id: str
    correspondent_id: str
    announces: bool
    in_chat: list[InChat] = field(default_factory=list)


class Outbound:
    """Sends for one process. Sent ids are written down with the next commit, or after a moment's quiet."""

    def __init__(self, store: Store, send: Send) -> None:
        self._store, self._send = store, send
        self._sent: list[Sent] = []
        self._stray: list[InChat] = []  # parts that stand in a chat though the whole was not taken
        self._something_sent = asyncio.Event()

    @property
    def sent(self) -> tuple[str, ...]:
        """Ids that went out and are not written down yet."""
        return tuple(one.message_id for one in self._sent)

    async def open_held(self, unit: Unit, correspondent: Correspondent, *, lease: bool) -> None:
        """Notices that wait for her come before the answer that she gets now."""
        announced = [one.message_id for one in self._sent if one.announces]
        shown = [one.message_id for one in self._sent if not one.announces]
        await announcing.open_held(unit, correspondent, lease=lease, announced=announced, shown=shown)

    async def settle_some(self, unit: Unit, correspondent_id: str = "") -> None:
        """Write down what was sent once there is a handful, or what she has just answered to.

        The rest follows in a moment of its own.
        """
        if len(self._sent) >= HANDFUL or any(one.correspondent_id == correspondent_id for one in self._sent):
            await self.settle(unit)

    async def settle(self, unit: Unit) -> None:
        """Write down what was sent, in a transaction that commits anyway. A rollback leaves it to the next."""
        sent, self._sent = self._sent, []
        stray, self._stray = self._stray, []
        if not sent and not stray:
            return
        unit.on_rollback += [lambda: self._sent.extend(sent), lambda: self._stray.extend(stray)]
        announced = [one.message_id for one in sent if one.announces]
        if announced:
            await announcing.mark_announced(unit, announced)
        if len(sent) > len(announced):
            await outbox.mark_sent(unit, [one.message_id for one in sent if not one.announces])
        await chat_messages.record(unit, [*stray, *(message for one in sent for message in one.in_chat)])

    async def send_leased(self, messages: Sequence[Outgoing]) -> None:
        """Send the messages that this writer leased to itself, in order, after its commit."""
        for position, message in enumerate(messages, start=1):
            if not await self._one(message):
                await self._release([later.id for later in messages[position:]])
                return

    async def run(self, stopping: asyncio.Event, idle: float = 1.0) -> None:
        """Empty the outbox again and again until told to stop."""
        while not stopping.is_set():
            if not await self.round():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stopping.wait(), idle)

    async def keep_settled(self, stopping: asyncio.Event) -> None:
        """Write down within a moment what this process sent. Every process that sends needs it."""
        while not stopping.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._something_sent.wait(), IDLE)
            self._something_sent.clear()
            await asyncio.sleep(SETTLE)
            try:
                await self._settle_now()
            except Exception as problem:
                log.warning("outbox: sent messages are not written down yet (%s)", type(problem).__name__)

    async def round(self) -> bool:
        """One message to each correspondent that waits, no more than a second's worth; whether there was any."""
        async with self._store.reading() as unit:
            waiting = await outbox.due_correspondents(unit, PER_SECOND)
        if not waiting:
            return False
        begun = time.monotonic()
        done = await asyncio.gather(*(self._next_of(correspondent_id) for correspondent_id in waiting))
        if len(waiting) == PER_SECOND:
            await asyncio.sleep(max(0.0, 1.0 - (time.monotonic() - begun)))
        return any(done)

    async def _next_of(self, correspondent_id: str) -> bool:
        async with self._store.writing() as unit:
            await self.settle(unit)
            claimed = await claiming.claim_next(unit, correspondent_id)
            message = await claiming.read(unit, claimed.id) if claimed else None
        return message is not None and await self._one(message)

    async def _one(self, message: Outgoing) -> bool:
        """Send one message; whether it is out of the way."""
        sent = Sent(message.id, message.correspondent_id, message.announces)
        try:
            for rendered in drawn(message.language, message.content):
                sent.in_chat += self._in_chat(message, await self._send(message.address, rendered))
        except Unreachable:
            async with self._store.writing() as unit:
                await outbox.mark_unreachable(unit, message.id)
            return True
        except ChannelError as problem:
            self._stray += [*sent.in_chat, *self._in_chat(message, problem.taken)]
            await self._failed(message, problem)
            return False
        self._sent.append(sent)
        self._something_sent.set()
        return True

    def _in_chat(self, message: Outgoing, numbers: Sequence[int] | None) -> list[InChat]:
        now = self._store.clock.now()
        delete_at = now + FLEETING if _is_fleeting(message.content) else None
        return [InChat(message.correspondent_id, number, now, delete_at) for number in numbers or ()]

    async def _failed(self, message: Outgoing, problem: ChannelError) -> None:
        if isinstance(problem, Refused):
            log.error("outbox: a message was refused (%s)", problem.reason)
        wait = dt.timedelta(seconds=problem.seconds) if isinstance(problem, TryLater) else None
        async with self._store.writing() as unit:
            if isinstance(problem, Refused) and message.tries + 1 >= REFUSED_TRIES:
                await outbox.give_up(unit, message.id)
            else:
                await outbox.mark_failed(unit, message.id, type(problem).__name__, wait)

    async def _release(self, message_ids: Sequence[str]) -> None:
        if message_ids:
            async with self._store.writing() as unit:
                await outbox.release(unit, message_ids)

    async def finish(self) -> None:
        """Before the process ends: nothing that was sent stays unwritten."""
        await self._settle_now()

    async def _settle_now(self) -> None:
        if self._sent or self._stray:
            async with self._store.writing() as unit:
                await self.settle(unit)


def _is_fleeting(content: Mapping[str, Any]) -> bool:
    """Whether a message goes by itself after a short while."""
    return any(kept.get("fleeting", False) for kept in content.get("prompts", ()))
