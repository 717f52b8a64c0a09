"""One Telegram update from arrival to commit: the file fetched and stored first, then one turn of the conversation."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

import telegram

from bot import conversations
from bot.channel import Refused
from bot.dialogue.model import Answer, AnswerKind
from bot.intake import refusal_before_fetch, take_in
from bot.outbound import Outbound
from bot.rendering import Rendered
from bot.runner import Heard, Runner
from bot.sweeping import Sweeper
from bot.telegram.client import TelegramClient
from bot.telegram.incoming import Incoming, read_update, strange_chat
from cases.actions.filing import evidence_so_far
from cases.store.tables import TelegramUpdate
from cases.store.unit import Store

log = logging.getLogger(__name__)


class Handling:
    """What polling and webhook call for each update, and the outbox for each message."""

    def __init__(self, store: Store, runner: Runner, client: TelegramClient) -> None:
        self._store, self._runner, self._client = store, runner, client
        self.outbound = Outbound(store, self.send)
        self.sweeper = Sweeper(store, self.delete)
        self._presses: set[asyncio.Task[None]] = set()

    async def send(self, address: str, rendered: Rendered) -> Sequence[int]:
        return await self._client.send(int(address), rendered)

    async def delete(self, address: str, message_ids: Sequence[int]) -> None:
        await self._client.delete(int(address), message_ids)

    def arrived(self, update: telegram.Update) -> None:
        """The mark on a pressed button goes at once, whatever her chat still waits for."""
        if update.callback_query is not None:
            self._answer_press(update.callback_query.id)

    async def handle(self, update: telegram.Update) -> None:
        """Returns when the update is committed and, if Telegram took it, answered."""
        incoming = read_update(update)
        if incoming is None:
            await self._leave(update)
            return
        heard = await self._heard(incoming)
        if heard is None:
            return
        heard = replace(heard, message_id=incoming.message_id)
        hidden = await self._runner.hear_chat(incoming.update_id, str(incoming.chat_id), heard, self.outbound)
        if hidden:
            await self.sweeper.empty(hidden)

    async def _leave(self, update: telegram.Update) -> None:
        group = strange_chat(update)
        if group is not None:
            await self._client.leave(group)

    async def poisoned(self, update: telegram.Update) -> None:
        """It never comes again; she learns that a file did not reach us, and what she wrote below it is kept."""
        try:
            incoming = read_update(update)
            if incoming is not None and incoming.file is not None:
                heard = replace(_refusal(incoming, "download_failed"), message_id=incoming.message_id)
                await self._runner.hear_chat(update.update_id, str(incoming.chat_id), heard, self.outbound)
        except Exception as problem:
            log.error("telegram: nothing could be said of a lost file (%s)", type(problem).__name__)
        await self._runner.poisoned(update.update_id)

    def _answer_press(self, query_id: str) -> None:
        task = asyncio.create_task(self._client.answer_press(query_id))
        self._presses.add(task)
        task.add_done_callback(self._presses.discard)

    async def _heard(self, incoming: Incoming) -> Heard | None:
        """The answer with its file stored; None when the update was dealt with before."""
        file = incoming.file
        if incoming.answer.kind is AnswerKind.REFUSED:
            return _refusal(incoming, incoming.answer.text)
        if file is None:
            return Heard(incoming.answer)
        async with self._store.reading() as unit:
            if await unit.session.get(TelegramUpdate, incoming.update_id) is not None:
                return None
            conversation_id = await conversations.id_of_chat(unit, str(incoming.chat_id))
            so_far = await evidence_so_far(unit, conversation_id) if conversation_id else (0, 0)
        refused = refusal_before_fetch(self._store, file.kind, so_far)
        if refused:
            return _refusal(incoming, refused)
        try:
            content = await self._client.fetch(file.file_id)
        except Refused as problem:
            return _refusal(incoming, "too_big" if problem.reason == "too_big" else "download_failed")
        answer, stored = await take_in(self._store, content, incoming.caption, file.kind)
        if stored is None:
            return _refusal(incoming, answer.text)
        return Heard(replace(answer, album=incoming.answer.album), stored)


def _refusal(incoming: Incoming, reason: str) -> Heard:
    """Why a file is not taken; the words below it are."""
    if incoming.caption:
        return Heard(Answer(AnswerKind.TEXT, incoming.caption), refused=reason)
    return Heard(Answer(AnswerKind.REFUSED, reason))
