"""What a view holds, in the reader's words: clocks, pieces, facts, the conversation, the timeline."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

import locales
from api.desk.findings import issue_words
from api.errors import EVIDENCE
from bot.answers import fact_answer, fact_question, preview_text
from bot.outbound import drawn
from cases.actions.remedies import NOT_SAID
from cases.rules.clocks import Certainty, ClockRule, ends_with_its_day, rule_for
from cases.rules.facts import Step
from cases.rules.money import parse
from cases.rules.vocabulary import (
    CameBy,
    ClosingReason,
    Conclusion,
    Currency,
    FindingResult,
    Forum,
    InvitationAnswer,
    Issue,
    Language,
    MeetingRole,
    NoticeBy,
    OnwardReason,
    Part,
    PhotoStage,
    RejectionReason,
    RemedyKind,
    StoryKind,
    SupportKind,
    Urgency,
)
from cases.rules.workers import is_small
from cases.store.clock import CAMBODIA, cambodian_day
from cases.store.clocks import uncertain
from cases.store.tables import Clock, Factory
from cases.store.track_views import RemedyView
from cases.store.views import CaseView, EventLine, Said, StoryLine

SOON = dt.timedelta(hours=24)


# ------------------------------------------------------------------------------------------------ clocks
@dataclass(frozen=True)
class ClockShown:
    """A time limit: `state` is due, due_soon or overdue; `at` is its moment where it counts hours."""

    state: str
    day: dt.date
    at: dt.datetime | None
    words: str
    why: str
    unverified: bool


def clock_shown(language: Language, clock: Clock, now: dt.datetime, *whose: str) -> ClockShown:
    """A running time limit as the reader sees it at `now`; `whose` says of which party or thing it is."""
    due = _aware(clock.due_at).astimezone(CAMBODIA)
    started = day_of(clock.started_at)
    rule = rule_for(clock.rule, started)
    state = "overdue" if due <= now else "due_soon" if due - now <= SOON else "due"
    return ClockShown(
        state,
        due.date(),
        None if ends_with_its_day(due) else due,
        " · ".join(filter(None, (locales.text(language, f"desk.clock.{rule.name}"), *whose))),
        _why(language, clock, rule, started),
        rule.certainty not in (Certainty.TEXT, Certainty.OWN),
    )


def _why(language: Language, clock: Clock, rule: ClockRule, started: dt.date) -> str:
    """From what it runs and by which rule, the later end where sources disagree, and what is not known."""
    said = {"started": {"date": started.isoformat()}, "length": rule.length}
    lines = [locales.text(language, f"desk.clock.{rule.name}.why", said)]
    if clock.latest_at:
        later = {"date": day_of(clock.latest_at).isoformat()}
        lines.append(f"({locales.text(language, 'desk.clock.or', {'day': later})})")
    if years := uncertain(clock):
        lines.append(locales.text(language, "desk.clock.uncertain", {"years": ", ".join(map(str, years))}))
    return " ".join(lines)


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
class Answered:
    answer: str
    at: dt.datetime
    safe_word: bool = False


@dataclass(frozen=True)
class Fact:
    """A question with her latest answer, what she answered earlier, newest first, and what she said aloud or showed."""

    question: str
    latest: Answered | None  # None: she answered with files alone
    earlier: Sequence[Answered]
    files: Sequence[StoryLine] = ()  # in the order in which she sent them
    worker: int = 0  # whose answer, where several are in the case


def facts(language: Language, story: Sequence[StoryLine]) -> list[Fact]:
    """Answers in words, each worker's by itself, in the order in which the questions were first answered."""
    by_question: dict[tuple[int, str], list[StoryLine]] = {}
    for line in story:
        if asked := line.question or line.answers:
            by_question.setdefault((line.worker, asked), []).append(line)
    return [_fact(language, question, worker, lines) for (worker, question), lines in by_question.items()]


