"""What workers of a case may be owed, computed when somebody of the lead looks, and the range that one was shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import col, select

from cases.rules.errors import NotNow, NotThere
from cases.rules.estimate_facts import Span, WorkFacts
from cases.rules.estimates import Estimate, estimate
from cases.rules.money import from_minor
from cases.rules.particulars import MONEY_KINDS
from cases.rules.told_facts import Told, from_answers, together
from cases.rules.vocabulary import Currency, PartyKind
from cases.store import lockboxes
from cases.store.clock import cambodian_day
from cases.store.door import Access
from cases.store.lockboxes import HolderKeys
from cases.store.sharing import REACHED
from cases.store.story import everyone_of, story_of
from cases.store.tables import Complainant, EstimateSheet, Remedy
from cases.store.unit import Unit

SHOWN = "sealed_shown"
# What tells that there was an estimate, in a timeline and in a thread: read by a lead that has estimates, and by her.
LINES = ("estimate_facts_kept", "estimate_shown", "estimate_taken_back")
NOTICES = ("estimate_there", "estimate_taken_back")


@dataclass(frozen=True)
class ShownRange:
    """What she may see: from about to about, of the day on which it was computed."""

    currency: Currency
    low: Decimal
    high: Decimal
    more: bool  # something is not in it, since a fact is missing
    day: dt.date


@dataclass(frozen=True)
class WorkerEstimate:
    """One worker's estimate, what an officer entered for it, and what she was shown."""

    number: int
    complainant: Complainant
    entered: Mapping[str, str]
    told: WorkFacts
    facts: WorkFacts
    found: Estimate
    shown: ShownRange | None


@dataclass(frozen=True)
class Compared:
    """In one currency: what was agreed so far, and what it may be about for all workers of the case together."""

    currency: Currency
    agreed: Decimal
    about: Span | None


def estimates_here(access: Access) -> None:
    """An estimate is the lead's own, and of no lead that mediates.

    Raises:
        NotThere: a recipient asks.
        NotNow: BFC leads the case.
    """
    if not access.is_lead:
        raise NotThere
    if access.viewer.party_kind is PartyKind.BFC:
        raise NotNow("not_under_bfc")


def may_estimate(access: Access) -> bool:
    """Whether this viewer has estimates here: a lead that does not mediate."""
    return access.is_lead and access.viewer.party_kind is not PartyKind.BFC


async def sheet_of(unit: Unit, complainant: Complainant) -> EstimateSheet | None:
    """The sheet of one worker, where anything was entered or shown."""
    wanted = select(EstimateSheet).where(EstimateSheet.complainant_id == complainant.id)
    return (await unit.session.exec(wanted)).first()


async def is_shown(unit: Unit, complainant_id: str) -> bool:
    """Whether she is shown a range, which only her number opens."""
    wanted = select(EstimateSheet.shown_at).where(EstimateSheet.complainant_id == complainant_id)
    return (await unit.session.exec(wanted)).first() is not None


async def estimates_of(unit: Unit, access: Access) -> list[WorkerEstimate]:
    """The estimates of all workers in the case, computed now. Raises as `estimates_here`."""
    estimates_here(access)
    people = await everyone_of(unit, access.case)
    told = await _answers(unit, access, people)
    return [
        await _of_one(unit, access, number, person, told[person.id])
        for number, person in enumerate(people, 1)
        if person.left_at is None
    ]


async def _answers(unit: Unit, access: Access, people: Sequence[Complainant]) -> Mapping[str, list[Told]]:
    """What each worker answered; what nobody in particular did counts for who filed."""
    found: dict[str, list[Told]] = {person.id: [] for person in people}
    for entry, content in await story_of(unit, access.viewer.keys, access.case):
        if "question" in content:
            of = entry.complainant_id or people[0].id
            found[of].append(Told(content["question"], content["values"], cambodian_day(entry.at)))
    return found


async def _of_one(
    unit: Unit, access: Access, number: int, person: Complainant, answers: Sequence[Told]
) -> WorkerEstimate:
    sheet, keys = await sheet_of(unit, person), access.viewer.keys
    entered: Mapping[str, str] = {}
    if sheet is not None and sheet.sealed is not None:
        entered = await lockboxes.open_post(
            unit, keys, access.case.story_box, sheet.generation, EstimateSheet.__tablename__, sheet.id, sheet.sealed
        )
    today = cambodian_day(unit.now)
    told = from_answers(access.case.issue, answers)
    facts = together(told, entered, today)
    shown = await _shown(unit, keys, person, sheet)
    return WorkerEstimate(number, person, entered, told, facts, estimate(facts, today), shown)


async def _shown(unit: Unit, keys: HolderKeys, person: Complainant, sheet: EstimateSheet | None) -> ShownRange | None:
    if sheet is None or sheet.sealed_shown is None:
        return None
    said = await lockboxes.open_post(
        unit,
        keys,
        person.thread_box,
        sheet.shown_generation,
        EstimateSheet.__tablename__,
        sheet.id,
        sheet.sealed_shown,
        SHOWN,
    )
    return ShownRange(
        Currency(said["currency"]),
        Decimal(said["low"]),
        Decimal(said["high"]),
        said["more"],
        dt.date.fromisoformat(said["day"]),
    )


async def shown_to_her(unit: Unit, keys: HolderKeys, person: Complainant) -> ShownRange | None:
    """What stands behind her number, opened with it; None where nothing was shown, or it does not open to it yet."""
    sheet = await sheet_of(unit, person)
    if sheet is None or sheet.shown_generation in await lockboxes.unopened(unit, keys, person.thread_box):
        return None
    return await _shown(unit, keys, person, sheet)


def range_for(estimates: Sequence[WorkerEstimate], currency: Currency) -> Span | None:
    """What is still open for all workers of the case together; None where no estimate is in this currency."""
    spans = [one.found.left for one in estimates if one.found.currency is currency and one.found.due]
    return Span.added(spans) if spans else None


async def compared(unit: Unit, access: Access, estimates: Sequence[WorkerEstimate]) -> list[Compared]:
    """What was agreed in money beside what it may be about, a currency a line."""
    rows = await unit.session.exec(
        select(Remedy).where(
            Remedy.case_id == access.case.id,
            col(Remedy.status).in_(REACHED),
            col(Remedy.kind).in_(MONEY_KINDS),
        )
    )
    agreed: dict[Currency, Decimal] = {}
    for row in rows.all():
        if row.currency is not None:
            agreed[row.currency] = agreed.get(row.currency, Decimal(0)) + from_minor(row.currency, row.amount)
    found = [Compared(one, agreed.get(one, Decimal(0)), range_for(estimates, one)) for one in Currency]
    return [one for one in found if one.agreed or one.about]
