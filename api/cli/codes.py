"""Site codes on paper."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import select

from api import installation
from api.cli.edge import LOCAL, open_store, read_settings, run, say
from api.main import introduce
from api.settings import Settings
from cases.actions import register
from cases.store.factories import find_factories
from cases.store.tables import Factory, SiteCode
from cases.store.unit import Store
from qr.posters import Site, print_sheets
from qr.site_links import new_site_code

qr = typer.Typer(no_args_is_help=True, help="Codes, posters and cards.")


@qr.command("print")
def qr_print(
    only: Annotated[str | None, typer.Option("--factory", help="Only the factory of this English name.")] = None,
    placement: Annotated[str, typer.Option(help="gate, dormitory, market, ...")] = "gate",
    out: Annotated[Path | None, typer.Option(help="Folder; default: posters in SAMLENG_VAR.")] = None,
    bot: Annotated[str, typer.Option(help="The bot's name, when Telegram cannot be asked now.")] = "",
) -> None:
    """Make posters and cards (PDF and PNG); every code is read back from its picture first."""
    settings, store = read_settings(), open_store()
    bot_name = bot or _bot_name(settings)
    sites = run(_sites(store, only, placement))
    if not sites:
        like = [row.name for row in run(_factories_like(store, only or ""))]
        meant = f" Did you mean: {'; '.join(like)}?" if like else ""
        raise typer.Exit(say(f"No such factory.{meant} `samleng factory list` shows their names."))
    if not settings.public_url:
        say("SAMLENG_PUBLIC_URL is not set: these codes open on this machine only. Do not hang them up.")
    folder = out or installation.posters_folder(settings)
    written = print_sheets(sites, folder, public_url=settings.public_url or LOCAL, bot_name=bot_name)
    typer.echo(f"{_counted(len(written), 'file')} for {_counted(len(sites), 'code')} in {folder}")


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


async def _factories_like(store: Store, words: str) -> Sequence[Factory]:
    async with store.reading() as unit:
        return await find_factories(unit, words)


def _bot_name(settings: Settings) -> str:
    """The bot's name, or "" with a warning: the sheets then offer the browser door alone."""
    if settings.telegram_token is None:
        return ""
    try:
        return asyncio.run(introduce(settings)())
    except Exception as problem:
        say(f"Telegram cannot be asked for the bot's name ({type(problem).__name__}): give it with --bot")
        raise typer.Exit(1) from None


async def _sites(store: Store, only: str | None, placement: str) -> list[Site]:
    async with store.writing() as unit:
        query = select(Factory).order_by(Factory.name)
        rows = (await unit.session.exec(query.where(Factory.name == only) if only else query)).all()
        codes = (await unit.session.exec(select(SiteCode).where(SiteCode.placement == placement))).all()
        live = {code.factory_id: code for code in codes if code.revoked_at is None}
        for row in rows:
            if row.id not in live:
                live[row.id] = await register.add_site_code(unit, row, placement, new_site_code())
    return [Site(code=live[row.id].code, factory=row.name, placement=placement) for row in rows]


@qr.command("revoke")
def qr_revoke(code: Annotated[str, typer.Argument(help="The site code, as on the poster's short address.")]) -> None:
    """Revoke a code: its page says from now on that it is no longer used."""
    store = open_store()

    async def work() -> bool:
        async with store.writing() as unit:
            return await register.revoke_site_code(unit, code)

    if not run(work()):
        raise typer.Exit(say("No such code. `samleng factory list` shows them."))
    typer.echo(f"{code} is revoked. `samleng qr print` makes a new one for the same place.")
