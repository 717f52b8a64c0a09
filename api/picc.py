"""The acts on packs for a bipartite committee, for JSON and desk alike: once each, however often the request comes."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from api.acts.bodies import LONGEST_PAPER, Body, Day, Id
from api.caseless import CaselessAct
from bot.intake import UNPACKING
from cases.actions import picc
from cases.actions.picc import Choice, Decision, PromiseWords
from cases.evidence.accept import accept
from cases.evidence.pictures import for_paper
from cases.rules import case_numbers
from cases.rules.errors import BadInput
from cases.rules.picc import LONGEST_WORDS, Moment
from cases.rules.vocabulary import RemedyKind, StoryKind
from cases.store.picc import factory_for, maker
from cases.store.unit import Unit
from cases.store.viewers import Viewer

MOST_LINES = 100
Words = Annotated[str, Field(max_length=LONGEST_WORDS * 2)]


class PromiseLine(Body):
    """A promise that goes into the pack, in words that point at nobody."""

    promise: Id = Field(description="Its `key` in the draft")
    what: Words = Field(description="What was promised, in Khmer")
    where: Words = Field(default="", description="Where, in Khmer; no line together with a shift")
    what_en: Words = Field(default="", description="The same in English; empty: the Khmer words stand there too")
    where_en: Words = Field(default="", description="Where, in English")


class FreezePack(Body):
    """Freeze the next pack. What is left out stays uncounted and comes again."""

    mark: str = Field(min_length=1, max_length=64, description="The `mark` of the draft that was looked at")
    themes: list[Id] = Field(default_factory=list, max_length=MOST_LINES, description="Themes that go in")
    promises: list[PromiseLine] = Field(default_factory=list, max_length=MOST_LINES, description="Promises that go in")
    photos: list[Id] = Field(default_factory=list, max_length=MOST_LINES, description="Photos that go in, one by one")
    looked: bool = Field(
        default=False,
        description="Somebody read every line and photo, and nobody can be recognised; needed",
    )


class AddSpotPhoto(Body):
    """Keep a photo of the spot that a promise is about: of a place, never of a person."""

    promise: Id = Field(description="The promise's `key` in the draft")
    moment: Annotated[Moment, Field(strict=False)] = Field(description="Before the improvement or after it")
    taken_on: Day = Field(description="When it was taken")
    photo: str = Field(min_length=1, max_length=LONGEST_PAPER, description="The photo, base64")


class RemoveSpotPhoto(Body):
    """A photo should not be here: no pack prints it any more, frozen or not."""


class KeepDecision(Body):
    """Keep what the committee decided. In each case that is named it becomes an agreed remedy, and she is told."""

    decided_on: Day = Field(description="When")
    words: Words = Field(description="What was decided, in words that point at nobody")
    theme: str = Field(default="", max_length=64, description="Which theme of the pack it is about; empty: none")
    kind: Annotated[RemedyKind, Field(strict=False)] = Field(
        default=RemedyKind.WORKPLACE_IMPROVEMENT, description="What kind of remedy it is: one that is for all"
    )
    due_on: Day | None = Field(default=None, description="Until when it is to be done")
    cases: list[Id] = Field(
        default_factory=list, max_length=MOST_LINES, description="Numbers of the cases that it is a remedy of"
    )


class DecisionDone(Body):
    """The factory has done what was decided; for a decision that no case has as a remedy."""

    done_on: Day = Field(description="When")


class CancelDecision(Body):
    """It was entered by mistake; that it was stays to be read."""


async def _freeze(unit: Unit, viewer: Viewer, target: str, body: FreezePack) -> str:
    await factory_for(unit, viewer, target)  # whose it is not learns nothing else
    if not body.looked:
        raise BadInput("picc_look", field="looked")
    words = {line.promise: PromiseWords(line.what, line.where, line.what_en, line.where_en) for line in body.promises}
    return (await picc.freeze(unit, viewer, target, Choice(body.mark, body.themes, words, body.photos))).id


@dataclass(frozen=True)
class _Taken:
    body: AddSpotPhoto
    picture: bytes


async def _taken(body: AddSpotPhoto) -> _Taken:
    """The photo without anything but its pixels, small. Raises BadInput."""
    try:
        content = base64.b64decode(body.photo, validate=True)
    except ValueError:
        raise BadInput("unreadable", field="photo") from None
    return _Taken(body, await asyncio.get_running_loop().run_in_executor(UNPACKING, _small, content))


def _small(content: bytes) -> bytes:
    accepted = accept(content)
    if accepted.kind is not StoryKind.PHOTO:
        raise BadInput("picc_photo_kind", field="photo")
    return for_paper(accepted.content)


async def _add_photo(unit: Unit, viewer: Viewer, target: str, taken: _Taken) -> str:
    body = taken.body
    return (await picc.add_photo(unit, viewer, target, body.promise, body.moment, body.taken_on, taken.picture)).id


async def _remove_photo(unit: Unit, viewer: Viewer, target: str, _body: RemoveSpotPhoto) -> str:
    return (await picc.remove_photo(unit, viewer, target)).id


async def _decide(unit: Unit, viewer: Viewer, target: str, body: KeepDecision) -> str:
    numbers = [case_numbers.read(one) or one for one in body.cases]
    decision = Decision(body.decided_on, body.words, body.theme, body.kind, body.due_on, numbers)
    return (await picc.decide(unit, viewer, target, decision)).id


async def _done(unit: Unit, viewer: Viewer, target: str, body: DecisionDone) -> str:
    return (await picc.keep_done(unit, viewer, target, body.done_on)).id


async def _cancel(unit: Unit, viewer: Viewer, target: str, _body: CancelDecision) -> str:
    return (await picc.cancel_decision(unit, viewer, target)).id


ACTS: Mapping[str, CaselessAct] = MappingProxyType(
    {
        act.name: act
        for act in (
            CaselessAct("freeze-pack", FreezePack, _freeze, maker, "factories"),
            CaselessAct("add-spot-photo", AddSpotPhoto, _add_photo, maker, "factories", before=_taken),
            CaselessAct("remove-spot-photo", RemoveSpotPhoto, _remove_photo, maker, "photos"),
            CaselessAct("keep-decision", KeepDecision, _decide, maker, "packs"),
            CaselessAct("decision-done", DecisionDone, _done, maker, "decisions"),
            CaselessAct("cancel-decision", CancelDecision, _cancel, maker, "decisions"),
        )
    }
)
