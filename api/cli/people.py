"""Organisations and their people."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from sqlmodel import select

from api.cli.edge import LOCAL, AsJson, open_store, read_settings, run, show
from cases.actions import joining, parties, party_keys
from cases.rules.vocabulary import PartyKind
from cases.store.tables import Party, Staff

party = typer.Typer(no_args_is_help=True, help="Organisations that may hold cases.")
staff = typer.Typer(no_args_is_help=True, help="People of the organisations.")


@party.command("add")
def party_add(
    slug: Annotated[str, typer.Argument(help="Short name, e.g. cawdu")],
    name_en: Annotated[str, typer.Option("--name-en")],
    name_km: Annotated[str, typer.Option("--name-km")],
    kind: Annotated[PartyKind, typer.Option()],
    off_platform: Annotated[bool, typer.Option("--off-platform", help="Kept by the lead's officer.")] = False,
    parent: Annotated[str | None, typer.Option(help="Short name of the federation above it.")] = None,
    trial: Annotated[bool, typer.Option("--trial", help="For trying things out: in no public figure.")] = False,
) -> None:
    """Add an organisation."""
    store = open_store()

    async def work() -> None:
        async with store.writing() as unit:
            await parties.add_party(
                unit, slug, name_en, name_km, kind, on_platform=not off_platform, parent=parent, trial=trial
            )

    run(work())
    typer.echo(f"{slug} added" if off_platform else f"{slug} added. Next: samleng staff invite {slug}")


@party.command("list")
def party_list(as_json: AsJson = False) -> None:
    """Organisations, and whether each is open."""
    store = open_store()

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
                    "trial": row.trial,
                    "open": row.opened_at is not None,
                    "key_checked_by": await party_keys.checked_by(unit, row),
                }
                for row in rows
            ]

    show(run(work()), as_json)


@staff.command("invite")
def staff_invite(slug: Annotated[str, typer.Argument(help="Short name of the organisation.")]) -> None:
    """Invite an organisation's first lead; prints a link that works once, for 24 hours."""
    settings, store = read_settings(), open_store()

    async def work() -> str:
        async with store.writing() as unit:
            return await joining.invite_first_lead(unit, slug)

    typer.echo(f"{settings.public_url or LOCAL}/desk/join/{run(work())}")


@staff.command("list")
def staff_list(as_json: AsJson = False) -> None:
    """People by alias, role and organisation."""
    store = open_store()

    async def work() -> list[dict[str, Any]]:
        async with store.reading() as unit:
            slugs = {row.id: row.slug for row in (await unit.session.exec(select(Party))).all()}
            rows = (await unit.session.exec(select(Staff).order_by(Staff.account))).all()
        return [{"account": row.alias, "role": row.role.value, "party": slugs.get(row.party_id or "")} for row in rows]

    show(run(work()), as_json)
