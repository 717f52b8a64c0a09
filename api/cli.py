"""`samleng`: set up, serve, and keep the register from the command line."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
import uvicorn
import uvloop
from pydantic import ValidationError
from sqlmodel import select

import locales
from api import demo as demonstration
from api import installation, logs
from api.main import Process, Role, assemble, create_app, introduce, running
from api.settings import Settings
from cases.actions import parties, register
from cases.actions.register import BadLine, ImportRefused
from cases.rules.errors import SamlengError
from cases.rules.vocabulary import Language, PartyKind
from cases.store.factory_search import find_factories
from cases.store.tables import Factory, Party, SiteCode, Staff
from cases.store.unit import Store
from qr.posters import Site, print_sheets
from qr.site_links import new_site_code

T = TypeVar("T")

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)
factory = typer.Typer(no_args_is_help=True, help="The register of factories.")
party = typer.Typer(no_args_is_help=True, help="Organisations that may hold cases.")
staff = typer.Typer(no_args_is_help=True, help="People of the organisations.")
qr = typer.Typer(no_args_is_help=True, help="Codes, posters and cards.")
demo = typer.Typer(no_args_is_help=True, help="The demonstration.")
for name, group in (("factory", factory), ("party", party), ("staff", staff), ("qr", qr), ("demo", demo)):
    app.add_typer(group, name=name)

AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable.")]
LOCAL = "http://127.0.0.1:8000"


# ---------------------------------------------------------------------------------------------- the edge
@app.callback(help=__doc__)
def _begin() -> None:
    os.umask(0o077)  # whatever is written from here on is the operator's alone


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as problem:
        wrong = "; ".join(f"SAMLENG_{str(e['loc'][0]).upper()}: {e['msg']}" for e in problem.errors())
        raise typer.Exit(_say(wrong)) from None


def _say(sentence: str) -> int:
    typer.echo(sentence, err=True)
    return 1


def _told(problem: SamlengError) -> int:
    """What went wrong, in a sentence with its next step; returns the exit code."""
    return _say(locales.text(Language.ENGLISH, f"error.{problem.code}", problem.data))


def _run(work: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(work)
    except SamlengError as problem:
        raise typer.Exit(_told(problem)) from None


def _store() -> Store:
    settings = _settings()
    try:
        return installation.open_store(settings, demo=installation.is_demo(settings))
    except SamlengError as problem:
        raise typer.Exit(_told(problem)) from None


def _show(rows: Sequence[dict[str, Any]], as_json: bool) -> None:
    """Rows as JSON, or one line each."""
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        typer.echo("  ".join(_word(value) for value in row.values()))


def _word(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_word(item) for item in value) or "-"
    if isinstance(value, dict):
        return " ".join(str(item) for item in value.values())
    return str(value) if value not in (None, "") else "-"


# ------------------------------------------------------------------------------------- set up and serve
@app.command()
def init() -> None:
    """Make folders, keys and database, or bring an existing database up to date."""
    settings = _settings()
    try:
        new = installation.make(settings)
    except SamlengError as problem:
        raise typer.Exit(_told(problem)) from None
    typer.echo(f"Database ready. Keys are in {settings.keys.resolve()}.")
    typer.echo("Copy the files `install` and `contacts` from there to a safe place, apart from database and evidence:")
    typer.echo("without them no receipt opens and no chat is reached. The daily keys beside them must not be copied.")
    if new:
        typer.echo("Next: samleng party add, samleng staff invite, samleng factory import, samleng serve")


@app.command()
def serve(
    only: Annotated[Role, typer.Option(help="One part of the work; needs PostgreSQL.")] = Role.ALL,
    host: Annotated[str, typer.Option()] = "127.0.0.1",
    port: Annotated[int, typer.Option()] = 8000,
    demo: Annotated[bool, typer.Option("--demo", help="With demonstration data, under a banner.")] = False,
) -> None:
    """Serve pages, JSON, the bot and the jobs."""
    settings = _settings()
    logs.configure()
    try:
        if demo:
            installation.make(settings, demo=True)
        held = installation.serving_alone(settings)
        process = assemble(settings, role=only, demo=demo, address=f"http://{host}:{port}")
    except SamlengError as problem:
        raise typer.Exit(_told(problem)) from None
    with held or contextlib.nullcontext():
        _work(process, host, port)


def _work(process: Process, host: str, port: int) -> None:
    """Do a process's part until it is told to stop."""
    if process.role in (Role.JOBS, Role.BOT):
        _forever(_until_stopped(process))
        return
    # No access log: paths can carry a one-time link, and who looked at what is nobody's business here.
    config = uvicorn.Config(create_app(process), host=host, port=port, access_log=False, log_config=None)
    _forever(_serve(config, process, furnish=process.demo))


