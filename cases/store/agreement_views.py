"""Agreements of a track as lead and recipient see them, the newest first. No name of a worker stands in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from cases.rules.errors import NotThere
from cases.rules.vocabulary import Currency, RemedyKind, StoryKind, Surrender
from cases.store import lockboxes
from cases.store.door import Access
from cases.store.lockboxes import HolderKeys
from cases.store.tables import Agreement, Evidence, Referral, Staff
from cases.store.unit import Unit


@dataclass(frozen=True)
class AgreedThing:
    """A remedy as it stood when the agreement was written."""

    remedy_id: str
    kind: RemedyKind
    women: int
    men: int
    not_recorded: int
    currency: Currency | None
    amount: Decimal | None
    due_on: dt.date | None
    details: str


@dataclass(frozen=True)
class AgreementView:
    id: str
    on: dt.date
    place: str
    factory: Mapping[str, str]  # by language, as are the organisations
    lead: Mapping[str, str]
    party: Mapping[str, str]
    employer: str
    present: str
    things: Sequence[AgreedThing]
    terms: str
    if_not_kept: str
    takes: Sequence[Surrender]
    by: str
    at: dt.datetime
    signed_on: dt.date | None
    has_copy: bool

    @property
    def warned_of(self) -> Sequence[Surrender]:
        """What it takes away from her."""
        return [one for one in self.takes if one is not Surrender.NOTHING]


async def agreements_of(unit: Unit, keys: HolderKeys, referral: Referral) -> list[AgreementView]:
    """Every agreement of a track."""
    rows = await unit.session.exec(
        select(Agreement, Staff.alias)
        .join(Staff, col(Staff.id) == col(Agreement.by_staff_id))
        .where(Agreement.referral_id == referral.id)
        .order_by(col(Agreement.at).desc(), col(Agreement.id))
    )
    return [await view_of(unit, keys, referral, row, alias) for row, alias in rows.all()]


async def view_of(unit: Unit, keys: HolderKeys, referral: Referral, row: Agreement, alias: str = "") -> AgreementView:
    """One agreement, opened."""
    said: Mapping[str, Any] = await lockboxes.open_post(
        unit, keys, referral.work_box, row.generation, Agreement.__tablename__, row.id, row.sealed
    )
    return AgreementView(
        id=row.id,
        on=dt.date.fromisoformat(said["on"]),
        **{name: said[name] for name in ("place", "factory", "lead", "party", "employer", "present")},
        things=[_thing(one) for one in said["things"]],
        terms=said["terms"],
        if_not_kept=said["if_not_kept"],
        takes=[Surrender(one) for one in said["takes"]],
        by=alias,
        at=row.at,
        signed_on=row.signed_on,
        has_copy=row.evidence_id is not None,
    )


def _thing(said: Mapping[str, Any]) -> AgreedThing:
    currency = Currency(said["currency"]) if said["currency"] else None
    return AgreedThing(
        remedy_id=said["remedy"],
        kind=RemedyKind(said["kind"]),
        women=said["women"],
        men=said["men"],
        not_recorded=said["not_recorded"],
        currency=currency,
        amount=Decimal(said["amount"]) if currency else None,
        due_on=dt.date.fromisoformat(said["due_on"]) if said["due_on"] else None,
        details=said["details"],
    )


@dataclass(frozen=True)
class SignedCopy:
    """The signed copy's file with the key that opens it."""

    evidence_id: str
    key: str
    media_type: str
    kind: StoryKind


async def agreement_of(unit: Unit, access: Access, agreement_id: str) -> tuple[Agreement, Referral]:
    """An agreement with its track: any of the lead's, or one of the recipient's own track.

    Raises:
        NotThere: neither, or what was shared on the track was taken back.
    """
    row = await unit.session.get(Agreement, agreement_id, populate_existing=True)
    if row is None or row.case_id != access.case.id or access.is_out:
        raise NotThere
    if access.referral is not None:
        if row.referral_id != access.referral.id:
            raise NotThere
        return row, access.referral
    return row, await unit.session.get_one(Referral, row.referral_id)


async def signed_copy(unit: Unit, access: Access, agreement_id: str) -> SignedCopy:
    """What came back signed, for lead and recipient. Raises NotThere."""
    row, referral = await agreement_of(unit, access, agreement_id)
    evidence = await unit.session.get(Evidence, row.evidence_id) if row.evidence_id else None
    if row.sealed_copy is None or evidence is None:
        raise NotThere
    said = await lockboxes.open_post(
        unit,
        access.viewer.keys,
        referral.work_box,
        row.copy_generation,
        Agreement.__tablename__,
        row.id,
        row.sealed_copy,
        column="sealed_copy",
    )
    return SignedCopy(evidence.id, said["file_key"], said["media_type"], evidence.kind)
