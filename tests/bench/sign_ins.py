"""Twenty people sign in at once while a lead works through her queue: how much longer does a page take?

The server has one core, whoever asks the other, so that the load takes nothing from what is measured.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx2

from api import installation
from api.settings import Settings
from cases.rules.vocabulary import StaffRole
from cases.store.engine import open_engines
from cases.store.unit import Store
from tests.cases.world import PASSPHRASE, Clock, World, _furnish, join
from tests.support.authenticator import Authenticator, secret_of

PEOPLE = 20
CASES = 200
IDLE_PAGES = 200
SERVER_CORE, LOAD_CORE = 0, 1
QUEUE = "/desk/cases"
LEAD = "dara"
PATIENCE = 120.0  # seconds


@dataclass(frozen=True)
class Waits:
    """Milliseconds for one queue page, alone and while twenty people sign in; how long these took together."""

    idle_p50: float
    idle_p95: float
    busy_p50: float
    busy_p95: float
    pages_while_busy: int
    sign_ins: int
    seconds: float

    @property
    def ratio(self) -> float:
        return round(self.busy_p95 / self.idle_p95, 2)


def officer(number: int) -> str:
    """The alias of one of the twenty."""
    return f"officer {number}"


async def furnish(settings: Settings) -> None:
    """A union with a lead, twenty officers and a queue of cases, in a real installation."""
    installation.make(settings)
    clock = Clock(dt.datetime.now(dt.UTC))
    store = Store.open(open_engines(settings.database), settings.keys.resolve(), settings.evidence.resolve(), clock)
    world = World(store, clock, settings.database, settings.var)
    try:
        await _furnish(world)
        for number in range(PEOPLE):
            async with store.writing() as unit:
                await join(unit, world, officer(number), "union", StaffRole.OFFICER)
        for _ in range(CASES):
            await world.file()
    finally:
        await store.engines.dispose()


def measure_sign_ins(folder: Path, free_port: Callable[[], int]) -> Waits:
    """Furnish an installation below `folder`, serve it on one core, and ask from the other."""
    settings = Settings(_env_file=None, var=folder / "var", keys=folder / "keys")
    asyncio.run(furnish(settings))
    port = free_port()
    env = os.environ | {"SAMLENG_VAR": str(settings.var), "SAMLENG_KEYS": str(settings.keys)}
    server = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "serve", "--port", str(port)],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.sched_setaffinity(server.pid, {_core(SERVER_CORE)})  # before it starts a thread
    before = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {_core(LOAD_CORE)})
        return asyncio.run(_ask(f"http://127.0.0.1:{port}"))
    finally:
        os.sched_setaffinity(0, before)
        server.kill()
        server.wait()


def _core(number: int) -> int:
    """The machine's core of that number, or its last."""
    cores = sorted(os.sched_getaffinity(0) | set(range(os.cpu_count() or 1)))
    return cores[min(number, len(cores) - 1)]


async def _ask(base_url: str) -> Waits:
    phone = Authenticator()
    async with httpx2.AsyncClient(base_url=base_url, timeout=PATIENCE) as lead:
        await _until_ready(lead)
        await _sign_in(lead, LEAD, phone)
        await _pages(lead, 20)  # pools and caches are warm afterwards
        idle = await _pages(lead, IDLE_PAGES)
        codes = {officer(number): phone.code(secret_of(officer(number))) for number in range(PEOPLE)}
        begun = time.perf_counter()
        signing = asyncio.gather(*(_one_of_many(base_url, alias, code) for alias, code in codes.items()))
        busy = []
        while not signing.done():
            busy += await _pages(lead, 1)
        await signing
        seconds = time.perf_counter() - begun
    return Waits(*_cuts(idle), *_cuts(busy), pages_while_busy=len(busy), sign_ins=len(codes), seconds=round(seconds, 1))


async def _until_ready(client: httpx2.AsyncClient) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if (await client.get("/healthz")).status_code == 200:
                return
        except httpx2.HTTPError:
            pass
        await asyncio.sleep(0.1)
    raise TimeoutError("the server did not come up")


async def _sign_in(client: httpx2.AsyncClient, alias: str, phone: Authenticator) -> None:
    await _enter(client, alias, phone.code(secret_of(alias)))


async def _enter(client: httpx2.AsyncClient, alias: str, code: str) -> None:
    said = {"account": alias, "passphrase": PASSPHRASE, "code": code}
    answer = await client.post("/api/v1/session", json=said)
    assert answer.status_code == 204, answer.status_code


async def _one_of_many(base_url: str, alias: str, code: str) -> None:
    async with httpx2.AsyncClient(base_url=base_url, timeout=PATIENCE) as client:
        await _enter(client, alias, code)


async def _pages(client: httpx2.AsyncClient, count: int) -> list[float]:
    """Milliseconds for each of so many queue pages, one after the other."""
    taken = []
    for _ in range(count):
        begun = time.perf_counter()
        page = await client.get(QUEUE)
        taken.append(1000 * (time.perf_counter() - begun))
        assert page.status_code == 200 and re.search(r'class="queue"', page.text), page.status_code
    return taken


def _cuts(taken: list[float]) -> tuple[float, float]:
    """(p50, p95)."""
    cuts = statistics.quantiles(taken, n=100, method="inclusive")
    return round(cuts[49], 1), round(cuts[94], 1)
