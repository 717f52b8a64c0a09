"""Packs for a factory's bipartite committee over JSON: the next one, the frozen ones, their paper, what came back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Response
from pydantic import Field

from api.body_limits import LARGEST_PAPER
from api.context import SignedIn, StoreDep
from api.picc import ACTS
from api.picc_paper import pack_paper, picture_answer
from api.v1 import showing
from api.v1.asking import not_stored, problems
from api.v1.caseless import Target, add_route
from api.v1.papers import PDF
from api.v1.shapes import FactoryShape, Shape
from cases.rules.picc import Age, Crowd, Moment, Promised
from cases.rules.vocabulary import Issue, RemedyKind
from cases.store.clock import cambodian_day
from cases.store.picc import Draft, FactoryLine, PackView, PhotoView, draft_for, factories_for, pack_for, packs_of
from cases.store.picc_decisions import Concerned, DecisionView, Reach, concerned_by

router = APIRouter(prefix="/api/v1/picc", tags=["picc"])
with_photos = APIRouter(prefix="/api/v1/picc", tags=["picc"], max_body_size=LARGEST_PAPER)


class PiccFactory(Shape):
    """A factory for whose committee you make packs."""

    factory: FactoryShape = Field(description="The factory")
    packs: int = Field(description="How many packs you have frozen for it")
    last_on: dt.date | None = Field(description="Day of the last one")
    due_on: dt.date = Field(description="When the next one is due: two months after the last")


class PiccFactories(Shape):
    """Where packs are made, what is due first on top."""

    factories: list[PiccFactory] = Field(description="Factories with an open case that you lead, or with a pack")


class PiccTheme(Shape):
    """One theme; no case is in two counts, and none is below three."""

    theme: str = Field(description="`issue.<issue>`, `critical_issue.<BFC's number>` or `several`")
    count: int | None = Field(description="Cases that no earlier pack counted; null: fewer than three, maybe none")
    oldest: Age | None = Field(description="Of those counted earlier, where three or more are open: the oldest's age")


class SpotPhoto(Shape):
    """A photo of a spot."""

    id: str = Field(description="For `GET /picc/photos/{photo_id}`")
    moment: Moment = Field(description="Before the improvement or after it")
    taken_on: dt.date = Field(description="When it was taken")
    by: str = Field(description="Alias of who kept it")
    removed: bool = Field(description="Whether it was taken out again")


class DraftPromise(Shape):
    """Something that the factory promised."""

    key: str = Field(description="`remedy:<id>` or `decision:<id>`")
    kind: RemedyKind = Field(description="What kind of promise it is")
    state: Promised = Field(description="How far it is")
    due_on: dt.date | None = Field(description="Until when it was to be done")
    number: str = Field(description="Your case that it was agreed in; in no pack. Empty: the committee decided it")
    words: dict[str, str] = Field(description="What the last pack said of it: what, where, what_en, where_en")
    photos: list[SpotPhoto] = Field(description="Photos that can go in")


class DraftShape(Shape):
    """What the next pack would say today."""

    number: int = Field(description="Which pack it is")
    since: dt.date | None = Field(description="Day of the last one; null: there was none")
    until: dt.date = Field(description="Today")
    mark: str = Field(description="For `freeze-pack`: refused with 409 when this is not what it would say any more")
    themes: list[PiccTheme] = Field(description="Its themes")
    promises: list[DraftPromise] = Field(description="What was promised")
    workers: Crowd = Field(description="How many workers stand behind its counts: whether somebody may be guessed")


class PackLine(Shape):
    """One of your packs."""

    id: str = Field(description="For `GET /picc/packs/{pack_id}`")
    number: int = Field(description="Which of the factory's it is")
    frozen_at: dt.datetime = Field(description="When it was frozen")
    by: str = Field(description="Alias of who froze it")


class FactoryPacks(PiccFactory):
    """A factory with its packs and the next one."""

    frozen: list[PackLine] = Field(description="First to last")
    draft: DraftShape = Field(description="What the next one would say")


class PackPromise(Shape):
    """A promise as the pack says it."""

    promise: str = Field(description="Its key")
    what: str = Field(description="What, in Khmer")
    where: str = Field(description="Where, in Khmer")
    what_en: str = Field(description="What, in English")
    where_en: str = Field(description="Where, in English")
    state: Promised = Field(description="How far it was")
    due_on: dt.date | None = Field(description="Until when it was to be done")
    photos: list[SpotPhoto] = Field(description="Its photos")


class DecisionShape(Shape):
    """What the committee decided."""

    id: str = Field(description="For `decision-done` and `cancel-decision`")
    decided_on: dt.date = Field(description="When")
    theme: str = Field(description="The theme that it is about; empty: none")
    kind: RemedyKind = Field(description="What kind of remedy it is")
    words: str = Field(description="What was decided")
    due_on: dt.date | None = Field(description="Until when it is to be done")
    state: Promised = Field(description="How far it is")
    cases: list[str] = Field(description="Numbers of the cases that have it as a remedy")
    by: str = Field(description="Alias of who entered it")
    at: dt.datetime = Field(description="When it was entered")
    done_on: dt.date | None = Field(description="When it was done, as entered by `done_by`")
    done_by: str = Field(description="Alias; empty: nobody entered that")
    cancelled_by: str = Field(description="Alias of who cancelled it; empty: it stands")


class ConcernedShape(Shape):
    """An open case at the factory."""

    number: str = Field(description="Its number")
    issue: Issue = Field(description="What it is about")
    reach: Reach = Field(description="`ready`: a decision can become its remedy; else why not")


class PackShape(PackLine):
    """A pack as it was frozen, with what came back."""

    factory: FactoryShape = Field(description="The factory")
    since: dt.date | None = Field(description="Day of the pack before")
    until: dt.date = Field(description="Its day")
    themes: list[PiccTheme] = Field(description="Its themes")
    promises: list[PackPromise] = Field(description="What was promised")
    decisions: list[DecisionShape] = Field(description="What the committee decided")
    cases: list[ConcernedShape] = Field(description="Open cases that a decision could be about; on no paper")


def _factory(line: FactoryLine) -> dict[str, Any]:
    return {
        "factory": showing.factory(line.factory),
        "packs": line.packs,
        "last_on": line.last_on,
        "due_on": line.due_on,
    }


def _photo(view: PhotoView) -> SpotPhoto:
    return SpotPhoto(id=view.id, moment=view.moment, taken_on=view.taken_on, by=view.by, removed=view.removed)


def _draft(draft: Draft) -> DraftShape:
    return DraftShape(
        number=draft.number,
        since=draft.since,
        until=draft.until,
        mark=draft.mark,
        themes=[PiccTheme(theme=one.theme, count=one.count, oldest=one.oldest) for one in draft.themes],
        promises=[
            DraftPromise(
                key=one.key,
                kind=one.kind,
                state=one.state,
                due_on=one.due_on,
                number=one.number,
                words=dict(one.words),
                photos=[_photo(photo) for photo in one.photos],
            )
            for one in draft.promises
        ],
        workers=draft.crowd,
    )


def _pack_line(pack: PackView) -> dict[str, Any]:
    return {"id": pack.row.id, "number": pack.row.number, "frozen_at": pack.row.frozen_at, "by": pack.by}


def _pack_promise(said: Mapping[str, Any], photos: Mapping[str, PhotoView]) -> PackPromise:
    shown = [_photo(photos[one]) for one in said["photos"] if one in photos]
    return PackPromise(**{name: said[name] for name in PackPromise.model_fields if name != "photos"}, photos=shown)


def _decision(view: DecisionView, today: dt.date) -> DecisionShape:
    row = view.row
    return DecisionShape(
        id=row.id,
        decided_on=row.decided_on,
        theme=view.theme,
        kind=view.kind,
        words=view.words,
        due_on=row.due_on,
        state=view.state(today),
        cases=list(view.numbers),
        by=view.by,
        at=row.at,
        done_on=row.done_on,
        done_by=view.done_by,
        cancelled_by=view.cancelled_by,
    )


def _pack(pack: PackView, concerned: list[Concerned], today: dt.date) -> PackShape:
    factory = showing.factory(pack.factory)
    assert factory is not None
    return PackShape(
        **_pack_line(pack),
        factory=factory,
        since=pack.content["since"],
        until=pack.content["until"],
        themes=[PiccTheme(**said) for said in pack.content["themes"]],
        promises=[_pack_promise(said, pack.photos) for said in pack.content["promises"]],
        decisions=[_decision(one, today) for one in pack.decisions],
        cases=[ConcernedShape(number=one.number, issue=one.issue, reach=one.reach) for one in concerned],
    )


@router.get("/factories", summary="For which factories packs are made", responses=problems(401, 403, 404, 422))
async def get_factories(store: StoreDep, viewer: SignedIn, response: Response) -> PiccFactories:
    """For a union or NGO that leads cases; for everybody else there is nothing here."""
    not_stored(response)
    async with store.reading() as unit:
        return PiccFactories(factories=[PiccFactory(**_factory(one)) for one in await factories_for(unit, viewer)])


@router.get(
    "/factories/{factory_id}", summary="A factory's packs, and the next", responses=problems(401, 403, 404, 422)
)
async def get_factory(store: StoreDep, viewer: SignedIn, response: Response, factory_id: Target) -> FactoryPacks:
    """The draft is computed anew each time; a frozen pack never is."""
    not_stored(response)
    async with store.reading() as unit:
        draft = await draft_for(unit, viewer, factory_id)
        packs = await packs_of(unit, viewer, factory_id)
    line = FactoryLine(draft.factory, len(packs), draft.since, draft.due_on)
    return FactoryPacks(**_factory(line), frozen=[PackLine(**_pack_line(pack)) for pack in packs], draft=_draft(draft))


@router.get("/packs/{pack_id}", summary="A frozen pack", responses=problems(401, 403, 404, 422))
async def get_pack(store: StoreDep, viewer: SignedIn, response: Response, pack_id: Target) -> PackShape:
    """What it says stays as it was frozen; what came back is as of now."""
    not_stored(response)
    async with store.reading() as unit:
        pack = await pack_for(unit, viewer, pack_id)
        concerned = await concerned_by(unit, viewer, pack.row.factory_id)
        return _pack(pack, concerned, cambodian_day(unit.now))


@router.get(
    "/packs/{pack_id}/paper",
    summary="A frozen pack as PDF, in Khmer and English",
    response_class=Response,
    responses={**problems(401, 403, 404, 422), **PDF},
)
async def get_paper(store: StoreDep, viewer: SignedIn, pack_id: Target) -> Response:
    """With room for the committee's decisions and signatures."""
    return await pack_paper(store, viewer, pack_id)


@router.get(
    "/photos/{photo_id}",
    summary="A photo of a spot",
    response_class=Response,
    responses={**problems(401, 403, 404, 422), 200: {"description": "The photo", "content": {"image/jpeg": {}}}},
)
async def get_photo(store: StoreDep, viewer: SignedIn, photo_id: Target) -> Response:
    """As it is printed."""
    return await picture_answer(store, viewer, photo_id)


for _act in ACTS.values():
    add_route(with_photos if _act.before else router, _act)