def _fact(language: Language, question: str, worker: int, lines: Sequence[StoryLine]) -> Fact:
    said = [
        Answered(fact_answer(language, question, one.values) if one.question else one.text, one.at, one.safe_word)
        for one in reversed(lines)
        if not one.file_id
    ]
    files = [one for one in lines if one.file_id]
    return Fact(fact_question(language, question), said[0] if said else None, said[1:], files, worker)


@dataclass(frozen=True)
class Told:
    """One answer about a remedy: whether it came true, fact by fact, and her own words."""

    confirmed: bool
    facts: Sequence[tuple[str, str]]
    comment: str
    at: dt.datetime
    on_paper: bool = False


def told(language: Language, remedy: RemedyView) -> list[Told]:
    """What she answered about a remedy, answer by answer, oldest first."""
    return [_told(language, remedy, answer) for answer in remedy.answers]


def _told(language: Language, remedy: RemedyView, answer: Mapping[str, Any]) -> Told:
    facts = told_facts(language, remedy, answer["facts"])
    return Told(answer["confirmed"], facts, answer["comment"], answer["at"], answer["on_paper"])


def told_facts(language: Language, remedy: RemedyView, facts: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a worker answered, fact by fact, in words."""
    said = dict(facts)
    currency = said.pop("currency", remedy.row.currency)
    found = []
    for name, value in said.items():
        shown = _said_words(language, value)
        if name == "amount" and currency and value != NOT_SAID:
            shown = locales.money(language, Currency(currency), parse(value))
        found.append((locales.text(language, f"desk.told.{name}"), shown))
    return found


def _said_words(language: Language, value: str) -> str:
    key = f"label.told.{value}"
    return locales.text(language, key) if key in locales.catalog(language) else value


def factory_name(language: Language, factory: Factory) -> str:
    """A factory as its workers know it: in Khmer the sign at the gate stands first."""
    if language is Language.KHMER and factory.khmer_sign:
        return f"{factory.khmer_sign} ({factory.name})"
    return f"{factory.name} · {factory.khmer_sign}" if factory.khmer_sign else factory.name


@dataclass(frozen=True)
class Bubble:
    """A line of the conversation; `by` is "us", "her", or "notice" for what Samleng told her by itself."""

    by: str
    text: str
    at: dt.datetime
    who: str
    arrived: str = ""
    safe_word: bool = False


def conversation(language: Language, thread: Sequence[Said]) -> list[list[Bubble]]:
    """The thread, oldest first, in runs of what people wrote and of what Samleng told by itself.

    What went to several workers in one second is one line. A notice reads as she would read it in this language.
    """
    lines: dict[tuple[dt.datetime, str, str, str], list[Said]] = {}
    for said in sorted(thread, key=lambda said: said.at):
        second = said.at.replace(microsecond=0)
        lines.setdefault((second, *_words(language, said)), []).append(said)
    bubbles = [
        Bubble(
            by,
            text,
            at,
            _whose(language, by, who, [one.worker for one in same]),
            _arrived(language, by, same),
            any(one.safe_word for one in same),
        )
        for (at, by, text, who), same in lines.items()
    ]
    return [list(run) for _, run in groupby(bubbles, key=lambda bubble: bubble.by == "notice")]


def _arrived(language: Language, by: str, same: Sequence[Said]) -> str:
    """How far an officer's message has come; where it went to several, each answer once."""
    known = dict.fromkeys(one.arrival for one in same if one.arrival and by == "us")
    return ", ".join(locales.text(language, f"label.arrival.{arrival.value}") for arrival in known)


def _words(language: Language, said: Said) -> tuple[str, str, str]:
    """By whom, what, and under which name."""
    if said.by_worker:
        return "her", said.text, ""
    if said.notice == "message":
        return "us", said.text, said.alias
    messages = drawn(language, {"notice": said.notice, "params": said.params})
    return "notice", "\n".join(message.text for message in messages), locales.text(language, "desk.by.notice")


def _whose(language: Language, by: str, who: str, workers: Sequence[int]) -> str:
    """Who wrote; where several workers are in the case, which of them, or to which."""
    named = ", ".join(locales.text(language, "desk.worker_n", {"number": one}) for one in sorted(set(workers)) if one)
    return named if by == "her" else " → ".join(filter(None, (who, named)))


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
    file = locales.text(language, "label.part.evidence")  # of one that was erased
    names = defaultdict(lambda: file, {part.value: locales.label(language, part) for part in Part})
    count: Counter[StoryKind] = Counter()
    for line in story:
        if line.file_id:
            count[line.kind] += 1
            names[EVIDENCE + line.file_id] = f"{locales.label(language, line.kind)} {count[line.kind]}"
    return names


def parts_shown(
    language: Language, view: CaseView, items: Mapping[str, Sequence[Mapping[str, Any]]]
) -> list[PartShown]:
    """Every part in a fixed order, empty ones too, then each piece of evidence that may be shared at all."""
    files = {EVIDENCE + line.file_id: line for line in view.story if line.file_id}
    found = []
    for value, name in part_names(language, view.story).items():
        line = files.get(value)
        if line is not None and value not in items:
            continue
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
    "forum": Forum,
    "by": NoticeBy,
    "came_by": CameBy,
    "help": SupportKind,
    "step": Step,
    "result": FindingResult,
    "role": MeetingRole,
    "answer": InvitationAnswer,
    "stage": PhotoStage,
}
REASONS: Mapping[str, type[StrEnum]] = {
    "closed": ClosingReason,
    "taken_over": ClosingReason,
    "referral_rejected": RejectionReason,
    "onward_proposed": OnwardReason,
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
    if data.get("critical_issue"):
        said.append(issue_words(language, data["critical_issue"]))
    for name, words in WORDS.items():
        if data.get(name) in {word.value for word in words}:
            said.append(locales.label(language, words(data[name])))
    if data.get("rule"):
        said.append(locales.text(language, f"desk.clock.{data['rule']}"))
    if data.get("reason") and line.kind in REASONS:
        said.append(locales.label(language, REASONS[line.kind](data["reason"])))
    said += [
        locales.date(language, dt.date.fromisoformat(data[name]))
        for name in ("held_on", "told_on", "on", "until")
        if data.get(name)
    ]
    if data.get("day"):
        said.append(locales.text(language, "desk.follow_up.day", {"days": data["day"]}))
    if data.get("due_on"):
        said.append(_moved(language, data))
    if data.get("next_on"):
        said.append(locales.text(language, "desk.meeting.next", {"date": {"date": data["next_on"]}}))
    if line.kind == "headcount":
        said.append(heads(language, data["women"], data["men"], 0))
    if data.get("entered_by_lead"):
        said.append(locales.text(language, "desk.entered_by_lead"))
    return said


def _moved(language: Language, data: Mapping[str, Any]) -> str:
    """The day by which something is to be done from then on, and the day before that where there was one."""
    day = {"date": data["due_on"]}
    if not data.get("due_before"):
        return locales.text(language, "desk.remedy.due", {"date": day})
    return locales.text(language, "desk.remedy.due_moved", {"before": {"date": data["due_before"]}, "date": day})


def heads(language: Language, women: int, men: int, not_recorded: int) -> str:
    """`3 women, 2 men`; "" when nobody is counted."""
    counted = (("desk.heads.women", women), ("desk.heads.men", men), ("desk.heads.not_recorded", not_recorded))
    return ", ".join(locales.text(language, key, {"count": count}) for key, count in counted if count)


def heads_told(language: Language, women: int, men: int, not_recorded: int) -> str:
    """The same for whoever does not lead the case: one or two are "fewer than 3"."""
    counted = (
        ("desk.heads.few.women", women),
        ("desk.heads.few.men", men),
        ("desk.heads.few.not_recorded", not_recorded),
    )
    small = [locales.text(language, key) for key, count in counted if is_small(count)]
    rest = heads(language, *(0 if is_small(count) else count for _, count in counted))
    return ", ".join([rest, *small] if rest else small)
