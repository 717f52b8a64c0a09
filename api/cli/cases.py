"""Cases of before, from a list that an officer kept."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from api.cli.edge import and_close, open_store, say, told
from api.importing import read_list, reason, template
from cases.actions.importing import Imported, import_cases
from cases.actions.parties import party_by_slug
from cases.actions.register import ImportRefused
from cases.rules.errors import BadInput, SamlengError
from cases.rules.money import from_minor
from cases.rules.vocabulary import Language
from cases.store.clock import cambodian_day

case = typer.Typer(no_args_is_help=True, help="Cases of before.")
SYSTEM = "system"
Spoken = Annotated[Language, typer.Option(help="Language of the headings, or of letters to these workers.")]


@case.command("template")
def case_template(
    file: Annotated[Path, typer.Argument(help="Where to write it: .xlsx or .csv.")], language: Spoken = Language.KHMER
) -> None:
    """Write the empty list that `samleng case import` takes."""
    kind = file.suffix.lower().lstrip(".")
    if kind not in ("xlsx", "csv"):
        raise typer.Exit(say(f"{file}: please name it .xlsx or .csv"))
    try:
        file.write_bytes(template(language, kind))
    except OSError as problem:
        raise typer.Exit(say(f"{file}: {problem.strerror}")) from None


@case.command("import")
def case_import(
    file: Annotated[Path, typer.Argument(help="XLSX, or CSV in UTF-8.")],
    party: Annotated[str, typer.Option(help="Short name of the party that leads these cases.")],
    language: Spoken = Language.KHMER,
) -> None:
    """Bring in cases of before. One bad line, and nothing is imported."""
    try:
        found = _import(file.read_bytes(), party, language)
    except OSError as problem:
        raise typer.Exit(say(f"{file}: {problem.strerror}")) from None
    except ImportRefused as refused:
        for bad in refused.lines:
            say(f"line {bad.number}: {reason(Language.ENGLISH, bad)}")
        raise typer.Exit(told(refused)) from None
    except SamlengError as problem:
        raise typer.Exit(told(problem)) from None
    typer.echo(f"{found.open} open and {found.closed} closed cases imported, {found.reinstated} workers reinstated")
    for currency, minor in found.compensation.items():
        typer.echo(f"compensation: {currency.value} {from_minor(currency, minor):,}")


def _import(content: bytes, slug: str, language: Language) -> Imported:
    store = open_store()

    async def work() -> Imported:
        lines = read_list(content, cambodian_day(store.clock.now()))
        async with store.writing() as unit:
            party = await party_by_slug(unit, slug)
            if party is None:
                raise BadInput("party_unknown", field="party")
            return await import_cases(unit, party.id, SYSTEM, lines, language)

    return asyncio.run(and_close(work()))
