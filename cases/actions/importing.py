"""Cases of before, from an officer's list: all of them in one transaction, or none. No chat, no receipt yet.

Each is sealed to its lead like any other. What it says was delivered counts as delivered and as not confirmed: only
a worker confirms. The same line is never taken twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import col, select

from cases.actions.filing import Filing, Piece, file_case
from cases.actions.register import BadLine, ImportRefused
from cases.rules.errors import NotNow
from cases.rules.factory_names import folded
from cases.rules.old_cases import Column, OldCase
from cases.rules.vocabulary import (
    LEAD_KINDS,
    CaseStatus,
    ClosingReason,
    Currency,
    Language,
    RemedyKind,
    RemedyStatus,
    Source,
    StoryKind,
)
from cases.rules.workers import Workers
from cases.store import events
from cases.store.clock import CAMBODIA
from cases.store.references import unused_reference
from cases.store.tables import Case, Factory, Party, Remedy, new_id
from cases.store.unit import Unit
from cases.vault.hashing import keyed_digest

NOON = dt.time(12)
LABEL = "imports"


@dataclass(frozen=True)
class Imported:
    """What came in, to lay beside the sums of the list."""

    open: int = 0
    closed: int = 0
    reinstated: int = 0
    compensation: Mapping[Currency, int] = field(default_factory=dict)  # cents, whole riel

    @property
    def cases(self) -> int:
        return self.open + self.closed


async def import_cases(
    unit: Unit, party_id: str, actor: str, lines: Sequence[tuple[int, OldCase]], language: Language
) -> Imported:
    """Every line becomes a case that this party leads.

    Args:
        lines: number in the file, and the case.
        language: in which the workers of these cases are written to, should one of them be given a receipt.

    Raises:
        NotNow: the party may lead no cases.
        ImportRefused: a factory is not in the register, or a line was imported already; nothing was written.
    """
    # Lists of the same party stand in line: of two that hold the same line the second is told so.
    party = await unit.session.get(Party, party_id, populate_existing=True, with_for_update={"key_share": True})
    if party is None or party.opened_at is None or party.kind not in LEAD_KINDS:
        raise NotNow("party_not_open")
    keys = {number: _key(unit, party_id, line) for number, line in lines}
    factories = await _factories(unit)
    bad = await _refused(unit, lines, keys, factories)
    if bad:
        raise ImportRefused(bad)
    for number, line in lines:
        await _one(unit, party_id, actor, line, keys[number], factories.get(folded(line.factory)), language)
    return _sums([line for _, line in lines])


def _key(unit: Unit, party_id: str, line: OldCase) -> str:
    return keyed_digest(unit.keys.install(LABEL), f"{party_id}|{line.own_number.casefold()}".encode()).hex()


async def _factories(unit: Unit) -> dict[str, Factory]:
    """By every name that the register has for them."""
    rows = (await unit.session.exec(select(Factory).order_by(Factory.name))).all()
    names: dict[str, Factory] = {}
    for row in rows:
        for name in (row.name, row.khmer_sign, *row.nicknames):
            if folded(name):
                names.setdefault(folded(name), row)
    return names


async def _refused(
    unit: Unit, lines: Sequence[tuple[int, OldCase]], keys: Mapping[int, str], factories: Mapping[str, Factory]
) -> list[BadLine]:
    known = set((await unit.session.exec(select(Case.import_key).where(col(Case.import_key).in_(keys.values())))).all())
    found: list[BadLine] = []
    seen: set[str] = set()
    for number, line in lines:
        if line.factory and folded(line.factory) not in factories:
            found.append(BadLine(number, "factory_unknown", line.factory, Column.FACTORY.value))
        if keys[number] in known:
            found.append(BadLine(number, "imported_already", line.own_number, Column.OWN_NUMBER.value))
        elif keys[number] in seen:
            found.append(BadLine(number, "number_twice", line.own_number, Column.OWN_NUMBER.value))
        seen.add(keys[number])
    return found


async def _one(
    unit: Unit, party_id: str, actor: str, line: OldCase, key: str, factory: Factory | None, language: Language
) -> None:
    case = await file_case(
        unit,
        Filing(
            case_id=new_id(),
            number=await unused_reference(unit),
            complainant_id=new_id(),
            receipt_lookup=None,
            receipt_public=None,
            receipt_wrapped=None,
            language=language,
            issue=line.issue,
            danger=False,
            lead_party_id=party_id,
            excluded_party_ids=(),
            factory_id=factory.id if factory else "",
            factory_words="",
            province="",
            story=(Piece(StoryKind.TEXT, "\n".join(filter(None, (line.own_number, line.words)))),),
            correspondent_id=None,
            source=Source.IMPORT,
            actor=actor,
            filed_at=_noon(line.filed_on),
            import_key=key,
        ),
    )
    case.women, case.men = line.concerned.women, line.concerned.men
    case.status = CaseStatus.CLOSED if line.closing_reason else CaseStatus.ACTIVE
    case.closing_reason = line.closing_reason
    case.closed_at = _noon(line.closed_on) if line.closed_on else None
    unit.session.add(case)
    if line.reinstated.total:
        unit.session.add(_remedy(unit, case, line, RemedyKind.REINSTATEMENT, line.reinstated))
    if line.amount:
        unit.session.add(_remedy(unit, case, line, RemedyKind.COMPENSATION, line.paid))
    await unit.session.flush()
    reason: ClosingReason | None = line.closing_reason
    data = {"status": case.status.value} | ({"reason": reason.value} if reason else {})
    await events.append(unit, case, "taken_over", actor, data)


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, NOON, CAMBODIA)


def _remedy(unit: Unit, case: Case, line: OldCase, kind: RemedyKind, workers: Workers) -> Remedy:
    """Agreed, or delivered and by nobody confirmed."""
    delivered = line.delivered_on is not None
    money = kind is RemedyKind.COMPENSATION
    remedy = Remedy(
        case_id=case.id,
        kind=kind,
        status=RemedyStatus.UNCONFIRMED if delivered else RemedyStatus.AGREED,
        women=workers.women,
        men=workers.men,
        not_recorded=workers.not_recorded,
        currency=line.currency if money else None,
        amount=line.amount if money else 0,
        proposed_at=unit.now,
        agreed_on=line.agreed_on,
    )
    if delivered:
        remedy.delivered_on, remedy.delivered_amount = line.delivered_on, remedy.amount
        remedy.delivered_women, remedy.delivered_men = workers.women, workers.men
        remedy.delivered_not_recorded = workers.not_recorded
    return remedy


def _sums(lines: Sequence[OldCase]) -> Imported:
    closed = sum(line.closing_reason is not None for line in lines)
    paid: dict[Currency, int] = {}
    for line in lines:
        if line.currency and line.amount:
            paid[line.currency] = paid.get(line.currency, 0) + line.amount
    return Imported(len(lines) - closed, closed, sum(line.reinstated.total for line in lines), paid)
