"""The ministry called or sent a paper, told on the receipt page: day, place and a photo, each where she has it."""

from __future__ import annotations

from starlette.datastructures import FormData

from api.chat.receipt import OpenReceipt
from cases.actions import ministry_calls
from cases.rules.reading import appointed, clean
from cases.rules.vocabulary import Language
from cases.store.clock import cambodian_day
from cases.store.unit import Unit


async def say(unit: Unit, opened: OpenReceipt, form: FormData, _language: Language) -> None:
    """Her officer is told. Raises BadInput for a day that cannot be read or is too far, or too long a place."""
    day, place = (clean(str(form.get(name, ""))) for name in ("due_on", "place"))
    due_on = appointed(day, cambodian_day(unit.now)) if day else None
    await ministry_calls.tell_of_call(unit, opened.complainant.id, due_on, place)
