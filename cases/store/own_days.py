"""The days on which she is expected herself, and the card that said where and what to bring.

The moment stands in clear; place and papers open to her receipt alone, in what was told her of that day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from cases.rules.vocabulary import ConsentStatus
from cases.rules.workflow import LIVE
from cases.store.clock import placeholders
from cases.store.tables import Consent, Hearing, Meeting, Party, Referral
from cases.store.unit import Unit
from cases.store.views import Said
from cases.store.watching import still_watched
from cases.store.worker_views import OwnCase

MEETING, HEARING = "meeting", "hearing"
CARDS = {MEETING: ("meeting_planned", "meeting_moved"), HEARING: ("hearing", "hearing_changed")}


@dataclass(frozen=True)
class OwnDay:
    """One that lies ahead; a meeting's track and party, which a hearing needs none of."""

    kind: str
    starts_at: dt.datetime
    track: tuple[Referral, Party] | None = None

    @property
    def moment(self) -> dict[str, Any]:
        """Day and time in Cambodia, as the placeholders of its card."""
        return placeholders(self.starts_at)


async def own_days(unit: Unit, complainant_id: str, own: OwnCase) -> tuple[OwnDay, ...]:
    """Meetings to which she comes and hearings, of running tracks that are hers, the next first."""
    if own.left or not still_watched(own.case):
        return ()
    hers = select(Consent.referral_id).where(
        Consent.complainant_id == complainant_id,
        col(Consent.status).in_((ConsentStatus.GIVEN, ConsentStatus.EXPIRED)),
    )
    meetings = await unit.session.exec(
        select(Meeting, Referral, Party)
        .join(Referral, col(Referral.id) == col(Meeting.referral_id))
        .join(Party, col(Party.id) == col(Referral.party_id))
        .where(
            Meeting.case_id == own.case.id,
            col(Meeting.hers).is_(True),
            col(Meeting.held_on).is_(None),
            col(Meeting.cancelled_at).is_(None),
            col(Meeting.starts_at) > unit.now,
            col(Referral.status).in_(LIVE),
            col(Referral.id).in_(hers),
        )
    )
    hearings = await unit.session.exec(
        select(Hearing).where(
            Hearing.case_id == own.case.id,
            col(Hearing.cancelled_at).is_(None),
            col(Hearing.starts_at) > unit.now,
            sa.or_(col(Hearing.referral_id).is_(None), col(Hearing.referral_id).in_(hers)),
        )
    )
    days = [
        OwnDay(MEETING, row.starts_at, (referral, party)) for row, referral, party in meetings.all() if row.starts_at
    ]
    days += [OwnDay(HEARING, row.starts_at) for row in hearings.all()]
    return tuple(sorted(days, key=lambda day: day.starts_at))


def card_of(day: OwnDay, thread: Sequence[Said]) -> int | None:
    """Where in her thread the newest card of that day stands; None where her receipt does not open it yet."""
    for place in range(len(thread) - 1, -1, -1):
        said = thread[place]
        if said.notice in CARDS[day.kind] and {name: said.params.get(name) for name in day.moment} == day.moment:
            return place
    return None
