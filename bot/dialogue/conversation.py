"""Where she is in the conversation and what she has said so far: a value that survives as plain JSON.

Fields may be added with a default: what an older version wrote is still read, what a newer one wrote is
ignored. Nothing here is a sentence and nothing is a secret key of the server; the whole value is sealed at rest.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from enum import Enum
from functools import cache
from typing import Any

from bot.dialogue.model import StoryItem
from bot.dialogue.queries import FactoryChoice, Minted, PartyChoice
from cases.rules.vocabulary import Channel, Issue, Language

FIRST_STEP = "language"


@dataclass(frozen=True)
class Draft:
    """What she has told and not yet sent. None means: not asked or not answered yet."""

    site_code: str = ""
    factory: FactoryChoice | None = None
    factory_words: str = ""  # what she calls it, when it is not in the register
    province: str = ""
    shared_phone: bool | None = None
    danger: bool | None = None
    issue: Issue | None = None
    story: tuple[StoryItem, ...] = ()
    story_asked: bool = False  # she was at the story screen and went on
    lead: PartyChoice | None = None
    excluded: tuple[PartyChoice, ...] = ()
    woman: bool = False  # she would rather have a woman read it
    minted: Minted | None = None

    @property
    def tells_something(self) -> bool:
        """Whether more was said than where, in which language and on whose phone."""
        return bool(self.story or self.issue or self.minted)


@dataclass(frozen=True)
class Filed:
    """A case of hers. `digits` of the receipt stay until she has them or `digits_until` (ISO, UTC) is past."""

    complainant_id: str
    case_number: str
    issue: Issue
    digits: str = ""
    digits_until: str = ""
    next_question: str = ""  # step to go on with; "" when she has been through all
    women: int = 0
    name: str = ""  # only between the name and the phone
    withdrawn: bool = False
    province: str = ""  # only between the province and the factory's name, asked after sending
    heat_place: str = ""  # where she measured the heat last
    filed_on: str = ""  # the day in Cambodia (ISO); "" in what an older version wrote

    @property
    def resumes_at(self) -> str:
        """The step to go on with when this conversation has run out: what was only half said is asked again."""
        half_said = {"men": "women", "work_name": "work_province", "work_pick": "work_province"}
        if self.next_question == "phone_number" and self.name:
            return "name"
        return half_said.get(self.next_question, self.next_question)


@dataclass(frozen=True)
class RemedyTalk:
    """A remedy being confirmed fact by fact, beside the step where she is."""

    remedy_id: str
    position: int = 0
    facts: Mapping[str, str] = field(default_factory=dict)
    comment: bool = False  # she disputes and may now say why
    again: bool = False  # whether it still holds, after it came true


@dataclass(frozen=True)
class MinistryTalk:
    """The ministry called: about which case, and when she is to come (ISO, or "")."""

    complainant_id: str
    due_on: str = ""


@dataclass(frozen=True)
class HeatTalk:
    """The heat being measured: a `HeatPlace`, degrees Celsius as text, per cent."""

    place: str = ""
    celsius: str = ""
    humidity: int | None = None


@dataclass(frozen=True)
class Ticks:
    """What she ticked in a question with many answers, kept for when she comes back to it."""

    step: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Visit:
    """A case that was opened by its number, in this conversation alone; the rest is where she goes back to."""

    generation: int  # of the receipt that opened it: a renewed one ends the visit
    until: str  # ISO, UTC: then it closes by itself
    news: str = ""  # who hears of the case: "here", "elsewhere" or "" for nobody
    step: str = FIRST_STEP
    stack: tuple[str, ...] = ()
    draft: Draft | None = None
    filed: Filed | None = None
    earlier: tuple[Filed, ...] = ()


@dataclass(frozen=True)
class Conversation:
    """One dialogue with one correspondent. `draft` is None when she is telling nothing new.

    Of her cases `filed` is the one at hand and `earlier` are the others, the last one at hand last.
    """

    channel: Channel
    public_url: str = ""  # where the browser door is; "" when this installation has none
    language: Language = Language.KHMER
    language_known: bool = False
    step: str = FIRST_STEP
    stack: tuple[str, ...] = ()  # steps that [Back] returns to, the nearest last
    draft: Draft | None = field(default_factory=Draft)
    filed: Filed | None = None
    earlier: tuple[Filed, ...] = ()
    candidates: tuple[FactoryChoice, ...] = ()  # factories found for the name she typed
    typed: str = ""  # that name
    offered: FactoryChoice | None = None  # of a code scanned in the middle of something else
    offered_code: str = ""
    picked: tuple[str, ...] = ()  # ticked so far in a question with many answers
    ticked: tuple[Ticks, ...] = ()  # the same for questions that she has left
    talk: RemedyTalk | None = None
    ministry: MinistryTalk | None = None
    heat: HeatTalk | None = None
    telling: str = ""  # the complainant whose trouble she may describe now, beside the step where she is
    visit: Visit | None = None  # while it lasts, `filed` is the case that she visits and `draft` is put by
    last_tap: str = ""
    day: str = ""  # date of her last word (ISO): what "this month" means on a screen
    heard_at: str = ""  # moment of her last word (ISO, UTC)
    covered: bool = False  # the harmless menu lies over all this
    put_by: tuple[str, ...] = ()  # typed at that menu, for a case that is sent: she says what becomes of it
    writing_in: str = ""  # the complainant whose case her words are for, where she has several and has said so
    unasked: bool = False  # something came since then, and her next words may be an answer to it
    chat_told: bool = False  # she was told that messages here go by themselves
    hours_told: bool = False  # and when we write
    held: tuple[StoryItem, ...] = ()  # sent before she said which case it is for
    album: str = ""  # her last picture's, and what was said to it: its others are answered with the same only once

    def to_json(self) -> dict[str, Any]:
        """Plain JSON: objects, lists, text, numbers, booleans and null."""
        value: dict[str, Any] = _plain(self)
        return value

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Conversation:
        """The conversation that `to_json` gave, in this version or another."""
        conversation = _built(cls, value)
        assert isinstance(conversation, cls)
        return conversation

    def evidence_ids(self) -> tuple[str, ...]:
        """Stored files that belong to the draft alone, or wait for her to say whose they are."""
        drafts = (self.draft, self.visit.draft if self.visit else None)
        items = (*(item for draft in drafts if draft for item in draft.story), *self.held)
        return tuple(item.evidence_id for item in items if item.evidence_id)

    @property
    def cases(self) -> tuple[Filed, ...]:
        """What her screens are about: the case that she visits, else all of here, the one at hand first."""
        return (self.filed, *reversed(self.earlier)) if self.filed else ()

    @property
    def open_cases(self) -> tuple[Filed, ...]:
        """Those of `cases` that somebody reads."""
        return tuple(case for case in self.cases if not case.withdrawn)

    @property
    def addressees(self) -> tuple[Filed, ...]:
        """Cases that words typed here may be for: `open_cases`, and those that she left to visit one."""
        behind = [case for case in self.own_cases() if case not in self.cases and not case.withdrawn]
        return (*self.open_cases, *behind)

    @property
    def has_a_choice(self) -> bool:
        """May her words be for more than one: several cases, or one beside what she is telling anew?"""
        return len(self.addressees) + (self.draft is not None) > 1

    def own_cases(self) -> tuple[Filed, ...]:
        """Every case that is hers here: the one that she visits, and those of this conversation."""
        behind = (self.visit.filed, *self.visit.earlier) if self.visit else ()
        return tuple(one for one in (self.filed, *self.earlier, *behind) if one is not None)

    def with_draft(self, **changes: Any) -> Conversation:
        """The same conversation with a changed draft; a new draft where there was none."""
        return replace(self, draft=replace(self.draft or Draft(), **changes))

    def with_filed(self, **changes: Any) -> Conversation:
        """The same conversation with a changed case; there must be one."""
        assert self.filed is not None
        return replace(self, filed=replace(self.filed, **changes))


def new(channel: Channel, public_url: str = "", language: Language | None = None) -> Conversation:
    """A conversation in which nothing has been said. A known language is not asked for."""
    return Conversation(
        Channel(channel),
        public_url.rstrip("/"),
        language or Language.KHMER,
        language_known=language is not None,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        return {name: _plain(getattr(value, name)) for name in _fields(value.__class__)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def _built(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _built(next(one for one in inner if one is not types.NoneType), value)
    if origin is tuple:
        return tuple(_built(inner[0], item) for item in value)
    if isinstance(kind, type) and is_dataclass(kind):
        known = _fields(kind)
        return kind(**{name: _built(known[name], item) for name, item in value.items() if name in known})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    return dict(value) if isinstance(value, Mapping) else value


@cache
def _fields(kind: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind)}
