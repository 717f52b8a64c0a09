"""What a factory's bipartite committee may be shown: counts of three or more, each case once, and nobody's words.

Pure. A case is counted in one pack and never again: in the first in which its theme has three. Until then it waits,
unseen. So what two packs count has no case in common, and no difference of theirs is about fewer than three.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from calendar import monthrange
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cases.rules.critical_issues import critical_issues
from cases.rules.digits import latin
from cases.rules.errors import BadInput
from cases.rules.issues import issue_rules
from cases.rules.reading import clean, fold
from cases.rules.vocabulary import Issue, RemedyKind, RemedyStatus
from cases.rules.workers import SMALLEST_TOLD

MONTHS_BETWEEN = 2
SEVERAL = "several"  # themes too small to be named, together
LONGEST_WORDS = 300
# What a committee decides for all: no money of single people, and nobody's job.
FOR_ALL = (
    RemedyKind.WORKPLACE_IMPROVEMENT,
    RemedyKind.UNION_RECOGNITION,
    RemedyKind.AGREEMENT,
    RemedyKind.APOLOGY,
)


class Age(StrEnum):
    """How long the oldest open case of a theme has waited."""

    UNDER_TWO = "under_two"  # months
    TWO_TO_SIX = "two_to_six"
    OVER_SIX = "over_six"


class Promised(StrEnum):
    """How far something is that the factory promised."""

    PROMISED = "promised"
    OVERDUE = "overdue"
    DONE = "done"
    CONFIRMED = "confirmed"


class Crowd(StrEnum):
    """How many workers stand behind a pack's counts, for whoever decides to hand it over."""

    NONE = "none"
    FEW = "few"  # under ten
    SOME = "some"  # under fifty
    MANY = "many"


class Moment(StrEnum):
    """When a photo of a spot was taken."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True)
class Candidate:
    """A case that no pack has counted; `people` are those who told it, by random ids."""

    case_id: str
    issue: Issue
    critical_issue: int | None
    people: frozenset[str]


@dataclass(frozen=True)
class Counted:
    """A case that an earlier pack counted, and is still open."""

    theme: str
    filed_on: dt.date


@dataclass(frozen=True)
class ThemeLine:
    """One theme of a pack; `count` is None where nothing new can be told of it."""

    theme: str
    count: int | None
    oldest: Age | None  # of those still open, where they are three or more
    cases: tuple[str, ...] = ()  # what the count is made of


def issue_theme(issue: Issue) -> str:
    """A theme by what workers chose themselves."""
    return f"issue.{issue.value}"


def critical_theme(number: int) -> str:
    """A theme by BFC's own list."""
    return f"critical_issue.{number}"


def every_theme() -> list[str]:
    """All themes, in the order in which a pack lists them."""
    return [*map(issue_theme, shown_issues()), *map(critical_theme, critical_issues()), SEVERAL]


def shown_issues() -> Sequence[Issue]:
    """What a committee may hear of: nothing of an issue that has its own quiet path, management sits there."""
    return [issue for issue, rule in issue_rules().items() if not rule.quiet]


def counted_now(waiting: Iterable[Candidate], could_be: int | None = None) -> dict[str, tuple[str, ...]]:
    """What this pack counts: ids of cases by theme, each case under one. What is missing waits for a later pack.

    `could_be` is how many issues there are that a case can be about; all that a committee may hear of.
    A case goes under its critical issue where three cases do, else under its issue where three do. The rest is counted
    together only where any of the issues that are not named could be the one without a case.
    """
    critical: dict[str, list[Candidate]] = defaultdict(list)
    issues: dict[str, list[Candidate]] = defaultdict(list)
    for one in waiting:
        if one.critical_issue is not None:
            critical[critical_theme(one.critical_issue)].append(one)
        else:
            issues[issue_theme(one.issue)].append(one)
    shown = {theme: group for theme, group in critical.items() if _enough(group)}
    for theme, group in critical.items():
        for one in group if theme not in shown else ():
            issues[issue_theme(one.issue)].append(one)
    named = {theme: group for theme, group in issues.items() if _enough(group)}
    rest = [one for theme, group in issues.items() if theme not in named for one in group]
    unnamed = (could_be or len(shown_issues())) - len(named)
    if _enough(rest) and len(rest) <= (SMALLEST_TOLD - 1) * (unnamed - 1):
        named[SEVERAL] = rest
    return {theme: tuple(one.case_id for one in group) for theme, group in (shown | named).items()}


def _enough(group: Collection[Candidate]) -> bool:
    """Three cases, told by three people: one worker who writes three times is no crowd."""
    people = frozenset[str]().union(*(one.people for one in group))
    return len(group) >= SMALLEST_TOLD and len(people) >= SMALLEST_TOLD


