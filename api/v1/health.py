"""Whether this process can do its work: what is wrong is named by a word, never by an address or a path."""

from __future__ import annotations

import asyncio

from sqlalchemy.exc import SQLAlchemyError

from api.settings import Settings
from api.v1.shapes import Check, Health
from cases.rules.errors import NotConfigured
from cases.store.engine import revisions
from cases.store.tables import Installation
from cases.store.unit import Store
from cases.vault.hashing import same

PATIENCE = 5.0  # seconds


async def readiness(store: Store, settings: Settings) -> Health:
    """Database reachable and migrated, keys there and this database's own."""
    database = await _database(settings)
    checks = [Check(code=database, ok=database == "database")]
    if checks[0].ok:
        keys = await _keys(store)
        checks.append(Check(code=keys, ok=keys == "keys"))
    return Health(ok=all(check.ok for check in checks), checks=checks)


async def _database(settings: Settings) -> str:
    try:
        current, newest = await asyncio.wait_for(asyncio.to_thread(revisions, settings.database), PATIENCE)
    except (SQLAlchemyError, OSError, TimeoutError):
        return "database_unreachable"
    return "database" if current == newest else "database_not_migrated"


async def _keys(store: Store) -> str:
    try:
        async with store.reading() as unit:
            installation = await unit.session.get(Installation, 1)
        check = store.keys.check()
    except (SQLAlchemyError, OSError):
        return "database_unreachable"
    except NotConfigured as error:
        return error.code
    if installation is None:
        return "installation_missing"
    return "keys" if same(installation.keys_check, check) else "keys_mismatch"
