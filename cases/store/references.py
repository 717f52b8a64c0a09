"""Numbers that nobody uses yet: a case number and a referral's reference are of one kind."""

from __future__ import annotations

from sqlmodel import select

from cases.rules.case_numbers import new_number
from cases.store.tables import CaseHolder
from cases.store.unit import Unit


async def unused_reference(unit: Unit) -> str:
    """A number that neither a case nor a referral uses yet."""
    while True:
        reference = new_number()
        used = (await unit.session.exec(select(CaseHolder.id).where(CaseHolder.reference == reference))).first()
        if used is None:
            return reference
