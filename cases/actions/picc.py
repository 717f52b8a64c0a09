"""The pack for a factory's bipartite committee: frozen line by line, and what the committee decides on it.

A frozen pack tells management of no case: it names nobody and is no `notify_employer`. A decision becomes a remedy
only in cases whose workers let their party go to management.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlmodel import col, select

from cases.actions.agreeing import agree_remedy, propose_remedy
from cases.rules import picc
from cases.rules.errors import BadInput, ChangedMeanwhile, NotNow, NotThere
from cases.rules.particulars import in_words_alone
from cases.rules.picc import Moment
from cases.rules.vocabulary import Relation, RemedyKind
from cases.rules.workers import Workers
from cases.store.clock import cambodian_day
from cases.store.door import case_for, openable_for
from cases.store.factories import same_factory
from cases.store.party_events import locked_party
from cases.store.party_posts import post_to_party
from cases.store.picc import Draft, Promise, draft_for, maker, pack_for
from cases.store.picc_decisions import Concerned, Reach, became_remedies, concerned_by
from cases.store.story import identity_of
from cases.store.tables import (
    Case,
    CaseHolder,
    Complainant,
    PiccDecision,
    PiccPack,
    PiccPhoto,
    PiccRemedy,
    new_id,
)
from cases.store.unit import Unit
from cases.store.viewers import Viewer

FORMAT = 1
MOST_PHOTOS = 6  # of one promise


@dataclass(frozen=True)
class PromiseWords:
    """What an officer says of a promise for the pack: in Khmer, and in English where she can."""

    what: str
    where: str = ""
    what_en: str = ""
    where_en: str = ""


@dataclass(frozen=True)
class Choice:
    """What goes into the pack: of the draft that was looked at, line by line and photo by photo."""

    mark: str
    themes: Sequence[str]
    promises: Mapping[str, PromiseWords]
    photos: Sequence[str]


@dataclass(frozen=True)
class Decision:
    """What the committee decided, and the cases that it is a remedy of."""

    decided_on: dt.date
    words: str
    theme: str = ""
    kind: RemedyKind = RemedyKind.WORKPLACE_IMPROVEMENT
    due_on: dt.date | None = None
    numbers: Sequence[str] = ()


# ------------------------------------------------------------------------------------------------ the pack
async def freeze(unit: Unit, viewer: Viewer, factory_id: str, choice: Choice) -> PiccPack:
    """Freeze the next pack of a factory. A line that is left out stays uncounted and comes again.

    Raises:
        NotThere: no factory of a case that the viewer's party leads.
        ChangedMeanwhile: the draft is not what was looked at any more.
        BadInput: a line that the draft has not, or words that point at somebody.
    """
    maker(viewer)
    await locked_party(unit, viewer.party_id)
    draft = await draft_for(unit, viewer, factory_id)
    if draft.mark != choice.mark:
        raise ChangedMeanwhile
    known = {line.theme for line in draft.themes} | {one.key for one in draft.promises}
    if not {*choice.themes, *choice.promises} <= known:
        raise BadInput("picc_line_unknown", field="themes")
    names = await names_at(unit, viewer, factory_id)
    pack = PiccPack(
        id=new_id(),
        party_id=viewer.party_id,
        factory_id=factory_id,
        number=draft.number,
        generation=0,
        sealed=b"",
        by_staff_id=viewer.staff_id,
        frozen_at=unit.now,
    )
    pack.generation, pack.sealed = await post_to_party(
        unit, viewer.party_id, PiccPack.__tablename__, pack.id, _content(draft, choice, names)
    )
    unit.session.add(pack)
    await unit.session.flush()
    return pack


def _content(draft: Draft, choice: Choice, names: Sequence[str]) -> dict[str, object]:
    """The pack as it will be printed; `counted` is for the next one, and goes on no paper."""
    themes = [line for line in draft.themes if line.theme in choice.themes]
    return {
        "format": FORMAT,
        "since": draft.since.isoformat() if draft.since else None,
        "until": draft.until.isoformat(),
        "crowd": draft.crowd.value,
        "themes": [{"theme": line.theme, "count": line.count, "oldest": line.oldest} for line in themes],
        "promises": [
            _promise(one, choice.promises[one.key], choice.photos, names)
            for one in draft.promises
            if one.key in choice.promises
        ],
        "counted": {line.theme: list(line.cases) for line in themes if line.cases},
    }


def _promise(one: Promise, words: PromiseWords, photos: Sequence[str], names: Sequence[str]) -> dict[str, object]:
    said = {name: picc.checked_words(value, names, f"{name}.{one.key}") for name, value in asdict(words).items()}
    if not said["what"]:
        raise BadInput("picc_what", field=f"what.{one.key}")
    picc.refuse_few(" ".join(said.values()), f"where.{one.key}")
    return {
        "promise": one.key,
        "state": one.state.value,
        "due_on": one.due_on.isoformat() if one.due_on else None,
        "photos": [photo.id for photo in one.photos if photo.id in photos],
        **said,
    }


async def names_at(unit: Unit, viewer: Viewer, factory_id: str) -> list[str]:
    """The names of all workers at a factory whose cases open to the viewer: none of them goes into words of a pack."""
    led = openable_for(viewer, Relation.LEAD).with_only_columns(col(CaseHolder.case_id))
    query = (
        select(Complainant)
        .join(Case, col(Case.id) == col(Complainant.case_id))
        .where(
            col(Case.id).in_(led),
            col(Case.factory_id).in_(same_factory(factory_id)),
            col(Complainant.sealed).is_not(None),
        )
    )
    people = (await unit.session.exec(query)).all()
    named = [(await identity_of(unit, viewer.keys, person)).get("name", "") for person in people]
    return [name for name in named if name.strip()]


# ------------------------------------------------------------------------------------------------ photos
async def add_photo(
    unit: Unit, viewer: Viewer, factory_id: str, promise: str, moment: Moment, taken_on: dt.date, picture: bytes
) -> PiccPhoto:
    """Keep a photo of the spot for the packs of a factory. `picture` is a small JPEG with nothing in it but pixels.

    Raises:
        NotThere: no such promise in the next pack.
        BadInput: a day to come, or too many photos.
    """
    draft = await draft_for(unit, viewer, factory_id)
    one = next((one for one in draft.promises if one.key == promise), None)
    if one is None:
        raise NotThere
    if taken_on > draft.until:
        raise BadInput("date_future", field="taken_on")
    if len(one.photos) >= MOST_PHOTOS:
        raise BadInput("picc_photos", field="photo", most=MOST_PHOTOS)
    photo = PiccPhoto(
        id=new_id(),
        party_id=viewer.party_id,
        factory_id=factory_id,
        promise=promise,
        generation=0,
        sealed=b"",
        by_staff_id=viewer.staff_id,
        at=unit.next_moment(),
    )
    table, said = PiccPhoto.__tablename__, {"moment": moment.value, "taken_on": taken_on.isoformat()}
    photo.generation, photo.sealed = await post_to_party(unit, viewer.party_id, table, photo.id, said)
    _, photo.sealed_picture = await post_to_party(unit, viewer.party_id, table, photo.id, picture, "sealed_picture")
    unit.session.add(photo)
    await unit.session.flush()
    return photo


async def remove_photo(unit: Unit, viewer: Viewer, photo_id: str) -> PiccPhoto:
    """It should not be here: no pack prints it any more, frozen or not. Twice is once. Raises NotThere."""
    maker(viewer)
    photo = await unit.session.get(PiccPhoto, photo_id, populate_existing=True)
    if photo is None or photo.party_id != viewer.party_id:
        raise NotThere
    if photo.removed_at is None:
        photo.sealed_picture, photo.removed_at, photo.removed_by_staff_id = None, unit.now, viewer.staff_id
        unit.session.add(photo)
    return photo


# --------------------------------------------------------------------------------------------- decisions
async def decide(unit: Unit, viewer: Viewer, pack_id: str, decision: Decision) -> PiccDecision:
    """Keep what the committee decided. In each case that is named it becomes an agreed remedy, and she is told.

    Raises:
        NotThere: no pack of the viewer's party.
        BadInput: a day to come or in the wrong order, no words or such that point at somebody, a theme that is not in
            the pack, or a kind that is no committee's to decide.
        NotNow: one of the cases has no direct track on which management was told.
    """
    pack = await pack_for(unit, viewer, pack_id)
    _checked(unit, pack.content, decision)
    words = picc.checked_words(decision.words, await names_at(unit, viewer, pack.row.factory_id), "words")
    if not words:
        raise BadInput("picc_what", field="words")
    row = PiccDecision(
        id=new_id(),
        pack_id=pack.row.id,
        decided_on=decision.decided_on,
        due_on=decision.due_on,
        generation=0,
        sealed=b"",
        by_staff_id=viewer.staff_id,
        at=unit.next_moment(),
    )
    said = {"theme": decision.theme, "kind": decision.kind.value, "words": words}
    row.generation, row.sealed = await post_to_party(unit, viewer.party_id, PiccDecision.__tablename__, row.id, said)
    unit.session.add(row)
    await unit.session.flush()
    for one in await _reached(unit, viewer, pack.row.factory_id, decision.numbers):
        await _into_case(unit, viewer, row, one, decision, words)
    return row


def _checked(unit: Unit, content: Mapping[str, object], decision: Decision) -> None:
    if decision.decided_on > cambodian_day(unit.now):
        raise BadInput("date_future", field="decided_on")
    if decision.due_on and decision.due_on < decision.decided_on:
        raise BadInput("date_order", field="due_on")
    if decision.kind not in picc.FOR_ALL:
        raise BadInput("picc_kind", field="kind")
    lines = content["themes"]
    assert isinstance(lines, list)
    if decision.theme and decision.theme not in {line["theme"] for line in lines}:
        raise BadInput("picc_line_unknown", field="theme")


async def _reached(unit: Unit, viewer: Viewer, factory_id: str, numbers: Sequence[str]) -> list[Concerned]:
    """The ticked cases. Raises NotNow where one of them cannot have it."""
    ready = {one.number: one for one in await concerned_by(unit, viewer, factory_id) if one.reach is Reach.READY}
    if not set(numbers) <= ready.keys():
        raise NotNow("picc_case_not_ready")
    order = select(CaseHolder.reference).where(
        col(CaseHolder.id).in_(openable_for(viewer, Relation.LEAD).with_only_columns(col(CaseHolder.id))),
        col(CaseHolder.reference).in_(numbers),
    )
    found = (await unit.session.exec(order.order_by(col(CaseHolder.case_id)))).all()  # as everybody locks
    return [ready[number] for number in found]


async def _into_case(
    unit: Unit, viewer: Viewer, row: PiccDecision, one: Concerned, decision: Decision, words: str
) -> None:
    access = await case_for(unit, viewer, one.number)
    remedy = await propose_remedy(
        unit,
        access,
        decision.kind,
        Workers(),
        None,
        decision.due_on,
        words,
        one.reference,
        in_words_alone(decision.kind),
    )
    await agree_remedy(unit, access, remedy.id, decision.decided_on)
    unit.session.add(PiccRemedy(id=new_id(), case_id=access.case.id, remedy_id=remedy.id, decision_id=row.id))
    await unit.session.flush()


async def keep_done(unit: Unit, viewer: Viewer, decision_id: str, done_on: dt.date) -> PiccDecision:
    """The factory has done what was decided. Where cases have it as a remedy, it is delivered there instead.

    Raises:
        NotThere: no decision of the viewer's party.
        NotNow: cases have it, it was cancelled, or it is done already.
        BadInput: a day to come, or before the decision.
    """
    row = await _own(unit, viewer, decision_id)
    if done_on > cambodian_day(unit.now):
        raise BadInput("date_future", field="done_on")
    if done_on < row.decided_on:
        raise BadInput("date_order", field="done_on")
    row.done_on, row.done_at, row.done_by_staff_id = done_on, unit.now, viewer.staff_id
    unit.session.add(row)
    return row


async def cancel_decision(unit: Unit, viewer: Viewer, decision_id: str) -> PiccDecision:
    """It was entered by mistake; that it was stays to be read. Raises as `keep_done`."""
    row = await _own(unit, viewer, decision_id)
    row.cancelled_at, row.cancelled_by_staff_id = unit.now, viewer.staff_id
    unit.session.add(row)
    return row


async def _own(unit: Unit, viewer: Viewer, decision_id: str) -> PiccDecision:
    """A decision of the viewer's party that no case has and nothing became of yet, held against a second act."""
    maker(viewer)
    query = select(PiccDecision).where(PiccDecision.id == decision_id).with_for_update()
    row = (await unit.session.exec(query.execution_options(populate_existing=True))).first()
    if row is None:
        raise NotThere
    await pack_for(unit, viewer, row.pack_id)
    if row.cancelled_at or row.done_on or await became_remedies(unit, row):
        raise NotNow("picc_decision_over")
    return row
