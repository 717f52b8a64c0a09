"""An installation on disk: made by `init`, looked over by `check`, opened by every process."""

from __future__ import annotations

import asyncio
import datetime as dt
import fcntl
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import sqlalchemy as sa

from api.settings import Settings
from api.upkeep_checks import upkeep_advice
from cases.actions.burning import settle_burned
from cases.rules import clocks, estimate_rules, issues, retention, surrenders
from cases.rules.errors import NotConfigured
from cases.store.adopting import adopt
from cases.store.clock import WallClock
from cases.store.engine import migrate, open_engines, revisions, sync_address
from cases.store.keys_folder import KeysFolder
from cases.store.tables import Installation
from cases.store.unit import Store
from cases.vault.hashing import same

BACKUP_AGE = dt.timedelta(hours=26)  # a day, and two hours for a timer that came late


def make(settings: Settings, *, demo: bool = False) -> bool:
    """Make folders, keys and database, or bring an existing database up to date; whether it was new.

    Raises:
        NotConfigured: the keys folder lies with the data, does not belong to the database, or demo and real mix.
    """
    if not demo:
        keep_apart(settings)
    settings.var.resolve().mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = KeysFolder(settings.keys.resolve())
    migrate(settings.database)
    found = _installation(settings.database)
    if found is None:
        folder.make()
        _write_installation(settings.database, folder.check(), demo=demo)
        return True
    if folder.burned_check() is not None:
        asyncio.run(_settle_burned(settings))
        found = _installation(settings.database)
    assert found is not None
    _fits(found, folder, demo=demo)
    folder.erasures.make(folder.install_check())
    asyncio.run(_adopt(settings))
    return False


async def _adopt(settings: Settings) -> None:
    """Cases from before timelines listed rows are listed from now on."""
    engines = open_engines(settings.database)
    try:
        await adopt(Store.open(engines, settings.keys.resolve(), settings.evidence.resolve(), WallClock()))
    finally:
        await engines.dispose()


def keep_apart(settings: Settings) -> None:
    """Neither folder in the other. Raises NotConfigured."""
    var, keys = settings.var.resolve(), settings.keys.resolve()
    if keys == var or var in keys.parents:
        raise NotConfigured("keys_inside_var", keys=str(settings.keys), var=str(settings.var))
    if keys in var.parents:
        raise NotConfigured("var_inside_keys", keys=str(settings.keys), var=str(settings.var))


async def _settle_burned(settings: Settings) -> None:
    store = bare_store(settings)
    try:
        await settle_burned(store)
    finally:
        await store.engines.dispose()


def bare_store(settings: Settings) -> Store:
    """The store as it is, nothing looked at: for what must work where something is amiss."""
    return Store.open(
        open_engines(settings.database), settings.keys.resolve(), settings.evidence.resolve(), WallClock(None)
    )


def _fits(found: Installation, folder: KeysFolder, *, demo: bool) -> None:
    if not folder.exists():
        raise NotConfigured("keys_missing", keys=str(folder.folder))
    if not same(found.keys_check, folder.check()):
        raise NotConfigured("keys_of_another", keys=str(folder.folder))
    if found.demo is not demo:
        raise NotConfigured("is_demo" if found.demo else "is_real")


def _installation(url: str) -> Installation | None:
    engine = sa.create_engine(sync_address(url))
    table = Installation.metadata.tables["installation"]
    with engine.connect() as connection:
        row = connection.execute(sa.select(table.c.id, table.c.keys_check, table.c.demo)).first()
    engine.dispose()
    return Installation(id=row.id, keys_check=row.keys_check, demo=row.demo) if row else None


def _write_installation(url: str, check: bytes, *, demo: bool) -> None:
    engine = sa.create_engine(sync_address(url))
    table = Installation.metadata.tables["installation"]
    with engine.begin() as connection:
        connection.execute(sa.insert(table).values(id=1, keys_check=check, demo=demo))
    engine.dispose()


