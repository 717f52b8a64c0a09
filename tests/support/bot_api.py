"""A Telegram Bot API server on loopback, for trying a bot the way a person with a phone would.

It speaks the Bot API to the bot (long polling and webhooks, files, faults) and checks every request against
`bot_api_spec.json`. People are played over `/control/...`; `tests.support.phone` is the client for both.

    with running() as api:                     # in a thread of this process
        phone = api.phone(7)
        # point the bot at api.base_url; any token of the form 123:abc works
    python -m tests.support.bot_api --port 0   # as a process of its own; prints its address
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import re
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from aiohttp import web

from tests.support.bot_api_chats import MEDIA, Chats, Fields, Refused, Updates, describe, me, plain, utf16
from tests.support.bot_api_faults import Fault, Faults
from tests.support.bot_api_spec import Spec, decoded
from tests.support.phone import Control

DOWNLOAD_LIMIT = 20 * 1024 * 1024  # bytes; getFile serves nothing larger


class Server:
    """Both sides over one set of chats."""

    def __init__(self) -> None:
        self.spec, self.chats, self.updates = Spec(), Chats(), Updates()
        self.faults = Faults()
        self.log: list[Fields] = []
        self.violations: list[Fields] = []
        self.unanswered: dict[str, float] = {}
        self.presses: dict[str, Fields] = {}  # of each query when it was told to the bot, and first answered for
        self.profile: dict[tuple[str, str], Fields] = {}  # (method that set it, language): what was set
        self.left: list[int] = []  # groups

    # ------------------------------------------------------------------------------------ the bot's side
    async def bot(self, request: web.Request) -> web.StreamResponse:
        named = request.match_info["method"]
        method = self.spec.by_lower_name.get(named.lower())
        if method is None:
            self.violations.append({"method": named, "what": "no such method"})
            return web.json_response({"ok": False, "error_code": 404, "description": "Not Found"}, status=404)
        params, uploads = await read_params(request)
        chat_id = int(params["chat_id"]) if str(params.get("chat_id", "")).lstrip("-").isdigit() else None
        entry: Fields = {"method": method, "user": chat_id, "at": time.time(), "error": None}
        if method == "sendMessage":
            entry["text"] = params.get("text")
        if (press := self.presses.get(params.get("callback_query_id", ""))) is not None:
            press["tried"] = press["tried"] or entry["at"]
        self.log.append(entry)
        try:
            fault = self.fails(method, chat_id)
            if fault is not None and not fault.accepted:
                return await self.dropped(request, entry, fault)
            faults = self.spec.faults(method, params, set(uploads))
            self.violations += [{"method": method, "what": what} for what in faults]
            result = await self.answer(method, params, uploads)
        except Refused as refused:
            entry["error"] = refused.code
            body: Fields = {"ok": False, "error_code": refused.code, "description": refused.description}
            if refused.parameters:
                body["parameters"] = refused.parameters
            return web.json_response(body, status=refused.code)
        if fault is not None:
            return await self.dropped(request, entry, fault)
        if method == "getUpdates":
            self.told_of(result)
        return web.json_response({"ok": True, "result": result})

    def told_of(self, updates: list[Fields]) -> None:
        """The bot knows of these presses from now on."""
        for update in updates:
            press = self.presses.get(update.get("callback_query", {}).get("id", ""), {"told": True})
            press["told"] = press["told"] or time.time()

    async def dropped(self, request: web.Request, entry: Fields, fault: Fault) -> web.Response:
        """The connection breaks, before the request was heard or after it was carried out."""
        entry["error"] = "unheard" if fault.accepted else "dropped"
        await asyncio.sleep(fault.hold)
        if request.transport is not None:
            request.transport.close()
        return web.Response()

    def fails(self, method: str, chat_id: int | None) -> Fault | None:
        """Raises the fault that this call meets; one that is given breaks the connection."""
        fault = self.faults.meets(method, chat_id)
        if fault is None or fault.status == 0:
            return fault
        extra = {"retry_after": fault.retry_after} if fault.retry_after else {}
        words = "Too Many Requests: retry later" if fault.status == 429 else "fault"
        raise Refused(fault.status, words, **extra)

    async def answer(self, method: str, params: Fields, uploads: dict[str, bytes]) -> Any:
        if method.startswith("send") and method[4:].lower() in MEDIA:
            return self.send_media(method[4:].lower(), params, uploads)
        known = getattr(self, f"do_{method}", None)
        return await known(params) if known else True

    def markup(self, params: Fields) -> Fields:
        raw = decoded(params.get("reply_markup"))
        if not isinstance(raw, dict) or "inline_keyboard" not in raw:
            return {}
        buttons = [button for row in raw["inline_keyboard"] for button in row]
        for button in buttons:
            data, url = button.get("callback_data"), button.get("url")
            if data is not None and not 1 <= len(data.encode()) <= 64:
                raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
            if url is not None and not re.match(r"(https?://[^/:]+\.[a-z]{2,}(:\d+)?(/|$|\?)|tg://)", url):
                raise Refused(400, "Bad Request: inline keyboard button URL is invalid: Wrong HTTP URL")
            if utf16(button["text"]) > 64:
                self.violations.append({"method": "inline_keyboard", "what": "label too long for a phone"})
        if len(buttons) > 100:
            raise Refused(400, "Bad Request: reply markup is too long")
        return {"buttons": raw["inline_keyboard"]} if buttons else {}

    async def do_getMe(self, _params: Fields) -> Fields:
        return me()

    async def do_getMyName(self, params: Fields) -> Fields:
        return {"name": self.words("setMyName", params, "name") or me()["first_name"]}

    async def do_getMyDescription(self, params: Fields) -> Fields:
        return {"description": self.words("setMyDescription", params, "description")}

    async def do_getMyShortDescription(self, params: Fields) -> Fields:
        return {"short_description": self.words("setMyShortDescription", params, "short_description")}

    async def do_getMyCommands(self, params: Fields) -> list[Fields]:
        return list(decoded(self.words("setMyCommands", params, "commands") or "[]"))

    async def do_setMyName(self, params: Fields) -> bool:
        return self.introduced("setMyName", params)

    async def do_setMyDescription(self, params: Fields) -> bool:
        return self.introduced("setMyDescription", params)

    async def do_setMyShortDescription(self, params: Fields) -> bool:
        return self.introduced("setMyShortDescription", params)

    async def do_setMyCommands(self, params: Fields) -> bool:
        return self.introduced("setMyCommands", params)

    def introduced(self, method: str, params: Fields) -> bool:
        self.profile[method, params.get("language_code", "")] = params
        return True

    def words(self, method: str, params: Fields, field: str) -> Any:
        return self.profile.get((method, params.get("language_code", "")), {}).get(field, "")

    async def do_leaveChat(self, params: Fields) -> bool:
        self.left.append(int(params["chat_id"]))
        return True

    async def do_getUpdates(self, params: Fields) -> list[Fields]:
        if self.updates.webhook["url"]:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        asked = (int(params.get(k, d)) for k, d in (("offset", 0), ("limit", 100), ("timeout", 0)))
        return await self.updates.get(*asked)

    async def do_setWebhook(self, params: Fields) -> bool:
        self.updates.set_webhook(params)
        return True

    async def do_deleteWebhook(self, _params: Fields) -> bool:
        self.updates.set_webhook({})
        return True

    async def do_getWebhookInfo(self, _params: Fields) -> Fields:
        waiting = self.updates.to_push.qsize()
        return {"url": self.updates.webhook["url"], "has_custom_certificate": False, "pending_update_count": waiting}

    async def do_sendMessage(self, params: Fields) -> Fields:
        text = plain(params.get("text", ""), params.get("parse_mode"))
        if not text.strip():
            raise Refused(400, "Bad Request: message text is empty")
        if utf16(text) > 4096:
            raise Refused(400, "Bad Request: message is too long")
        chat_id = int(params["chat_id"])
        entry = self.chats.post(chat_id, by="bot", text=text, **self.markup(params))
        entry["protected"] = str(params.get("protect_content", "false")).lower() == "true"
        return self.chats.wire(chat_id, entry)

    def send_media(self, kind: str, params: Fields, uploads: dict[str, bytes]) -> Fields:
        if utf16(params.get("caption") or "") > 1024:
            raise Refused(400, "Bad Request: message caption is too long")
        content = next(iter(uploads.values()), b"")
        media = describe(kind, self.chats.keep(content), len(content), {})
        chat_id, caption = int(params["chat_id"]), plain(params.get("caption") or "", params.get("parse_mode"))
        entry = self.chats.post(chat_id, by="bot", caption=caption, **{kind: media}, **self.markup(params))
        return self.chats.wire(chat_id, entry)

    async def do_editMessageText(self, params: Fields) -> Fields:
        entry, markup = self.chats.find(params), self.markup(params)
        if entry["by"] != "bot":
            raise Refused(400, "Bad Request: message can't be edited")
        text = plain(params.get("text", ""), params.get("parse_mode"))
        if (entry.get("text"), entry.get("buttons")) == (text, markup.get("buttons")):
            raise Refused(400, "Bad Request: message is not modified")
        return self.changed(params, entry, text=text, **markup)

    async def do_editMessageReplyMarkup(self, params: Fields) -> Fields:
        entry, markup = self.chats.find(params), self.markup(params)
        if entry.get("buttons") == markup.get("buttons"):
            raise Refused(400, "Bad Request: message is not modified")
        return self.changed(params, entry, **markup)

    def changed(self, params: Fields, entry: Fields, **news: Any) -> Fields:
        """An edit without reply_markup takes the buttons off, as the real server does."""
        entry.pop("buttons", None)
        entry.update(revision=self.chats.number("revision"), **news)
        return self.chats.wire(int(params["chat_id"]), entry)

    async def do_answerCallbackQuery(self, params: Fields) -> bool:
        if self.unanswered.pop(params.get("callback_query_id", ""), None) is None:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if utf16(params.get("text") or "") > 200:
            self.violations.append({"method": "answerCallbackQuery", "what": "text over 200 characters"})
        return True

    async def do_deleteMessage(self, params: Fields) -> bool:
        if not self.chats.delete(int(params["chat_id"]), int(params["message_id"])):
            raise Refused(400, "Bad Request: message to delete not found")
        return True

    async def do_deleteMessages(self, params: Fields) -> bool:
        ids = decoded(params["message_ids"])
        if not 1 <= len(ids) <= 100:
            raise Refused(400, "Bad Request: too many message identifiers")
        for message_id in ids:
            self.chats.delete(int(params["chat_id"]), int(message_id))
        return True

    async def do_getFile(self, params: Fields) -> Fields:
        file_id = params.get("file_id", "")
        content = self.chats.files.get(file_id)
        if content is None:
            raise Refused(400, "Bad Request: invalid file_id")
        if len(content) > DOWNLOAD_LIMIT:
            raise Refused(400, "Bad Request: file is too big")
        named = {"file_id": file_id, "file_unique_id": file_id}
        return {**named, "file_size": len(content), "file_path": f"files/{file_id}"}

    async def download(self, request: web.Request) -> web.Response:
        try:
            if self.fails("download", None) is not None and request.transport is not None:
                request.transport.close()
        except Refused as refused:
            return web.Response(status=refused.code)
        content = self.chats.files.get(request.match_info["path"].split("/")[-1])
        return web.Response(status=404) if content is None else web.Response(body=content)

    # ------------------------------------------------------------------------------------ people's side
    async def control(self, request: web.Request) -> web.Response:
        body = await request.json()
        act = getattr(self, f"play_{request.match_info['what']}", None)
        if act is None:
            return web.json_response({"error": "no such control"}, status=404)
        user = self.chats.person(body) if "user" in body else 0
        try:
            return web.json_response(act(user, body) or {"ok": True})
        except LookupError as error:
            return web.json_response({"error": str(error)}, status=404)

    def told(self, user: int, **message: Any) -> None:
        entry = self.chats.post(user, by="user", **message)
        self.deliver(message=self.chats.wire(user, entry))

    def deliver(self, **update: Any) -> None:
        self.updates.queue({"update_id": self.chats.number("update"), **update})

    def play_text(self, user: int, body: Fields) -> None:
        command = re.match(r"/\w+", body["text"])
        marks = [{"type": "bot_command", "offset": 0, "length": len(command[0])}] if command else []
        self.told(user, text=body["text"], entities=marks)

    def play_flood(self, _user: int, body: Fields) -> None:
        """`count` texts from `chats` people in turn, all at once or `per_second`; each begins with `words`."""
        count, chats, rate = int(body["count"]), int(body["chats"]), body.get("per_second")
        people, words = [self.chats.person({"user": number + 1}) for number in range(chats)], body.get("words", "")
        texts = [f"{words}{turn}" for turn in range(count)]
        if rate is None:
            for turn, text in enumerate(texts):
                self.told(people[turn % chats], text=text)
            return
        self.flood = asyncio.get_running_loop().create_task(self.trickle(people, texts, float(rate)))

    async def trickle(self, people: list[int], texts: list[str], rate: float) -> None:
        begun = time.monotonic()
        for turn, text in enumerate(texts):
            await asyncio.sleep(max(0.0, begun + turn / rate - time.monotonic()))
            self.told(people[turn % len(people)], text=text)

    def play_edit(self, user: int, body: Fields) -> None:
        own = [entry for entry in self.chats.messages[user] if entry["by"] == "user" and entry.get("text")]
        if not own:
            raise LookupError("nothing to edit")
        own[-1].update(text=body["text"], edit_date=int(time.time()), revision=self.chats.number("revision"))
        self.deliver(edited_message=self.chats.wire(user, own[-1]))

    def play_message(self, user: int, body: Fields) -> None:
        self.told(user, **body["fields"])

    def play_group(self, user: int, body: Fields) -> None:
        """Somebody adds the bot to a group, and it hears a message there."""
        chat = {"id": int(body["group"]), "type": "group", "title": "people"}
        bot, person = me(), self.chats.people[user]
        member = {"chat": chat, "from": person, "date": int(time.time())}
        was, now = {"user": bot, "status": "left"}, {"user": bot, "status": "member"}
        self.deliver(my_chat_member={**member, "old_chat_member": was, "new_chat_member": now})
        self.deliver(message={**member, "message_id": self.chats.number("message"), "text": body["text"]})

    def play_age(self, user: int, body: Fields) -> None:
        """So many hours pass for what stands in this chat."""
        for entry in self.chats.messages[user]:
            entry["date"] -= int(body["hours"] * 3600)

    def play_press(self, user: int, body: Fields) -> None:
        found = self.chats.button(user, body.get("label"), body.get("data"))
        if found is None:
            raise LookupError("no such button")
        entry, button = found
        if "callback_data" in button:
            query = str(self.chats.number("query"))
            self.unanswered[query] = time.time()
            self.presses[query] = {"user": user, "told": None, "tried": None}
            by, on = self.chats.people[user], self.chats.wire(user, entry)
            press = {"id": query, "from": by, "chat_instance": str(user), "message": on}
            self.deliver(callback_query={**press, "data": button["callback_data"]})

    def play_file(self, user: int, body: Fields) -> None:
        content, kind = base64.b64decode(body["base64"]), body["kind"]
        media = describe(kind, self.chats.keep(content), len(content), body)
        self.told(user, caption=body.get("caption") or "", **{kind: media}, **body.get("extra", {}))

    def play_repeat(self, _user: int, body: Fields) -> None:
        self.updates.repeat(int(body.get("count", 1)))

    def play_fault(self, _user: int, body: Fields) -> None:
        self.faults.order(body)

    def play_storm(self, _user: int, body: Fields) -> None:
        self.faults.rise(body)

    def play_mend(self, _user: int, _body: Fields) -> None:
        self.faults.mend()

    def play_block(self, user: int, _body: Fields) -> None:
        self.chats.blocked.add(user)

    def play_unblock(self, user: int, _body: Fields) -> None:
        self.chats.blocked.discard(user)

    async def read(self, request: web.Request) -> web.Response:
        what = request.match_info["what"]
        if what == "chat":
            return web.json_response(self.chats.messages[int(request.query["user"])])
        if what == "answers":
            return web.json_response({"count": self.chats.answers})
        if what == "log":
            asked = {name: int(value) if name == "user" else value for name, value in request.query.items()}
            return web.json_response([one for one in self.log if asked.items() <= one.items()])
        if what == "presses":
            return web.json_response(list(self.presses.values()))
        if what == "left":
            return web.json_response(self.left)
        if what == "profile":
            return web.json_response([[method, code, said] for (method, code), said in self.profile.items()])
        if what == "violations":
            return web.json_response([*self.violations, *self.late()])
        return web.json_response({"error": "no such view"}, status=404)

    def late(self) -> list[Fields]:
        open_ones = {query: at for query, at in self.unanswered.items() if not self.presses[query]["tried"]}
        late = [query for query, at in open_ones.items() if time.time() - at > 10]
        return [{"method": "answerCallbackQuery", "what": f"query {query} not answered in 10 s"} for query in late]

    def app(self) -> web.Application:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self.bot)
        app.router.add_get("/file/bot{token}/{path:.*}", self.download)
        app.router.add_post("/control/{what}", self.control)
        app.router.add_get("/control/{what}", self.read)
        app.cleanup_ctx.append(self.pushing)
        return app

    async def pushing(self, _app: web.Application) -> Any:
        push = asyncio.create_task(self.updates.push())
        yield
        push.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await push


async def read_params(request: web.Request) -> tuple[Fields, dict[str, bytes]]:
    """A request's fields and uploaded files, from JSON, form or multipart."""
    if request.content_type == "application/json":
        return await request.json(), {}
    params: Fields = dict(request.query)
    uploads: dict[str, bytes] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            uploads[name] = value.file.read()
        else:
            params[name] = value
    return params, uploads


