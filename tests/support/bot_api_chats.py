"""What the phones show and what waits for the bot: the state behind `tests.support.bot_api`."""

from __future__ import annotations

import asyncio
import contextlib
import html
import re
import time
from collections import defaultdict, deque
from typing import Any

import aiohttp

DELETE_WINDOW = 48 * 3600  # seconds
MEDIA = ("photo", "voice", "audio", "video", "video_note", "document")
SHOWN = ("text", "caption", "entities", *MEDIA, "sticker", "contact", "location", "poll", "media_group_id")
Fields = dict[str, Any]


class Refused(Exception):
    """An answer other than ok, as the real server words it."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


def utf16(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def plain(text: str, parse_mode: str | None) -> str:
    """The text as shown: HTML tags and MarkdownV2 escapes taken off."""
    if parse_mode and parse_mode.lower() == "html":
        return html.unescape(re.sub(r"<[^>]+>", "", text))
    if parse_mode == "MarkdownV2":
        return re.sub(r"\\([_*\[\]()~`>#+\-=|{}.!\\])", r"\1", re.sub(r"(?<!\\)[*_~`|]", "", text))
    return text


class Chats:
    """What every phone shows, and the files behind it."""

    def __init__(self) -> None:
        self.messages: dict[int, list[Fields]] = defaultdict(list)
        self.people: dict[int, Fields] = {}
        self.files: dict[str, bytes] = {}
        self.blocked: set[int] = set()
        self.answers = 0  # messages of the bot
        self.last: dict[str, int] = defaultdict(lambda: 1000)

    def number(self, what: str) -> int:
        self.last[what] += 1
        return self.last[what]

    def person(self, body: Fields) -> int:
        user = int(body["user"])
        fresh = {"id": user, "is_bot": False, "first_name": f"Worker {user}", "username": f"worker{user}"}
        self.people.setdefault(user, fresh | {"language_code": body.get("language_code", "km")})
        return user

    def post(self, chat_id: int, **message: Any) -> Fields:
        if message["by"] == "bot":
            if chat_id in self.blocked:
                raise Refused(403, "Forbidden: bot was blocked by the user")
            if chat_id not in self.people:
                raise Refused(400, "Bad Request: chat not found")
        now = time.time()
        numbers = {"message_id": self.number("message"), "revision": self.number("revision")}
        entry = {**numbers, "date": int(now), "at": now, **message}
        self.messages[chat_id].append(entry)
        self.answers += message["by"] == "bot"
        return entry

    def find(self, params: Fields) -> Fields:
        for entry in self.messages[int(params["chat_id"])]:
            if entry["message_id"] == int(params["message_id"]):
                return entry
        raise Refused(400, "Bad Request: message to edit not found")

    def delete(self, chat_id: int, message_id: int) -> bool:
        for entry in self.messages[chat_id]:
            if entry["message_id"] == message_id and time.time() - entry["date"] < DELETE_WINDOW:
                self.messages[chat_id].remove(entry)
                return True
        return False

    def keep(self, content: bytes) -> str:
        file_id = f"file{self.number('file')}"
        self.files[file_id] = content
        return file_id

    def wire(self, chat_id: int, entry: Fields) -> Fields:
        """A message as the Bot API tells it."""
        person = self.people[chat_id]
        message: Fields = {
            "message_id": entry["message_id"],
            "date": entry["date"],
            "chat": {"id": chat_id, "type": "private", "first_name": person["first_name"]},
            "from": me() if entry["by"] == "bot" else person,
        }
        message |= {key: entry[key] for key in SHOWN if entry.get(key)}
        if entry.get("edit_date"):
            message["edit_date"] = entry["edit_date"]
        if entry.get("buttons"):
            message["reply_markup"] = {"inline_keyboard": entry["buttons"]}
        return message

    def button(self, user: int, label: str | None, data: str | None) -> tuple[Fields, Fields] | None:
        """A message and its newest button with this label or with this data (what follows an @ may be left out)."""
        for entry in reversed(self.messages[user]):
            for row in entry.get("buttons", []):
                for button in row:
                    whole = button.get("callback_data", "")
                    if (data is not None and data in (whole, whole.partition("@")[0])) or (
                        label is not None and label in button["text"]
                    ):
                        return entry, button
        return None


def me() -> Fields:
    return {
        "id": 123,
        "is_bot": True,
        "first_name": "Samleng",
        "username": "samleng_test_bot",
        "can_join_groups": False,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }


class Updates:
    """What waits for the bot, by polling or by webhook."""

    def __init__(self) -> None:
        self.waiting: deque[Fields] = deque()
        self.again: list[Fields] = []
        self.made: list[Fields] = []
        self.webhook: Fields = {"url": ""}
        self.to_push: asyncio.Queue[Fields] = asyncio.Queue()
        self.arrived = asyncio.Event()
        self.asks = 0

    def queue(self, update: Fields) -> None:
        self.made.append(update)
        self._offer(update, self.waiting.append)

    def repeat(self, count: int) -> None:
        for update in self.made[-count:]:
            self._offer(update, self.again.append)

    def _offer(self, update: Fields, keep: Any) -> None:
        if self.webhook["url"]:
            self.to_push.put_nowait(update)
        else:
            keep(update)
            self.arrived.set()

    async def get(self, offset: int, limit: int, timeout: float) -> list[Fields]:
        """Acknowledges what is below `offset`, then waits for more; a newer call ends this one with 409."""
        self.asks += 1
        ask = self.asks
        while offset > 0 and self.waiting and self.waiting[0]["update_id"] < offset:
            self.waiting.popleft()
        deadline = time.monotonic() + timeout
        while not self.waiting and not self.again and (left := deadline - time.monotonic()) > 0:
            self.arrived.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.arrived.wait(), min(left, 0.5))
            if ask != self.asks:
                raise Refused(409, "Conflict: terminated by other getUpdates request")
        found = [*self.again, *self.waiting][:limit]
        self.again.clear()
        return found

    def set_webhook(self, params: Fields) -> None:
        self.webhook = {"url": params.get("url", ""), "secret_token": params.get("secret_token")}
        while self.webhook["url"] and self.waiting:
            self.to_push.put_nowait(self.waiting.popleft())

    async def push(self) -> None:
        """Delivers to the webhook in order, again and again until it answers 2xx, as the real server does."""
        async with aiohttp.ClientSession() as session:
            while True:
                update, wait = await self.to_push.get(), 0.2
                while self.webhook["url"] and not await self._pushed(session, update):
                    await asyncio.sleep(wait)
                    wait = min(wait * 2, 5)

    async def _pushed(self, session: aiohttp.ClientSession, update: Fields) -> bool:
        secret = self.webhook.get("secret_token")
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        limit = aiohttp.ClientTimeout(60)
        try:
            async with session.post(self.webhook["url"], json=update, headers=headers, timeout=limit) as answer:
                return answer.status < 300
        except (aiohttp.ClientError, TimeoutError):
            return False


def describe(kind: str, file_id: str, size: int, body: Fields) -> Any:
    """A media object with the fields that its kind has; a photo is a list of sizes, largest last."""
    named: Fields = {"file_id": file_id, "file_unique_id": file_id, "file_size": size}
    mime_type = body.get("mime_type")
    if kind == "photo":
        thumbnail = {"file_id": f"{file_id}s", "file_unique_id": f"{file_id}s", "width": 90, "height": 67}
        return [thumbnail, named | {"width": 1280, "height": 960}]
    if kind == "document":
        return named | {"file_name": body.get("filename", "file"), "mime_type": mime_type}
    shape: Fields = {"video": {"width": 640, "height": 480}, "video_note": {"length": 240}}.get(kind, {})
    usual = {"voice": "audio/ogg", "audio": "audio/mpeg", "video": "video/mp4"}.get(kind)
    kept = mime_type if mime_type and mime_type != "application/octet-stream" else usual
    return named | {"duration": 5} | shape | ({"mime_type": kept} if kept else {})
