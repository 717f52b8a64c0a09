"""The demonstration."""

from __future__ import annotations

from dataclasses import asdict

import typer

from api import demo as demonstration
from api import installation
from api.cli.edge import AsJson, open_store, read_settings, run, say, show, told
from cases.rules.errors import SamlengError

COLUMNS = ("account", "role", "party", "passphrase", "code")

demo = typer.Typer(no_args_is_help=True, help="The demonstration.")


@demo.command("accounts")
def demo_accounts(as_json: AsJson = False) -> None:
    """The demonstration's accounts with their passphrases and a code that is good for some seconds, once."""
    settings = read_settings()
    try:
        shown = installation.is_demo(settings)
    except SamlengError as problem:
        raise typer.Exit(told(problem)) from None
    if not shown:
        raise typer.Exit(say("This is a real installation: it has no demonstration accounts."))
    rows = [asdict(one) for one in run(_codes_now())]
    show(rows if as_json else [{name: row[name] for name in COLUMNS} for row in rows], as_json)


async def _codes_now() -> list[demonstration.ShownAccount]:
    store = open_store()
    try:
        return await demonstration.codes_now(store)
    finally:
        await store.engines.dispose()
