"""Packs for a factory's bipartite committee: what the next one would say, what the frozen ones said, what came back.

A pack counts cases that the party has taken on and that are closed to none of its people: who must not know of a case
reads the pack too. A case whose worker said no to going to management is in none.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from cases.rules import picc
from cases.rules.errors import NotThere
from cases.rules.picc import Candidate, Counted, Crowd, Promised, ThemeLine
from cases.rules.roles import Permission, require
from cases.rules.vocabulary import (
    CaseStatus,
    ClosingReason,
    FindingResult,
    PartyKind,
    ReferralStatus,
    Relation,
    RemedyKind,
)
from cases.rules.workflow import OPEN_CASE
from cases.store.clock import cambodian_day
from cases.store.door import openable_for
from cases.store.factories import same_factory, standing_for
from cases.store.party_posts import open_bytes, open_words
from cases.store.picc_decisions import DecisionView, decisions_on
from cases.store.tables import (
    Case,
    CaseHolder,
    Complainant,
    Exclusion,
    Factory,
    Finding,
    PiccDecision,
    PiccPack,
    PiccPhoto,
    PiccRemedy,
    Referral,
    Remedy,
    Staff,
)
from cases.store.unit import Unit
from cases.store.viewers import Viewer

MAKERS = frozenset({PartyKind.UNION, PartyKind.NGO})  # who sits with workers, not between them and management
TAKEN_ON = (CaseStatus.ACTIVE, CaseStatus.AWAITING_WORKER)
CONCLUDED = (ClosingReason.CONFIRMED, ClosingReason.UNCONFIRMED)
REFUSED = (ReferralStatus.DECLINED, ReferralStatus.WITHDRAWN)
NO_WORDS: dict[str, str] = dict.fromkeys(("what", "where", "what_en", "where_en"), "")
FINAL = (Promised.DONE, Promised.CONFIRMED)


@dataclass(frozen=True)
class PhotoView:
    """A photo of a spot; the picture itself is opened when it is looked at."""

    id: str
    moment: picc.Moment
    taken_on: dt.date
    by: str  # an alias
    removed: bool


@dataclass(frozen=True)
class Promise:
    """Something that the factory promised, as the next pack would list it; `number` is the maker's way to the case."""

    key: str
    kind: RemedyKind
    state: Promised
    due_on: dt.date | None
    number: str = ""
    words: Mapping[str, str] = field(default_factory=lambda: NO_WORDS)  # of the pack before, or of the decision
    photos: Sequence[PhotoView] = ()


@dataclass(frozen=True)
class Draft:
    """What the next pack would say. `mark` tells whether that is still what was looked at."""

    factory: Factory
    number: int
    since: dt.date | None
    until: dt.date
    due_on: dt.date
    themes: Sequence[ThemeLine]
    promises: Sequence[Promise]
    crowd: Crowd

    @property
    def mark(self) -> str:
        said: list[Any] = [self.number]
        said += [[line.theme, line.oldest, sorted(line.cases)] for line in self.themes]
        said += [[one.key, one.state, str(one.due_on), [photo.id for photo in one.photos]] for one in self.promises]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


@dataclass(frozen=True)
class PackView:
    """A frozen pack, opened."""

    row: PiccPack
    factory: Factory
    by: str  # an alias
    content: Mapping[str, Any]
    photos: Mapping[str, PhotoView]  # by id
    decisions: Sequence[DecisionView] = ()


@dataclass(frozen=True)
class FactoryLine:
    """A factory for whose committee the party makes packs."""

    factory: Factory
    packs: int
    last_on: dt.date | None
    due_on: dt.date


def maker(viewer: Viewer) -> None:
    """Raises NotThere for a party that makes no packs, NotAllowed for somebody of one who does not."""
    if viewer.party_kind not in MAKERS:
        raise NotThere
    require(viewer.role, Permission.MAKE_PICC_PACKS)


async def factories_for(unit: Unit, viewer: Viewer) -> list[FactoryLine]:
    """Factories with an open case that the viewer's party leads, or with a pack; what is due first stands first."""
    maker(viewer)
    led = openable_for(viewer, Relation.LEAD).with_only_columns(col(CaseHolder.case_id))
    with_cases = select(standing_for(Case.factory_id)).where(col(Case.id).in_(led), col(Case.status).in_(OPEN_CASE))
    with_packs = select(standing_for(PiccPack.factory_id)).where(PiccPack.party_id == viewer.party_id)
    wanted = sa.or_(col(Factory.id).in_(with_cases), col(Factory.id).in_(with_packs))
    which = standing_for(PiccPack.factory_id)
    packs = (
        select(which, sa.func.count(), sa.func.max(PiccPack.frozen_at))
        .where(PiccPack.party_id == viewer.party_id)
        .group_by(which)
    )
    made = {factory: (count, last) for factory, count, last in (await unit.session.exec(packs)).all()}
    today = cambodian_day(unit.now)
    lines = []
    for factory in (await unit.session.exec(select(Factory).where(wanted).order_by(col(Factory.name)))).all():
        count, last = made.get(factory.id, (0, None))
        last_on = cambodian_day(last) if last else None
        lines.append(FactoryLine(factory, count, last_on, picc.next_due(last_on, today)))
    return sorted(lines, key=lambda line: line.due_on)


