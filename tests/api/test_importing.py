"""The list itself: headings of both languages, what office programs write, and the three ways to hand it in."""

from __future__ import annotations

import asyncio
import base64
import csv
import datetime as dt
import io
import zipfile
from collections.abc import Sequence

import pytest
from openpyxl import Workbook, load_workbook
from sqlmodel import select

from api.cli.edge import say
from api.documents.spreadsheets import csv_of, read_rows, workbook_of
from api.importing import heading, read_list, reason, template
from cases.actions.register import ImportRefused
from cases.rules.errors import BadInput
from cases.rules.old_cases import Column
from cases.rules.vocabulary import CaseStatus, ClosingReason, Issue, Language
from cases.store.tables import Case
from locales import label
from tests.api.desk.conftest import *  # noqa: F403  the desk's world
from tests.api.desk.officers import browser_of, forms
from tests.api.test_verify_command import *  # noqa: F403  the command line over the core's world
from tests.api.test_verify_command import Samleng
from tests.api.world import World as ApiWorld
from tests.cases.world import World

C = Column
TODAY = dt.date(2024, 11, 4)


def cells(language: Language, number: str = "C-1") -> dict[Column, str]:
    """A closed case in the words of a language."""
    return {
        C.OWN_NUMBER: number,
        C.FILED_ON: "2023-05-02",
        C.ISSUE: label(language, Issue.UNION),
        C.REINSTATED_NOT_RECORDED: "5",
        C.COMPENSATION: "6000.00",
        C.CURRENCY: "USD",
        C.AGREED_ON: "2023-11-04",
        C.DELIVERED_ON: "2023-12-01",
        C.STATUS: label(language, CaseStatus.CLOSED),
        C.CLOSED_ON: "2024-01-09",
        C.CLOSING_REASON: label(language, ClosingReason.UNCONFIRMED),
    }


def a_list(language: Language, *numbers: str) -> list[list[str]]:
    lines = [cells(language, number) for number in numbers or ("C-1",)]
    return [[heading(language, column) for column in Column]] + [
        [line.get(column, "") for column in Column] for line in lines
    ]


def as_workbook(rows: Sequence[Sequence[object]]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("language", Language)
def test_the_empty_list_of_each_language_takes_its_own_words(language: Language) -> None:
    """Filled in as a CSV and as a workbook, with days and numbers as the office's program keeps them."""
    for content in (csv_of(a_list(language)), as_workbook(a_list(language))):
        ((number, case),) = read_list(content, TODAY)
        assert (number, case.own_number, case.amount, case.reinstated.total) == (2, "C-1", 600_000, 5)
    typed: list[object] = list(a_list(language)[1])
    typed[list(Column).index(C.FILED_ON)] = dt.datetime(2023, 5, 2)  # noqa: DTZ001  as a workbook keeps a day
    typed[list(Column).index(C.COMPENSATION)] = 6000.5
    ((_, case),) = read_list(as_workbook([a_list(language)[0], typed]), TODAY)
    assert (case.filed_on, case.amount) == (dt.date(2023, 5, 2), 600_050)


@pytest.mark.parametrize("language", Language)
def test_the_template_explains_every_column_in_its_language(language: Language) -> None:
    """An empty first sheet, a second one with a line for each column; as it stands it has no case."""
    content = template(language, "xlsx")
    book = load_workbook(io.BytesIO(content))
    first, second = book.worksheets
    assert [cell.value for cell in first[1]] == [heading(language, column) for column in Column]
    assert second.max_row == len(Column) + 1
    for empty in (content, template(language, "csv")):
        with pytest.raises(ImportRefused) as refused:
            read_list(empty, TODAY)
        assert [bad.code for bad in refused.value.lines] == ["no_case"]


def test_commas_semicolons_and_tabs_are_all_read_and_empty_lines_are_not() -> None:
    for sign in (",", ";", "\t"):
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=sign).writerows([*a_list(Language.ENGLISH), [], ["", "", ""]])
        assert len(read_list(out.getvalue().encode(), TODAY)) == 1


