"""Whether anything was changed behind the actions' back: timelines, the rows that they list, checkpoints, files."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import select

from api.cli.edge import AsJson, open_store, run, say
from cases.store import checkpoints, party_events, timeline
from cases.store.checkpoints import Root
from cases.store.logged_people import beside_the_log
from cases.store.tables import Party, PartyEvent, Staff
from cases.store.timeline import Fault, Finding
from cases.store.unit import Store

app = typer.Typer()
roots = typer.Typer(no_args_is_help=True, help="Roots of the timelines, for partners to keep.")


@app.command()
def verify(
    kept: Annotated[
        Path | None, typer.Option("--roots", exists=True, dir_okay=False, help="Compare with roots a partner kept.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Name every row that was altered, dropped, inserted or reordered past Samleng. Exit code 1 when there is one.

    Tables and random ids are named, never content. May run while Samleng serves.
    """
    store = open_store()
    expected = _read(kept) if kept else []
    counted = run(_verify(store, expected, as_json))
    if as_json:
        raise typer.Exit(1 if counted else 0)
    if not counted:
        typer.echo("Everything is as the timelines say.")
        return
    summary = ", ".join(f"{count} {fault}" for fault, count in sorted(counted.items()))
    raise typer.Exit(say(f"Not as the timelines say: {summary}."))


async def _verify(store: Store, expected: list[Root], as_json: bool) -> Counter[str]:
    counted: Counter[str] = Counter()
    try:
        async for finding in _findings(store, expected):
            counted[finding.fault.value] += 1
            typer.echo(json.dumps(asdict(finding)) if as_json else _line(finding))
    finally:
        await store.engines.dispose()
    return counted


def _line(finding: Finding) -> str:
    case = f"  case {finding.case_id}" if finding.case_id else ""
    return f"{finding.fault.value:10}{finding.table}  {finding.id}{case}"


async def _findings(store: Store, expected: list[Root]) -> AsyncIterator[Finding]:
    async for finding in timeline.verify(store):
        yield finding
    async for finding in checkpoints.verify(store):
        yield finding
    async with store.reading() as unit:
        await timeline.as_of_one_moment(unit)
        for party in (await unit.session.exec(select(Party))).all():
            seq = await party_events.verify(unit, party)
            if seq is not None:
                yield Finding(str(PartyEvent.__tablename__), f"{party.id}/{seq}", Fault.ALTERED)
            for staff_id in await beside_the_log(unit, party):
                yield Finding(str(Staff.__tablename__), staff_id, Fault.ALTERED)
    different = await checkpoints.first_difference(store, expected)
    if different is not None:
        yield different


def _read(path: Path) -> list[Root]:
    """A file of `roots export`; one that is none is said and ends the program."""
    try:
        found = [Root(**json.loads(line)) for line in path.read_text().splitlines() if line.strip()]
    except (ValueError, TypeError):
        found = []
    if not found:
        raise typer.Exit(say(f"{path} is not a file that `samleng roots export` wrote."))
    return found


@roots.command()
def export(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="Where to; it must not exist yet.")],
) -> None:
    """Write the root of every checkpoint, one JSON object a line: give it to a partner who is not the operator.

    The roots tell nothing of any case. Whoever holds the database and the install key could forge timelines from the
    first line to the last checkpoint; not so that they fit roots which somebody else has kept.
    """
    if file.exists():
        raise typer.Exit(say(f"{file} exists already."))
    lines: list[dict[str, Any]] = run(_all_roots(open_store()))
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    typer.echo(f"{len(lines)} roots in {file}.")


async def _all_roots(store: Store) -> list[dict[str, Any]]:
    try:
        return [asdict(root) async for root in checkpoints.roots(store)]
    finally:
        await store.engines.dispose()