async def factory_for(unit: Unit, viewer: Viewer, factory_id: str) -> Factory:
    """One of `factories_for`. Raises NotThere."""
    found = (line.factory for line in await factories_for(unit, viewer) if line.factory.id == factory_id)
    factory = next(found, None)
    if factory is None:
        raise NotThere
    return factory


async def draft_for(unit: Unit, viewer: Viewer, factory_id: str) -> Draft:
    """What the next pack of a factory would say today. Raises NotThere."""
    factory = await factory_for(unit, viewer, factory_id)
    packs = await packs_of(unit, viewer, factory_id)
    last = packs[-1] if packs else None
    today = cambodian_day(unit.now)
    since = cambodian_day(last.row.frozen_at) if last else None
    counted = {case: theme for pack in packs for theme, cases in pack.content["counted"].items() for case in cases}
    cases = await _cases(unit, viewer, factory_id)
    new_from = since or picc.months_after(today, -picc.MONTHS_BETWEEN)
    waiting = await _candidates(unit, cases, counted, new_from)
    earlier = [
        Counted(counted[case.id], cambodian_day(case.filed_at))
        for case in cases.values()
        if case.id in counted and case.status in OPEN_CASE
    ]
    themes = picc.theme_lines(waiting, earlier, today)
    return Draft(
        factory=factory,
        number=max((pack.row.number for pack in packs), default=0) + 1,
        since=since,
        until=today,
        due_on=picc.next_due(since, today),
        themes=themes,
        promises=await _promises(unit, viewer, packs, cases),
        crowd=picc.crowd(await _workers(unit, [cases[one] for line in themes for one in line.cases])),
    )


async def _cases(unit: Unit, viewer: Viewer, factory_id: str) -> dict[str, Case]:
    """The cases at a factory that a pack may speak of, by id."""
    led = openable_for(viewer, Relation.LEAD).with_only_columns(col(CaseHolder.case_id))
    ours = select(Staff.id).where(Staff.party_id == viewer.party_id)
    closed_to_one = sa.exists().where(col(Exclusion.case_id) == col(Case.id), col(Exclusion.staff_id).in_(ours))
    refused = sa.exists().where(
        col(Referral.case_id) == col(Case.id), col(Referral.forum).is_not(None), col(Referral.status).in_(REFUSED)
    )
    query = select(Case).where(
        col(Case.id).in_(led),
        col(Case.factory_id).in_(same_factory(factory_id)),
        col(Case.issue).in_(picc.shown_issues()),
        sa.or_(col(Case.status).in_(TAKEN_ON), col(Case.closing_reason).in_(CONCLUDED)),
        ~closed_to_one,
        ~refused,
    )
    return {case.id: case for case in (await unit.session.exec(query.order_by(col(Case.id)))).all()}


async def _candidates(
    unit: Unit, cases: Mapping[str, Case], counted: Mapping[str, str], since: dt.date
) -> list[Candidate]:
    """Those that no pack has counted. What was over before the last pack is nothing new any more."""
    fresh = [
        case
        for case in cases.values()
        if case.id not in counted and (case.closed_at is None or cambodian_day(case.closed_at) >= since)
    ]
    ids = [case.id for case in fresh]
    people: dict[str, set[str]] = defaultdict(set)
    told = select(Complainant.case_id, sa.func.coalesce(Complainant.correspondent_id, Complainant.id))
    for case_id, person in (await unit.session.exec(told.where(col(Complainant.case_id).in_(ids)))).all():
        people[case_id].add(person)
    found = (
        select(Finding.case_id, sa.func.min(Finding.critical_issue))
        .where(
            col(Finding.case_id).in_(ids),
            col(Finding.replaced_at).is_(None),
            Finding.result == FindingResult.CONFIRMED,
        )
        .group_by(col(Finding.case_id))
    )
    critical = dict((await unit.session.exec(found)).all())
    return [Candidate(case.id, case.issue, critical.get(case.id), frozenset(people[case.id])) for case in fresh]


async def _workers(unit: Unit, cases: Sequence[Case]) -> int:
    """How many workers these cases are about, as far as anybody said."""
    told = (
        select(Complainant.case_id, sa.func.count())
        .where(col(Complainant.case_id).in_([case.id for case in cases]), col(Complainant.left_at).is_(None))
        .group_by(col(Complainant.case_id))
    )
    telling = dict((await unit.session.exec(told)).all())
    return sum(max(telling.get(case.id, 0), case.women + case.men) for case in cases)


