"""Let go of what is kept no longer; burn keys."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Annotated

import typer
from sqlalchemy.exc import DBAPIError

from api import installation
from api.cli.edge import AsJson, open_store, read_settings, run, say, show
from cases.actions import burning, erasure, upkeep
from cases.actions.erasure import Due
from cases.store.clock import cambodian_day
from cases.store.keys_folder import CONTACTS
from cases.store.unit import Store

app = typer.Typer()
keys = typer.Typer(no_args_is_help=True, help="The keys folder.")
WORD = "burn"


@app.command()
def purge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would go.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase for ever what is kept no longer: closed cases by their reason, old daily keys, files without a row.

    `samleng serve` does the same by itself every minute.
    """
    store = open_store()
    if dry_run:
        found, overdue = run(_would_go(store))
        show(_rows(found, as_json), as_json)
        if not as_json:
            typer.echo(f"{len(found)} cases and {len(overdue)} daily keys would go.")
        return
    cases, old, files = run(_purge(store))
    typer.echo(f"Erased: {cases} cases, {old} daily keys, {files} files without a row.")


async def _would_go(store: Store) -> tuple[list[Due], list[str]]:
    async with store.reading() as unit:
        return await erasure.due(unit), store.keys.overdue(unit.now)


def _rows(found: list[Due], as_json: bool) -> list[dict[str, object]]:
    """One row a case for programs; one a reason and day for people."""
    if as_json:
        return [
            {"case": one.case_id, "reason": one.reason.value, "kept_until": one.kept_until.isoformat()} for one in found
        ]
    counted = Counter((one.reason.value, cambodian_day(one.kept_until).isoformat()) for one in found)
    return [{"reason": reason, "kept_until": day, "cases": count} for (reason, day), count in sorted(counted.items())]


async def _purge(store: Store) -> tuple[int, int, int]:
    cases = 0
    while some := await erasure.erase_due(store):
        cases += some
    async with store.writing() as unit:
        await upkeep.forget(unit)
    old = await asyncio.to_thread(store.keys.destroy_old, store.clock.now())
    return cases, len(old), await upkeep.sweep_files(store)


@keys.command("burn")
def keys_burn(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Destroy the keys of chats, drafts and unsent messages, at once and for ever."""
    settings = read_settings()
    typer.echo("LOST for ever: which chats belong to cases, every draft, every unsent message, every open preview.")
    typer.echo("STAYS: cases, stories, timelines; receipts open them; people sign in; `samleng verify` works.")
    typer.echo("Workers come back by their receipt alone; to the bot everybody is a stranger.")
    if not yes and typer.prompt(f"Type {WORD} to go on").strip().lower() != WORD:
        raise typer.Exit(say("Nothing was burned."))
    try:
        run(_burn(installation.bare_store(settings)))
    except DBAPIError:
        say("The keys are destroyed. The database could not be told: run `samleng init` as soon as it answers.")
        raise typer.Exit(1) from None
    typer.echo(f"Burned. NOW DESTROY THE SHEET `{CONTACTS}` TOO, and every copy of it: with it and an old copy of the")
    typer.echo("database, chats could be read again. The sheet `install` stays. A new contacts key was made:")
    typer.echo(f"copy {settings.keys.resolve() / CONTACTS} to a new sheet.")


async def _burn(store: Store) -> None:
    try:
        await burning.burn(store)
    finally:
        await store.engines.dispose()
