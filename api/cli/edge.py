"""What every command does at its edge: read settings, open the store, say what went wrong, show rows."""

from __future__ import annotations

import asyncio
import json
import unicodedata
from collections.abc import Coroutine, Sequence
from typing import Annotated, Any, TypeVar

import typer
from pydantic import ValidationError

import locales
from api import installation
from api.settings import Settings
from cases.rules.errors import SamlengError
from cases.rules.vocabulary import Language
from cases.store.unit import Store

T = TypeVar("T")

AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable.")]
LOCAL = "http://127.0.0.1:8000"


def read_settings() -> Settings:
    """Settings from the environment; a wrong one is said and ends the program."""
    try:
        return Settings()
    except ValidationError as problem:
        wrong = "; ".join(f"SAMLENG_{str(e['loc'][0]).upper()}: {e['msg']}" for e in problem.errors())
        raise typer.Exit(say(wrong)) from None


def say(sentence: str) -> int:
    """A sentence on stderr; returns the exit code of what went wrong.

    It may hold a cell of somebody's list: signs that would steer the terminal are left out.
    """
    typer.echo("".join(sign for sign in sentence if sign == "\n" or unicodedata.category(sign) != "Cc"), err=True)
    return 1


def told(problem: SamlengError) -> int:
    """What went wrong, in a sentence with its next step; returns the exit code."""
    return say(locales.text(Language.ENGLISH, f"error.{problem.code}", problem.data))


def run(work: Coroutine[Any, Any, T]) -> T:
    """Wait for an action; a refusal is said and ends the program."""
    try:
        return asyncio.run(and_close(work))
    except SamlengError as problem:
        raise typer.Exit(told(problem)) from None


_opened: list[Store] = []  # connections belong to the loop that made them: they are closed with the work


async def and_close(work: Coroutine[Any, Any, T]) -> T:
    """An action, and the connections that it used closed."""
    try:
        return await work
    finally:
        for store in _opened:
            await store.engines.dispose()


def open_store() -> Store:
    """The store of this installation, demonstration or real. `run` closes its connections."""
    settings = read_settings()
    try:
        store = installation.open_store(settings, demo=installation.is_demo(settings))
        _opened.append(store)
        return store
    except SamlengError as problem:
        raise typer.Exit(told(problem)) from None


def show(rows: Sequence[dict[str, Any]], as_json: bool) -> None:
    """Rows as JSON, or in columns under their headings."""
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not rows:
        return
    lines = [[name.replace("_", " ").upper() for name in rows[0]]]
    lines += [[_word(value) for value in row.values()] for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    for line in lines:
        typer.echo("  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip())


def _word(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_word(item) for item in value) or "-"
    if isinstance(value, dict):
        return " ".join(str(item) for item in value.values())
    return str(value) if value not in (None, "") else "-"
