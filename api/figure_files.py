"""Figures to take along: CSV, XLSX and JSON, each with what it is of, as of when, and its fingerprint.

Every number has its code beside its words, so that `samleng figures check` can work the fingerprint out anew from any
of the three, in whichever language it was made.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from starlette.responses import Response

import locales
from api.documents.spreadsheets import CellContent, csv_of, harmful, workbook_of
from api.figure_words import Names, column_words, row_words, table_words
from cases.rules.errors import BadInput
from cases.rules.figures import SCOPE, Table, cells, code, fingerprint, plain, said, scope_cells
from cases.rules.vocabulary import Language

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
ABOUT = "about"
AS_OF, FINGERPRINT = code(ABOUT, "as_of", ""), code(ABOUT, "sha256", "")
ZIP = b"PK\x03\x04"
Row = Sequence[CellContent]


@dataclass(frozen=True)
class Export:
    """Figures with what an export says of them: of whom and which time they are, and when they were looked at."""

    scope: Mapping[str, str]
    as_of: dt.datetime
    tables: Sequence[Table]

    @property
    def fingerprint(self) -> str:
        return fingerprint(said(self.scope, self.tables))


def export_file(language: Language, export: Export, kind: str, name: str, names: Names | None = None) -> Response:
    """The file to save, of a kind of `TYPES`."""
    content = {"csv": _csv, "xlsx": _xlsx, "json": _json}[kind](language, export, names or {})
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"', "Cache-Control": "no-store"}
    return Response(content, media_type=TYPES[kind], headers=headers)


def figures_by_code(export: Export) -> dict[str, int | str | None]:
    """Every number for programs: amounts are decimal strings, null is hidden or no number."""
    return {name: value if isinstance(value, int | None) else plain(value) for name, value in cells(export.tables)}


def _json(_language: Language, export: Export, _names: Names) -> bytes:
    content = {
        "as_of": export.as_of.isoformat(),
        "sha256": export.fingerprint,
        SCOPE: dict(export.scope),
        "figures": figures_by_code(export),
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _csv(language: Language, export: Export, names: Names) -> bytes:
    return csv_of(_rows(language, export, names))


def _xlsx(language: Language, export: Export, names: Names) -> bytes:
    """One sheet a table as on the page, and all cells with their codes at the end."""
    sheets: list[tuple[str, Sequence[Row]]] = []
    for number, table in enumerate(export.tables, start=1):
        columns = (column_words(language, column) for column in table.columns)
        rows: list[Row] = [(table_words(language, table.name), *columns)]
        rows += [(row_words(language, table.name, line.key, names), *line.values) for line in table.lines]
        sheets.append((str(number), rows))
    return workbook_of([*sheets, (locales.text(language, "figures.file.all"), _rows(language, export, names))])


def _rows(language: Language, export: Export, names: Names) -> list[Row]:
    """A heading, what the figures are, and a row a cell: table, row and column in words, the number, its code."""
    heading = tuple(locales.text(language, f"figures.file.{name}") for name in ("table", "row", "column", "value"))
    rows: list[Row] = [(*heading, locales.text(language, "figures.file.code"))]
    stated = {AS_OF: export.as_of.isoformat(), FINGERPRINT: export.fingerprint} | scope_cells(export.scope)
    for name, said_of in stated.items():
        rows.append((locales.text(language, f"figures.file.{name.split('/')[1]}"), "", "", said_of, name))
    for table in export.tables:
        title = table_words(language, table.name)
        for line in table.lines:
            label = row_words(language, table.name, line.key, names)
            for column, value in zip(table.columns, line.values, strict=True):
                words = (title, label, column_words(language, column))
                rows.append((*words, plain(value), code(table.name, line.key, column)))
    return rows


# ----------------------------------------------------------------------------------------------- checking
@dataclass(frozen=True)
class Checked:
    """What a file says its fingerprint is, and what it is."""

    stated: str
    found: str


def check(content: bytes) -> Checked:
    """Work out the fingerprint of an export anew, of whichever kind.

    Raises:
        BadInput: not an export of figures.
    """
    try:
        values = _read(content)
        stated = values[FINGERPRINT]
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, csv.Error, BadZipFile):
        raise BadInput("figures_unreadable", field="file") from None
    return Checked(stated, fingerprint({name: v for name, v in values.items() if not name.startswith(f"{ABOUT}/")}))


def _read(content: bytes) -> dict[str, str]:
    """Values by code."""
    if content.startswith(ZIP):
        sheet = load_workbook(io.BytesIO(content), read_only=True).worksheets[-1]
        return _coded(sheet.iter_rows(values_only=True))
    text = content.decode("utf-8-sig")
    if not text.startswith("{"):
        return _coded(csv.reader(io.StringIO(text, newline="")))
    found = json.loads(text)
    figures = {name: plain(value) if value is None else str(value) for name, value in found["figures"].items()}
    return {FINGERPRINT: found["sha256"]} | scope_cells(found[SCOPE]) | figures


def _coded(rows: Iterable[Sequence[Any]]) -> dict[str, str]:
    """Of rows as they were written; their heading has no code."""
    return {_undone(row[4]): _undone(row[3] or "") for row in rows if "/" in (row[4] or "")}


def _undone(words: str) -> str:
    """Without the mark that keeps a spreadsheet program from computing it."""
    return words[1:] if words[:1] == "'" and harmful(words[1:]) else words
