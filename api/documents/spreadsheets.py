"""Spreadsheets as rows of words: CSV in UTF-8 and XLSX, read with limits, and written."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from cases.rules.errors import BadInput
from locales.wrapping import solid

MOST_ROWS = 2000
LAST_ROW = 5000  # empty ones between count too
MOST_COLUMNS = 60
LONGEST_CELL = 5000
MOST_UNPACKED = 30 * 1024 * 1024
MOST_TAGS = 500_000  # of XML; a cell that holds something has four
LARGEST_STYLES = 1024 * 1024
STYLES = "xl/styles.xml"
CHUNK = 64 * 1024
ZIP = b"PK\x03\x04"
WIDTH = 26
NUMBERS = ("0", "#,##0.00")  # whole ones, amounts
Rows = list[tuple[int, list[str]]]


def read_rows(content: bytes) -> Rows:
    """Every row with something in it: its number in the file (the first is 1) and its cells as words.

    Days become `YYYY-MM-DD`, numbers their shortest form, formulas what was last computed.

    Raises:
        BadInput: neither XLSX nor CSV in UTF-8, or more than a list of cases ever has.
    """
    rows = _of_workbook(content) if content.startswith(ZIP) else _of_csv(content)
    found: Rows = []
    for number, cells in rows:
        if any(cells):
            found.append((number, cells))
        too_many = number > LAST_ROW or len(found) > MOST_ROWS or len(cells) > MOST_COLUMNS
        if too_many or any(len(cell) > LONGEST_CELL for cell in cells):
            raise BadInput("spreadsheet_too_large", field="file", rows=MOST_ROWS)
    return found


def _of_csv(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("spreadsheet_unreadable", field="file") from None
    if "\x00" in text:
        raise BadInput("spreadsheet_unreadable", field="file")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)  # what the office's program writes
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error:
        raise BadInput("spreadsheet_unreadable", field="file") from None


def _of_workbook(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The first sheet."""
    try:
        _refuse_bombs(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # One row more and one column more than is taken, so that too many are noticed: a row numbered four thousand
        # million would otherwise be led up to by as many empty ones.
        limits = {"max_row": LAST_ROW + 1, "max_col": MOST_COLUMNS + 1}
        for number, cells in enumerate(sheet.iter_rows(values_only=True, **limits), start=1):
            words = [_words(value) for value in cells]
            while words and not words[-1]:
                words.pop()
            yield number, words
    except BadInput:
        raise
    except Exception:  # whatever a broken or hostile file sets off inside the library
        raise BadInput("spreadsheet_unreadable", field="file") from None


def _refuse_bombs(content: bytes) -> None:
    """The library holds much more of a part than its bytes, all at once: a small file could take the whole machine.

    Raises:
        BadInput: it unpacks to more than a list of cases ever has.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        entries = packed.infolist()
        sizes = {entry.filename: entry.file_size for entry in entries}
        large = sum(entry.file_size for entry in entries) > MOST_UNPACKED or sizes.get(STYLES, 0) > LARGEST_STYLES
        if large or sum(_tags(packed, entry) for entry in entries) > MOST_TAGS:
            raise BadInput("spreadsheet_too_large", field="file", rows=MOST_ROWS)


def _tags(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    with packed.open(entry) as part:
        return sum(chunk.count(b"<") for chunk in iter(lambda: part.read(CHUNK), b""))


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


CellContent = str | int | Decimal | None  # a number stays one, so that it can be computed with


def csv_of(rows: Sequence[Sequence[CellContent]]) -> bytes:
    """Rows as CSV that every spreadsheet program opens in UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[_harmless(cell) for cell in row] for row in rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def workbook_of(sheets: Sequence[tuple[str, Sequence[Sequence[CellContent]]]]) -> bytes:
    """Sheets as XLSX; the first row of each is its heading."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title[:31])
        for row in rows:
            sheet.append([_harmless(cell) for cell in row])
        for index in range(1, max(map(len, rows)) + 1):
            sheet.column_dimensions[get_column_letter(index)].width = WIDTH
        for row in sheet.iter_rows():
            for cell in row:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.number_format = "@" if isinstance(cell.value, str | None) else NUMBERS[type(cell.value) is Decimal]
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def harmful(cell: str) -> bool:
    """Whether a spreadsheet program would compute it. A lone dash says that there is no number."""
    return cell[:1] in ("=", "+", "-", "@", "\t", "\r") and cell != "-"


def _harmless(cell: CellContent) -> CellContent:
    """A cell that a spreadsheet program would compute becomes words; words are as they are typed and sorted."""
    if not isinstance(cell, str):
        return cell
    return f"'{cell}" if harmful(cell) else solid(cell)
