"""One person's Telegram app, played through the control side of `tests.support.bot_api`."""

from __future__ import annotations

import asyncio
import base64
import json
import time
import urllib.parse
import urllib.request
from typing import Any

Message = dict[str, Any]


class Control:
    """The control side of one Bot API server: faults, repeats, blocks, and what it has seen. Blocks the caller."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")

    def post(self, what: str, **body: Any) -> Any:
        request = urllib.request.Request(
            f"{self.base_url}/control/{what}", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())

    def get(self, what: str, **query: Any) -> Any:
        address = f"{self.base_url}/control/{what}?{urllib.parse.urlencode(query)}"
        with urllib.request.urlopen(address, timeout=60) as answer:
            return json.loads(answer.read())

    def fault(self, method: str, status: int, *, user: int | None = None, **more: int) -> None:
        """`times` calls of a method ("*": any, "download": files), after `skip` good ones, fail.

        Status 0 drops the connection, after `hold` seconds; 429 may say `retry_after`.
        """
        self.post("fault", method=method, status=status, about=user, **more)

    def storm(self, seed: int, methods: list[str], users: list[int] | None = None, **per_hundred: int) -> None:
        """From now on so many in every hundred calls of these methods meet a fault, drawn from the seed.

        `per_hundred` are `429`, `5xx`, `403`, `dropped` (before it was heard) and `accepted` (dropped afterwards).
        """
        self.post("storm", seed=seed, methods=methods, users=users or [], per_hundred=per_hundred)

    def presses(self) -> list[dict[str, Any]]:
        """Each pressed button: its user, when the bot was told of it, when it first tried to answer (Unix time)."""
        return list(self.get("presses"))

    def mend(self) -> None:
        """No fault any more."""
        self.post("mend")

    def repeat(self, count: int = 1) -> None:
        """The last updates come once more, with the same update_id, whatever the bot has acknowledged."""
        self.post("repeat", count=count)

    def log(self, **wanted: str | int) -> list[dict[str, Any]]:
        """Bot API requests so far: method, user, at (Unix time), error; all, or those of one method or user."""
        return list(self.get("log", **wanted))

    def violations(self) -> list[dict[str, Any]]:
        """Requests that the real server would refuse or misread, and taps left unanswered."""
        return list(self.get("violations"))

    def phone(self, user: int, language_code: str = "km") -> Phone:
        return Phone(self.base_url, user, language_code)

    def async_phone(self, user: int, language_code: str = "km") -> AsyncPhone:
        return AsyncPhone(self.phone(user, language_code))


class Phone:
    """Sends, presses and reads. Blocks: never call it on the event loop that the bot runs on."""

    def __init__(self, base_url: str, user: int, language_code: str = "km") -> None:
        self.control, self.user, self.language_code = Control(base_url), user, language_code

    def post(self, what: str, **body: Any) -> Any:
        """Act and do not wait for the bot."""
        return self.control.post(what, user=self.user, language_code=self.language_code, **body)

    def chat(self) -> list[Message]:
        """The chat as the phone shows it now, oldest first."""
        return list(self.control.get("chat", user=self.user))

    def texts(self) -> list[str]:
        """What the bot's messages in the chat say now, oldest first."""
        return [str(message.get("text", "")) for message in self.chat() if message["by"] == "bot"]

    def say(self, text: str) -> list[Message]:
        return self._and_wait("text", text=text)

    def press(self, label: str | None = None, data: str | None = None) -> list[Message]:
        return self._and_wait("press", label=label, data=data)

    def edit(self, text: str) -> list[Message]:
        """Change the words of the newest own text."""
        return self._and_wait("edit", text=text)

    def send(
        self,
        kind: str,
        content: bytes,
        *,
        filename: str = "file.bin",
        mime_type: str = "application/octet-stream",
        caption: str = "",
        **extra: Any,
    ) -> list[Message]:
        """Send a voice, audio, photo, video, video_note or document; `extra` adds fields to the message."""
        return self._and_wait(
            "file",
            kind=kind,
            base64=base64.b64encode(content).decode(),
            filename=filename,
            mime_type=mime_type,
            caption=caption,
            extra=extra,
        )

    def other(self, **fields: Any) -> list[Message]:
        """A message of any other sort, such as `sticker={...}` or `location={...}`."""
        return self._and_wait("message", fields=fields)

    def block(self) -> None:
        self.post("block")

    def unblock(self) -> None:
        self.post("unblock")

    def buttons(self) -> list[dict[str, Any]]:
        """The buttons on the newest bot message that still has some."""
        for message in reversed(self.chat()):
            if message["by"] == "bot" and message.get("buttons"):
                return [button for row in message["buttons"] for button in row]
        return []

    def _and_wait(self, what: str, quiet: float = 0.4, limit: float = 15.0, **body: Any) -> list[Message]:
        """Act, then return what the bot said or changed, once it has been quiet for a moment; [] if it never did."""
        before = {message["message_id"]: message["revision"] for message in self.chat()}
        self.post(what, **body)
        last, seen = time.monotonic(), None
        deadline = last + limit
        while time.monotonic() < deadline:
            chat = self.chat()
            news = [m for m in chat if m["by"] == "bot" and before.get(m["message_id"]) != m["revision"]]
            state = [(message["message_id"], message["revision"]) for message in news]
            if state != seen:
                seen, last = state, time.monotonic()
            elif news and time.monotonic() - last >= quiet:
                return news
            time.sleep(0.05)
        return []


class AsyncPhone:
    """The same phone for a test that shares its event loop with the bot."""

    def __init__(self, phone: Phone) -> None:
        self.phone, self.user = phone, phone.user

    async def post(self, what: str, **body: Any) -> Any:
        return await asyncio.to_thread(self.phone.post, what, **body)

    async def chat(self) -> list[Message]:
        return await asyncio.to_thread(self.phone.chat)

    async def texts(self) -> list[str]:
        return await asyncio.to_thread(self.phone.texts)

    async def buttons(self) -> list[dict[str, Any]]:
        return await asyncio.to_thread(self.phone.buttons)

    async def say(self, text: str) -> list[Message]:
        return await asyncio.to_thread(self.phone.say, text)

    async def press(self, label: str | None = None, data: str | None = None) -> list[Message]:
        return await asyncio.to_thread(self.phone.press, label, data)

    async def edit(self, text: str) -> list[Message]:
        return await asyncio.to_thread(self.phone.edit, text)

    async def send(self, kind: str, content: bytes, **more: Any) -> list[Message]:
        return await asyncio.to_thread(self.phone.send, kind, content, **more)

    async def other(self, **fields: Any) -> list[Message]:
        return await asyncio.to_thread(self.phone.other, **fields)

    async def block(self) -> None:
        await asyncio.to_thread(self.phone.block)

    async def unblock(self) -> None:
        await asyncio.to_thread(self.phone.unblock)
