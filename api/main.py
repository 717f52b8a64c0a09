"""The composition root: one process's parts, put together and taken down again.

`all` does everything in one process; `web` serves pages, JSON and the webhook; `jobs` empties the outbox and does
time's work; `bot` polls Telegram where no public address is set.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import Response

from api import desk, v1
from api.calendar import router as calendar_router
from api.chat.receipt_routes import router as receipt_router
from api.chat.routes import router as chat_router
from api.desk import html_error
from api.errors import install_errors
from api.installation import open_store
from api.jobs import keep_up
from api.look.recordings import routes as voice_routes
from api.look.static_files import routes as static_routes
from api.public.routes import router as public_router
from api.routers import take_in
from api.security import Security
from api.settings import Settings
from bot.channel import ChannelError
from bot.introduction import introductions
from bot.runner import Runner
from bot.telegram.client import TelegramClient
from bot.telegram.handling import Handling
from bot.telegram.polling import Polling
from bot.telegram.webhook import HEADER, Webhook, is_telegram, secret_token
from cases.rules.errors import NotConfigured
from cases.store import outbox
from cases.store.locks import only_one
from cases.store.unit import Store

WEBHOOK_PATH = "/telegram/updates"
ASK_AGAIN = 15.0  # seconds until Telegram is asked again for the bot's name

log = logging.getLogger(__name__)


class Role(StrEnum):
    ALL = "all"
    WEB = "web"
    JOBS = "jobs"
    BOT = "bot"


@dataclass
class Process:
    """Everything that one process holds open."""

    settings: Settings
    role: Role
    demo: bool
    store: Store
    runner: Runner
    public_url: str
    client: TelegramClient | None
    handling: Handling | None
    bot_name: str | None = None

    def does(self, *roles: Role) -> bool:
        return self.role is Role.ALL or self.role in roles


def assemble(settings: Settings, *, role: Role = Role.ALL, demo: bool = False, address: str = "") -> Process:
    """Open the store and build a process's parts. `address` is where it listens, for links without a public one.

    Raises:
        NotConfigured: the installation is not ready, or SQLite is asked to serve several processes.
    """
    store = open_store(settings, demo=demo)
    if role is not Role.ALL and store.engines.is_sqlite:
        raise NotConfigured("only_on_sqlite")
    public_url = settings.public_url or address
    runner = Runner(store, public_url)
    token = settings.telegram_token
    client = TelegramClient(token.get_secret_value(), settings.telegram_api) if token else None
    handling = Handling(store, runner, client) if client else None
    return Process(settings, role, demo, store, runner, public_url, client, handling)


@contextlib.asynccontextmanager
async def running(process: Process) -> AsyncIterator[None]:
    """Run the process's background work until the block ends; what is under way is finished."""
    stopping = asyncio.Event()
    tasks: list[asyncio.Task[None]] = []
    polling: Polling | None = None
    if process.store.engines.is_sqlite:  # one process alone: what a crash left leased need not run out first
        async with process.store.writing() as unit:
            await outbox.release_all(unit)
    if process.does(Role.JOBS):
        tasks.append(asyncio.create_task(keep_up(process.store, stopping)))
    if process.client and process.handling:
        await process.client.start()
        tasks.append(asyncio.create_task(_introduce(process, stopping)))
        tasks.append(asyncio.create_task(process.handling.outbound.keep_settled(stopping)))
        if process.does(Role.JOBS):
            tasks.append(asyncio.create_task(process.handling.outbound.run(stopping)))
            tasks.append(asyncio.create_task(process.handling.sweeper.run(stopping)))
            tasks.append(asyncio.create_task(_say_who(process.client)))
        if process.does(Role.BOT) and not process.settings.public_url:
            polling = Polling(
                process.client,
                process.handling.handle,
                process.handling.poisoned,
                arrived=process.handling.arrived,
            )
            tasks.append(asyncio.create_task(_poll(process, polling, stopping)))
    try:
        yield
    finally:
        stopping.set()
        if polling:
            await polling.stop()
        await asyncio.gather(*tasks, return_exceptions=True)
        if process.client and process.handling:
            await process.handling.outbound.finish()
            await process.client.close()
        await process.store.engines.dispose()


async def _poll(process: Process, polling: Polling, stopping: asyncio.Event) -> None:
    """Poll while this process is the only one that does."""
    async with only_one(process.store.engines, "telegram polling", stopping) as mine:
        if mine:
            await _again(process.client.delete_webhook, stopping)  # type: ignore[union-attr]
            await polling.run()


async def _introduce(process: Process, stopping: asyncio.Event) -> None:
    """Learn the bot's name for the door to Telegram and, with a public address, ask for updates there."""
    client = process.client
    assert client is not None

    async def ask() -> None:
        process.bot_name = (await client.get_me()).username
        if process.settings.public_url and process.does(Role.WEB):
            secret = secret_token(process.store.keys.install("telegram webhook"))
            await client.set_webhook(process.settings.public_url + WEBHOOK_PATH, secret)

    await _again(ask, stopping)


async def _say_who(client: TelegramClient) -> None:
    """Give the bot its neutral name, texts and commands. What Telegram does not take now is tried at the next start."""
    try:
        for words in introductions():
            await client.introduce(words)
    except Exception as problem:
        log.warning("telegram: the bot's name and texts are not set (%s)", type(problem).__name__)


def introduce(settings: Settings) -> Callable[[], Coroutine[Any, Any, str]]:
    """Asks Telegram for the bot's name, for commands that only look."""

    async def ask() -> str:
        assert settings.telegram_token is not None
        client = TelegramClient(settings.telegram_token.get_secret_value(), settings.telegram_api)
        await client.start()
        try:
            return str((await client.get_me()).username)
        finally:
            await client.close()

    return ask


async def _again(work: Callable[[], Awaitable[None]], stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        try:
            await work()
        except ChannelError as problem:
            log.warning("telegram: cannot be reached (%s)", problem.reason)
        else:
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), ASK_AGAIN)


def create_app(process: Process) -> FastAPI:
    """The web application over an assembled process."""

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with running(process):
            yield

    app = FastAPI(
        title="Samleng",
        description="Take a worker's case through her union, Better Factories Cambodia and the labour ministry.",
        version="0.1.0",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.process, app.state.store, app.state.settings = process, process.store, process.settings
    app.state.runner, app.state.demo, app.state.public_url = process.runner, process.demo, process.public_url
    app.state.html_error = html_error
    app.add_middleware(Security, public_url=process.public_url)
    app.router.routes.extend([*static_routes, *voice_routes])
    take_in(app.router, public_router, chat_router, receipt_router, calendar_router, desk.router, v1.router)
    install_errors(app)
    _webhook(app, process)
    return app


def _webhook(app: FastAPI, process: Process) -> None:
    """Telegram's own door, where a public address is set."""
    if not (process.handling and process.client and process.settings.public_url):
        return
    secret = secret_token(process.store.keys.install("telegram webhook"))
    handling = process.handling
    webhook = Webhook(process.client, handling.handle, handling.poisoned, arrived=handling.arrived)

    @app.post(WEBHOOK_PATH, include_in_schema=False)
    async def updates(request: Request) -> Response:
        if not is_telegram(request.headers.get(HEADER), secret):
            return Response(status_code=403)
        await webhook.receive(await request.json())
        return Response()
