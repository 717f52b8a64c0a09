"""What steps are made of: what a step sees, what it answers with, its buttons, and moving between steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.dialogue.conversation import Conversation, Draft, Filed, Ticks
from bot.dialogue.effects import Effect
from bot.dialogue.lengths import fitting, syllable_end, units
from bot.dialogue.model import Button, Param, Prompt, StoryItem
from bot.dialogue.queries import FactoryChoice, Given, PartyChoice, Query
from cases.rules.case_numbers import shown
from cases.rules.errors import BadInput
from cases.rules.standing import Standing
from cases.rules.vocabulary import Channel, Language, StoryKind

MAX_STACK = 30
LONGEST_ON_BUTTON = 40  # UTF-16 units of somebody's words on a button: 64 with what stands around
LONGEST_MESSAGE = 1_800  # characters of somebody's words in one message: 4,096 UTF-16 units with what stands around
# Screens that [Back] never returns to: a question in between. A list may be out of date when she has gone on.
PASSING = frozenset({"door", "offer", "again", "cancel", "ended", "withdraw", "withdraw_sure"}) | frozenset(
    {"number", "renew", "forget", "erase", "news", "which_case"}
)
LISTS = frozenset({"factory_pick", "work_pick"})
DETOURS = frozenset({"cancel", "language"})  # they come back to where she was, a list too
Row = tuple[Button, ...]
Rows = tuple[Row, ...]
Recorded = Mapping[Language, frozenset[str]]  # which texts somebody has spoken, by language (`aloud.py`)


class Unanswered(Exception):
    """A step needs to know something first; becomes a `Need`."""

    def __init__(self, query: Query) -> None:
        super().__init__(type(query).__name__)
        self.query = query


@dataclass(frozen=True)
class Scene:
    """Everything that a step may look at."""

    conversation: Conversation
    given: Given
    now: dt.datetime
    recorded: Recorded = field(default_factory=dict)

    def ask(self, query: Query) -> Any:
        """The runner's answer to a query. Raises Unanswered when it was not given yet."""
        if query not in self.given:
            raise Unanswered(query)
        return self.given[query]

    @property
    def draft(self) -> Draft:
        return self.conversation.draft or Draft()

    @property
    def filed(self) -> Filed:
        """Her case; only steps after sending may look at it."""
        assert self.conversation.filed is not None
        return self.conversation.filed

    @property
    def today(self) -> dt.date:
        """The day in Cambodia, which keeps UTC+7 all year."""
        return cambodian_day(self.now)

    def at(self, conversation: Conversation) -> Scene:
        return replace(self, conversation=conversation)


@dataclass(frozen=True)
class Outcome:
    """What an answer led to. `screen`: the current screen is drawn after what is said."""

    conversation: Conversation
    said: tuple[Prompt, ...] = ()
    effects: tuple[Effect, ...] = ()
    screen: bool = True


Draw = Callable[[Scene], tuple[Prompt, ...]]
Take = Callable[[Scene, str], Outcome]
Hear = Callable[[Scene, str], Outcome | None]


@dataclass(frozen=True)
class Step:
    """One screen. `hear` takes typed text and gives None when the text is not for it; BadInput when it cannot be read.

    `also` says which values are taken though the screen does not show them (a date that was asked back).
    `hears` and `leads_to` are for the documentation alone: what may be typed, and where it goes from here.
    """

    id: str
    draw: Draw
    tap: Take
    hear: Hear | None = None
    also: Callable[[Scene, str], bool] | None = None
    numbered: bool = False  # a typed 1, 2, 3 means the first, second, third button
    before_sending: bool = False
    of_case: bool = False  # its buttons answer for the case at hand, and say which that is
    hears: str = ""
    leads_to: tuple[str, ...] = ()


def checked(standing: Standing) -> Param:
    """How far others vouch that an organisation is really that one, as a sentence."""
    key, counts = standing.sentence
    return {"key": key, "params": counts}


def cambodian_day(now: dt.datetime) -> dt.date:
    return now.astimezone(dt.timezone(dt.timedelta(hours=7))).date()


# ------------------------------------------------------------------------------------------------ buttons
def say(key: str, rows: Rows = (), /, **params: Param) -> Prompt:
    """A message of the conversation's own catalog: `dialogue.<key>`."""
    return Prompt(f"dialogue.{key}", params, rows)


def button(data: str, key: str = "", /, **params: Param) -> Button:
    """A button labelled by its own data (`heat:yes` -> `dialogue.heat.yes`) or by another key."""
    return Button(data, "dialogue." + (key or data.replace(":", ".")), params)


def labelled(data: str, label: str) -> Button:
    """A button labelled with a value of a closed list, e.g. `province.kandal`."""
    return Button(data, f"label.{label}")


def worded(data: str, words: Param) -> Button:
    """A button with words as they are: a party, a factory."""
    return Button(data, "dialogue.words", {"words": short(words)})


def short(words: Param) -> Param:
    """Words that fit on a button beside a few others."""
    if isinstance(words, str):
        whole = units(words) <= LONGEST_ON_BUTTON
        return words if whole else words[: syllable_end(words, fitting(words, LONGEST_ON_BUTTON - 1))] + "…"
    if isinstance(words, Mapping) and "en" in words:
        return {language: short(name) for language, name in words.items()}
    return words


def rows(*buttons: Button, wide: int = 1) -> Rows:
    """The buttons in rows of `wide`."""
    return tuple(buttons[i : i + wide] for i in range(0, len(buttons), wide))