def test_each_bad_line_is_named_by_number_and_reason_in_the_readers_language() -> None:
    """All of them at once; a heading that nobody knows is named too."""
    rows = a_list(Language.KHMER, "C-1", "C-2", "C-3")
    rows[1][list(Column).index(C.FILED_ON)] = "soon"
    rows[3][list(Column).index(C.COMPENSATION)] = "6,50"
    with pytest.raises(ImportRefused) as refused:
        read_list(csv_of(rows), TODAY)
    assert [(bad.number, bad.code) for bad in refused.value.lines] == [(2, "no_day"), (4, "no_amount")]
    said = reason(Language.KHMER, refused.value.lines[0])
    assert said.startswith(heading(Language.KHMER, C.FILED_ON))
    assert "soon" in said
    rows[0][3], rows[0][4] = "Weather", rows[0][5]
    with pytest.raises(ImportRefused) as refused:
        read_list(csv_of(rows), TODAY)
    assert [bad.code for bad in refused.value.lines] == ["column_unknown", "column_twice", "column_lacks"]


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00bad",
        b"a\x00b",
        b"PK\x03\x04 no zip at all",
        b'"never ends',
        b"",
        b"%PDF-1.7",
        ",".join(["x"] * 100).encode(),
        b"x" * 6_000_000,
        ("x," * 3 + "\n").encode() * 2500,
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises((BadInput, ImportRefused)):
        read_list(content, TODAY)


def test_a_file_that_swells_when_unpacked_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 80_000_000)
    with pytest.raises(BadInput) as refused:
        read_rows(out.getvalue())
    assert refused.value.code == "spreadsheet_too_large"


@pytest.mark.parametrize(
    ("part", "end", "more"),
    [("xl/worksheets/sheet1.xml", b"</row>", b"<c/>" * 600_000), ("xl/styles.xml", b"</cellXfs>", b"<xf/>" * 300_000)],
)
def test_a_part_of_which_the_library_would_make_gigabytes_is_not_opened(part: str, end: bytes, more: bytes) -> None:
    """Cells and styles by the million pack into a few kilobytes."""
    out, packed_again = io.BytesIO(workbook_of([("cases", [["first"]])])), io.BytesIO()
    with zipfile.ZipFile(out) as packed, zipfile.ZipFile(packed_again, "w", zipfile.ZIP_DEFLATED) as again:
        for name in packed.namelist():
            again.writestr(name, packed.read(name).replace(end, (more if name == part else b"") + end))
    assert len(packed_again.getvalue()) < 20_000
    with pytest.raises(BadInput) as refused:
        read_rows(packed_again.getvalue())
    assert refused.value.code == "spreadsheet_too_large"


def test_rows_that_stand_far_apart_are_not_filled_up() -> None:
    """A few bytes would else keep the server counting empty rows for hours."""
    book, out, packed_again = Workbook(), io.BytesIO(), io.BytesIO()
    book.active.append(["first"])
    book.active.cell(row=1_000_000, column=1, value="last")
    book.save(out)
    with zipfile.ZipFile(out) as packed, zipfile.ZipFile(packed_again, "w") as again:
        for name in packed.namelist():
            again.writestr(name, packed.read(name).replace(b"1000000", b"4000000000"))
    with pytest.raises(BadInput) as refused:
        read_rows(packed_again.getvalue())
    assert refused.value.code == "spreadsheet_too_large"


def test_a_cell_steers_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """`samleng case import` says what stood in a bad line."""
    assert say("line 2: \x1b[2J\x9bC-1\n") == 1
    assert capsys.readouterr().err == "line 2: [2JC-1\n\n"


