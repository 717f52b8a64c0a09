"""The register of factories."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import select

import locales
from api.cli.edge import AsJson, and_close, open_store, run, say, show, told
from cases.actions import register
from cases.actions.register import BadLine, ImportRefused
from cases.rules.vocabulary import Language
from cases.store.tables import Factory, SiteCode
from qr.site_links import new_site_code

factory = typer.Typer(no_args_is_help=True, help="The register of factories.")


@factory.command("import")
def factory_import(file: Annotated[Path, typer.Argument(help="UTF-8 CSV; see the README for its columns.")]) -> None:
    """Import factories. One bad line, and nothing is imported."""
    try:
        lines = register.read_factories(file.read_bytes())
        added, renewed = _import(lines)
    except OSError as problem:
        raise typer.Exit(say(f"{file}: {problem.strerror}")) from None
    except ImportRefused as refused:
        for bad in refused.lines:
            say(f"line {bad.number}: {_reason(bad)}")
        raise typer.Exit(told(refused)) from None
    typer.echo(f"{added} added, {renewed} renewed")


def _import(lines: Sequence[register.FactoryLine]) -> tuple[int, int]:
    store = open_store()

    async def work() -> tuple[int, int]:
        async with store.writing() as unit:
            counts = await register.import_factories(unit, lines)
            coded = set((await unit.session.exec(select(SiteCode.factory_id))).all())
            for row in (await unit.session.exec(select(Factory))).all():
                if row.id not in coded:
                    await register.add_site_code(unit, row, "gate", new_site_code())
        return counts

    return asyncio.run(and_close(work()))


def _reason(bad: BadLine) -> str:
    return locales.text(Language.ENGLISH, f"error.import.{bad.code}", {"value": bad.value})


@factory.command("list")
def factory_list(as_json: AsJson = False) -> None:
    """Factories with their site codes."""
    store = open_store()

    async def work() -> list[dict[str, Any]]:
        async with store.reading() as unit:
            codes = (await unit.session.exec(select(SiteCode).order_by(SiteCode.code))).all()
            rows = (await unit.session.exec(select(Factory).order_by(Factory.name))).all()
        names = {row.id: row.name for row in rows}
        return [_factory_row(row, names, [code for code in codes if code.factory_id == row.id]) for row in rows]

    show(run(work()), as_json)


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
