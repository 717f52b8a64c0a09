"""The days on which she is expected herself, first on her page, with what her card said of place and papers."""

from __future__ import annotations

import locales
from api.chat import receipt_consents
from api.chat.receipt import OpenReceipt
from api.chat.views import DayView
from bot.outbound import drawn
from cases.rules.vocabulary import Language
from cases.store.own_days import OwnDay, card_of, own_days
from cases.store.unit import Unit
from cases.store.worker_views import OwnCase, OwnThread


async def ahead(
    unit: Unit, own: OwnCase, opened: OpenReceipt, thread: OwnThread, language: Language
) -> tuple[DayView, ...]:
    """Each with its card, as far as her receipt opens it."""
    days = await own_days(unit, opened.complainant.id, own)
    return tuple(DayView(_title(day, language), _card(day, thread, language)) for day in days)


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