def test_what_a_program_would_compute_goes_out_as_words() -> None:
    assert read_rows(csv_of([["=1+1", "+855", "plain"]])) == [(1, ["'=1+1", "'+855", "plain"])]


async def test_at_the_desk_a_list_comes_in_whole_and_once(desk_world: ApiWorld) -> None:
    """The sums are shown to compare; the same form again takes nothing; a bad list says which lines."""
    rows = a_list(Language.KHMER, "C-1", "C-2")
    good = csv_of(rows)
    rows[1][0], rows[2][0] = "C-3", ""
    async with browser_of(desk_world, "dara") as dara:
        assert "/desk/import" in await dara.page("/desk/cases")
        empty = await dara.http.get("/desk/import/cases.xlsx?lang=km")
        assert empty.content.startswith(b"PK")
        key = dict(forms(await dara.page("/desk/import"))["/desk/import"].values)["form_key"]
        handed_in = (
            ("12,000.00", good, 200),
            ('role="status"', good, 200),
            ('role="alert"', csv_of(rows), 422),
        )
        for said, content, status in handed_in:
            form = {"form_key": key if content is good else "another"}
            answer = await dara.http.post("/desk/import?lang=en", data=form, files={"file": ("cases.csv", content)})
            assert (answer.status_code, said in answer.text) == (status, True)
        async with desk_world.store.reading() as unit:
            kept = (await unit.session.exec(select(Case))).all()
        assert [case.status for case in kept] == [CaseStatus.CLOSED, CaseStatus.CLOSED]
        for case in kept:
            page = await dara.page(f"/desk/cases/{case.number}")
            assert label(Language.ENGLISH, case.source) in page
            assert page.count(label(Language.ENGLISH, case.closing_reason)) > 1, "in the history too"


async def test_over_json_too_with_the_bad_lines_beside_the_error(desk_world: ApiWorld) -> None:
    body = {"file": base64.b64encode(csv_of(a_list(Language.ENGLISH))).decode()}
    async with desk_world.somebody("dara") as dara:
        headers = {"Idempotency-Key": "import-list-1"}
        first = await dara.http.post("/api/v1/import", json=body, headers=headers)
        again = await dara.http.post("/api/v1/import", json=body, headers=headers)
        assert first.json()["compensation"] == [{"currency": "USD", "amount": "6000.00"}]
        assert (first.json()["closed"], again.json()["repeated"]) == (1, True)
        other = await dara.http.post("/api/v1/import", json=body, headers={"Idempotency-Key": "import-list-2"})
        assert other.status_code == 422
        (refused,) = other.json()["error"]["refused"]
        assert (refused["line"], refused["code"]) == (2, "imported_already")
        nonsense = await dara.http.post(
            "/api/v1/import", json={"file": "…"}, headers={"Idempotency-Key": "import-list-3"}
        )
        assert nonsense.status_code == 422


async def test_from_the_command_line(sqlite_world: World, samleng: Samleng, case: Filed) -> None:  # noqa: F405
    """The empty list is written, the filled one imported for a party, and again refused by line."""
    file = sqlite_world.folder / "cases.csv"
    made = await asyncio.to_thread(samleng, "case", "template", file, "--language", "en")
    assert made.exit_code == 0, made.output
    file.write_bytes(file.read_bytes() + csv_of(a_list(Language.ENGLISH)[1:]).removeprefix(b"\xef\xbb\xbf"))
    done = await asyncio.to_thread(samleng, "case", "import", file, "--party", "union")
    assert (done.exit_code, done.output) == (
        0,
        "0 open and 1 closed cases imported, 5 workers reinstated\ncompensation: USD 6,000.00\n",
    )
    again = await asyncio.to_thread(samleng, "case", "import", file, "--party", "union")
    assert again.exit_code == 1
    assert "line 2: Own number: This number came in before: C-1" in again.output
    nobody = await asyncio.to_thread(samleng, "case", "import", file, "--party", "nobody")
    assert nobody.exit_code == 1
