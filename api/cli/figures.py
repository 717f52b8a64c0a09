"""Exported figures: whether a file holds what its fingerprint says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.edge import say, told
from api.figure_files import check as check_file
from cases.rules.errors import SamlengError

figures = typer.Typer(no_args_is_help=True, help="Figures that somebody saved.")


@figures.callback()
def _group() -> None:
    """Figures that somebody saved."""


@figures.command()
def check(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A CSV, XLSX or JSON file of figures.")],
) -> None:
    """Work the fingerprint of saved figures out anew. Exit code 1 when the file states another; needs no database."""
    try:
        found = check_file(file.read_bytes())
    except SamlengError as problem:
        raise typer.Exit(told(problem)) from None
    if found.stated != found.found:
        raise typer.Exit(say(f"{found.found} is the fingerprint of what {file} holds; it states {found.stated}."))
    typer.echo(found.found)
