"""`samleng check` says when somebody seems to be trying receipt numbers, and when something was not erased in time."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from api import installation
from api.settings import Settings
from cases.actions import parties, receipts
from cases.rules import retention
from cases.rules.case_numbers import new_number
from cases.rules.errors import NotThere
from cases.rules.vocabulary import CaseStatus, ClosingReason, Issue, Language, PartyKind
from cases.store.tables import Case, new_id
from cases.vault.receipts import new_digits


async def test_many_wrong_numbers_turn_the_line_red(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not OK after more than a hundred within the hour, with what to do; ok before."""
    settings = Settings(_env_file=None, database_url=sqlite_url, var=tmp_path / "var", keys=tmp_path / "keys")
    installation.make(settings)

    async def line() -> installation.Finding:
        return next(one for one in await installation.look_over(settings, None) if one.what == "receipts")

    assert (await line()).ok
    monkeypatch.setattr("cases.vault.receipts.find", lambda *_: ("0" * 64, bytes(32)))
    store = installation.open_store(settings)
    for n in range(receipts.MANY_WRONG.tries):
        with pytest.raises(NotThere):
            await receipts.find(store, f"page|{n}", new_digits())
    await store.engines.dispose()
    found = await line()
    assert not found.ok
    assert "wrong receipt numbers" in found.advice


async def test_content_that_should_be_gone_turns_the_line_red(sqlite_url: str, tmp_path: Path) -> None:
    """A day after it was due; before that the jobs may just not have come to it."""
    settings = Settings(_env_file=None, database_url=sqlite_url, var=tmp_path / "var", keys=tmp_path / "keys")
    installation.make(settings)
    store = installation.open_store(settings)
    closed = dt.datetime.now(dt.UTC) - dt.timedelta(days=retention.rules()[ClosingReason.SPAM].days)

    async def line(closed_at: dt.datetime) -> installation.Finding:
        async with store.writing() as unit:
            case = await unit.session.get_one(Case, filed)
            case.status, case.closing_reason, case.closed_at = CaseStatus.CLOSED, ClosingReason.SPAM, closed_at
        return next(one for one in await installation.look_over(settings, None) if one.what == "retention")

    async with store.writing() as unit:
        party = await parties.add_party(unit, "union", "Union", "សហជីព", PartyKind.UNION)
        case = Case(
            id=new_id(),
            number=new_number(),
            issue=Issue.PAY,
            language=Language.KHMER,
            lead_party_id=party.id,
            filed_at=unit.now,
            filed_month="2024-11",
            touched_at=unit.now,
            story_box="",
            card_box="",
            sealed=b"",
            head=b"",
        )
        unit.session.add(case)
        filed = case.id
    assert (await line(closed - dt.timedelta(hours=23))).ok
    assert not (await line(closed - dt.timedelta(hours=25))).ok
    await store.engines.dispose()
