"""Remedies on the page of a case or referral: what each kind is told with, what came of it, and who entered it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import locales
from api.desk.drawing import EventShown, timeline
from cases.rules.money import from_minor
from cases.rules.particulars import MONEY_KINDS, OF_KIND
from cases.rules.vocabulary import Entitlement, Improvement, Language, Measure, StoryKind
from cases.store.track_views import RemedyView
from cases.store.views import CaseView, EventLine, entries

# How a particular is typed: yes or no, one word of a list, a number, a day; all others in words.
YES_OR_NO = frozenset({"same_position", "same_pay"})
WORDS: Mapping[str, type[StrEnum]] = MappingProxyType(
    {"entitlement": Entitlement, "improvement": Improvement, "measure": Measure}
)
NUMBERS = frozenset({"months", "days", "covered"})
DAYS = frozenset({"agreed_until"})


def remedy_context(language: Language, view: CaseView) -> dict[str, Any]:
    """What the templates of remedies are drawn with."""

    def particulars(remedy: RemedyView) -> list[tuple[str, str]]:
        return [
            (locales.text(language, f"desk.particular.{name}"), _shown(language, value))
            for name, value in remedy.particulars.told.items()
        ]

    def entered(remedy: RemedyView) -> Mapping[str, EventShown]:
        """Who entered each stage last, by the line of the timeline."""
        found = entries(view.events, remedy.row.id)
        return {line.kind: timeline(language, [line], {})[0] for line in found}

    def moved(remedy: RemedyView) -> list[EventShown]:
        return timeline(language, _moves(view.events, remedy.row.id), {})

    def running(remedy: RemedyView) -> Mapping[str, str]:
        """By delivery that counts the sum up to it, out of what was agreed; nothing where it is not money."""
        currency, so_far, sums = remedy.row.currency, 0, {}
        if currency is None:
            return {}
        agreed = locales.money(language, currency, from_minor(currency, remedy.row.amount))
        for one in remedy.deliveries:
            if one.counts:
                so_far += one.row.amount
                paid = locales.money(language, currency, from_minor(currency, so_far))
                sums[one.row.id] = locales.text(language, "desk.delivery.sum", {"sum": paid, "agreed": agreed})
        return sums

    return {
        "of_kind": OF_KIND,
        "yes_or_no": YES_OR_NO,
        "particular_words": WORDS,
        "particular_numbers": NUMBERS,
        "particular_days": DAYS,
        "money_kinds": MONEY_KINDS,
        "particulars": particulars,
        "entered": entered,
        "moved": moved,
        "running": running,
        "her_photos": [line for line in view.story if line.kind is StoryKind.PHOTO and line.file_id],
    }


def _moves(events: Sequence[EventLine], remedy_id: str) -> list[EventLine]:
    return [line for line in entries(events, remedy_id) if line.kind == "remedy_due_moved"]


def _shown(language: Language, value: Any) -> str:
    if isinstance(value, bool):
        return locales.text(language, "desk.particular.yes" if value else "desk.particular.no")
    if isinstance(value, StrEnum):
        return locales.label(language, value)
    return locales.date(language, value) if isinstance(value, dt.date) else str(value)
