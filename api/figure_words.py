"""Tables of figures in a reader's words, each with the bars of its chart: alike on the desk and in public."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import locales
from cases.rules.figures import Line, Table, Value
from cases.rules.vocabulary import (
    CaseStatus,
    ClosingReason,
    Currency,
    Issue,
    Language,
    PartyKind,
    Province,
    ReferralStatus,
    RemedyKind,
    SupportKind,
)

LONGEST_CHART = 12  # rows; the table beside it has all of them
WIDEST = 100
NOTHING = "–"
Names = Mapping[str, str]  # what only the reader's database knows by name: factories, parties


@dataclass(frozen=True)
class Bar:
    """One bar, `width` of a hundred; None where the number is hidden or there is none."""

    series: int
    width: int | None
    words: str


@dataclass(frozen=True)
class Shown:
    """One table to look at: its heading, its rows in words, and its chart."""

    name: str
    title: str
    about: str  # how it is counted, where that does not say itself
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]  # those with a number
    without: Sequence[str]  # names of the others
    total: Sequence[str] | None
    bars: Sequence[tuple[str, Sequence[Bar]]]
    series: Sequence[str]  # what each bar of a row is, where there are several

    @property
    def described(self) -> str:
        """The chart in one sentence, for whoever does not see it."""
        return "; ".join(f"{name}: {', '.join(bar.words for bar in bars)}" for name, bars in self.bars)


def _words(kind: type[StrEnum]) -> Callable[[Language, str], str]:
    return lambda language, key: locales.label(language, kind(key))


def _figure(group: str) -> Callable[[Language, str], str]:
    return lambda language, key: locales.text(language, f"figures.{group}.{key}")


def _of_money(kind: type[StrEnum]) -> Callable[[Language, str], str]:
    def words(language: Language, key: str) -> str:
        name, _, currency = key.partition(" ")
        return locales.label(language, kind(name)) + (f" ({currency})" if currency else "")

    return words


# How the rows of a table are named; those of a table that is not here are named by whoever shows it.
ROWS: Mapping[str, Callable[[Language, str], str]] = {
    "status": _words(CaseStatus),
    "referral_status": _words(ReferralStatus),
    "outcome": _words(ClosingReason),
    "issue": _words(Issue),
    "province": _words(Province),
    "lead": _words(PartyKind),
    "logged": _words(PartyKind),
    "word": _words(PartyKind),
    "remedies": _words(RemedyKind),
    "agreed": _words(RemedyKind),
    "delivered": _words(RemedyKind),
    "confirmed": _words(RemedyKind),
    "money": _of_money(RemedyKind),
    "support": _of_money(SupportKind),
    "month": lambda language, key: locales.month(language, key),
    "critical_issue": lambda language, key: f"{key} · {locales.text(language, f'label.critical_issue.{key}')}",
    "clocks": lambda language, key: locales.text(language, f"desk.clock.{key}"),
    "workers": _figure("who"),
    "persons": _figure("who"),
    "people": _figure("who"),
    "total": _figure("row"),
    "times": _figure("time"),
    "track": _figure("track"),
    "came_true": _figure("came_true"),
    "rounds": _figure("day"),
    "by_whom": _words(RemedyKind),
}
UNKNOWN = ("", "unknown", "untold")
CHART_OF: Mapping[str, Sequence[str]] = {  # columns that are drawn, where it is not the first alone
    "remedies": ("agreed", "delivered", "confirmed"),
    "persons": ("agreed", "delivered", "confirmed"),
    "money": ("agreed", "delivered", "confirmed"),
    "logged": ("agreed", "delivered", "confirmed"),
    "critical_issue": ("confirmed", "not_confirmed", "not_observable"),
    "people": ("complain", "concerned"),
    "times": ("median", "p90"),
    "clocks": ("due", "in_time"),
    "word": ("answered", "differs"),
    "rounds": ("held", "not_held", "unanswered"),
    "by_whom": ("individuals", "representative", "nobody"),
}
EACH_ROW_BY_ITSELF = {"money"}  # currencies are never compared with each other


def base_of(name: str) -> str:
    """`persons` of `persons.reinstatement`: the tables of one make."""
    return name.partition(".")[0]


def shown(language: Language, table: Table, names: Names | None = None) -> Shown:
    """A table in words. `names` are those of rows that no catalog has."""
    base = base_of(table.name)
    drawn = CHART_OF.get(base, table.columns[:1])
    lines = [(row_words(language, table.name, line.key, names or {}), line) for line in table.lines]
    return Shown(
        name=table.name,
        title=table_words(language, table.name),
        about=locales.catalog(language).get(f"figures.about.{base}", ""),
        columns=[column_words(language, column) for column in table.columns],
        rows=[(words, _values(language, line)) for words, line in lines if _told(line)],
        without=[words for words, line in lines if not _told(line)],
        total=[value_words(language, value) for value in table.total] if table.total else None,
        bars=_bars(language, table, lines, drawn),
        series=[column_words(language, column) for column in drawn] if len(drawn) > 1 else (),
    )


def table_words(language: Language, name: str) -> str:
    """The heading of a table."""
    base, _, part = name.partition(".")
    title = locales.text(language, f"figures.table.{base}")
    return f"{title} · {locales.label(language, RemedyKind(part))}" if part else title


def row_words(language: Language, name: str, key: str, names: Names) -> str:
    """What a row is called."""
    if key in UNKNOWN:
        return locales.text(language, f"figures.row.{key or 'unknown'}")
    word = ROWS.get(base_of(name))
    return word(language, key) if word else names.get(key, key)


def column_words(language: Language, column: str) -> str:
    """What a column is called."""
    return locales.text(language, f"figures.column.{column}")


def value_words(language: Language, value: Value, currency: str = "") -> str:
    """A number as the reader writes it; an amount with its currency."""
    if value is None:
        return NOTHING
    if isinstance(value, Decimal):
        return locales.money(language, Currency(currency), value)
    return locales.number(language, value)


def _told(line: Line) -> bool:
    return any(value is not None for value in line.values)


def _values(language: Language, line: Line) -> list[str]:
    currency = line.key.rpartition(" ")[2]
    return [value_words(language, value, currency) for value in line.values]


def _bars(
    language: Language, table: Table, lines: Sequence[tuple[str, Line]], drawn: Sequence[str]
) -> list[tuple[str, list[Bar]]]:
    """The first rows that have a number, in proportion to the largest of all or, for money, of the row."""
    places = [table.columns.index(column) for column in drawn]
    largest = max((value for _, line in lines for at in places if (value := line.values[at])), default=0)
    found = []
    for words, line in lines:
        values = [line.values[at] for at in places]
        most = max((value for value in values if value), default=0) if table.name in EACH_ROW_BY_ITSELF else largest
        if any(values):
            shown_values = [_values(language, line)[at] for at in places]
            found.append(
                (
                    words,
                    [
                        Bar(series, None if value is None else _width(value, most), said)
                        for series, (value, said) in enumerate(zip(values, shown_values, strict=True), start=1)
                    ],
                )
            )
    return found[:LONGEST_CHART]


def _width(value: Value, most: Value) -> int:
    return int(WIDEST * value / most) if value and most else 0
