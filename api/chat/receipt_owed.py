"""What she may be owed, behind her numbers: only while her union lets her see it."""

from __future__ import annotations

import locales
from api.chat.receipt import OpenReceipt
from api.chat.views import OwedView
from cases.rules.vocabulary import Language
from cases.store.estimate_views import shown_to_her
from cases.store.unit import Unit


async def shown(unit: Unit, opened: OpenReceipt, language: Language) -> OwedView | None:
    """The range that she was shown, opened with her own key."""
    found = await shown_to_her(unit, opened.keys, opened.complainant)
    if found is None:
        return None
    low, high = (locales.money(language, found.currency, amount) for amount in (found.low, found.high))
    return OwedView(low, "" if low == high else high, locales.date(language, found.day), found.more)