def open_store(settings: Settings, *, demo: bool = False) -> Store:
    """The store of an installation that was made and is up to date. Also validates all rules.

    Raises:
        NotConfigured: `init` was not run, the database needs migrating, or the keys are not its own.
    """
    clocks.rules(), issues.issue_rules(), retention.rules(), surrenders.surrender_rules(), estimate_rules.rules()
    try:
        found, newest = revisions(settings.database)
    except sa.exc.OperationalError:
        raise _no_database(settings) from None
    if found is None:
        raise NotConfigured("not_initialised")
    if found != newest:
        raise NotConfigured("not_migrated")
    installed = _installation(settings.database)
    if installed is None:
        raise NotConfigured("not_initialised")
    _fits(installed, KeysFolder(settings.keys.resolve()), demo=demo)
    clock = WallClock(settings.demo_now if demo else None)
    return Store.open(open_engines(settings.database), settings.keys.resolve(), settings.evidence.resolve(), clock)


def serving_alone(settings: Settings) -> IO[bytes] | None:
    """Hold an SQLite installation for this process until the file that is returned is closed, or the process ends.

    None for PostgreSQL, which many processes share, and where nothing was set up yet.

    Raises:
        NotConfigured: another process serves it.
    """
    var = settings.var.resolve()
    if not settings.database.startswith("sqlite") or not var.is_dir():
        return None
    held = (var / ".serving").open("ab")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.close()
        raise NotConfigured("served_already", var=str(settings.var)) from None
    return held


def _no_database(settings: Settings) -> NotConfigured:
    """Why nothing answers: an SQLite file that is not there was never made; a server may be down."""
    return NotConfigured("not_initialised" if settings.database.startswith("sqlite") else "database_unreachable")


def is_demo(settings: Settings) -> bool:
    """Whether this database holds a demonstration. Raises NotConfigured when there is none yet."""
    try:
        found = _installation(settings.database)
    except sa.exc.OperationalError:
        raise _no_database(settings) from None
    except sa.exc.DatabaseError:
        raise NotConfigured("not_initialised") from None
    if found is None:
        raise NotConfigured("not_initialised")
    return found.demo


@dataclass(frozen=True)
class Finding:
    """One line of `samleng check`: what was looked at, whether it is well, and what to do when it is not."""

    what: str
    ok: bool
    advice: str = ""


async def _upkeep(settings: Settings) -> list[Finding]:
    found = await upkeep_advice(settings.database, settings.keys.resolve(), settings.evidence.resolve())
    return [Finding(what, not advice, advice) for what, advice in found.items()]


async def look_over(settings: Settings, telegram: Callable[[], Awaitable[str]] | None) -> list[Finding]:
    """Settings, database, migrations, keys and Telegram, one finding each. `telegram` returns the bot's name."""
    findings = [_settings(settings)]
    database, migrated = await asyncio.to_thread(_database, settings)
    findings += [database, migrated, await asyncio.to_thread(_keys, settings, database.ok and migrated.ok)]
    findings.append(await asyncio.to_thread(_daily_keys, settings))
    findings.append(await asyncio.to_thread(_erasures, settings))
    if database.ok and migrated.ok:
        findings.append(await asyncio.to_thread(_backup, settings))
    findings.append(await asyncio.to_thread(_private, settings))
    if all(finding.ok for finding in findings[:4]):  # the keys are this database's
        findings += await _upkeep(settings)
    findings.append(await _telegram(telegram))
    return findings


def _settings(settings: Settings) -> Finding:
    url = settings.public_url
    if not settings.database.startswith(("sqlite:", "postgresql:", "postgresql+")):
        return Finding("settings", False, "SAMLENG_DATABASE_URL must begin with sqlite:/// or postgresql://")
    if url and not url.startswith("https://") and not _on_this_machine(url):
        return Finding("settings", False, "SAMLENG_PUBLIC_URL must begin with https://")
    return Finding("settings", True)


def _on_this_machine(url: str) -> bool:
    return url.startswith(("http://127.0.0.1", "http://localhost", "http://[::1]"))


