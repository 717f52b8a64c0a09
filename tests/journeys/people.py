"""The people of a journey: a worker with a phone, and people at desks who use the JSON interface."""

from __future__ import annotations

import base64
import contextlib
import re
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx2

from api.verbs import VERBS
from tests.journeys.server import Server
from tests.support.phone import Control, Message

WAIT = 15.0  # seconds until a test gives up on an answer
WITHOUT_VERSION = frozenset(name for name, verb in VERBS.items() if not verb.checks_version)
KHMER = re.compile(r"[\u1780-\u17ff]")
CASE_NUMBER = re.compile(r"(?:លេខរឿងរបស់បង៖|case number:|case number is) *([0-9][0-9 -]+)")


class Worker:
    """She taps and types; each act waits for exactly the screen that it should lead to."""

    def __init__(self, control: Control, user: int, language: str = "km") -> None:
        self.phone = control.phone(user, language)
        self.said: list[str] = []  # her own words, which no log may hold
        self._looked: set[int] = set()  # announcements that she has opened

    # ------------------------------------------------------------------------------------------------ acts
    def say(self, text: str, shows: str = "") -> list[Message]:
        """Type; wait until a new message has a button that begins with `shows`, or for any answer."""
        self.said.append(text)
        with self.answer(shows) as news:
            self.phone.post("text", text=text)
        return news

    def tap(self, data: str, shows: str = "") -> list[Message]:
        """Tap the newest button whose data is `data` or begins with it."""
        with self.answer(shows) as news:
            self.phone.post("press", data=self.button(data))
        return news

    def send(self, kind: str, content: bytes, shows: str = "", **more: Any) -> list[Message]:
        """Send a file."""
        with self.answer(shows) as news:
            self.phone.post("file", kind=kind, base64=base64.b64encode(content).decode(), **more)
        return news

    def play(self, *taps: tuple[str, str]) -> None:
        """Several taps in a row: (what she taps, what it shows)."""
        for data, shows in taps:
            self.tap(data, shows)

    # --------------------------------------------------------------------------------------------- answers
    @contextlib.contextmanager
    def answer(self, shows: str = "", *, within: float = WAIT) -> Iterator[list[Message]]:
        """Do something in the block; the list then holds what is new, once a button begins with `shows`."""
        before = self._newest()
        news: list[Message] = []
        yield news
        news += self.until(lambda found: _has_button(found, shows) if shows else bool(found), before, within)

    def until(self, enough: Callable[[list[Message]], bool], after: int = 0, within: float = WAIT) -> list[Message]:
        """The bot's messages after a revision, once they are enough."""
        deadline = time.monotonic() + within
        while True:
            news = [m for m in self.phone.chat() if m["by"] == "bot" and m["revision"] > after]
            if enough(news):
                return news
            assert time.monotonic() < deadline, f"she waits in vain; she sees {[shown(m) for m in news]}"
            self._opens(news)
            time.sleep(0.05)

    def _opens(self, news: list[Message]) -> None:
        """She opens what is only announced, once."""
        for message in news:
            if "open:" in buttons(message) and message["message_id"] not in self._looked:
                self._looked.add(message["message_id"])
                self.phone.post("press", data="open:")

    def reads(self, words: str, within: float = WAIT) -> Message:
        """The newest message with these words in it, as soon as it is there."""
        found = self.until(lambda seen: any(words in str(m.get("text")) for m in seen), within=within)
        return next(m for m in reversed(found) if words in str(m.get("text")))

    def button(self, begins: str, within: float = WAIT) -> str:
        """The data of the newest button that is `begins` or begins with it, as soon as it is there."""
        found = self.until(lambda seen: _has_button(seen, begins), within=within)
        return next(data for m in reversed(found) for data in buttons(m) if data.startswith(begins))

    def texts(self) -> list[str]:
        return self.phone.texts()

    def _newest(self) -> int:
        return max((m["revision"] for m in self.phone.chat()), default=0)

    # -------------------------------------------------------------------------------------------- shortcuts
    def begins(self, site_code: str, language: str = "km", flag: str = "o") -> None:
        """She scanned the code, answered the page's two questions, and chose Telegram."""
        self.say(f"/start {site_code}_{language}{flag}", "danger:")

    def tells(self, site_code: str, issue: str, *story: str, lead: str = "C.CAWDU") -> None:
        """From the code to the summary."""
        self.begins(site_code)
        self.play(("danger:no", "issue:"), (f"issue:{issue}", "story:"))
        for text in story:
            self.say(text, "story:done")
        self.tap("story:done", "who:")
        self.chooses(lead)

    def chooses(self, lead: str) -> None:
        self.tap(self.labelled(lead), "send:go")

    def labelled(self, words: str) -> str:
        """The data of the newest button with these words on it."""
        for message in reversed(self.phone.chat()):
            for row in message.get("buttons", []):
                for button in row:
                    if words in button["text"]:
                        return str(button["callback_data"])
        raise AssertionError(f"no button says {words}")

    def files(self) -> str:
        """She presses Send; the case number."""
        self.tap("send:go", "receipt:")
        return self.case_number()

    def case_number(self) -> str:
        """The number that she was told when her case was filed, the newest first."""
        for text in reversed(self.texts()):
            if found := CASE_NUMBER.search(text):
                return re.sub(r"\D", "", found[1])
        raise AssertionError("she was told no case number")


