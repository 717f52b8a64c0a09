"""A case as somebody may see it: everything for the lead, one referral and its disclosure for a recipient."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from cases.rules.errors import NotThere
from cases.rules.issues import is_quiet, touched
from cases.rules.questions import by_id
from cases.rules.safe_word import says
from cases.rules.vocabulary import Arrival, StoryKind, VerifiedBy
from cases.store import chain, lockboxes
from cases.store.arrivals import arrivals_of
from cases.store.clocks import clocks_of
from cases.store.door import Access
from cases.store.estimate_views import LINES, NOTICES, may_estimate
from cases.store.factories import factory_of
from cases.store.handovers import Handing
from cases.store.heat_views import ReadingView, readings_of
from cases.store.linked_cases import OtherCase, linked_to, similar_to
from cases.store.lockboxes import HolderKeys
from cases.store.ministry_views import CallView, HearingView, calls_of, hearings_of
from cases.store.reads import READ
from cases.store.remedy_views import photo_file
from cases.store.said_for_others import RepresentativeView, representatives_of
from cases.store.standing_consents import StandingLine, standing_lines
from cases.store.step_views import StepView, steps_of
from cases.store.story import (
    FileToOpen,
    card_of,
    details_of,
    everyone_of,
    identity_of,
    safe_word_of,
    story_of,
)
from cases.store.support_views import SupportView, support_of
from cases.store.tables import (
    Case,
    Clock,
    Complainant,
    Correspondent,
    DisclosedFile,
    Disclosure,
    Event,
    Factory,
    Party,
    Referral,
    Staff,
    ThreadMessage,
)
from cases.store.track_views import RemedyView, Track, disclosed_to, remedies_of, track_of
from cases.store.unit import Unit
from cases.store.watching import WatchView, watch_of

CONFLICTS = ("conflict_declared", "conflict_lifted")
UNTOLD = (READ, chain.NOTED, chain.ADOPTED)  # lines that stand elsewhere, or tell people nothing


# --------------------------------------------------------------------------------------------- one case
@dataclass(frozen=True)
class StoryLine:
    kind: StoryKind
    at: dt.datetime
    text: str = ""
    question: str = ""
    values: Sequence[str] = ()
    answers: str = ""  # the question that a file answers
    file_id: str = ""
    media_type: str = ""
    seconds: int = 0
    worker: int = 0  # who told it, where several are in the case; 0: nobody in particular
    safe_word: bool = False  # the word stands in it that means: somebody else is writing

    @property
    def own_words(self) -> str:
        """What she put in words herself: no choice of a list."""
        asked = by_id().get(self.question)
        offered = asked.values if asked else ()
        return " ".join((self.text, *(value for value in self.values if value not in offered)))


@dataclass(frozen=True)
class Said:
    """A line of her thread: her words, an officer's, or a notice."""

    at: dt.datetime
    by_worker: bool
    alias: str
    notice: str
    text: str
    params: Mapping[str, Any]
    worker: int = 0  # whose thread, where several are in the case
    arrival: Arrival | None = None  # of what was written to her, while it is known
    safe_word: bool = False  # the word stands in it that means: somebody else is writing


@dataclass(frozen=True)
class EventLine:
    at: dt.datetime
    kind: str
    actor: str  # an alias, "complainant" or "system"
    data: Mapping[str, Any]


ENTERED = frozenset(
    {
        "remedy_proposed",
        "remedy_agreed",
        "remedy_due_moved",
        "remedy_delivered",
        "remedy_confirmed",
        "remedy_disputed",
        "remedy_unconfirmed",
        "remedy_given_up",
        "remedy_none",
    }
)


def entries(events: Sequence[EventLine], remedy_id: str) -> list[EventLine]:
    """Who entered which stage of a remedy, and whose word confirmed it, oldest first."""
    return [line for line in events if line.kind in ENTERED and line.data.get("remedy") == remedy_id]


@dataclass(frozen=True)
class Worker:
    """One worker of a case as its lead sees her. Her number stays hers, whoever leaves."""

    number: int
    row: Complainant
    identity: Mapping[str, str]
    details: Mapping[str, str]  # what an officer wrote down for the ministry
    safe_word: str  # agreed with her officer; "" for none

    @property
    def in_case(self) -> bool:
        return self.row.left_at is None

    @property
    def named_by_safe_word(self) -> bool:
        """Asked for her name she wrote the word that means: somebody else is writing."""
        return says(self.safe_word, self.identity.get("name", ""))


