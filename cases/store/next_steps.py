"""What comes next in her case and by when, from the clocks that run: who is to act, and whether the day has passed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from cases.rules.clocks import rule_for
from cases.rules.vocabulary import CaseStatus
from cases.store.clock import cambodian_day, placeholders
from cases.store.tables import Clock, Party, Referral, Remedy
from cases.store.unit import Unit
from cases.store.worker_views import OwnCase, is_carried

NOT_TOLD = frozenset({"leave_appeal"})  # for whoever lost before the inspector, which may be the employer
OF_ONE = frozenset({"retaliation"})  # what one worker told of herself is not for the others of her case


@dataclass(frozen=True)
class NextStep:
    """A clock as she is told of it; `track` where it runs on one of hers, `remedy` where it is what was agreed."""

    rule: str
    due_at: dt.datetime
    late: bool
    track: tuple[Referral, Party] | None = None
    remedy: Remedy | None = None

    @property
    def moment(self) -> dict[str, Any]:
        """Day and time in Cambodia, as placeholders."""
        return placeholders(self.due_at)


async def next_steps(unit: Unit, own: OwnCase) -> tuple[NextStep, ...]:
    """The nearest of her case and of each of her tracks, and every limit of her own that has not run out."""
    if own.status is CaseStatus.CLOSED:
        return ()
    rows = await unit.session.exec(
        select(Clock, Remedy)
        .outerjoin(Remedy, col(Remedy.id) == col(Clock.remedy_id))
        .where(Clock.case_id == own.case.id, col(Clock.met_at).is_(None))
        .order_by(col(Clock.due_at), col(Clock.rule))
    )
    tracks = {referral.id: (referral, party) for referral, party in own.tracks}
    found: dict[tuple[str, ...], NextStep] = {}
    for clock, remedy in rows.all():
        hers = rule_for(clock.rule, cambodian_day(clock.started_at)).hers
        late = clock.due_at <= unit.now
        if not _is_told(own, clock, tracks) or (hers and late):
            continue
        track = tracks.get(clock.referral_id or "")
        place = (clock.referral_id or "", clock.remedy_id or "", clock.rule if hers else "")
        found.setdefault(place, NextStep(clock.rule, clock.due_at, late, track, remedy))
    return tuple(found.values())


def _is_told(own: OwnCase, clock: Clock, tracks: dict[str, tuple[Referral, Party]]) -> bool:
    if clock.rule in NOT_TOLD or (clock.rule in OF_ONE and own.others):
        return False
    if clock.referral_id is None:
        return True
    track = tracks.get(clock.referral_id)
    waits = clock.rule == "referral_answer" and track is not None and is_carried(*track)  # they do not have it yet
    return track is not None and not waits
