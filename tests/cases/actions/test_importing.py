"""Cases of before come in whole or not at all, once, sealed like others, and with sums that hold to the cent."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from cases.actions import delivering, erasure, receipts
from cases.actions.importing import Imported, import_cases
from cases.actions.register import ImportRefused
from cases.rules.errors import NotNow
from cases.rules.old_cases import OldCase
from cases.rules.vocabulary import (
    CaseStatus,
    ClosingReason,
    Currency,
    Issue,
    Language,
    RemedyKind,
    RemedyStatus,
    Source,
)
from cases.rules.workers import Workers
from cases.store.door import case_for
from cases.store.figures import Figures, figures_for
from cases.store.lockboxes import HolderKeys, receipt_holder
from cases.store.story import complainants_of
from cases.store.tables import Case, Complainant, Remedy
from cases.store.views import CaseView, view_case
from cases.store.worker_views import own_thread
from cases.vault import receipts as slips
from tests.cases.world import World

FILED = dt.date(2022, 3, 1)
# 2020 to 2024, as the unions' learning report counts them.
CAWDU = (56, Decimal("10132523.40"), 8684)
CATU = (3, Decimal("13546.29"), 13)


def old(number: str, cents: int = 0, reinstated: int = 0, **more: Any) -> OldCase:
    """A closed case in which so much was paid and so many were taken back; nobody counted women and men apart."""
    reached = bool(cents or reinstated)
    usual = OldCase(
        own_number=number,
        filed_on=FILED,
        factory="Outdoor Gear",
        issue=Issue.UNION,
        words="They were let go for joining.",
        concerned=Workers(),
        reinstated=Workers(not_recorded=reinstated),
        paid=Workers(),
        currency=Currency.USD if cents else None,
        amount=cents,
        agreed_on=dt.date(2022, 6, 1) if reached else None,
        delivered_on=dt.date(2022, 7, 1) if reached else None,
        closed_on=dt.date(2022, 8, 1),
        closing_reason=ClosingReason.UNCONFIRMED,
    )
    return replace(usual, **more)


def shares(total: int, count: int) -> list[int]:
    """A whole number in so many uneven pieces."""
    cuts = sorted(random.Random(total).sample(range(1, total), count - 1))
    return [after - before for before, after in zip([0, *cuts], [*cuts, total], strict=True)]


def a_list(name: str, cases: int, paid: Decimal, reinstated: int) -> list[OldCase]:
    pieces = zip(shares(int(paid * 100), cases), shares(reinstated, cases), strict=True)
    return [old(f"{name}-{index}", cents, heads) for index, (cents, heads) in enumerate(pieces, start=1)]


async def bring_in(world: World, slug: str, lines: Sequence[OldCase]) -> Imported:
    async with world.store.writing() as unit:
        return await import_cases(unit, world.party[slug], "system", list(enumerate(lines, start=2)), Language.KHMER)


async def figures(world: World, alias: str) -> Figures:
    async with world.store.reading() as unit:
        return await figures_for(unit, world.viewer(alias))


async def seen(world: World, alias: str, number: str) -> CaseView:
    async with world.store.reading() as unit:
        return await view_case(unit, await case_for(unit, world.viewer(alias), number))


async def test_the_reports_59_cases_give_its_totals_to_the_cent(world: World) -> None:
    """By union and together; women and men not recorded; delivered, and confirmed by nobody."""
    sums = []
    for slug, alias, (cases, paid, reinstated) in (("union", "dara", CAWDU), ("other", "vuthy", CATU)):
        done = await bring_in(world, slug, a_list(slug, cases, paid, reinstated))
        assert (done.cases, done.reinstated, done.compensation) == (cases, reinstated, {Currency.USD: int(paid * 100)})
        found = await figures(world, alias)
        (money,) = found.money
        assert (found.cases, money.agreed, money.delivered, money.confirmed) == (cases, paid, paid, Decimal("0.00"))
        assert found.reinstated.delivered == Workers(0, 0, reinstated)
        assert found.reinstated.confirmed == Workers()
        sums.append((found.cases, money.delivered, found.reinstated.delivered.total))
    assert tuple(map(sum, zip(*sums, strict=True))) == (59, Decimal("10146069.69"), 8697)


async def test_an_imported_case_is_marked_sealed_and_worked_on_like_any_other(sqlite_world: World) -> None:
    """Open, with its own number in the story; another party finds nothing."""
    line = old("C-7", closed_on=None, closing_reason=None, concerned=Workers(3, 2))
    await bring_in(sqlite_world, "union", [line])
    (case,) = await sqlite_world.rows(Case)
    assert (case.source, case.status, case.filed_month) == (Source.IMPORT, CaseStatus.ACTIVE, "2022-03")
    assert (case.women, case.men) == (3, 2)
    view = await seen(sqlite_world, "dara", case.number)
    assert [said.text for said in view.story] == ["C-7\nThey were let go for joining."]
    assert view.factory is not None
    await sqlite_world.agreed("dara", case.number, RemedyKind.APOLOGY)
    assert (await figures(sqlite_world, "vuthy")).cases == 0


async def test_what_is_still_owed_stays_agreed_and_can_be_delivered(sqlite_world: World) -> None:
    line = old("C-8", 600_000, closed_on=None, closing_reason=None, delivered_on=None)
    await bring_in(sqlite_world, "union", [line])
    (remedy,) = await sqlite_world.rows(Remedy)
    (case,) = await sqlite_world.rows(Case)
    assert (remedy.status, remedy.agreed_on, remedy.delivered_on) == (RemedyStatus.AGREED, line.agreed_on, None)
    await sqlite_world.act("dara", case.number, delivering.deliver_remedy, remedy.id, sqlite_world.today)


async def test_the_same_line_is_never_taken_twice_and_then_nothing_is(world: World) -> None:
    """By its own number, whoever hands the list in again; another party's numbers are its own."""
    await bring_in(world, "union", [old("C-1")])
    with pytest.raises(ImportRefused) as refused:
        await bring_in(world, "union", [old("C-2"), old("c-1"), old("C-3", factory="Nowhere Garment"), old("C-2")])
    assert [(bad.number, bad.code, bad.value) for bad in refused.value.lines] == [
        (3, "imported_already", "c-1"),
        (4, "factory_unknown", "Nowhere Garment"),
        (5, "number_twice", "C-2"),
    ]
    assert len(await world.rows(Case)) == 1
    await bring_in(world, "other", [old("C-1")])