# ------------------------------------------------------------------------------------------------ promises
async def _promises(unit: Unit, viewer: Viewer, packs: Sequence[PackView], cases: Mapping[str, Case]) -> list[Promise]:
    """What the factory promised: improvements agreed in cases, and what the committee decided; last done, last told."""
    today = cambodian_day(unit.now)
    told = {line["promise"]: line for line in packs[-1].content["promises"]} if packs else {}
    decided = [one for pack in packs for one in pack.decisions if not one.cancelled]
    found = [
        Promise(f"decision:{one.row.id}", one.kind, one.state(today), one.row.due_on, words={"what": one.words})
        for one in decided
        if one.stands
    ]
    found += await _improvements(unit, cases, today, viewer.party_id)
    photos = await _photos(unit, viewer, [one.key for one in found])
    return [
        Promise(
            one.key,
            one.kind,
            one.state,
            one.due_on,
            one.number,
            {name: told.get(one.key, NO_WORDS | dict(one.words))[name] for name in NO_WORDS},
            [photo for photo in photos.get(one.key, ()) if not photo.removed],
        )
        for one in found
        if not (one.state in FINAL and told.get(one.key, {}).get("state") == one.state)
    ]


async def _improvements(unit: Unit, cases: Mapping[str, Case], today: dt.date, party_id: str) -> list[Promise]:
    """What was agreed in these cases, on whatever track, and is no decision on one of the party's own packs."""
    decided = (
        select(PiccRemedy.remedy_id)
        .join(PiccDecision, col(PiccDecision.id) == col(PiccRemedy.decision_id))
        .join(PiccPack, col(PiccPack.id) == col(PiccDecision.pack_id))
        .where(PiccPack.party_id == party_id)
    )
    query = (
        select(Remedy)
        .where(
            col(Remedy.case_id).in_(cases),
            Remedy.kind == RemedyKind.WORKPLACE_IMPROVEMENT,
            col(Remedy.status).in_(picc.STANDING),
            col(Remedy.id).not_in(decided),
        )
        .order_by(col(Remedy.agreed_on), col(Remedy.id))
    )
    return [
        Promise(
            f"remedy:{row.id}",
            row.kind,
            picc.promise_state([row.status], row.due_on, today),
            row.due_on,
            cases[row.case_id].number,
        )
        for row in (await unit.session.exec(query)).all()
    ]


async def _photos(unit: Unit, viewer: Viewer, promises: Sequence[str]) -> dict[str, list[PhotoView]]:
    """Photos by promise, oldest first."""
    query = (
        select(PiccPhoto, Staff.alias)
        .join(Staff, col(Staff.id) == col(PiccPhoto.by_staff_id))
        .where(PiccPhoto.party_id == viewer.party_id, col(PiccPhoto.promise).in_(promises))
        .order_by(col(PiccPhoto.at), col(PiccPhoto.id))
    )
    found: dict[str, list[PhotoView]] = defaultdict(list)
    for row, alias in (await unit.session.exec(query)).all():
        said = open_words(viewer.keys, row.generation, PiccPhoto.__tablename__, row.id, row.sealed)
        found[row.promise].append(
            PhotoView(
                row.id,
                picc.Moment(said["moment"]),
                dt.date.fromisoformat(said["taken_on"]),
                alias,
                row.removed_at is not None,
            )
        )
    return found


async def picture_for(unit: Unit, viewer: Viewer, photo_id: str) -> bytes:
    """A photo's JPEG. Raises NotThere: another party's, or taken out."""
    maker(viewer)
    row = await unit.session.get(PiccPhoto, photo_id)
    if row is None or row.party_id != viewer.party_id or row.sealed_picture is None:
        raise NotThere
    return open_bytes(
        viewer.keys, row.generation, PiccPhoto.__tablename__, row.id, row.sealed_picture, "sealed_picture"
    )


# ------------------------------------------------------------------------------------------- frozen packs
async def packs_of(unit: Unit, viewer: Viewer, factory_id: str) -> list[PackView]:
    """The party's packs for a factory, first to last."""
    maker(viewer)
    return await _packs(unit, viewer, col(PiccPack.factory_id).in_(same_factory(factory_id)))


async def pack_for(unit: Unit, viewer: Viewer, pack_id: str) -> PackView:
    """One pack of the viewer's party. Raises NotThere."""
    maker(viewer)
    found = await _packs(unit, viewer, PiccPack.id == pack_id)
    if not found:
        raise NotThere
    return found[0]


async def _packs(unit: Unit, viewer: Viewer, *where: Any) -> list[PackView]:
    query = (
        select(PiccPack, Factory, Staff.alias)
        .join(Factory, col(Factory.id) == col(PiccPack.factory_id))
        .join(Staff, col(Staff.id) == col(PiccPack.by_staff_id))
        .where(PiccPack.party_id == viewer.party_id, *where)
        .order_by(col(PiccPack.frozen_at), col(PiccPack.number))
    )
    rows = (await unit.session.exec(query)).all()
    decisions = await decisions_on(unit, viewer, [row.id for row, _, _ in rows])
    contents = [
        open_words(viewer.keys, row.generation, PiccPack.__tablename__, row.id, row.sealed) for row, _, _ in rows
    ]
    photos = await _photos(unit, viewer, [line["promise"] for said in contents for line in said["promises"]])
    by_id = {photo.id: photo for some in photos.values() for photo in some}
    return [
        PackView(row, factory, alias, content, by_id, decisions.get(row.id, ()))
        for (row, factory, alias), content in zip(rows, contents, strict=True)
    ]
