"""How hot it is where she works: the place, the degrees, how damp, when; then what helps now.

The place is remembered with the case, so that measuring once more is one tap and one number.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal
from functools import partial

from bot.dialogue.conversation import Filed, HeatTalk
from bot.dialogue.effects import TellReading
from bot.dialogue.model import Param, Prompt
from bot.dialogue.screen import Outcome, Row, Scene, Step, button, goto, labelled, rows, say, tail
from cases.rules import heat_typed
from cases.rules.errors import BadInput
from cases.rules.heat import Air, estimate
from cases.rules.vocabulary import HeatBand, HeatPlace, Issue

CELSIUS = re.compile(r"\d{2}\.\d")
FIRST = ("heat_place", "heat_degrees")  # where the menu leads
HOURS = (8, 10, 12, 14, 16, 18, 20)
VERY_HOT = frozenset({HeatBand.DANGER, HeatBand.EXTREME_DANGER})
VERY_HOT_ALONE = Decimal(38)  # degrees, where nobody knows how damp it is
CAMBODIA = dt.timezone(dt.timedelta(hours=7))


def door(filed: Filed) -> tuple[Row, ...]:
    """Its place in the menu of a case about heat."""
    return rows(button("home:heat")) if filed.issue is Issue.HEAT else ()


def ask(scene: Scene) -> Outcome:
    """The first tap: the place, or at once the degrees where she measured before."""
    known = scene.filed.heat_place
    talk = HeatTalk(place=known) if known else HeatTalk()
    return Outcome(goto(replace(scene.conversation, heat=talk), "heat_degrees" if known else "heat_place"))


def _talk(scene: Scene) -> HeatTalk:
    talk = scene.conversation.heat or HeatTalk()
    return talk if talk.place else replace(talk, place=scene.filed.heat_place or HeatPlace.ELSEWHERE.value)


def _place(scene: Scene) -> Param:
    return {"label": f"heat_place.{_talk(scene).place}"}


# ------------------------------------------------------------------------------------------------- where
def draw_place(scene: Scene) -> tuple[Prompt, ...]:
    places = rows(*(labelled(f"heat_place:{one.value}", f"heat_place.{one.value}") for one in HeatPlace), wide=2)
    return (say("heat_place", places + tail(scene.conversation)),)


def tap_place(scene: Scene, value: str) -> Outcome:
    talk = HeatTalk(place=value)
    return Outcome(goto(replace(scene.conversation.with_filed(heat_place=value), heat=talk), "heat_degrees"))


# ----------------------------------------------------------------------------------------------- how hot
def draw_degrees(scene: Scene) -> tuple[Prompt, ...]:
    elsewhere = rows(button("heat_degrees:elsewhere"))
    return (say("heat_degrees", elsewhere + tail(scene.conversation), place=_place(scene)),)


def tap_degrees(scene: Scene, value: str) -> Outcome:
    """Another place, or the degrees that were asked back."""
    if value == "elsewhere":
        return Outcome(goto(scene.conversation, "heat_place"))
    return _measured(scene, value)


def asked_back(scene: Scene, value: str) -> bool:
    """Whether a tap is the yes to degrees that may have been Fahrenheit."""
    return CELSIUS.fullmatch(value) is not None and Decimal(value) <= heat_typed.HOTTEST


def hear_degrees(scene: Scene, text: str) -> Outcome:
    try:
        return _measured(scene, str(heat_typed.degrees(text)))
    except BadInput as error:
        if error.code != "heat_fahrenheit":
            raise
        meant = str(error.data["meant"])
        yes = rows(button(f"heat_degrees:{meant}", "heat_degrees.meant", meant=meant))
        return Outcome(scene.conversation, (say("heat_fahrenheit", yes, meant=meant),), screen=False)


def _measured(scene: Scene, celsius: str) -> Outcome:
    talk = replace(_talk(scene), celsius=celsius)
    return Outcome(goto(replace(scene.conversation, heat=talk), "heat_humidity"))


# ---------------------------------------------------------------------------------------------- how damp
def draw_humidity(scene: Scene) -> tuple[Prompt, ...]:
    return (say("heat_humidity", rows(button("heat_humidity:none")) + tail(scene.conversation)),)


def tap_humidity(scene: Scene, value: str) -> Outcome:
    return _damp(scene, None)


def hear_humidity(scene: Scene, text: str) -> Outcome:
    return _damp(scene, heat_typed.humidity(text))


def _damp(scene: Scene, humidity: int | None) -> Outcome:
    talk = replace(_talk(scene), humidity=humidity)
    return Outcome(goto(replace(scene.conversation, heat=talk), "heat_time"))


# -------------------------------------------------------------------------------------------------- when
def draw_time(scene: Scene) -> tuple[Prompt, ...]:
    hour = scene.now.astimezone(CAMBODIA).hour
    earlier = [button(f"heat_time:{one}", "words", words=f"{one}:00") for one in HOURS if one <= hour]
    choices = rows(button("heat_time:now")) + rows(*earlier, wide=4)
    return (say("heat_time", choices + tail(scene.conversation)),)


def tap_time(scene: Scene, value: str) -> Outcome:
    return _told(scene, scene.now if value == "now" else _today_at(scene, dt.time(int(value))))


def hear_time(scene: Scene, text: str) -> Outcome:
    return _told(scene, _today_at(scene, heat_typed.hour(text)))


def _today_at(scene: Scene, time: dt.time) -> dt.datetime:
    """That time of her day; one that has not come was yesterday's."""
    found = dt.datetime.combine(scene.today, time, CAMBODIA)
    return found if found <= scene.now else found - dt.timedelta(days=1)