def _database(settings: Settings) -> tuple[Finding, Finding]:
    try:
        found, newest = revisions(settings.database)
    except sa.exc.OperationalError:
        advice = "run `samleng init`, or correct SAMLENG_DATABASE_URL"
        return Finding("database", False, advice), Finding("migrations", False, advice)
    database = Finding("database", True)
    if found == newest:
        return database, Finding("migrations", True)
    return database, Finding("migrations", False, "run `samleng init`: it brings the database up to date")


def _keys(settings: Settings, migrated: bool) -> Finding:
    folder = KeysFolder(settings.keys.resolve())
    if not folder.exists():
        return Finding("keys", False, "SAMLENG_KEYS names a folder without keys: run `samleng init`, or bring it back")
    installed = _installation(settings.database) if migrated else None
    if installed is None or not same(installed.keys_check, folder.check()):
        return Finding("keys", False, "these keys are not this database's: bring back the folder that belongs to it")
    return Finding("keys", True)


def _daily_keys(settings: Settings) -> Finding:
    """Red when keys lie there whose days are over. A day's grace: the jobs may just not have come to it."""
    overdue = KeysFolder(settings.keys.resolve()).overdue(dt.datetime.now(dt.UTC) - dt.timedelta(days=1))
    if overdue:
        kept = f"{len(overdue)} daily keys should be gone"
        return Finding("daily keys", False, f"{kept}: nobody does the jobs; start `samleng serve`, or `samleng purge`")
    return Finding("daily keys", True)


def _erasures(settings: Settings) -> Finding:
    folder = KeysFolder(settings.keys.resolve())
    if folder.exists() and not folder.erasures.exists():
        advice = "the log of erasures is missing: bring erasures.log back into SAMLENG_KEYS, else run `samleng init`"
        return Finding("erasures", False, advice)
    return Finding("erasures", True)


def _backup(settings: Settings) -> Finding:
    """Red when the last backup is too old. A demonstration needs none."""
    engine = sa.create_engine(sync_address(settings.database))
    table = Installation.metadata.tables["installation"]
    with engine.connect() as connection:
        row = connection.execute(sa.select(table.c.demo, table.c.backed_up_at)).first()
    engine.dispose()
    if row is None or row.demo:
        return Finding("backup", True)
    if row.backed_up_at is None:
        return Finding("backup", False, "never made: `samleng backup-key new`, then `samleng backup FILE` every day")
    age = dt.datetime.now(dt.UTC) - row.backed_up_at
    if age > BACKUP_AGE:
        hours = int(age.total_seconds() // 3600)
        return Finding("backup", False, f"{hours} hours old: run `samleng backup FILE`, and look why its timer did not")
    return Finding("backup", True, f"of {row.backed_up_at:%Y-%m-%d %H:%M} UTC")


def _private(settings: Settings) -> Finding:
    open_to_others = [str(path) for path in _secret_places(settings) if path.exists() and path.stat().st_mode & 0o077]
    if open_to_others:
        return Finding("private", False, f"others can read this: run `chmod go= {' '.join(open_to_others)}`")
    return Finding("private", True)


def _secret_places(settings: Settings) -> Iterator[Path]:
    yield from (settings.var.resolve(), settings.keys.resolve())
    database = sa.make_url(settings.database)
    if database.get_backend_name() == "sqlite" and database.database:
        yield Path(database.database)
    yield from sorted(path for path in settings.keys.resolve().rglob("*") if path.is_file())


async def _telegram(ask: Callable[[], Awaitable[str]] | None) -> Finding:
    if ask is None:
        return Finding("telegram", True, "no SAMLENG_TELEGRAM_TOKEN: the bot is off, all else works")
    try:
        return Finding("telegram", True, f"@{await ask()}")
    except Exception as problem:
        return Finding("telegram", False, f"{type(problem).__name__}: check SAMLENG_TELEGRAM_TOKEN and the network")


def posters_folder(settings: Settings) -> Path:
    """Where `qr print` puts its sheets when it is not told."""
    return settings.var / "posters"
