"""What a bipartite committee decided, and the cases in which it can become a remedy."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import col, select

from cases.rules import picc
from cases.rules.picc import Promised
from cases.rules.vocabulary import Issue, ReferralStatus, Relation, RemedyKind, RemedyStatus
from cases.rules.workflow import NEGOTIATED, OPEN_CASE
from cases.store.door import openable_for
from cases.store.factories import same_factory
from cases.store.party_posts import open_words
from cases.store.tables import Case, PiccDecision, PiccRemedy, Referral, Remedy, Staff
from cases.store.unit import Unit
from cases.store.viewers import Viewer

MOST_CONCERNED = 100
GIVEN_UP = (RemedyStatus.DROPPED, RemedyStatus.GIVEN_UP)


@dataclass(frozen=True)
class DecisionView:
    """A decision with the remedies that it became, as far as the viewer's party still leads their cases."""

    row: PiccDecision
    theme: str  # "": of no theme
    kind: RemedyKind
    words: str
    by: str  # aliases
    done_by: str
    cancelled_by: str
    remedies: Sequence[Remedy]
    numbers: Sequence[str]  # of their cases

    @property
    def cancelled(self) -> bool:
        return self.row.cancelled_at is not None

    @property
    def stands(self) -> bool:
        """Whether the factory still owes it, or has done it."""
        return not self.remedies or any(one.status not in GIVEN_UP for one in self.remedies)

    def state(self, today: dt.date) -> Promised:
        """How far it is: by its remedies where there are any, else by what was entered."""
        standing = [one.status for one in self.remedies if one.status in picc.STANDING]
        if standing:
            return picc.promise_state(standing, self.row.due_on, today)
        return picc.overdue(Promised.DONE if self.row.done_on else Promised.PROMISED, self.row.due_on, today)


async def decisions_on(unit: Unit, viewer: Viewer, pack_ids: Sequence[str]) -> dict[str, list[DecisionView]]:
    """What was decided on each of these packs, in the order in which it was entered."""
    query = (
        select(PiccDecision)
        .where(col(PiccDecision.pack_id).in_(pack_ids))
        .order_by(col(PiccDecision.at), col(PiccDecision.id))
    )
    rows = (await unit.session.exec(query)).all()
    aliases = await _aliases(unit, rows)
    remedies = await _remedies(unit, viewer, [row.id for row in rows])
    found: dict[str, list[DecisionView]] = defaultdict(list)
    for row in rows:
        said = open_words(viewer.keys, row.generation, PiccDecision.__tablename__, row.id, row.sealed)
        became = remedies.get(row.id, [])
        found[row.pack_id].append(
            DecisionView(
                row,
                said["theme"],
                RemedyKind(said["kind"]),
                said["words"],
                aliases[row.by_staff_id],
                aliases.get(row.done_by_staff_id or "", ""),
                aliases.get(row.cancelled_by_staff_id or "", ""),
                [remedy for remedy, _ in became],
                [number for _, number in became],
            )
        )
    return found


async def _aliases(unit: Unit, rows: Sequence[PiccDecision]) -> dict[str, str]:
    people = {who for row in rows for who in (row.by_staff_id, row.done_by_staff_id, row.cancelled_by_staff_id) if who}
    return dict((await unit.session.exec(select(Staff.id, Staff.alias).where(col(Staff.id).in_(people)))).all())


async def _remedies(unit: Unit, viewer: Viewer, decisions: Sequence[str]) -> dict[str, list[tuple[Remedy, str]]]:
    led = openable_for(viewer, Relation.LEAD).subquery()
    query = (
        select(PiccRemedy.decision_id, Remedy, led.c.reference)
        .join(Remedy, col(Remedy.id) == col(PiccRemedy.remedy_id))
        .join(led, led.c.case_id == col(PiccRemedy.case_id))
        .where(col(PiccRemedy.decision_id).in_(decisions))
        .order_by(led.c.reference)
    )
    found: dict[str, list[tuple[Remedy, str]]] = defaultdict(list)
    for decision, remedy, number in (await unit.session.exec(query)).all():
        found[decision].append((remedy, number))
    return found


async def became_remedies(unit: Unit, decision: PiccDecision) -> bool:
    """Whether any case, whoever leads it now, has the decision as a remedy."""
    query = select(PiccRemedy.id).where(PiccRemedy.decision_id == decision.id).limit(1)
    return (await unit.session.exec(query)).first() is not None


# ------------------------------------------------------------------------------------------ cases concerned
class Reach(StrEnum):
    """Whether a decision can become a remedy of a case, and if not why."""

    READY = "ready"
    NO_TRACK = "no_track"  # nobody asked her whether management may be told
    ASKED = "asked"  # she has not answered
    NOT_TOLD = "not_told"  # she said yes, and management was not told yet
    REFUSED = "refused"  # she said no, or took her yes back
    OVER = "over"


@dataclass(frozen=True)
class Concerned:
    """An open case at the pack's factory; `reference` is its direct track."""

    number: str
    issue: Issue
    reach: Reach
    reference: str = ""


_REACH = {
    **dict.fromkeys(NEGOTIATED, Reach.READY),
    ReferralStatus.ASKED: Reach.ASKED,
    ReferralStatus.READY: Reach.NOT_TOLD,
    ReferralStatus.DECLINED: Reach.REFUSED,
    ReferralStatus.WITHDRAWN: Reach.REFUSED,
}
# Where a case has several direct tracks, the one that leads furthest counts.
_BEST = (Reach.READY, Reach.NOT_TOLD, Reach.ASKED, Reach.REFUSED, Reach.OVER, Reach.NO_TRACK)


async def concerned_by(unit: Unit, viewer: Viewer, factory_id: str) -> list[Concerned]:
    """Open cases at a factory that the viewer's party leads, those that a decision can reach first."""
    led = openable_for(viewer, Relation.LEAD).subquery()
    query = (
        select(Case, led.c.reference)
        .join(led, led.c.case_id == col(Case.id))
        .where(col(Case.factory_id).in_(same_factory(factory_id)), col(Case.status).in_(OPEN_CASE))
        .order_by(col(Case.filed_at), col(Case.id))
        .limit(MOST_CONCERNED)
    )
    cases = (await unit.session.exec(query)).all()
    tracks: dict[str, list[tuple[Reach, str]]] = defaultdict(list)
    direct = select(Referral).where(
        col(Referral.case_id).in_([case.id for case, _ in cases]), col(Referral.forum).is_not(None)
    )
    for row in (await unit.session.exec(direct)).all():
        tracks[row.case_id].append((_REACH.get(row.status, Reach.OVER), row.reference))
    found = []
    for case, number in cases:
        reach, reference = min(tracks.get(case.id, [(Reach.NO_TRACK, "")]), key=lambda track: _BEST.index(track[0]))
        found.append(Concerned(number, case.issue, reach, reference if reach is Reach.READY else ""))
    return sorted(found, key=lambda one: one.reach is not Reach.READY)
