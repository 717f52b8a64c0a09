"""Figures to look at and to take along: the desk's, and those that everybody sees."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlmodel import select
from typer.testing import CliRunner

from api.cli import app
from api.figure_files import Export, check, export_file
from api.public.routes import router as public_router
from api.routers import take_in
from cases.actions.releasing import freeze_quarters
from cases.rules.errors import BadInput
from cases.rules.figures import Line, Table, fingerprint
from cases.rules.vocabulary import ClosingReason, Language, RemedyKind, RemedyStatus
from cases.store.tables import Case, Factory, Remedy
from locales import text
from tests.api.desk.officers import browser_of
from tests.api.world import World


async def test_all_files_of_the_desk_say_the_same_and_prove_it(desk_world: World) -> None:
    """Three kinds in two languages, the page, the program's answer: one fingerprint, until a file is changed."""
    filed = await desk_world.file()
    async with desk_world.store.writing() as unit:
        factory = (await unit.session.exec(select(Factory))).one()
        factory.name = '=HYPERLINK("http://evil")'
        agreed = Remedy(
            case_id=filed.case_id, kind=RemedyKind.BACK_PAY, status=RemedyStatus.AGREED, proposed_at=unit.now
        )
        agreed.currency, agreed.amount = "USD", 123_450
        unit.session.add_all([factory, agreed])
    async with browser_of(desk_world, "dara") as dara, browser_of(desk_world, "dara", Language.KHMER) as in_khmer:
        page = await dara.page("/desk/figures")
        program = (await dara.http.get("/api/v1/figures")).json()
        files = {
            (kind, officer is dara): (await officer.http.get(f"/desk/figures/{kind}")).content
            for kind in ("csv", "xlsx", "json")
            for officer in (dara, in_khmer)
        }
        answer = await dara.http.get("/desk/figures/csv?by=filed&from=2024-13")
        assert answer.status_code == 422 and text("en", "error.period") in answer.text
        assert text("en", "error.period") in await dara.page("/desk/figures?from=2024-12&until=2024-01", 422)
        assert text("en", "figures.period.none") in await dara.page("/desk/figures?from=2031-01")
        await dara.page("/desk/figures/pdf", 404)
    assert {check(content).found for content in files.values()} == {program["sha256"]}
    assert all(check(content).stated == program["sha256"] for content in files.values())
    assert program["sha256"] in page and "$1,234.50" in page and "<rect" in page
    assert program["scope"]["party"] == "cawdu" and program["figures"]["money/back_pay USD/agreed"] == "1234.50"
    changed = files["csv", True].replace(b"1234.50", b"1234.51")
    assert check(changed).found != check(changed).stated
    with pytest.raises(BadInput):
        check(b"nothing of the kind")
    assert files["csv", False].startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(files["csv", False].decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(files["xlsx", False]))
    words = [str(cell) for row in rows for cell in row]
    words += [str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert any("HYPERLINK" in word for word in words) and not any(word.startswith("=") for word in words)
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)


async def test_everybody_sees_a_frozen_quarter_and_what_is_hidden_in_it(desk_world: World) -> None:
    """Found from the front page, in both languages, without a login; files with the same fingerprint."""
    world = desk_world
    take_in(world.app.router, public_router)
    world.app.state.process = None
    async with browser_of(world) as anybody:
        assert text("km", "figures.public.none") in await anybody.page("/figures")
        await anybody.page("/figures/2024-q4", 404)
        for _ in range(4):
            await _closed(world)
        world.clock.let_pass(days=95)
        await freeze_quarters(world.store)
        for language in Language:
            page = await anybody.page(f"/figures?lang={language}")
            assert text(language, "figures.table.outcome") not in page, "four cases of one worker each are too few"
            said = {"cases": 3, "workers": 5}
            assert text(language, "figures.public.too_few", said) in page
        for _ in range(4):
            await _closed(world, women=2)
        world.clock.let_pass(days=95)
        await freeze_quarters(world.store)
        page = await anybody.page("/figures?lang=en")
        assert "January to March 2025" in page and 'href="/figures/2024-q4?lang=en"' in page
        assert "/figures?lang=en" in await anybody.page("/?lang=en")
        files = [(await anybody.http.get(f"/figures/2025-q1.{kind}")).content for kind in ("csv", "xlsx", "json")]
        assert (await anybody.http.get("/figures/2025-q1.exe")).status_code == 404
    found = json.loads(files[2])
    assert {check(content).found for content in files} == {found["sha256"]} and found["sha256"] in page
    assert found["scope"] == {"quarter": "2025-q1"} and found["figures"]["total/all/workers"] == 8
    assert found["figures"]["issue/union/cases"] is None, "hidden with the small ones beside it"
    said_plainly = {"scope/quarter/": "2025-q1"} | {
        name: "-" if value is None else str(value) for name, value in found["figures"].items()
    }
    assert fingerprint(said_plainly) == found["sha256"], "as the documentation says"


async def _closed(world: World, women: int = 0) -> None:
    filed = await world.file()
    async with browser_of(world, "dara") as dara:
        await dara.act(filed.number, "activate")
        async with world.store.writing() as unit:
            (await unit.session.get_one(Case, filed.case_id)).women = women
        await dara.act(filed.number, "close", reason=ClosingReason.OUT_OF_SCOPE.value)


def test_the_command_line_proves_a_file_without_a_database(tmp_path: Path) -> None:
    """0 and the fingerprint for what was saved, 1 for what was changed since or is no export."""
    whole = Export({"quarter": "2024-q4"}, dt.datetime.now(dt.UTC), [Table("total", ("cases",), [Line("all", (12,))])])
    saved = bytes(export_file(Language.KHMER, whole, "csv", "figures").body)
    for content, code in ((saved, 0), (saved.replace(b",12,", b",13,"), 1), (b"words", 1)):
        (tmp_path / "figures.csv").write_bytes(content)
        result = CliRunner().invoke(app, ["figures", "check", str(tmp_path / "figures.csv")])
        assert result.exit_code == code, result.output
        assert (whole.fingerprint in result.output) is (content != b"words")
