"""Offers of a track as lead and recipient see them, oldest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from cases.rules.bargaining import Offered, Terms
from cases.rules.vocabulary import Currency, OfferSide, RemedyKind
from cases.store import lockboxes
from cases.store.lockboxes import HolderKeys
from cases.store.meeting_views import MeetingView
from cases.store.tables import Offer, Referral, Staff
from cases.store.unit import Unit


@dataclass(frozen=True)
class OfferView(Offered):
    remedy_id: str  # what was made of it
    by: str  # an alias
    at: dt.datetime


async def offers_of(unit: Unit, keys: HolderKeys, referral: Referral) -> list[OfferView]:
    """What was offered on a track and not cancelled."""
    rows = await unit.session.exec(
        select(Offer, Staff.alias)
        .join(Staff, col(Staff.id) == col(Offer.by_staff_id))
        .where(Offer.referral_id == referral.id, col(Offer.cancelled_at).is_(None))
        .order_by(col(Offer.at), col(Offer.id))
    )
    return [
        OfferView(row.id, row.meeting_id, await terms_of(unit, keys, referral, row), row.remedy_id or "", alias, row.at)
        for row, alias in rows.all()
    ]


def in_order(offers: Sequence[OfferView], meetings: Sequence[MeetingView]) -> list[OfferView]:
    """Offers by the days of their meetings, whenever they were written down."""
    order = {meeting.id: place for place, meeting in enumerate(meetings)}
    return sorted(offers, key=lambda offer: order[offer.meeting_id])


async def terms_of(unit: Unit, keys: HolderKeys, referral: Referral, offer: Offer) -> Terms:
    """What is sealed in an offer."""
    said: Mapping[str, Any] = await lockboxes.open_post(
        unit, keys, referral.work_box, offer.generation, Offer.__tablename__, offer.id, offer.sealed
    )
    return Terms(
        side=OfferSide(said["side"]),
        kind=RemedyKind(said["kind"]) if "kind" in said else None,
        point=said.get("point", ""),
        currency=Currency(said["currency"]) if "currency" in said else None,
        amount=Decimal(said["amount"]) if "amount" in said else None,
        words=said["words"],
    )