def _forever(work: Coroutine[Any, Any, None]) -> None:
    """Run on uvloop, which takes a good part of the cost of many small waits away."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work)


async def _serve(config: uvicorn.Config, process: Process, *, furnish: bool) -> None:
    if furnish:
        await demonstration.furnish(process.store)
        typer.echo(f"Demonstration on http://{config.host}:{config.port} (accounts: samleng demo accounts)")
    await uvicorn.Server(config).serve()


async def _until_stopped(process: Process) -> None:
    told = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, told.set)
    async with running(process):
        await told.wait()


@app.command()
def check() -> None:
    """Look settings, database, migrations, keys and Telegram over: each line ok, or what to do."""
    settings = _settings()
    ask = introduce(settings) if settings.telegram_token else None
    findings = asyncio.run(installation.look_over(settings, ask))
    for finding in findings:
        typer.echo(f"{'ok' if finding.ok else 'NOT OK':7}{finding.what:12}{finding.advice}")
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


# ---------------------------------------------------------------------------------------------- factories
@factory.command("import")
def factory_import(file: Annotated[Path, typer.Argument(help="UTF-8 CSV; see the README for its columns.")]) -> None:
    """Import factories. One bad line, and nothing is imported."""
    try:
        lines = register.read_factories(file.read_bytes())
        added, renewed = _import(lines)
    except OSError as problem:
        raise typer.Exit(_say(f"{file}: {problem.strerror}")) from None
    except ImportRefused as refused:
        for bad in refused.lines:
            _say(f"line {bad.number}: {_reason(bad)}")
        raise typer.Exit(_told(refused)) from None
    typer.echo(f"{added} added, {renewed} renewed")


def _import(lines: Sequence[register.FactoryLine]) -> tuple[int, int]:
    store = _store()

    async def work() -> tuple[int, int]:
        async with store.writing() as unit:
            counts = await register.import_factories(unit, lines)
            coded = set((await unit.session.exec(select(SiteCode.factory_id))).all())
            for row in (await unit.session.exec(select(Factory))).all():
                if row.id not in coded:
                    await register.add_site_code(unit, row, "gate", new_site_code())
        return counts

    return asyncio.run(work())


def _reason(bad: BadLine) -> str:
    return locales.text(Language.ENGLISH, f"error.import.{bad.code}", {"value": bad.value})


@factory.command("list")
def factory_list(as_json: AsJson = False) -> None:
    """Factories with their site codes."""
    store = _store()

    async def work() -> list[dict[str, Any]]:
        async with store.reading() as unit:
            codes = (await unit.session.exec(select(SiteCode).order_by(SiteCode.code))).all()
            rows = (await unit.session.exec(select(Factory).order_by(Factory.name))).all()
        names = {row.id: row.name for row in rows}
        return [_factory_row(row, names, [code for code in codes if code.factory_id == row.id]) for row in rows]

    _show(_run(work()), as_json)


def _factory_row(row: Factory, names: dict[str, str], codes: Sequence[SiteCode]) -> dict[str, Any]:
    return {
        "name": row.name,
        "khmer_sign": row.khmer_sign,
        "nicknames": row.nicknames,
        "province": row.province.value,
        "brands": row.brands,
        "bfc_affiliate": row.bfc_affiliate,
        "subcontractor_of": names.get(row.subcontractor_of or ""),
        "site_codes": [
            {"code": code.code, "placement": code.placement, "revoked": code.revoked_at is not None} for code in codes
        ],
    }


# ------------------------------------------------------------------------------------- parties and people
@party.command("add")
def party_add(
    slug: Annotated[str, typer.Argument(help="Short name, e.g. cawdu")],
    name_en: Annotated[str, typer.Option("--name-en")],
    name_km: Annotated[str, typer.Option("--name-km")],
    kind: Annotated[PartyKind, typer.Option()],
    off_platform: Annotated[bool, typer.Option("--off-platform", help="Kept by the lead's officer.")] = False,
    parent: Annotated[str | None, typer.Option(help="Short name of the federation above it.")] = None,
) -> None:
    """Add an organisation."""
    store = _store()

    async def work() -> None:
        async with store.writing() as unit:
            await parties.add_party(unit, slug, name_en, name_km, kind, on_platform=not off_platform, parent=parent)

    _run(work())
    typer.echo(f"{slug} added" if off_platform else f"{slug} added. Next: samleng staff invite {slug}")


@party.command("list")
def party_list(as_json: AsJson = False) -> None:
    """Organisations, and whether each is open."""
    store = _store()

    async def work() -> list[dict[str, Any]]:
        async with store.reading() as unit:
            rows = (await unit.session.exec(select(Party).order_by(Party.slug))).all()
            return [
                {
                    "slug": row.slug,
                    "name_en": row.name_en,
                    "name_km": row.name_km,
                    "kind": row.kind.value,
                    "on_platform": row.on_platform,
                    "open": row.opened_at is not None,
                    "key_checked_by": await parties.checked_by(unit, row),
                }
                for row in rows
            ]

    _show(_run(work()), as_json)


@staff.command("invite")
def staff_invite(slug: Annotated[str, typer.Argument(help="Short name of the organisation.")]) -> None:
    """Invite an organisation's first lead; prints a link that works once, for 24 hours."""
    settings, store = _settings(), _store()

    async def work() -> str:
        async with store.writing() as unit:
            return await parties.invite_first_lead(unit, slug)

    typer.echo(f"{settings.public_url or LOCAL}/desk/join/{_run(work())}")


