"""Erasing: what was told can never be opened again, by anybody. Figures and the chained timeline stay.

Every sealed half of every lockbox of the case is deleted, and so are her receipt, the link to her chat, previews, and
the rows of files, which the sweep then takes from the disk. The ciphertext that stays opens for nobody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from cases.actions.telling import locked
from cases.rules import retention
from cases.rules.vocabulary import ClosingReason
from cases.store import events, outbox
from cases.store.story import complainants_of
from cases.store.tables import (
    Case,
    Complainant,
    Consent,
    DisclosedFile,
    Evidence,
    HandoverConsent,
    Lockbox,
    LockboxKey,
    Preview,
)
from cases.store.unit import Store, Unit

SYSTEM = "system"
AT_ONCE = 100
ON_PAPER = (Consent, HandoverConsent)  # a word that stands beside a file


async def erase_case(unit: Unit, case: Case) -> None:
    """Erase a case, which the caller has locked. Twice is once.

    Its lockboxes are written to the log of erasures right before the unit commits.
    """
    if case.erased_at is not None:
        return
    boxes = (await unit.session.exec(select(Lockbox.box).where(Lockbox.case_id == case.id).distinct())).all()
    halves = (await unit.session.exec(select(LockboxKey).where(col(LockboxKey.box).in_(boxes)))).all()
    people = await complainants_of(unit, case)
    consents = select(Consent.id).where(col(Consent.complainant_id).in_([person.id for person in people]))
    previews = (await unit.session.exec(select(Preview).where(col(Preview.consent_id).in_(consents)))).all()
    await _delete(unit, [*halves, *previews])
    await _delete_files(unit, case)
    await _let_go(unit, people)
    case.erased_at = unit.now
    unit.session.add(case)
    await events.append(unit, case, "erased", SYSTEM)
    unit.before_commit.append(partial(unit.keys.erasures.append, boxes))


async def _delete(unit: Unit, rows: Sequence[SQLModel]) -> None:
    for row in rows:
        await unit.session.delete(row)
    await unit.session.flush()


async def _delete_files(unit: Unit, case: Case) -> None:
    """The rows of its files, and what points at them; the sweep takes the files themselves."""
    files = (await unit.session.exec(select(Evidence).where(Evidence.case_id == case.id))).all()
    known = [file.id for file in files]
    disclosed = (await unit.session.exec(select(DisclosedFile).where(col(DisclosedFile.evidence_id).in_(known)))).all()
    for kind in ON_PAPER:
        for paper in (await unit.session.exec(select(kind).where(col(kind.evidence_id).in_(known)))).all():
            paper.evidence_id = None
            unit.session.add(paper)
    await _delete(unit, disclosed)
    await _delete(unit, files)


async def _let_go(unit: Unit, people: Sequence[Complainant]) -> None:
    """Receipts open nothing any more, no chat is linked, and what was on its way there says nothing."""
    chats = {person.correspondent_id for person in people if person.correspondent_id}
    for person in people:
        person.receipt_lookup, person.receipt_public, person.receipt_wrapped = None, None, None
        person.correspondent_id = None
        unit.session.add(person)
    await unit.session.flush()
    still = set(
        (
            await unit.session.exec(
                select(Complainant.correspondent_id).where(col(Complainant.correspondent_id).in_(chats)).distinct()
            )
        ).all()
    )
    for chat in sorted(chats):
        await outbox.empty(unit, chat, drop=chat not in still)


# --------------------------------------------------------------------------------------------- retention
@dataclass(frozen=True)
class Due:
    """A closed case whose content is kept no longer. Ids and dates only."""

    case_id: str
    reason: ClosingReason
    closed_at: dt.datetime
    kept_until: dt.datetime


async def due(unit: Unit, limit: int | None = None) -> list[Due]:
    """What is to be erased by now, longest due first."""
    reasons = [
        sa.and_(
            col(Case.closing_reason) == reason,
            col(Case.closed_at) <= rule.closed_before(unit.now),
            sa.or_(col(Case.entered_at).is_(None), col(Case.entered_at) <= rule.closed_before(unit.now)),
        )
        for reason, rule in retention.rules().items()
    ]
    rows = await unit.session.exec(
        select(Case)
        .where(sa.or_(*reasons), col(Case.erased_at).is_(None))
        .order_by(col(Case.closed_at), col(Case.id))
        .limit(limit)
    )
    found = []
    for case in rows.all():
        assert case.closing_reason is not None
        assert case.closed_at is not None
        until = retention.kept_until(case.closing_reason, case.closed_at, case.entered_at)
        found.append(Due(case.id, case.closing_reason, case.closed_at, until))
    return found


def _is_due(case: Case, now: dt.datetime) -> bool:
    if case.closing_reason is None or case.closed_at is None:
        return False
    return retention.kept_until(case.closing_reason, case.closed_at, case.entered_at) <= now


async def erase_due(store: Store, limit: int = AT_ONCE) -> int:
    """Erase what is kept no longer, a case a transaction; returns how many.

    Each is looked at again under its lock: one that was reopened meanwhile has no retention.

    Raises:
        ExceptionGroup: some could not be erased; all others were.
    """
    async with store.reading() as unit:
        found = await due(unit, limit)
    erased, failed = 0, []
    for one in found:
        try:
            erased += await _erase_if_due(store, one.case_id)
        except Exception as error:  # whatever it is, it must not keep the promise to the others waiting
            failed.append(error)
    if failed:
        raise ExceptionGroup("cases that could not be erased", failed)
    return erased


async def _erase_if_due(store: Store, case_id: str) -> bool:
    async with store.writing() as unit:
        case = await locked(unit, case_id)
        if case.erased_at is not None or not _is_due(case, unit.now):
            return False
        await erase_case(unit, case)
    return True