def theme_lines(waiting: Iterable[Candidate], earlier: Iterable[Counted], today: dt.date) -> list[ThemeLine]:
    """The themes of a pack. Of what earlier packs counted it tells only that three or more are open, and how long."""
    now = counted_now(waiting)
    still: dict[str, list[dt.date]] = defaultdict(list)
    for one in earlier:
        still[one.theme].append(one.filed_on)
    found = []
    for theme in every_theme():
        opened = still.get(theme, [])
        oldest = age(min(opened), today) if len(opened) >= SMALLEST_TOLD else None
        if theme in now or oldest:
            cases = now.get(theme, ())
            found.append(ThemeLine(theme, len(cases) or None, oldest, cases))
    return found


def age(since: dt.date, today: dt.date) -> Age:
    """How long something has waited, in bands wide enough to point at nobody."""
    if today < months_after(since, 2):
        return Age.UNDER_TWO
    return Age.TWO_TO_SIX if today < months_after(since, 6) else Age.OVER_SIX


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the last of a month that is too short for it."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return dt.date(year, month, min(day.day, monthrange(year, month)[1]))


def next_due(last: dt.date | None, today: dt.date) -> dt.date:
    """When the next pack is due: two months after the last, and today where there was none."""
    return months_after(last, MONTHS_BETWEEN) if last else today


def crowd(workers: int) -> Crowd:
    """A number of workers as a band."""
    if workers == 0:
        return Crowd.NONE
    return Crowd.FEW if workers < 10 else Crowd.SOME if workers < 50 else Crowd.MANY


# ------------------------------------------------------------------------------------------------ promises
_STATES: Mapping[RemedyStatus, Promised] = {
    RemedyStatus.AGREED: Promised.PROMISED,
    RemedyStatus.DISPUTED: Promised.PROMISED,  # whose no it was is not the committee's to know
    RemedyStatus.DELIVERED: Promised.DONE,
    RemedyStatus.UNCONFIRMED: Promised.DONE,
    RemedyStatus.CONFIRMED: Promised.CONFIRMED,
}
STANDING = frozenset(_STATES)  # what was agreed and not given up
_ORDER = (Promised.PROMISED, Promised.DONE, Promised.CONFIRMED)


def promise_state(statuses: Sequence[RemedyStatus], due_on: dt.date | None, today: dt.date) -> Promised:
    """How far a promise is that became these remedies: as far as the one that is furthest behind."""
    state = min((_STATES[status] for status in statuses), key=_ORDER.index)
    return overdue(state, due_on, today)


def overdue(state: Promised, due_on: dt.date | None, today: dt.date) -> Promised:
    """A promise whose day is past is overdue while nothing was done."""
    late = state is Promised.PROMISED and due_on is not None and due_on < today
    return Promised.OVERDUE if late else state


# --------------------------------------------------------------------------------------------- free words
_DIGITS = re.compile(r"\d(?:[\W_]*\d){5,}")  # a phone, the number of a case, a badge
_LINE = re.compile(
    r"\b(?:line|row|team|group)\s*(?:no\.?\s*)?[#-]?\s*\w*\d|(?:ខ្សែ|ឡាញ|ជួរ|ក្រុម)\S{0,12}\s*\d", re.IGNORECASE
)
_SHIFT = re.compile(r"\bshift\b|\bnight\b|វេន|យប់", re.IGNORECASE)
_SHORTEST_NAME = 3


def checked_words(words: str, names: Iterable[str], field: str) -> str:
    """Words for the committee, without what points at somebody.

    Args:
        names: names of workers as they gave them.

    Raises:
        BadInput: too long, a phone or number of a case, a line together with a shift, or the name of a worker.
    """
    said = " ".join(words.split())
    if len(said) > LONGEST_WORDS:
        raise BadInput("too_long", field=field, most=LONGEST_WORDS)
    if _DIGITS.search(_plain(said)):
        raise BadInput("picc_number", field=field)
    refuse_few(said, field)
    if any(_named(fold(_plain(said)), name) for name in names):
        raise BadInput("picc_name", field=field)
    return said


def refuse_few(words: str, field: str) -> None:
    """Raises BadInput where a line stands together with a shift: both at once are a handful of people."""
    plain = _plain(words)
    if _LINE.search(plain) and _SHIFT.search(plain):
        raise BadInput("picc_line_and_shift", field=field)


def _plain(words: str) -> str:
    """Words as an eye reads them: nothing that cannot be seen, one shape for each letter, Latin digits."""
    return latin(unicodedata.normalize("NFKC", clean(words)))


def _named(said: str, name: str) -> bool:
    """Whether a name stands in the words, whole or any part of it that is long enough to be one."""
    whole = fold(_plain(name))
    parts = {part for part in (whole, *whole.split()) if len(part) >= _SHORTEST_NAME}
    if not whole.isascii():  # Khmer is written without spaces between words
        return any(part in said for part in parts)
    return any(re.search(rf"\b{re.escape(part)}\b", said) for part in parts)