@dataclass(frozen=True)
class CaseView:
    """Everything that one viewer may see. For a recipient `tracks` has its own referral only, and no thread."""

    access: Access
    factory: Factory | None
    lead: Party
    tracks: Sequence[Track]
    remedies: Sequence[RemedyView]
    clocks: Sequence[Clock]
    steps: Sequence[StepView]
    events: Sequence[EventLine]
    story: Sequence[StoryLine] = ()
    thread: Sequence[Said] = ()
    workers: Sequence[Worker] = ()
    standing: Sequence[StandingLine] = ()
    handing: Handing | None = None  # the lead's alone: handing the case on
    support: Sequence[SupportView] = ()
    ministry_calls: Sequence[CallView] = ()
    hearings: Sequence[HearingView] = ()
    readings: Sequence[ReadingView] = ()
    linked: Sequence[OtherCase] = ()
    similar: Sequence[OtherCase] = ()
    watch: WatchView = field(default_factory=WatchView)
    representatives: Sequence[RepresentativeView] = ()  # whom workers elected to speak for them
    owner: str = ""  # alias of whose work it is
    for_woman: bool = False  # she asked for a woman to read it
    unreachable_since: dt.datetime | None = None  # her linked chat takes nothing: messages stand behind the receipt

    @property
    def number(self) -> str:
        return self.access.holder.reference

    @property
    def identities(self) -> Sequence[Mapping[str, str]]:
        """Who gave a name or phone."""
        return tuple(worker.identity for worker in self.workers if worker.identity)

    @property
    def verified(self) -> Sequence[VerifiedBy | None]:
        """By what each worker is known, by her number; none: nobody has seen her yet."""
        return tuple(worker.row.verified_by for worker in self.workers)

    @property
    def quiet(self) -> bool:
        """Whether the case is on the quiet path: nothing of it lies open, and nothing goes out unasked."""
        return is_quiet(self.access.case.issue)

    @property
    def critical_issues(self) -> Sequence[int]:
        """BFC's critical issues that the case may touch, by its issue and by all that was answered."""
        answers: dict[str, list[str]] = defaultdict(list)
        for line in self.story:
            if line.question:
                answers[line.question] += line.values
        return touched(self.access.case.issue, answers)

    @property
    def is_unverified(self) -> bool:
        """Whether somebody who is told what an officer writes was never seen."""
        return any(worker.in_case and worker.row.verified_by is None for worker in self.workers)

    def worker_number(self, complainant_id: str) -> int:
        """Which worker that is."""
        return next(worker.number for worker in self.workers if worker.row.id == complainant_id)


async def view_case(unit: Unit, access: Access) -> CaseView:
    """Open a case, or a recipient's referral of it."""
    case, keys = access.case, access.viewer.keys
    known = case.factory_id and not access.is_out
    factory = await factory_of(unit, case.factory_id) if known else None
    lead = await unit.session.get(Party, case.lead_party_id)
    assert lead is not None
    own = access.referral
    query = select(Referral).where(Referral.case_id == case.id).order_by(col(Referral.asked_at))
    referrals = [own] if own else list((await unit.session.exec(query)).all())
    remedies = await remedies_of(unit, keys, case, access, referrals)
    tracks = [await track_of(unit, keys, access, referral, remedies) for referral in referrals]
    shared = CaseView(
        access=access,
        factory=factory,
        lead=lead,
        tracks=tracks,
        remedies=remedies,
        clocks=[] if access.is_out else await clocks_of(unit, case, own.id if own else None),
        steps=[] if access.is_out else await steps_of(unit, case, own.id if own else None),
        events=await _events(unit, access),
    )
    if own:
        return shared
    untold = () if may_estimate(access) else NOTICES
    people = await everyone_of(unit, case)
    numbers = {person.id: number for number, person in enumerate(people, 1)} if len(people) > 1 else {}
    words = {person.id: await safe_word_of(unit, keys, case, person) for person in people}
    return CaseView(
        **{
            name: getattr(shared, name)
            for name in ("access", "factory", "lead", "tracks", "remedies", "clocks", "steps", "events")
        },
        story=[
            _marked(
                _line(entry.kind, entry.at, content, numbers.get(entry.complainant_id or "", 0)),
                words.get(entry.complainant_id or "", ""),
            )
            for entry, content in await story_of(unit, keys, case)
        ],
        thread=[
            replace(
                line, worker=numbers.get(person.id, 0), safe_word=line.by_worker and says(words[person.id], line.text)
            )
            for person in people
            if not person.erased_at
            for line in await thread_of(unit, keys, person)
            if line.notice not in untold
        ],
        standing=await standing_lines(unit, [person.id for person in people]),
        workers=[
            Worker(
                number,
                person,
                await identity_of(unit, keys, person),
                await details_of(unit, keys, person),
                words[person.id],
            )
            for number, person in enumerate(people, 1)
        ],
        support=await support_of(unit, keys, case),
        ministry_calls=await calls_of(unit, keys, case),
        hearings=await hearings_of(unit, keys, case),
        readings=await readings_of(unit, keys, case),
        linked=await linked_to(unit, access),
        similar=await similar_to(unit, access),
        watch=await watch_of(unit, access, {person.id: number for number, person in enumerate(people, 1)}),
        representatives=await representatives_of(unit, keys, case),
        owner=await _owner(unit, case),
        for_woman=bool((await card_of(unit, keys, case)).get("for_woman")),
        unreachable_since=await _unreachable_since(unit, case),
    )


async def _owner(unit: Unit, case: Case) -> str:
    staff = await unit.session.get(Staff, case.owner_staff_id) if case.owner_staff_id else None
    return staff.alias if staff else ""