@staff.command("list")
def staff_list(as_json: AsJson = False) -> None:
    """People by alias, role and organisation."""
    store = _store()

    async def work() -> list[dict[str, Any]]:
        async with store.reading() as unit:
            slugs = {row.id: row.slug for row in (await unit.session.exec(select(Party))).all()}
            rows = (await unit.session.exec(select(Staff).order_by(Staff.account))).all()
        return [{"account": row.alias, "role": row.role.value, "party": slugs.get(row.party_id or "")} for row in rows]

    _show(_run(work()), as_json)


# --------------------------------------------------------------------------------------------------- codes
@qr.command("print")
def qr_print(
    only: Annotated[str | None, typer.Option("--factory", help="Only the factory of this English name.")] = None,
    placement: Annotated[str, typer.Option(help="gate, dormitory, market, ...")] = "gate",
    out: Annotated[Path | None, typer.Option(help="Folder; default: posters in SAMLENG_VAR.")] = None,
    bot: Annotated[str, typer.Option(help="The bot's name, when Telegram cannot be asked now.")] = "",
) -> None:
    """Make posters and cards (PDF and PNG); every code is read back from its picture first."""
    settings, store = _settings(), _store()
    bot_name = bot or _bot_name(settings)
    sites = _run(_sites(store, only, placement))
    if not sites:
        like = [row.name for row in _run(_factories_like(store, only or ""))]
        meant = f" Did you mean: {'; '.join(like)}?" if like else ""
        raise typer.Exit(_say(f"No such factory.{meant} `samleng factory list` shows their names."))
    if not settings.public_url:
        _say("SAMLENG_PUBLIC_URL is not set: these codes open on this machine only. Do not hang them up.")
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
        _say(f"Telegram cannot be asked for the bot's name ({type(problem).__name__}): give it with --bot")
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
    store = _store()

    async def work() -> bool:
        async with store.writing() as unit:
            return await register.revoke_site_code(unit, code)

    if not _run(work()):
        raise typer.Exit(_say("No such code. `samleng factory list` shows them."))
    typer.echo(f"{code} is revoked. `samleng qr print` makes a new one for the same place.")


# --------------------------------------------------------------------------------------------------- demo
@demo.command("accounts")
def demo_accounts(as_json: AsJson = False) -> None:
    """The demonstration's accounts with their passphrases."""
    settings = _settings()
    try:
        shown = installation.is_demo(settings)
    except SamlengError as problem:
        raise typer.Exit(_told(problem)) from None
    if not shown:
        raise typer.Exit(_say("This is a real installation: it has no demonstration accounts."))
    rows = [
        {"account": one.account, "role": one.role.value, "party": one.party, "passphrase": one.passphrase}
        for one in demonstration.ACCOUNTS
    ]
    _show(rows, as_json)


if __name__ == "__main__":
    app()