def tail(conversation: Conversation, *, skip: str = "", stop: bool = False) -> Rows:
    """The last row: back where there is a way back, skip where it may be, and a way out."""
    step = conversation.step
    last: list[Button] = []
    if conversation.stack:
        last.append(button(f"{step}:back", "button.back"))
    if skip:
        last.append(button(f"{step}:skip", skip))
    if stop:
        last.append(button(f"{step}:stop", "button.stop"))
    elif conversation.draft is not None:
        last.append(button(f"{step}:cancel", "button.cancel"))
    return (tuple(last),) if last else ()


def title_of(case: Filed) -> Param:
    """What a case is called where she has several: its number and the day, and nothing that it is about."""
    return case_title(case.case_number, case.filed_on)


def case_title(number: str, filed_on: str) -> Param:
    """The same from the number and the day (ISO, or "")."""
    if not filed_on:
        return {"key": "dialogue.case_title.undated", "params": {"number": shown(number)}}
    return {"key": "dialogue.case_title", "params": {"number": shown(number), "date": {"date": filed_on}}}


def of_case(conversation: Conversation, complainant_id: str) -> tuple[Prompt, ...]:
    """Which case a question is about, where she has several."""
    cases = conversation.own_cases()
    if len(cases) < 2:
        return ()
    return tuple(say("notice.of_case", title=title_of(case)) for case in cases if case.complainant_id == complainant_id)


def party_name(party: PartyChoice) -> Param:
    return {"en": party.name_en, "km": party.name_km}


def factory_name(factory: FactoryChoice) -> Param:
    return {"en": factory.name_en, "km": factory.khmer_sign}


def joined(names: tuple[PartyChoice, ...]) -> Param:
    """Names in a row, or the word for nobody."""
    if not names:
        return {"label": "nobody"}
    return {"en": ", ".join(p.name_en for p in names), "km": ", ".join(p.name_km or p.name_en for p in names)}


def pieces(text: str) -> tuple[str, ...]:
    """Long words in messages that fit, cut at a space or line end where there is one: Khmer clusters stay whole."""
    found: list[str] = []
    while len(text) > LONGEST_MESSAGE:
        cut = max(text.rfind(mark, LONGEST_MESSAGE // 2, LONGEST_MESSAGE) for mark in (" ", "\n", "\u200b"))
        cut = cut if cut > 0 else LONGEST_MESSAGE
        found.append(text[:cut])
        text = text[cut:].lstrip()
    return (*found, text)


def refusal(error: BadInput) -> Prompt:
    """Why something typed could not be taken: `error.<code>`."""
    told = {name: str(value) for name, value in error.data.items() if name == "year"}
    return Prompt(f"error.{error.code}", told)


# --------------------------------------------------------------------------------------------------- moves
def goto(conversation: Conversation, step: str) -> Conversation:
    """On to a step; [Back] comes back here unless this step is only passed through."""
    if step in conversation.stack:
        return unwind(conversation, step)
    stack = conversation.stack
    passing = PASSING if step in DETOURS else PASSING | LISTS
    if conversation.step != step and conversation.step not in passing:
        stack = (*stack, conversation.step)[-MAX_STACK:]
    return _moved(conversation, step, stack)


def back(conversation: Conversation, otherwise: str) -> Conversation:
    """To the step before; `otherwise` when there is none."""
    *rest, step = (otherwise,) if not conversation.stack else conversation.stack
    return _moved(conversation, step, tuple(rest))


def unwind(conversation: Conversation, step: str) -> Conversation:
    """Back to a step that she came through, or to it with an empty way back."""
    stack = conversation.stack
    kept = stack[: stack.index(step)] if step in stack else ()
    return _moved(conversation, step, kept)


def _moved(conversation: Conversation, step: str, stack: tuple[str, ...]) -> Conversation:
    """At another step: what was ticked is put by, and found again where she comes back."""
    kept = tuple(one for one in conversation.ticked if one.step != conversation.step)
    if conversation.picked:
        kept = (*kept, Ticks(conversation.step, conversation.picked))
    picked = next((one.values for one in kept if one.step == step), ())
    return replace(conversation, step=step, stack=stack, picked=picked, ticked=kept)


def with_story(conversation: Conversation, item: StoryItem) -> Conversation:
    draft = conversation.draft or Draft()
    return conversation.with_draft(story=(*draft.story, item))


def text_item(text: str) -> StoryItem:
    return StoryItem(StoryKind.TEXT, text)


def counted(story: tuple[StoryItem, ...]) -> Param:
    """How many pieces of each kind there are, without those of which there is none."""
    counts = {kind: sum(item.kind is kind for item in story) for kind in StoryKind}
    return {"join": [_count(kind, count) for kind, count in counts.items() if count]}


def _count(kind: StoryKind, count: int) -> Param:
    return {"key": f"dialogue.pieces.{kind.value}", "params": {"count": count}}


def by_channel(conversation: Conversation, key: str) -> str:
    """The same text for the browser page, which has no microphone button."""
    return f"{key}.browser" if conversation.channel is Channel.BROWSER else key


# Labels that speak of her as of someone else; to her they are said in other words.
TO_HER = {
    "closing_reason": "closed",
    "referral_status": "track",
    "rejection_reason": "rejected",
    "finding_result": "found",
}


def to_her(label: Param) -> Param:
    """A label as it is said to her: {"label": "closing_reason.spam"} -> {"key": "dialogue.closed.spam"}."""
    if not isinstance(label, Mapping) or "label" not in label:
        return label
    name, _, value = str(label["label"]).partition(".")
    return {"key": f"dialogue.{TO_HER[name]}.{value}"} if name in TO_HER else label