async def _unreachable_since(unit: Unit, case: Case) -> dt.datetime | None:
    """Since when a worker's linked chat takes nothing; None while all can be reached, or nothing is linked."""
    rows = await unit.session.exec(
        select(Correspondent.unreachable_at)
        .join(Complainant, col(Complainant.correspondent_id) == col(Correspondent.id))
        .where(
            Complainant.case_id == case.id,
            col(Complainant.left_at).is_(None),
            col(Correspondent.unreachable_at).is_not(None),
        )
        .order_by(col(Correspondent.unreachable_at))
    )
    return rows.first()


def _line(kind: StoryKind, at: dt.datetime, content: Mapping[str, Any], worker: int) -> StoryLine:
    return StoryLine(
        kind=kind,
        at=at,
        text=content.get("text", ""),
        question=content.get("question", ""),
        values=content.get("values", ()),
        answers=content.get("answers", ""),
        file_id=content.get("evidence", ""),
        media_type=content.get("media_type", ""),
        seconds=content.get("seconds", 0),
        worker=worker,
    )


def _marked(line: StoryLine, agreed: str) -> StoryLine:
    return replace(line, safe_word=says(agreed, line.own_words))


async def thread_of(
    unit: Unit, keys: HolderKeys, complainant: Complainant, without: Collection[int] = ()
) -> list[Said]:
    """Her thread, oldest first, for the lead or for her own receipt; `without` generations that do not open yet."""
    rows = (
        await unit.session.exec(
            select(ThreadMessage)
            .where(ThreadMessage.complainant_id == complainant.id)
            .order_by(col(ThreadMessage.at), col(ThreadMessage.id))
        )
    ).all()
    arrivals = await arrivals_of(unit, complainant, rows)
    shown = [row for row in rows if row.generation not in without]
    return [replace(await _said(unit, keys, complainant, row), arrival=arrivals.get(row.id)) for row in shown]


async def _said(unit: Unit, keys: HolderKeys, complainant: Complainant, row: ThreadMessage) -> Said:
    content = await lockboxes.open_post(
        unit, keys, complainant.thread_box, row.generation, ThreadMessage.__tablename__, row.id, row.sealed
    )
    staff = await unit.session.get(Staff, row.staff_id) if row.staff_id else None
    params = content.get("params", {})
    return Said(
        at=row.at,
        by_worker=not row.notice,
        alias=staff.alias if staff else "",
        notice=row.notice,
        text=content.get("text", params.get("text", "")),
        params=params,
    )


async def _events(unit: Unit, access: Access) -> list[EventLine]:
    """The timeline; the lead's names the party of each track, a recipient's has its own track only."""
    case, own = access.case, access.referral
    untold = UNTOLD if may_estimate(access) else (*UNTOLD, *LINES)
    query = (
        select(Event, Staff, Referral)
        .outerjoin(Staff, sa.literal("staff:") + col(Staff.id) == col(Event.actor))
        .outerjoin(Referral, col(Referral.id) == col(Event.referral_id))
        .where(Event.case_id == case.id, col(Event.kind).not_in(untold))
        .order_by(col(Event.seq))
    )
    if own:
        query = query.where(Event.referral_id == own.id)
    else:  # who of a recipient's people has a conflict is that party's own affair
        query = query.where(sa.or_(col(Event.kind).not_in(CONFLICTS), col(Event.referral_id).is_(None)))
    lines = []
    for event, staff, track in (await unit.session.exec(query)).all():
        party = {"party": track.party_id} if event.referral_id and own is None else {}
        lines.append(EventLine(event.at, event.kind, _alias(staff, event.actor), party | event.data))
    return lines


def _alias(staff: Staff | None, actor: str) -> str:
    return staff.alias if staff is not None else actor.partition(":")[0]


# ------------------------------------------------------------------------------------------------ files
async def file_for(unit: Unit, access: Access, file_id: str) -> FileToOpen:
    """A file of a case by the id that this viewer knows it by. Raises NotThere."""
    if access.is_lead:
        for entry, content in await story_of(unit, access.viewer.keys, access.case):
            if content.get("evidence") == file_id:
                return FileToOpen(file_id, content["file_key"], content["media_type"], entry.kind)
        return await photo_file(unit, access, file_id)
    if await unit.session.get(DisclosedFile, file_id) is None:
        return await photo_file(unit, access, file_id)
    return await _disclosed_file(unit, access, file_id)


async def _disclosed_file(unit: Unit, access: Access, file_id: str) -> FileToOpen:
    assert access.referral is not None
    row = await unit.session.get(DisclosedFile, file_id)
    disclosure = await unit.session.get(Disclosure, row.disclosure_id) if row else None
    if row is None or disclosure is None or disclosure.referral_id != access.referral.id or disclosure.ended_at:
        raise NotThere
    keys = access.viewer.keys
    content = await lockboxes.open_post(
        unit, keys, disclosure.box, disclosure.generation, DisclosedFile.__tablename__, row.id, row.sealed
    )
    parts = await disclosed_to(unit, keys, access.referral)
    item = next((i for items in parts.values() for i in items if i.get("file") == file_id), None)
    if item is None:
        raise NotThere
    return FileToOpen(row.evidence_id, content["file_key"], item["media_type"], StoryKind(item["kind"]))
