"""Back up, and put a backup back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import OperationalError

from api.cli.edge import open_store, read_settings, run, say, told
from api.restoring import Erasures
from api.restoring import restore as put_back
from api.settings import Settings
from cases.actions import backups
from cases.rules.errors import BadInput, NotConfigured, SamlengError
from cases.store.snapshot import Count
from cases.vault.backups import NotABackupKey, new_keys, read_private, read_public

app = typer.Typer()
backup_key = typer.Typer(no_args_is_help=True, help="The key pair that backups are sealed to.")


@backup_key.command("new")
def backup_key_new() -> None:
    """Make a key pair: the public key for the server, the private one for the safe. It is printed here only."""
    public, private = new_keys()
    typer.echo(f"For the server:   SAMLENG_BACKUP_KEY={public}")
    typer.echo(f"For the safe:     {private}")
    typer.echo("Write the private key down on paper, twice, and keep it away from the server and from the backups:")
    typer.echo("whoever has it reads them, and without it nobody does.")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The backup to write; must not be there yet.")],
    to: Annotated[str, typer.Option(help="Public key; default: SAMLENG_BACKUP_KEY.")] = "",
) -> None:
    """Write database and evidence as they stand now into one sealed file, while everything goes on. Never the keys."""
    settings = read_settings()
    store = open_store()

    async def work() -> tuple[Count, list[str]]:
        count = await backups.back_up(store, file, _public(settings, to))
        return count, await backups.lost(store, count.missing)

    try:
        count, lost = run(work())
    except OSError as problem:
        raise typer.Exit(say(f"{file}: {problem.strerror}")) from None
    typer.echo(f"{file}: {count.rows.total()} rows, {count.files} files")
    if len(count.missing) > len(lost):
        typer.echo(f"{len(count.missing) - len(lost)} files were erased while the backup was made; they are not in it.")
    if lost:
        raise typer.Exit(say(f"{len(lost)} files that the database knows are not on the disk: {', '.join(lost)}"))


def _public(settings: Settings, given: str) -> bytes:
    text = given or settings.backup_key
    if not text:
        raise NotConfigured("backup_key_missing")
    try:
        return read_public(text)
    except NotABackupKey:
        raise BadInput("backup_key_wrong", field="to") from None


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    key_file: Annotated[
        Path | None, typer.Option("--key-file", help="File with the private key; default: it is asked for.")
    ] = None,
    erasures: Annotated[
        Path | None, typer.Option(help="Copy of the log of erasures; default: erasures.log in SAMLENG_KEYS.")
    ] = None,
    erasures_lost: Annotated[bool, typer.Option("--erasures-lost", help="No copy of the log is left.")] = False,
) -> None:
    """Put a backup into an empty place, beside its keys, and erase again what was erased since it was made."""
    settings = read_settings()
    try:
        text = key_file.read_text("ascii") if key_file else typer.prompt("Private key", hide_input=True)
        restored = run(put_back(settings, file, _private(text), Erasures(erasures, erasures_lost)))
    except SamlengError as problem:
        raise typer.Exit(told(problem)) from None
    except (OSError, UnicodeDecodeError) as problem:
        raise typer.Exit(say(f"{file}: {getattr(problem, 'strerror', None) or 'cannot be read'}")) from None
    except OperationalError:
        raise typer.Exit(told(NotConfigured("database_unreachable"))) from None
    typer.echo(f"Restored as of {restored.manifest.made_at:%Y-%m-%d %H:%M} UTC: {restored.rows} rows")
    typer.echo(f"and {restored.files} files. Erased again: {restored.erased} cases.")
    if erasures_lost:
        say("WARNING: the log of erasures is lost. Whatever was erased after the backup was made IS BACK, readable to")
        say("those who could read it. Tell the organisations; they must ask the workers who had withdrawn.")
    if not restored.chats:
        say("WARNING: the key `contacts` is not the one of this backup. No linked chat can be reached; receipts open.")
    typer.echo("Everybody signs in anew. Next: samleng check, then samleng serve")


def _private(text: str) -> bytes:
    try:
        return read_private(text)
    except NotABackupKey:
        raise BadInput("backup_private_key_wrong", field="key_file") from None