def _told(scene: Scene, taken_at: dt.datetime) -> Outcome:
    """From here on there is no way back: what was told is told."""
    talk = _talk(scene)
    if not talk.celsius:
        return Outcome(goto(scene.conversation, "heat_degrees"))
    air = Air(Decimal(talk.celsius), talk.humidity)
    effect = TellReading(
        scene.filed.complainant_id, talk.place, talk.celsius, talk.humidity, taken_at.astimezone(dt.UTC).isoformat()
    )
    reached = replace(scene.conversation, heat=None, step="heat_photo", stack=())
    kept = say("heat_kept", place=_place(scene), celsius=talk.celsius, when=_when(scene, taken_at))
    return Outcome(reached, (kept, *_what_helps(HeatPlace(talk.place), air)), (effect,))


def _when(scene: Scene, taken_at: dt.datetime) -> Param:
    """The hour as it was understood, so that she can see it."""
    local = taken_at.astimezone(CAMBODIA)
    key = "dialogue.heat_kept.today" if local.date() == scene.today else "dialogue.heat_kept.yesterday"
    return {"key": key, "params": {"time": f"{local:%H:%M}"}}


def _what_helps(place: HeatPlace, air: Air) -> tuple[Prompt, ...]:
    """In plain words, and without a number that nobody can feel: how it feels, and what to do now."""
    found = estimate(place, air)
    hotter = found.felt is not None and found.felt >= air.celsius + 1
    felt = (say("heat_felt", felt=str(round(found.felt))),) if found.felt is not None and hotter else ()
    very_hot = found.band in VERY_HOT or air.celsius >= VERY_HOT_ALONE
    return (*felt, say("heat_help"), *((say("heat_help.very_hot"),) if very_hot else ()))


# ------------------------------------------------------------------------------------------------- photo
def draw_photo(scene: Scene) -> tuple[Prompt, ...]:
    return (say("heat_photo", rows(button("heat_photo:done"))),)


def tap_photo(scene: Scene, value: str) -> Outcome:
    return Outcome(replace(scene.conversation, step="home", stack=()))


_of_case = partial(Step, of_case=True)
STEPS = (
    _of_case("heat_place", draw_place, tap_place, leads_to=("heat_degrees",)),
    _of_case(
        "heat_degrees",
        draw_degrees,
        tap_degrees,
        hear_degrees,
        also=asked_back,
        hears="degrees",
        leads_to=("heat_humidity", "heat_place"),
    ),
    _of_case("heat_humidity", draw_humidity, tap_humidity, hear_humidity, hears="per cent", leads_to=("heat_time",)),
    _of_case("heat_time", draw_time, tap_time, hear_time, hears="an hour", leads_to=("heat_photo",)),
    _of_case("heat_photo", draw_photo, tap_photo, hears="a message to the case", leads_to=("home",)),
)
