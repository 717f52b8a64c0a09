"""What a view holds, in the reader's words: clocks, pieces, facts, the conversation, the timeline."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import locales
from api.errors import EVIDENCE
from bot.answers import fact_question, fact_value, preview_text
from bot.outbound import drawn
from cases.rules.clocks import Certainty, rule_for
from cases.rules.vocabulary import (
    ClosingReason,
    Conclusion,
    Issue,
    Language,
    Part,
    RejectionReason,
    RemedyKind,
    StoryKind,
    Urgency,
)
from cases.store.clock import cambodian_day
from cases.store.tables import Clock
from cases.store.views import CaseView, EventLine, Said, StoryLine

SOON = dt.timedelta(hours=24)


# ------------------------------------------------------------------------------------------------ clocks
@dataclass(frozen=True)
class ClockShown:
    """A time limit: `state` is due, due_soon or overdue."""

    state: str
    day: dt.date
    words: str
    why: str
    unverified: bool


def clock_shown(language: Language, clock: Clock, now: dt.datetime) -> ClockShown:
    """A running time limit as the reader sees it at `now`."""
    due = _aware(clock.due_at)
    started = day_of(clock.started_at)
    rule = rule_for(clock.rule, started)
    state = "overdue" if due <= now else "due_soon" if due - now <= SOON else "due"
    return ClockShown(
        state,
        day_of(due),
        locales.text(language, f"desk.clock.{rule.name}"),
        locales.text(
            language, f"desk.clock.{rule.name}.why", {"started": {"date": started.isoformat()}, "length": rule.length}
        ),
        rule.certainty not in (Certainty.TEXT, Certainty.OWN),
    )


def day_of(moment: dt.datetime) -> dt.date:
    """The day in Cambodia of a stored time."""
    return cambodian_day(_aware(moment))


def _aware(moment: dt.datetime) -> dt.datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


# --------------------------------------------------------------------------------------- what she told
def pieces(language: Language, kinds: Iterable[str]) -> str:
    """What a story consists of: `Voice message 2 · Photo`."""
    counted = Counter(kinds)
    names = [(locales.label(language, kind), counted[kind.value]) for kind in StoryKind if counted[kind.value]]
    return " · ".join(name if count == 1 else f"{name} {count}" for name, count in names)


@dataclass(frozen=True)
class Fact:
    question: str
    answer: str
    at: dt.datetime


def facts(language: Language, story: Sequence[StoryLine]) -> list[Fact]:
    """Her answers in words; a later answer to the same question stands beside the earlier."""
    return [
        Fact(
            question_alone(fact_question(language, line.question)),
            ", ".join(fact_value(language, line.question, value) for value in line.values),
            line.at,
        )
        for line in story
        if line.question
    ]


def question_alone(asked: str) -> str:
    """A question without the words that told her how to answer it in the chat."""
    question, mark, _ = asked.rpartition("?")
    return question + mark if mark else asked


@dataclass(frozen=True)
class Bubble:
    """A line of the conversation; `by` is "us", "her", or "notice" for what Samleng told her by itself."""

    by: str
    text: str
    at: dt.datetime
    who: str


def conversation(language: Language, thread: Sequence[Said]) -> list[Bubble]:
    """The thread, oldest first. What Samleng told her by itself reads as she would read it in this language."""
    return [_bubble(language, said) for said in sorted(thread, key=lambda said: said.at)]


def _bubble(language: Language, said: Said) -> Bubble:
    if said.by_worker:
        return Bubble("her", said.text, said.at, "")
    if said.notice == "message":
        return Bubble("us", said.text, said.at, said.alias)
    messages = drawn(language, {"notice": said.notice, "params": said.params})
    text = "\n".join(message.text for message in messages)
    return Bubble("notice", text, said.at, locales.text(language, "desk.by.notice"))


# ------------------------------------------------------------------------------------------------ parts
@dataclass(frozen=True)
class PartShown:
    """Something that can be shared, with what exactly stands behind it; `file_id` for a piece of evidence."""

    value: str
    name: str
    text: str
    file_id: str = ""
    media_type: str = ""


def part_names(language: Language, story: Sequence[StoryLine]) -> dict[str, str]:
    """A name for every part of a case: pieces of evidence are numbered by kind."""
    names = {part.value: locales.label(language, part) for part in Part}
    count: Counter[StoryKind] = Counter()
    for line in story:
        if line.file_id:
            count[line.kind] += 1
            names[EVIDENCE + line.file_id] = f"{locales.label(language, line.kind)} {count[line.kind]}"
    return names


def parts_shown(
    language: Language, view: CaseView, items: Mapping[str, Sequence[Mapping[str, Any]]]
) -> list[PartShown]:
    """Every part in a fixed order, empty ones too, then each piece of evidence."""
    files = {EVIDENCE + line.file_id: line for line in view.story if line.file_id}
    found = []
    for value, name in part_names(language, view.story).items():
        line = files.get(value)
        text = preview_text(language, items.get(value, ())) if line is None else line.text
        found.append(PartShown(value, name, text, line.file_id if line else "", line.media_type if line else ""))
    return found


# ------------------------------------------------------------------------------------------- timeline
ACTORS = {"worker": "desk.actor.worker", "complainant": "desk.actor.worker", "system": "desk.actor.system"}
WORDS: Mapping[str, type[StrEnum]] = {
    "issue": Issue,
    "urgency": Urgency,
    "kind": RemedyKind,
    "conclusion": Conclusion,
}


@dataclass(frozen=True)
class EventShown:
    words: str
    at: dt.datetime
    who: str
    more: str


def timeline(language: Language, events: Sequence[EventLine], parties: Mapping[str, str]) -> list[EventShown]:
    """What was done, newest first. `parties` are names by id, for lines that name one."""
    return [_event(language, line, parties) for line in reversed(events)]


def _event(language: Language, line: EventLine, parties: Mapping[str, str]) -> EventShown:
    key = ACTORS.get(line.actor)
    return EventShown(
        locales.text(language, f"desk.event.{line.kind}"),
        line.at,
        locales.text(language, key) if key else line.actor,
        " · ".join(_details(language, line, parties)),
    )


def _details(language: Language, line: EventLine, parties: Mapping[str, str]) -> list[str]:
    data = line.data
    said = [parties[data["party"]]] if data.get("party") in parties else []
    for name, words in WORDS.items():
        if data.get(name) in {word.value for word in words}:
            said.append(locales.label(language, words(data[name])))
    said += _reason(language, line)
    said += [
        locales.date(language, dt.date.fromisoformat(data[name]))
        for name in ("held_on", "on", "until")
        if data.get(name)
    ]
    if data.get("next_on"):
        said.append(locales.text(language, "desk.meeting.next", {"date": {"date": data["next_on"]}}))
    if line.kind == "headcount":
        said.append(heads(language, data["women"], data["men"], 0))
    if data.get("entered_by_lead"):
        said.append(locales.text(language, "desk.entered_by_lead"))
    return said


def _reason(language: Language, line: EventLine) -> list[str]:
    reason = line.data.get("reason")
    if reason is None:
        return []
    words = ClosingReason if line.kind == "closed" else RejectionReason
    return [locales.label(language, words(reason))]


def heads(language: Language, women: int, men: int, not_recorded: int) -> str:
    """`3 women, 2 men`; "" when nobody is counted."""
    counted = (("desk.heads.women", women), ("desk.heads.men", men), ("desk.heads.not_recorded", not_recorded))
    return ", ".join(locales.text(language, key, {"count": count}) for key, count in counted if count)