def buttons(message: Message) -> list[str]:
    return [str(b.get("callback_data", "")) for row in message.get("buttons", []) for b in row]


def _has_button(messages: list[Message], begins: str) -> bool:
    return any(data.startswith(begins) for message in messages for data in buttons(message))


def shown(message: Message) -> str:
    return f"{str(message.get('text', ''))[:60]} {buttons(message)}"


def is_khmer(text: str) -> bool:
    """A sentence in Khmer, not a key and not English; names and addresses may stand in Latin letters."""
    return bool(KHMER.search(text)) and "error." not in text and "dialogue." not in text


class AtDesk:
    """Somebody signed in over the JSON interface."""

    def __init__(self, server: Server, account: str) -> None:
        self.client = httpx2.Client(base_url=f"{server.base_url}/api/v1", timeout=30)
        answer = self.client.post("/session", json={"account": account} | server.proof(account))
        assert answer.status_code == 204, answer.text

    def is_signed_in(self) -> bool:
        """Whether the login still stands: it ends by time, and with the server's database."""
        return self.client.get("/cases").status_code == 200

    def get(self, path: str, **query: Any) -> Any:
        answer = self.client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def cases(self) -> list[dict[str, Any]]:
        return list(self.get("/cases")["cases"])

    def case(self, number: str) -> dict[str, Any]:
        return dict(self.get(f"/cases/{number}"))

    def does(self, number: str, verb: str, **body: Any) -> str:
        """One act, with the version seen just before; what it made."""
        if verb not in WITHOUT_VERSION:
            body["seen"] = self.case(number)["version"]
        answer = self.tries(number, verb, **body)
        assert answer.status_code == 200, f"{verb}: {answer.text}"
        return str(answer.json()["result"])

    def tries(self, number: str, verb: str, **body: Any) -> httpx2.Response:
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        return self.client.post(f"/cases/{number}/{verb}", json=body, headers=headers)

    def party(self, slug: str) -> str:
        return next(str(row["id"]) for row in self.get("/parties")["parties"] if row["slug"] == slug)

    def until(self, number: str, holds: Callable[[dict[str, Any]], bool], within: float = WAIT) -> dict[str, Any]:
        """The case, once something holds of it."""
        deadline = time.monotonic() + within
        while not holds(found := self.case(number)):
            assert time.monotonic() < deadline, "the case does not change as it should"
            time.sleep(0.1)
        return found
