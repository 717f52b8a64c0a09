"""How hot it is where she works, told on the receipt page: from the place of last time, unless she says otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from starlette.datastructures import FormData

import locales
from api.chat.receipt import OpenReceipt
from api.chat.views import HeatForm
from cases.actions import heat
from cases.actions.heat import Reading
from cases.rules import heat_typed
from cases.rules.errors import BadInput
from cases.rules.heat import Air
from cases.rules.reading import clean, date
from cases.rules.vocabulary import HeatPlace, Issue, Language
from cases.store.clock import CAMBODIA
from cases.store.unit import Unit
from cases.store.views import Said
from cases.store.worker_views import OwnCase

TOLD = "heat_told"
FIELDS = ("place", "celsius", "humidity", "on", "time")


async def say(unit: Unit, opened: OpenReceipt, form: FormData, _language: Language) -> None:
    """Her officer sees it. Raises BadInput for what cannot be read or cannot be."""
    typed = {name: clean(str(form.get(name, ""))) for name in FIELDS}
    if typed["place"] not in set(HeatPlace):
        raise BadInput("heat_place", field="place")
    humidity = heat_typed.humidity(typed["humidity"]) if typed["humidity"] else None
    air = Air(heat_typed.degrees(typed["celsius"]), humidity)
    now = unit.now.astimezone(CAMBODIA)
    day = date(typed["on"], now.date()) if typed["on"] else now.date()
    time = heat_typed.hour(typed["time"]) if typed["time"] else now.time()
    taken_at = dt.datetime.combine(day, time, CAMBODIA)
    await heat.tell_reading(unit, opened.complainant.id, Reading(HeatPlace(typed["place"]), air, taken_at))


def form_of(
    own: OwnCase, thread: Sequence[Said], language: Language, now: dt.datetime, kept: FormData | None
) -> HeatForm | None:
    """The form of a case about heat, or of somebody who measured before; with what she typed where it was not taken."""
    last = next((said.params["place"]["label"] for said in reversed(thread) if said.notice == TOLD), "")
    if own.withdrawn or (own.case.issue is not Issue.HEAT and not last):
        return None
    typed = {name: str(kept.get(name, "")) for name in FIELDS} if kept is not None and "celsius" in kept else None
    local = now.astimezone(CAMBODIA)
    usual = {"place": last.partition(".")[2], "on": local.date().isoformat(), "time": f"{local:%H:%M}"}
    places = tuple((place.value, locales.label(language, place)) for place in HeatPlace)
    return HeatForm(places=places, is_open=typed is not None, **(typed or usual))