async def test_a_party_that_may_lead_no_case_imports_none(sqlite_world: World) -> None:
    for slug in ("ministry", "buyer"):
        if slug not in sqlite_world.party:
            continue
        with pytest.raises(NotNow):
            await bring_in(sqlite_world, slug, [old("C-1")])
    assert await sqlite_world.rows(Case) == []


async def test_a_receipt_given_at_the_office_opens_her_thread(sqlite_world: World) -> None:
    """She had none; the lead looks at the case once more, and everything written before is hers to read."""
    await bring_in(sqlite_world, "union", [old("C-1", closed_on=None, closing_reason=None)])
    (case,) = await sqlite_world.rows(Case)
    (person,) = await sqlite_world.rows(Complainant)
    assert person.receipt_lookup is None
    slip = slips.mint(sqlite_world.store.keys.receipt_salt(), person.id)
    made = receipts.Minted(slip, person.receipt_generation)
    await sqlite_world.act("dara", case.number, receipts.renew_at_office, person.id, made)
    await sqlite_world.act("dara", case.number, receipts.fill_pending)
    async with sqlite_world.store.reading() as unit:
        (hers,) = await complainants_of(unit, await unit.session.get_one(Case, case.id))
        _, wrapping = slips.find(slip.digits, sqlite_world.store.keys.receipt_salt())
        private = slips.unlock(wrapping, hers.id, hers.receipt_wrapped or b"")
        keys = HolderKeys(receipt_holder(hers.id), {hers.receipt_generation: private})
        thread = await own_thread(unit, keys, hers)
    assert [line.notice for line in thread.lines] == ["receipt_new"]


async def test_what_was_closed_long_ago_is_kept_from_the_day_it_came_in(sqlite_world: World) -> None:
    """Twelve months for an unconfirmed case, counted from the import; then its words go and its sums stay."""
    await bring_in(sqlite_world, "union", [old("C-1", 5000)])
    assert await erasure.erase_due(sqlite_world.store) == 0
    sqlite_world.clock.let_pass(days=360)
    assert await erasure.erase_due(sqlite_world.store) == 0
    sqlite_world.clock.let_pass(days=10)
    assert await erasure.erase_due(sqlite_world.store) == 1
    assert (await figures(sqlite_world, "dara")).money[0].delivered == Decimal("50.00")
