"""The real program, started the way an operator starts it, killed and started again as a test likes."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from cases.store import timeline
from cases.store.clock import WallClock
from cases.store.engine import open_engines
from cases.store.unit import Store
from tests.support.authenticator import Authenticator

PROGRAM = Path(sys.executable).with_name("samleng")
TOKEN = "123:abc"
MORNING = "2024-10-20T08:00:00+07:00"  # the day on which the demonstration's world begins
STARTS_WITHIN = 180.0  # seconds, with six people's slow hashing on two cores that are busy with other work
WORLD = "world.json"
OUTDOOR_GEAR = "Outdoor Gear (Garment) Co., Ltd."


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """One installation in a folder of its own, and the processes that run over it.

    `settings` are SAMLENG_... without the prefix. Several processes (`only`) share the folder and the log.
    """

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    authenticator: Authenticator = field(default_factory=Authenticator)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def var(self) -> Path:
        return self.folder / "var"

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SAMLENG_")}
        own = {"VAR": str(self.var), "KEYS": str(self.folder / "keys"), "DEMO_NOW": MORNING} | self.settings
        return kept | {f"SAMLENG_{name}": value for name, value in own.items() if value}

    # -------------------------------------------------------------------------------------- start and stop
    def start(self, only: str = "", **settings: str) -> Server:
        """Start `samleng serve --demo`; a process with pages is waited for until it is ready."""
        self.settings |= settings
        command = [str(PROGRAM), "serve", "--demo", "--port", str(self.port)]
        command += ["--only", only] if only else []
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT, env=self.environment(), cwd=self.folder
            )
        self.processes.append(process)
        if only in ("", "web"):
            self._wait(process)
        return self

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline:
            if process.poll() is not None:
                break
            with contextlib.suppress(httpx2.TransportError):
                if httpx2.get(f"{self.base_url}/readyz").status_code == 200:
                    return
            time.sleep(0.05)
        raise AssertionError(f"the server did not start:\n{self.log()[-3000:]}")

    def kill9(self) -> None:
        """The power fails."""
        self._end(signal.SIGKILL)

    def stop(self) -> list[int]:
        """Told to stop, and waited for; the processes' exit codes."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> list[int]:
        for process in self.processes:
            process.send_signal(how)
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)
                raise AssertionError("the server did not stop within 20 seconds") from None
        codes = [process.returncode for process in self.processes]
        self.processes.clear()
        return codes

    def restart(self, **settings: str) -> Server:
        """Stop where it still runs, then start over the same folder, with other settings where given."""
        self.stop()
        return self.start(**settings)

    # ------------------------------------------------------------------------------------------ look inside
    def log(self) -> str:
        """Everything that the processes printed."""
        path = self.folder / "log"
        return path.read_text() if path.exists() else ""

    def kept_quiet(self, *words: str) -> None:
        """Nothing of these, no token and no stack trace is in the log."""
        log = self.log()
        assert [word for word in (*words, TOKEN, "Traceback") if word in log] == []

    def timelines_hold(self) -> None:
        """Nothing that Samleng did looks tampered with; looked at where the database is a file."""
        database = self.var / "samleng.db"
        if database.exists():
            engines = open_engines(f"sqlite:///{database}")
            keys, evidence = self.folder / "keys", self.var / "evidence"
            store = Store.open(engines, keys, evidence, WallClock())
            with ThreadPoolExecutor(1) as beside:  # the test may run in a loop of its own
                assert beside.submit(asyncio.run, _findings(store)).result() == []

    def command(self, *words: str) -> Any:
        """Run another `samleng` command over the same installation; its JSON where it prints some."""
        done = subprocess.run(
            [str(PROGRAM), *words], env=self.environment(), cwd=self.folder, capture_output=True, check=True
        )
        return json.loads(done.stdout) if "--json" in words else done.stdout.decode()

    def world(self) -> dict[str, Any]:
        """Factories and accounts as the command line lists them, asked for once."""
        kept = self.folder / WORLD
        if not kept.exists():
            factories = self.command("factory", "list", "--json")
            accounts = self.command("demo", "accounts", "--json")
            kept.write_text(json.dumps({"factories": factories, "accounts": accounts}))
        return dict(json.loads(kept.read_text()))

    def site_code(self, factory: str = OUTDOOR_GEAR) -> str:
        """The code on the poster at a factory's gate."""
        (row,) = [row for row in self.world()["factories"] if row["name"] == factory]
        return str(row["site_codes"][0]["code"])

    def proof(self, account: str) -> dict[str, str]:
        """What an account proves itself with: its passphrase, and a code that was not used yet."""
        row = next(row for row in self.world()["accounts"] if row["account"] == account)
        return {"passphrase": str(row["passphrase"]), "code": self.authenticator.code(str(row["second_step"]))}


async def _findings(store: Store) -> list[timeline.Finding]:
    try:
        return [finding async for finding in timeline.verify(store)]
    finally:
        await store.engines.dispose()


@contextlib.contextmanager
def over_a_copy(furnished: Path, folder: Path, **settings: str) -> Iterator[Server]:
    """A server over a copy of a furnished installation; stopped at the end, whatever happened."""
    for part in ("var", "keys"):
        shutil.copytree(furnished / part, folder / part)
    shutil.copy(furnished / WORLD, folder / WORLD)
    server = Server(folder, dict(settings))
    try:
        yield server
    finally:
        server.kill9()
        server.timelines_hold()
