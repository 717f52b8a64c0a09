"""The Bot API through python-telegram-bot's `Bot`, its errors in the words of `bot.channel`.

An error's own text can hold the token (in an address) or what somebody wrote, so none leaves this file.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import telegram
from telegram import error
from telegram.request import HTTPXRequest

from bot.channel import ChannelError, Refused, TryLater, Unreachable
from bot.introduction import Introduction
from bot.rendering import Rendered
from bot.telegram.drawing import draw
from bot.telegram.incoming import DOWNLOAD_LIMIT

UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
DELETED_AT_ONCE = 100
CONNECT, READ, WRITE, POOL = 5.0, 20.0, 20.0, 10.0  # seconds
FOR_PRESSES = 8  # connections of their own: a press does not wait for sends that hang
PARTS_TRIED = 4  # a text of several messages should not begin again because its second part met a full lane
GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "user not found")

SILENT = logging.CRITICAL + 1

log = logging.getLogger(__name__)


class _Bot(telegram.Bot):
    async def raw_updates(self, asked: dict[str, Any], read_timeout: float) -> list[dict[str, Any]]:
        """Updates as they came. In `get_updates` one that cannot be parsed fails, and logs, the whole batch."""
        found: list[dict[str, Any]] = await self._post("getUpdates", asked, read_timeout=read_timeout)
        return found


class TelegramClient:
    """One bot at one Bot API server. `api` is its address, such as https://api.telegram.org."""

    def __init__(self, token: str, api: str = "https://api.telegram.org", connections: int = 32) -> None:
        base = api.rstrip("/")
        self._requests = (_pool(connections), _pool(2), _pool(FOR_PRESSES))
        everything, updates, presses = self._requests
        bot = partial(_Bot, token, f"{base}/bot", f"{base}/file/bot", get_updates_request=updates)
        self.bot, self._presses = bot(request=everything), bot(request=presses)

    async def start(self) -> None:
        """Open the connection pools. Asks nothing of Telegram, so it succeeds while Telegram cannot be reached."""
        # httpx writes each address, token and all, at INFO; python-telegram-bot writes texts, even at CRITICAL.
        for name, level in (("httpx", logging.WARNING), ("httpcore", logging.WARNING), ("telegram", SILENT)):
            logging.getLogger(name).setLevel(level)
        await asyncio.gather(*(request.initialize() for request in self._requests))

    async def close(self) -> None:
        await asyncio.gather(*(request.shutdown() for request in self._requests))

    async def get_me(self) -> telegram.User:
        """The bot's own account.

        Raises:
            Refused: the token is not valid.
            TryLater: Telegram cannot be reached.
        """
        try:
            return await self.bot.get_me()
        except error.InvalidToken:
            raise Refused("InvalidToken") from None
        except error.TelegramError as problem:
            raise ours(problem) from None

    async def get_updates(self, offset: int, timeout: int) -> Sequence[dict[str, Any]]:
        """What came in, for `read`; what is below `offset` is acknowledged. Waits `timeout` seconds for the first.

        Raises:
            TryLater: also where another process polls or a webhook is set.
        """
        asked = {"offset": offset, "timeout": timeout, "allowed_updates": list(UPDATES)}
        async with _our_errors():
            return await self.bot.raw_updates(asked, READ + timeout)

    async def send(self, chat_id: int, rendered: Rendered) -> tuple[int, ...]:
        """Send a voice note, or a text with its buttons, as several messages where it is too long for one; their ids.

        Raises:
            Unreachable, TryLater, Refused: `taken` are the ids of the parts that were taken all the same.
        """
        if rendered.voice is not None and (taken := await self._send_voice(chat_id, rendered.voice)):
            return taken
        texts, keyboard = draw(rendered)
        sent: tuple[int, ...] = ()
        try:
            for number, text in enumerate(texts, start=1):
                markup = keyboard if number == len(texts) else None
                tries = PARTS_TRIED if number > 1 else 1
                sent = (*sent, await self._send_text(chat_id, text, markup, tries))
        except ChannelError as problem:
            problem.taken = sent
            raise
        return sent

    async def delete(self, chat_id: int, message_ids: Sequence[int]) -> None:
        """Delete messages of a private chat, hers and the bot's; those that are gone or too old are passed over.

        Raises:
            Unreachable, TryLater
        """
        for start in range(0, len(message_ids), DELETED_AT_ONCE):
            batch = message_ids[start : start + DELETED_AT_ONCE]
            try:
                async with _our_errors():
                    await self.bot.delete_messages(chat_id, batch)
            except Refused:  # one of them stands in the way of all
                await self._delete_each(chat_id, batch)

    async def _delete_each(self, chat_id: int, message_ids: Sequence[int]) -> None:
        for message_id in message_ids:
            with contextlib.suppress(Refused):
                async with _our_errors():
                    await self.bot.delete_message(chat_id, message_id)

    async def leave(self, chat_id: int) -> None:
        """Leave a group without a word. Raises TryLater; that it is out already is as well."""
        with contextlib.suppress(Refused, Unreachable):
            async with _our_errors():
                await self.bot.leave_chat(chat_id)

    async def introduce(self, words: Introduction) -> None:
        """Name, descriptions and commands in one language, set only where they differ: Telegram counts changes.

        Raises:
            Unreachable, TryLater, Refused
        """
        code = words.language_code
        commands = [telegram.BotCommand(name, text) for name, text in words.commands]
        async with _our_errors():
            if (await self.bot.get_my_name(code)).name != words.name:
                await self.bot.set_my_name(words.name, code)
            if (await self.bot.get_my_description(code)).description != words.description:
                await self.bot.set_my_description(words.description, code)
            if (await self.bot.get_my_short_description(code)).short_description != words.short:
                await self.bot.set_my_short_description(words.short, code)
            if list(await self.bot.get_my_commands(language_code=code)) != commands:
                await self.bot.set_my_commands(commands, language_code=code)

    async def answer_press(self, callback_query_id: str) -> None:
        """Take the waiting mark off a pressed button. It is a courtesy: whether it works changes nothing."""
        try:
            await self._presses.answer_callback_query(callback_query_id)
        except error.BadRequest:
            return  # older than Telegram remembers
        except error.TelegramError as problem:
            log.warning("telegram: a press was not answered (%s)", type(problem).__name__)

    async def fetch(self, file_id: str) -> bytes:
        """A file that she sent.

        Raises:
            Refused: larger than 20 MB, or no longer there.
            TryLater
        """
        async with _our_errors():
            file = await self.bot.get_file(file_id)
            if (file.file_size or 0) > DOWNLOAD_LIMIT:
                raise Refused("too_big")
        try:
            return bytes(await file.download_as_bytearray())
        except error.InvalidToken:  # a 404: Telegram keeps the address of a file for an hour
            raise Refused("gone") from None
        except error.TelegramError as problem:
            raise ours(problem) from None

    async def set_webhook(self, url: str, secret_token: str, connections: int = 40) -> None:
        """Have updates posted to `url`, with `secret_token` in a header."""
        async with _our_errors():
            await self.bot.set_webhook(
                url, secret_token=secret_token, max_connections=connections, allowed_updates=UPDATES
            )

    async def delete_webhook(self) -> None:
        """Back to polling; what waits is kept."""
        async with _our_errors():
            await self.bot.delete_webhook(drop_pending_updates=False)

    def read(self, payload: dict[str, Any]) -> telegram.Update:
        """An update as Telegram tells it; one that cannot be read is an update of nothing, and so acknowledged."""
        try:
            return telegram.Update.de_json(payload, self.bot)
        except Exception as problem:
            log.error("telegram: an update cannot be read (%s)", type(problem).__name__)
            return telegram.Update(int(payload["update_id"]))

    async def _send_voice(self, chat_id: int, recording: Path) -> tuple[int, ...]:
        """Its id; () where the file is gone, or she lets nobody send her voice: then the words are sent."""
        try:
            content = await asyncio.to_thread(recording.read_bytes)
            async with _our_errors():
                message = await self.bot.send_voice(chat_id, content, filename="voice.ogg")
        except (OSError, Refused) as problem:
            log.warning("telegram: a recording was not sent (%s)", type(problem).__name__)
            return ()
        return (message.message_id,)

    async def _send_text(
        self, chat_id: int, text: str, markup: telegram.InlineKeyboardMarkup | None, tries: int
    ) -> int:
        for left in range(tries - 1, -1, -1):
            try:
                async with _our_errors():
                    # A preview would make Telegram fetch the address, and show on her screen what it is about.
                    preview = telegram.LinkPreviewOptions(is_disabled=True)
                    message = await self.bot.send_message(
                        chat_id, text, reply_markup=markup, link_preview_options=preview
                    )
                    return message.message_id
            except TryLater as later:
                if not left:
                    raise
                await asyncio.sleep(min(later.seconds, 30.0))
        raise AssertionError("unreachable")


def _pool(connections: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        connect_timeout=CONNECT,
        read_timeout=READ,
        write_timeout=WRITE,
        pool_timeout=POOL,
    )


@asynccontextmanager
async def _our_errors() -> AsyncIterator[None]:
    try:
        yield
    except error.TelegramError as problem:
        raise ours(problem) from None


def ours(problem: error.TelegramError) -> ChannelError:
    """One of python-telegram-bot's errors as one of ours. BadRequest is a NetworkError there, so it is asked first."""
    reason = type(problem).__name__
    match problem:
        case error.Forbidden():
            return Unreachable(reason)
        case error.BadRequest() if any(words in problem.message.lower() for words in GONE):
            return Unreachable(reason)
        case error.BadRequest() if "too big" in problem.message:
            return Refused("too_big")
        case error.BadRequest():
            return Refused(reason)
        case error.RetryAfter(retry_after=dt.timedelta() as wait):
            return TryLater(reason, wait.total_seconds())
        case error.RetryAfter():
            return TryLater(reason, float(problem.retry_after))  # type: ignore[arg-type]
        case error.Conflict() | error.InvalidToken():
            return TryLater(reason, 10.0)
    return TryLater(reason)