class _Thread:
    """The server's own thread and event loop."""

    def __init__(self, port: int) -> None:
        self.port, self.ready = port, threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True, name="bot-api")

    async def _serve(self) -> None:
        self.loop, self.stopping = asyncio.get_running_loop(), asyncio.Event()
        await serve(self.port, self._announce, self.stopping)

    def _announce(self, port: int) -> None:
        self.port = port
        self.ready.set()

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.stopping.set)
        self.thread.join(10)


async def serve(port: int, announce: Callable[[int], None], stopping: asyncio.Event) -> None:
    """Answer on loopback until `stopping` is set; `announce` is told the port."""
    runner = web.AppRunner(Server().app(), shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    announce(runner.addresses[0][1])
    await stopping.wait()
    await runner.cleanup()


@contextlib.contextmanager
def running(port: int = 0) -> Iterator[Control]:
    """A fresh server in a thread of this process; port 0 takes a free one."""
    server = _Thread(port)
    server.thread.start()
    if not server.ready.wait(10):
        raise RuntimeError("the Bot API server did not start")
    try:
        yield Control(f"http://127.0.0.1:{server.port}")
    finally:
        server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description="A Telegram Bot API server on loopback.")
    parser.add_argument("--port", type=int, default=0)

    def announce(port: int) -> None:
        print(f"http://127.0.0.1:{port}", flush=True)

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(parser.parse_args().port, announce, asyncio.Event()))


if __name__ == "__main__":
    main()
