"""Set up, serve, look over."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Coroutine
from typing import Annotated, Any

import typer
import uvicorn
import uvloop

from api import demo as demonstration
from api import installation, logs
from api.cli.edge import read_settings, told
from api.cli.operator import make_operator
from api.main import Process, Role, assemble, create_app, introduce, running
from cases.rules.errors import SamlengError

app = typer.Typer()


@app.command()
def init(
    operator: Annotated[str, typer.Option(help="Alias of the operator's account, when it is made now.")] = "",
) -> None:
    """Make folders, keys and database, or bring an existing database up to date; and the operator's account.

    The operator's alias and passphrase are asked for on a terminal. Without one, SAMLENG_OPERATOR_PASSPHRASE makes the
    account; without that too, none is made now.
    """
    settings = read_settings()
    try:
        new = installation.make(settings)
    except SamlengError as problem:
        raise typer.Exit(told(problem)) from None
    typer.echo(f"Database ready. Keys are in {settings.keys.resolve()}.")
    typer.echo("Copy the files `install` and `contacts` from there to a safe place, apart from database and evidence:")
    typer.echo("without them no receipt opens and no chat is reached. The daily keys beside them must not be copied.")
    make_operator(settings, operator)
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
    settings = read_settings()
    logs.configure()
    try:
        if demo:
            installation.make(settings, demo=True)
        held = installation.serving_alone(settings)
        process = assemble(settings, role=only, demo=demo, address=f"http://{host}:{port}")
    except SamlengError as problem:
        raise typer.Exit(told(problem)) from None
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
    settings = read_settings()
    ask = introduce(settings) if settings.telegram_token else None
    findings = asyncio.run(installation.look_over(settings, ask))
    for finding in findings:
        typer.echo(f"{'ok' if finding.ok else 'NOT OK':7}{finding.what:12}{finding.advice}")
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)
