"""An officer's list of cases of before, for desk, JSON and command line alike: headings and words of both languages."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache

import locales
from api.documents.spreadsheets import MOST_ROWS, Rows, csv_of, read_rows, workbook_of
from cases.actions import sessions
from cases.actions.importing import Imported, import_cases
from cases.actions.register import BadLine, ImportRefused
from cases.rules import reading
from cases.rules.errors import BadInput
from cases.rules.old_cases import REQUIRED, WORDS, Column, OldCase, read_line
from cases.rules.roles import Permission, require
from cases.rules.vocabulary import Language
from cases.store.clock import cambodian_day
from cases.store.once import done_before, finish
from cases.store.unit import Store
from cases.store.viewers import full_viewer_of

VERB = "import"
LARGEST = 5 * 1024 * 1024
DONE = "done"


# ------------------------------------------------------------------------------------------------ reading
def read_list(content: bytes, today: dt.date) -> list[tuple[int, OldCase]]:
    """The cases of a list, each with its number in the file.

    Raises:
        BadInput: no spreadsheet.
        ImportRefused: every line that cannot be taken.
    """
    if len(content) > LARGEST:
        raise BadInput("spreadsheet_too_large", field="file", rows=MOST_ROWS)
    rows = read_rows(content)
    columns = _headings(rows)
    lines: list[tuple[int, OldCase]] = []
    bad: list[BadLine] = []
    for number, cells in rows[1:]:
        found = read_line(_coded(columns, cells), today)
        if isinstance(found, OldCase):
            lines.append((number, found))
        else:
            bad.append(BadLine(number, found.code, found.value, found.column.value))
    if not lines and not bad:
        bad.append(BadLine(1, "no_case"))
    if bad:
        raise ImportRefused(bad)
    return lines


def _headings(rows: Rows) -> list[Column | None]:
    first = rows[0][1] if rows else []
    columns = [_known_headings().get(_folded(cell)) for cell in first]
    bad = [
        BadLine(1, "column_unknown", cell)
        for cell, column in zip(first, columns, strict=True)
        if cell and column is None
    ]
    bad += [BadLine(1, "column_twice", "", column.value) for column in Column if columns.count(column) > 1]
    bad += [BadLine(1, "column_lacks", "", column.value) for column in REQUIRED if column not in columns]
    if bad:
        raise ImportRefused(bad)
    return columns


@cache
def _known_headings() -> Mapping[str, Column]:
    """Every heading by which a column goes: in both languages, and its code."""
    return {
        _folded(name): column
        for column in Column
        for name in (column.value, *(heading(one, column) for one in Language))
    }


@cache
def _known_words() -> Mapping[Column, Mapping[str, str]]:
    """Every word of a closed list, in both languages and as its code; also those that a list may not say."""
    return {
        column: {
            _folded(name): word.value
            for word in type(words[0])
            for name in (word.value, *(locales.label(language, word) for language in Language))
        }
        for column, words in WORDS.items()
    }


def _coded(columns: Sequence[Column | None], cells: Sequence[str]) -> dict[Column, str]:
    found = {column: cell for column, cell in zip(columns, cells, strict=False) if column is not None}
    for column, words in _known_words().items():
        if column in found:
            found[column] = words.get(_folded(found[column]), found[column])
    return found


def _folded(text: str) -> str:
    return reading.fold(text.replace("_", " "))


# -------------------------------------------------------------------------------------------- the template
def heading(language: Language, column: Column) -> str:
    """What stands above a column."""
    return locales.text(language, f"desk.import.column.{column.value}")


def template(language: Language, kind: str) -> bytes:
    """An empty list, as `xlsx` with a second sheet that explains every column, or as `csv`."""
    titles = [heading(language, column) for column in Column]
    if kind == "csv":
        return csv_of([titles])
    explained = [
        [locales.text(language, f"desk.import.{name}") for name in ("what.column", "what.meaning", "what.words")]
    ]
    explained += [
        [heading(language, column), _meaning(language, column), ", ".join(_words_of(language, column))]
        for column in Column
    ]
    return workbook_of(
        [
            (locales.text(language, "desk.import.sheet.cases"), [titles]),
            (locales.text(language, "desk.import.sheet.help"), explained),
        ]
    )


def _meaning(language: Language, column: Column) -> str:
    needed = locales.text(language, "desk.import.needed") if column in REQUIRED else ""
    return " ".join(filter(None, (locales.text(language, f"desk.import.meaning.{column.value}"), needed)))


def _words_of(language: Language, column: Column) -> list[str]:
    return [locales.label(language, word) for word in WORDS.get(column, ())]


def reason(language: Language, bad: BadLine) -> str:
    """What is wrong with a line, in words."""
    said = locales.text(language, f"error.import.{bad.code}", {"value": bad.value})
    return f"{heading(language, Column(bad.column))}: {said}" if bad.column else said


# --------------------------------------------------------------------------------------------- carrying out
async def carry_out(store: Store, secret: str, content: bytes, key: str, language: Language) -> Imported | None:
    """Import a list once, in one transaction; None when this very request had been carried out before.

    Raises:
        SamlengError: nothing was written.
    """
    lines = await asyncio.to_thread(read_list, content, cambodian_day(store.clock.now()))
    async with store.writing() as unit:
        viewer = await full_viewer_of(unit, secret)
        require(viewer.role, Permission.IMPORT_CASES)
        if await sessions.needs_touch(unit, viewer):
            await sessions.touch(unit, viewer)
        if await done_before(unit, viewer.actor, VERB, key, content) is not None:
            return None
        found = await import_cases(unit, viewer.party_id, viewer.actor, lines, language)
        await finish(unit, viewer.actor, VERB, key, DONE)
    return found
