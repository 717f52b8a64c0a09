"""What comes next in her case, and first the days on which she is expected, with all that their cards said."""

from __future__ import annotations

from collections.abc import Sequence

import locales
from api.chat import receipt_consents
from api.chat.receipt import OpenReceipt
from api.chat.views import DayView
from bot.answers import next_report
from bot.dialogue.status import what_comes
from bot.outbound import drawn
from bot.rendering import render
from cases.rules.vocabulary import CaseStatus, Language
from cases.store.next_steps import next_steps
from cases.store.own_days import OwnDay, card_of, own_days
from cases.store.unit import Unit
from cases.store.worker_views import OwnCase, OwnThread


async def ahead(
    unit: Unit, own: OwnCase, opened: OpenReceipt, thread: OwnThread, language: Language
) -> tuple[DayView, ...]:
    """Each with its card, as far as her receipt opens it."""
    days = await own_days(unit, opened.complainant.id, own)
    return tuple(DayView(_title(day, language), _card(day, thread, language)) for day in days)


async def coming(unit: Unit, own: OwnCase, days: Sequence[DayView], language: Language) -> tuple[str, ...]:
    """What comes next and by when, a sentence each, as her chat says it; nothing of a case that is closed."""
    if own.status is CaseStatus.CLOSED:
        return ()
    steps = [next_report(step, own) for step in await next_steps(unit, own)]
    expected = bool(days or own.consents_asked or own.remedies_asked)
    return tuple(render(language, said).text for said in what_comes(steps, expected=expected))


def _title(day: OwnDay, language: Language) -> str:
    party = receipt_consents.recipient(language, *day.track) if day.track else ""
    return locales.text(language, f"dialogue.status.{day.kind}", {"party": party} | day.moment)


def _card(day: OwnDay, thread: OwnThread, language: Language) -> str:
    """Without its first thought, which the title says already."""
    place = card_of(day, thread.lines)
    if place is None:
        return ""
    said = thread.lines[place]
    _, *rest = drawn(language, {"notice": said.notice, "params": said.params})
    return "\n".join(one.text for one in rest)
