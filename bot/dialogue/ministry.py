"""The ministry called or sent a paper: about which case, when she is to come, where, and a photo of the paper.

The officer is told as soon as she has said what she knows; the photo follows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.dialogue.conversation import Conversation, MinistryTalk
from bot.dialogue.effects import TellOfCall
from bot.dialogue.model import Prompt
from bot.dialogue.screen import Outcome, Scene, Step, back, button, goto, rows, say, tail, title_of, worded
from cases.rules import reading

LONGEST_PLACE = 300  # anything longer is a message
FIRST = ("ministry_which", "ministry_when")  # where the menu leads
DAYS = {"today": 0, "tomorrow": 1}


def ask(scene: Scene) -> Outcome:
    """The first tap: the day is asked for, where she has several cases first which one."""
    if len(scene.conversation.open_cases) > 1:
        return Outcome(goto(scene.conversation, "ministry_which"))
    return Outcome(_asked_when(scene.conversation, scene.filed.complainant_id))


def _asked_when(conversation: Conversation, complainant_id: str) -> Conversation:
    return goto(replace(conversation, ministry=MinistryTalk(complainant_id)), "ministry_when")


def _talk(scene: Scene) -> MinistryTalk:
    """About which case she talks; one that is not open here, left by a visit, does not count."""
    talk = scene.conversation.ministry
    open_here = {case.complainant_id for case in scene.conversation.open_cases}
    return talk if talk and talk.complainant_id in open_here else MinistryTalk(scene.filed.complainant_id)


def about(scene: Scene) -> str | None:
    """The complainant whose call is being told, to whom words and files of now belong; None at any other step."""
    asked = scene.conversation.step in ("ministry_when", "ministry_where", "ministry_paper")
    return _talk(scene).complainant_id if asked else None


# ------------------------------------------------------------------------------------------------- which
def draw_which(scene: Scene) -> tuple[Prompt, ...]:
    choices = (
        worded(f"ministry_which:{case.complainant_id}", title_of(case)) for case in scene.conversation.open_cases
    )
    return (say("ministry_which", rows(*choices, button("ministry_which:no"))),)


def tap_which(scene: Scene, value: str) -> Outcome:
    if value == "no":
        return Outcome(back(scene.conversation, "home"))
    return Outcome(_asked_when(scene.conversation, value))


# -------------------------------------------------------------------------------------------------- when
def draw_when(scene: Scene) -> tuple[Prompt, ...]:
    days = rows(button("ministry_when:today"), button("ministry_when:tomorrow"), wide=2)
    return (say("ministry_when", days + rows(button("ministry_when:unknown")) + tail(scene.conversation)),)


def tap_when(scene: Scene, value: str) -> Outcome:
    return _dated(scene, scene.today + dt.timedelta(days=DAYS[value]) if value in DAYS else None)


def hear_when(scene: Scene, text: str) -> Outcome:
    return _dated(scene, reading.appointed(text, scene.today))


def _dated(scene: Scene, day: dt.date | None) -> Outcome:
    talk = replace(_talk(scene), due_on=day.isoformat() if day else "")
    return Outcome(goto(replace(scene.conversation, ministry=talk), "ministry_where"))


# ------------------------------------------------------------------------------------------------- where
def draw_where(scene: Scene) -> tuple[Prompt, ...]:
    return (say("ministry_where", rows(button("ministry_where:unknown")) + tail(scene.conversation)),)


def tap_where(scene: Scene, value: str) -> Outcome:
    return _told(scene, "")


def hear_where(scene: Scene, text: str) -> Outcome | None:
    """A place, or words that are too many for one and go to the officer as a message."""
    return _told(scene, text) if len(text) <= LONGEST_PLACE else None


def _told(scene: Scene, place: str) -> Outcome:
    """From here on there is no way back: what was told is told."""
    talk = _talk(scene)
    reached = replace(scene.conversation, ministry=talk, step="ministry_paper", stack=())
    return Outcome(reached, (say("ministry_told"),), (TellOfCall(talk.complainant_id, talk.due_on, place),))


# ------------------------------------------------------------------------------------------------- paper
def draw_paper(scene: Scene) -> tuple[Prompt, ...]:
    return (say("ministry_paper", rows(button("ministry_paper:done"))),)


def tap_paper(scene: Scene, value: str) -> Outcome:
    return Outcome(replace(scene.conversation, ministry=None, step="home", stack=()))


STEPS = (
    Step("ministry_which", draw_which, tap_which, leads_to=("ministry_when", "home")),
    Step("ministry_when", draw_when, tap_when, hear_when, hears="a date", leads_to=("ministry_where",)),
    Step("ministry_where", draw_where, tap_where, hear_where, hears="a place", leads_to=("ministry_paper",)),
    Step("ministry_paper", draw_paper, tap_paper, hears="a message to the case", leads_to=("home",)),
)
