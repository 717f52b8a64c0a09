"""The operator's account: made by `init` where there is none."""

from __future__ import annotations

import asyncio
import os
import sys

import typer

from api import installation
from api.cli.edge import say, told
from api.settings import Settings
from cases.actions.accounts import Person, add_operator, operator_there, prepare_person
from cases.rules.errors import BadInput, SamlengError
from cases.rules.vocabulary import Language
from cases.store.unit import Store

ALIAS = "operator"
PASSPHRASE = "SAMLENG_OPERATOR_PASSPHRASE"  # noqa: S105  the name of a setting


def make_operator(settings: Settings, alias: str) -> None:
    """Make the operator's account unless there is one; nothing of its secrets is printed."""
    store = installation.open_store(settings)
    if asyncio.run(_there(store)):
        return
    given = os.environ.get(PASSPHRASE, "")
    if given:
        person = _prepared(alias or ALIAS, given)
        if person is None:
            raise typer.Exit(1)
    elif sys.stdin.isatty():
        person = _asked(alias)
    else:
        say(f"There is no operator's account yet: run `samleng init` on a terminal, or set {PASSPHRASE}.")
        return
    try:
        asyncio.run(_add(installation.open_store(settings), person))
    except SamlengError as problem:
        raise typer.Exit(told(problem)) from None
    typer.echo(f"The operator signs in at /desk as {person.alias}.")


async def _there(store: Store) -> bool:
    try:
        async with store.reading() as unit:
            return await operator_there(unit)
    finally:
        await store.engines.dispose()


async def _add(store: Store, person: Person) -> None:
    try:
        async with store.writing() as unit:
            await add_operator(unit, person, Language.ENGLISH)
    finally:
        await store.engines.dispose()


def _prepared(alias: str, passphrase: str) -> Person | None:
    """The operator's keys, or None when alias or passphrase cannot be taken, which is said."""
    try:
        return prepare_person(alias, passphrase)
    except BadInput as problem:
        told(problem)
        return None


def _asked(alias: str) -> Person:
    """Ask until alias and passphrase can be taken."""
    while True:
        chosen = alias or typer.prompt("Alias of the operator", default=ALIAS)
        passphrase = typer.prompt(
            "Passphrase (four or five unrelated words)", hide_input=True, confirmation_prompt=True
        )
        person = _prepared(chosen, passphrase)
        if person is not None:
            return person
        alias = ""
